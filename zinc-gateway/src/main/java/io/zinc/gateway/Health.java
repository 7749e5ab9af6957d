package io.zinc.gateway;

import io.zinc.core.ZincException;
import io.zinc.documents.Documents;
import java.time.Duration;
import java.util.List;
import java.util.Map;
import java.util.concurrent.atomic.AtomicLongArray;
import java.util.concurrent.locks.ReentrantLock;
import java.util.function.LongSupplier;

/**
 * Says whether the gateway lives, which it does while its event loops turn, and whether it is ready, which it is while the host's
 * documents answer it. The host is asked once a second at most, however often visitors ask.
 */
final class Health {

    private static final long STUCK_MS = 5_000;
    private static final long FRESH_MS = 1_000;
    private static final Duration PATIENCE = Duration.ofSeconds(2);

    private final Documents documents;
    private final LongSupplier nowMs;
    private final AtomicLongArray beatsMs;
    private final ReentrantLock lock = new ReentrantLock();
    private String fault = "";
    private long askedAtMs = Long.MIN_VALUE / 2;

    Health(Documents documents, int loops, LongSupplier nowMs) {
        this.documents = documents;
        this.nowMs = nowMs;
        this.beatsMs = new AtomicLongArray(loops);
        for (int i = 0; i < loops; i++) {
            beat(i);
        }
    }

    List<Resource> resources() {
        return List.of(
                new Resource("/livez").get(call -> alive()).open(),
                new Resource("/readyz").get(call -> ready()).open());
    }

    /** An event loop turns. */
    void beat(int loop) {
        beatsMs.set(loop, nowMs.getAsLong());
    }

    Reply alive() {
        int turning = 0;
        for (int i = 0; i < beatsMs.length(); i++) {
            turning += nowMs.getAsLong() - beatsMs.get(i) < STUCK_MS ? 1 : 0;
        }
        return turning == beatsMs.length()
                ? Reply.json(200, Map.of("status", "alive"))
                : Reply.json(
                        503,
                        Map.of(
                                "status",
                                "stuck",
                                "error",
                                (beatsMs.length() - turning) + " of " + beatsMs.length()
                                        + " event loops have not turned for " + STUCK_MS
                                        + " ms; look at the gateway's threads, and start it again"));
    }

    /** Blocks while the host is asked. */
    private Reply ready() throws InterruptedException {
        lock.lockInterruptibly();
        try {
            if (nowMs.getAsLong() - askedAtMs >= FRESH_MS) {
                fault = ask();
                askedAtMs = nowMs.getAsLong();
            }
            return fault.isEmpty()
                    ? Reply.json(200, Map.of("status", "ready"))
                    : Reply.json(503, Map.of("status", "not ready", "error", fault));
        } finally {
            lock.unlock();
        }
    }

    private String ask() throws InterruptedException {
        try {
            var unused = documents.isKept(PATIENCE); // what it says is not the point, but that it does
            return "";
        } catch (ZincException e) {
            return "the host's documents do not answer: " + e.getMessage();
        }
    }
}
