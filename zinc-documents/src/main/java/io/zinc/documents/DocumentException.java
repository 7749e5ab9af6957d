package io.zinc.documents;

import io.zinc.core.ZincException;

/** The host does not do what was asked of it about a document. */
public final class DocumentException extends ZincException {

    private static final long serialVersionUID = 1L;

    /** Why not. */
    public enum Problem {
        /** There is no such document, or no such version of it. */
        ABSENT,
        /** The document is of another kind. */
        OTHER_KIND,
        /** The host does not allow it, or cannot. */
        REFUSED
    }

    private final Problem problem;

    DocumentException(Problem problem, String message) {
        super(Category.FIX_THE_CALL, message);
        this.problem = problem;
    }

    /** Why not. */
    public Problem problem() {
        return problem;
    }
}
