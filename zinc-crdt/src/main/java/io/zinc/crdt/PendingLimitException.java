package io.zinc.crdt;

/**
 * An update depended on others that are missing, and there was no room left to keep it until they come. What could be
 * integrated was; the rest was dropped, so the document must be synchronised by its state vector.
 */
public final class PendingLimitException extends CrdtException {
    private static final long serialVersionUID = 1L;

    PendingLimitException(long pendingBytes, long limitBytes) {
        super(
                Remedy.RETRY,
                "Updates waiting for missing ones take " + pendingBytes + " bytes, the limit is " + limitBytes
                        + ": the newest was not kept; synchronise by state vector");
    }
}
