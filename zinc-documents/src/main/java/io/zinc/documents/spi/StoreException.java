package io.zinc.documents.spi;

import io.zinc.core.ZincException;
import org.jspecify.annotations.Nullable;

/** A store could not do what it was asked to; it has done nothing of it. */
public class StoreException extends ZincException {

    private static final long serialVersionUID = 1L;

    /** What is wrong. */
    public enum Problem {
        /** The disk is full, slow or gone for now: try again later. */
        UNAVAILABLE(Category.RETRY),
        /** The call does not fit what the store holds. */
        CONFLICT(Category.FIX_THE_CALL),
        /** Bytes on the disk are not what was written: this document cannot be read. */
        DAMAGED(Category.GIVE_UP),
        /** The store cannot be used: another process has it, or it is of a newer version of Zinc. */
        UNUSABLE(Category.GIVE_UP);

        private final Category category;

        Problem(Category category) {
            this.category = category;
        }
    }

    private final Problem problem;

    public StoreException(Problem problem, String message) {
        this(problem, message, null);
    }

    public StoreException(Problem problem, String message, @Nullable Throwable cause) {
        super(problem.category, message, cause);
        this.problem = problem;
    }

    /** What is wrong. */
    public Problem problem() {
        return problem;
    }
}
