package io.zinc.documents;

import io.zinc.core.ZincException;

/** What was asked of a document cannot be done. */
public final class DocumentException extends ZincException {

    private static final long serialVersionUID = 1L;

    /** Why not. */
    public enum Problem {
        /** There is no such document, or no such version of it. */
        ABSENT,
        /** The document is of another kind. */
        OTHER_KIND,
        /** There is one already, and it was to be created. */
        EXISTS,
        /** The host does not allow it, or cannot. */
        REFUSED,
        /** It was deleted or renamed, or this one was closed: it cannot be edited. Whoever has it open is told of the former. */
        ENDED
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
