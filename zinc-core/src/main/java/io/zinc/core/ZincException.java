package io.zinc.core;

import org.jspecify.annotations.Nullable;

/** The base of all faults that Zinc throws. Its category says what to do about it. */
public class ZincException extends RuntimeException {

    private static final long serialVersionUID = 1L;

    /** What a caller can do about a fault. */
    public enum Category {
        /** The same call may succeed later. */
        RETRY,
        /** The call itself is wrong and has to be changed. */
        FIX_THE_CALL,
        /** Neither a retry nor another call helps. */
        GIVE_UP
    }

    private final Category category;

    public ZincException(Category category, String message) {
        super(message);
        this.category = category;
    }

    public ZincException(Category category, String message, @Nullable Throwable cause) {
        super(message, cause);
        this.category = category;
    }

    public Category category() {
        return category;
    }
}
