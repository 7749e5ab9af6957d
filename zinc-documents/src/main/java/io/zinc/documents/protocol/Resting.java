package io.zinc.documents.protocol;

import io.zinc.documents.spi.Replica;
import java.util.function.LongConsumer;
import java.util.function.UnaryOperator;

/**
 * Lets a replica rest that has not been changed for a while. The first rest comes soon. Where the replica was woken so early that
 * the rest was not worth it, the next one comes only after twice as long; so a document that somebody works on is loaded anew
 * a few times and then stays, and one that is only looked at rests nearly all the time.
 *
 * <p>Not thread-safe: one thread at a time.
 */
final class Resting {

    private static final int SOON_MS = 10;
    private static final int MOST_MS = 60_000;

    /** How long a replica that is changed all the time is not looked at, at most. */
    private static final int MOST_BUSY_MS = 1_000;

    /** A shorter rest was not worth it. */
    private static final int WORTH_MS = 10_000;

    /** Large documents take longer to load, so each of these is waited for a millisecond more. */
    private static final int BYTES_PER_MS = 1 << 10;

    private final LongConsumer due;
    private final UnaryOperator<byte[]> pool;
    private int leastMs = SOON_MS;
    private int patienceMs = SOON_MS;
    private long usedAtMs;
    private long restedAtMs;
    private long lookAtMs = Long.MAX_VALUE;
    private int busyMs;
    private boolean wasWoken;

    /**
     * @param due wants {@link #tick} at a time at the latest
     * @param pool what {@link Replica#rest} wants
     */
    Resting(LongConsumer due, UnaryOperator<byte[]> pool) {
        this.due = due;
        this.pool = pool;
    }

    /** The replica, which may be another one than before, was changed. */
    void used(long nowMs) {
        usedAtMs = nowMs;
        if (lookAtMs == Long.MAX_VALUE) {
            lookAt(nowMs + patienceMs);
        }
    }

    private void lookAt(long atMs) {
        lookAtMs = atMs;
        due.accept(atMs);
    }

    /**
     * Does what time demands.
     *
     * @param isFree whether nothing is under way for which the replica is soon wanted
     */
    void tick(long nowMs, Replica replica, boolean isFree) {
        if (nowMs < lookAtMs) {
            return;
        }
        if (wasWoken) { // by whoever reads, too, and that without a clock
            wasWoken = false;
            usedAtMs = nowMs;
            boolean wasWorthIt = nowMs - restedAtMs >= WORTH_MS;
            patienceMs = wasWorthIt ? leastMs : Math.min(MOST_MS, Math.max(leastMs, 2 * patienceMs));
        }
        if (!isFree) {
            usedAtMs = nowMs;
        }
        if (nowMs - usedAtMs < patienceMs) {
            // the longer it goes on, the less often it is looked at
            busyMs = Math.min(MOST_BUSY_MS, Math.max(patienceMs, 2 * busyMs));
            lookAt(Math.max(usedAtMs + patienceMs, nowMs + busyMs));
            return;
        }
        busyMs = 0;
        lookAtMs = Long.MAX_VALUE;
        int bytes = replica.rest(pool, this::woken);
        if (bytes > 0) {
            restedAtMs = nowMs;
            leastMs = Math.min(MOST_MS, SOON_MS + bytes / BYTES_PER_MS);
        }
    }

    private void woken() {
        wasWoken = true;
        lookAt(restedAtMs + 1); // soon
    }
}
