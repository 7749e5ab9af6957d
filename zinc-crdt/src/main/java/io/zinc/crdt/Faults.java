package io.zinc.crdt;

import java.util.function.Function;
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

    /** The result of a step; null if it fails. */
    <A, T extends @Nullable Object> @Nullable T get(A argument, Function<? super A, ? extends T> step) {
        try {
            return step.apply(argument);
        } catch (RuntimeException | Error e) {
            note(e);
            return null;
        }
    }

    /** What {@link #get} gave, when nothing failed. */
    @SuppressWarnings("NullAway") // null only if the step itself gave it
    <T extends @Nullable Object> T orResult(@Nullable T result) {
        rethrow();
        return result;
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
