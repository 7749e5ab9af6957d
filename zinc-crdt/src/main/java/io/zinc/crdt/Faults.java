package io.zinc.crdt;

import java.util.function.Supplier;
import org.jspecify.annotations.Nullable;

/** Runs steps that all have to be run, and throws the first failure of them afterwards, the others attached to it. */
final class Faults {
    private @Nullable Throwable first;

    void run(Runnable step) {
        try {
            step.run();
        } catch (RuntimeException | Error e) {
            note(e);
        }
    }

    /** The result of a step; if it fails, a null that nobody sees, because {@link #rethrow} throws. */
    @SuppressWarnings({"NullAway", "TypeParameterUnusedInFormals"})
    <T extends @Nullable Object> T get(Supplier<? extends T> step) {
        try {
            return step.get();
        } catch (RuntimeException | Error e) {
            note(e);
            return null;
        }
    }

    private void note(Throwable e) {
        if (first == null) {
            first = e;
        } else if (!e.equals(first)) {
            first.addSuppressed(e);
        }
    }

    void rethrow() {
        if (first instanceof RuntimeException e) {
            throw e;
        }
        if (first instanceof Error e) {
            throw e;
        }
    }
}
