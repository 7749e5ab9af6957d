package io.zinc.benchmarks;

import java.util.List;

/** The receiving side of a {@link MessagesCase}: one process, which counts what comes. */
interface Subscriber {

    /** One for each lane of messages; what they hold may be read at any time. */
    List<Tally> tallies();
}
