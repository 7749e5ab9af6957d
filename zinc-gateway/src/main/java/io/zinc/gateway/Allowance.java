package io.zinc.gateway;

/** What somebody may do: so much a second on average, and ten seconds' worth at once. Not thread-safe. */
final class Allowance {

    private static final int BURST_SECONDS = 10;

    private final int perSecond;
    private double left;
    private long atMs;

    /** All of it is there at first. */
    Allowance(int perSecond, long nowMs) {
        this.perSecond = perSecond;
        this.left = (double) perSecond * BURST_SECONDS;
        this.atMs = nowMs;
    }

    /** Adds what time has brought since the last call. */
    void earn(long nowMs) {
        left = Math.min((double) perSecond * BURST_SECONDS, left + perSecond * (nowMs - atMs) / 1e3);
        atMs = nowMs;
    }

    /** Whether nothing more may be done for now. */
    boolean isSpent() {
        return left < 1;
    }

    void use() {
        left--;
    }
}
