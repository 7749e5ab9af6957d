package io.zinc.documents;

import java.util.TreeSet;
import java.util.function.LongSupplier;

/**
 * Rings at the earliest of the times that were asked for, and may ring at later ones, too. Whoever hears it does what is due, and
 * asks for the next time. A time is passed over when a ring is to come before it, so rings that lead to the next one do not
 * multiply, however often others are asked for. Confined to whatever its rings run on.
 */
final class Alarm {

    /** Runs something when some milliseconds have passed. */
    interface Timer {
        void run(long inMs, Runnable what);
    }

    private final Timer timer;
    private final LongSupplier nowMs;
    private final Runnable onRing;
    private final TreeSet<Long> toCome = new TreeSet<>();

    Alarm(Timer timer, LongSupplier nowMs, Runnable onRing) {
        this.timer = timer;
        this.nowMs = nowMs;
        this.onRing = onRing;
    }

    void at(long atMs) {
        if (isOff() || atMs < toCome.first()) {
            toCome.add(atMs);
            timer.run(Math.max(1, atMs - nowMs.getAsLong()), () -> {
                toCome.remove(atMs);
                onRing.run();
            });
        }
    }

    /** Whether no ring is to come. */
    boolean isOff() {
        return toCome.isEmpty();
    }
}
