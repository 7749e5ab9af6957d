package io.zinc.crdt;

/** Bytes that are not what they claim to be; nothing was changed by them. */
public final class MalformedUpdateException extends CrdtException {
    private static final long serialVersionUID = 1L;

    MalformedUpdateException(String message) {
        super(Remedy.GIVE_UP, message);
    }
}
