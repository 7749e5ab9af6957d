package io.zinc.benchmarks;

import java.util.concurrent.atomic.AtomicLong;
import java.util.concurrent.atomic.LongAdder;

/**
 * What one subscription has received. The numbers of its messages have to follow each other in even steps; where they do
 * not, something was lost, doubled or out of order. One thread at a time writes; any may read.
 */
final class Tally {

    private final int step;
    private final AtomicLong received = new AtomicLong();
    private final LongAdder breaks = new LongAdder();
    private long expected = -1;

    Tally(int step) {
        this.step = step;
    }

    void received(long number) {
        if (number != expected && expected >= 0) {
            breaks.increment();
        }
        expected = number + step;
        received.lazySet(received.getPlain() + 1);
    }

    /** Messages that were reported missing. */
    void missed() {
        breaks.increment();
    }

    long received() {
        return received.get();
    }

    long breaks() {
        return breaks.sum();
    }
}
