package io.zinc.benchmarks;

/**
 * Characters typed at a steady rate for some time: client after client in turn, each at its moment, whatever the server does.
 *
 * @param clients how many type in turn
 * @param count characters of all clients together
 * @param startNs when the first one is due, in {@link System#nanoTime()}
 * @param stopsWhenLate whether to stop once more than one delivery in a hundred has been later than {@link #LATE_NS}
 */
record LoadPhase(int clients, long count, long startNs, double intervalNs, boolean stopsWhenLate) {

    /** What no more than one delivery in a hundred may exceed where a rate is said to hold. */
    static final long LATE_NS = 100_000_000;

    static LoadPhase of(int clients, double perSecond, double seconds, long startNs, boolean stopsWhenLate) {
        if (perSecond <= 0 || seconds <= 0) {
            throw new IllegalArgumentException(
                    "a rate and a time above 0 are needed, not " + perSecond + "/s for " + seconds + " s");
        }
        long count = Math.max(1, Math.round(perSecond * seconds));
        return new LoadPhase(clients, count, startNs, 1e9 / perSecond, stopsWhenLate);
    }

    /** When a client is meant to type its next character. */
    long dueNs(long turn, int client) {
        return startNs + (long) ((turn * clients + client) * intervalNs);
    }

    /** When the first character after a moment is due, or the last one of all. */
    long dueAfterNs(long nowNs) {
        long due = (long) Math.floor((nowNs - startNs) / intervalNs) + 1;
        return startNs + (long) (Math.clamp(due, 0, count) * intervalNs);
    }

    /** Whether a client's turn belongs to the phase. */
    boolean includes(long turn, int client) {
        return turn * clients + client < count;
    }
}
