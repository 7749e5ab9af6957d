package io.zinc.crdt;

/** Something would take more memory than it is allowed; what was asked was not kept, see the message. */
public final class LimitException extends CrdtException {
    private static final long serialVersionUID = 1L;

    LimitException(String message) {
        super(Remedy.RETRY, message);
    }

    static LimitException pending(long pendingBytes, long limitBytes) {
        return new LimitException("Updates waiting for missing ones take " + pendingBytes + " bytes, the limit is "
                + limitBytes + ": the newest was not kept; synchronise by state vector");
    }
}
