package io.zinc.zeromq;

import io.zinc.core.spi.LinkCounts;
import java.util.concurrent.atomic.LongAdder;

/** What a downlink dropped so far; its sockets and their I/O threads add to it. */
final class LinkCounters {

    final LongAdder broadcastsDropped = new LongAdder();
    final LongAdder refused = new LongAdder();

    LinkCounts counts() {
        return new LinkCounts(broadcastsDropped.sum(), refused.sum());
    }
}
