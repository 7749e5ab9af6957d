package io.zinc.core;

/**
 * How late something arrives, without clocks that agree: its arrival minus its time stamp, over the least such difference
 * of the last minute or so. Not thread-safe.
 */
final class Lateness {

    private static final long WINDOW_NS = 30_000_000_000L;

    private long least = Long.MAX_VALUE;
    private long leastBefore = Long.MAX_VALUE;
    private long windowEndNs = Long.MIN_VALUE;

    /** The lateness, in nanoseconds, of what was stamped by another clock and arrives now. */
    long of(long stampNs, long nowNs) {
        long difference = nowNs - stampNs;
        if (windowEndNs == Long.MIN_VALUE || nowNs - windowEndNs >= 0) {
            leastBefore = least;
            least = difference;
            windowEndNs = nowNs + WINDOW_NS;
        }
        least = Math.min(least, difference);
        return difference - Math.min(least, leastBefore);
    }
}
