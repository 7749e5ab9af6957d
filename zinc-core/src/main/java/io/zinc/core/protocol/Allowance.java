package io.zinc.core.protocol;

/**
 * How fast the host takes what one session sends. Nothing is dropped or kept waiting: what comes faster is acknowledged
 * later, so that the origin's send buffer fills and its sends are back-pressured. A second's worth may come at once.
 */
final class Allowance {

    /** What a message costs at least. */
    static final int LEAST_MESSAGE_BYTES = 64;

    private static final long SECOND_NS = 1_000_000_000L;

    private final int bytesPerSecond;
    private long usedUntilNs;

    Allowance(int bytesPerSecond, long nowNs) {
        this.bytesPerSecond = bytesPerSecond;
        this.usedUntilNs = nowNs;
    }

    void use(int messages, long bytes, long nowNs) {
        double cost = Math.max(bytes, (long) messages * LEAST_MESSAGE_BYTES);
        usedUntilNs = Math.max(usedUntilNs, nowNs) + (long) (cost * SECOND_NS / bytesPerSecond);
    }

    /** When what has come may be acknowledged; at once when that is in the past. */
    long acknowledgeAtNs() {
        return usedUntilNs - SECOND_NS;
    }
}
