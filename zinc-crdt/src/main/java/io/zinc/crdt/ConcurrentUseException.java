package io.zinc.crdt;

/** Two threads used one document at the same time; a document has one owner at a time. */
public final class ConcurrentUseException extends CrdtException {
    private static final long serialVersionUID = 1L;

    ConcurrentUseException(String message) {
        super(Remedy.FIX_CALL, message);
    }
}
