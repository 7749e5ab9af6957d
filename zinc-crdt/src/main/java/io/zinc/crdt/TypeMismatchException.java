package io.zinc.crdt;

/** A root or a value was asked for as a shared type that it is not. */
public final class TypeMismatchException extends CrdtException {
    private static final long serialVersionUID = 1L;

    TypeMismatchException(String message) {
        super(Remedy.FIX_CALL, message);
    }
}
