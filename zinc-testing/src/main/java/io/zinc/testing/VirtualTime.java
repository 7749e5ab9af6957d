package io.zinc.testing;

import java.util.Comparator;
import java.util.PriorityQueue;

/** The clock of a simulation: it stands still until the next thing is due, and then is there at once. */
final class VirtualTime {

    private final PriorityQueue<Due> queue =
            new PriorityQueue<>(Comparator.comparingLong(Due::atNs).thenComparingLong(Due::order));
    private long nowNs = 1_000_000_000L;
    private long lastOrder;

    /** Something to do at a time; what is due at the same time is done in the order in which it was asked for. */
    private record Due(long atNs, long order, Runnable action) {}

    static long millis(long ms) {
        return ms * 1_000_000L;
    }

    long nowNs() {
        return nowNs;
    }

    void at(long whenNs, Runnable action) {
        queue.add(new Due(Math.max(whenNs, nowNs), ++lastOrder, action));
    }

    void after(long delayNs, Runnable action) {
        at(nowNs + delayNs, action);
    }

    /** Does everything that is due up to a time, which is the present one afterwards. */
    void runUntil(long endNs) {
        while (true) {
            Due next = queue.peek();
            if (next == null || next.atNs > endNs) {
                nowNs = endNs;
                return;
            }
            queue.remove();
            nowNs = next.atNs;
            next.action.run();
        }
    }
}
