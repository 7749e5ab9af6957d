package io.zinc.documents;

/**
 * Bounds of documents at one endpoint.
 *
 * @param maxFragmentBytes how large one fragment may be, such as what somebody typed offline; larger ones are refused
 * @param maxDocumentBytes how large a document's state may grow; what would make it larger is refused
 * @param maxPresenceBytes how large what one session tells of its presence may be
 * @param maxPresent how many may be present in one document
 * @param heldBytes how much a session holds of what came while it waits for the full document
 * @param unsavedBytes how much may wait for a host's disk, over all documents; beyond it edits wait at their authors
 * @param cacheBytes what a relay may spend on documents that it hands out
 * @param snapshotEvery after how many fragments a host makes a snapshot
 * @param digestIdleMs how long a document has to be idle before the host tells its digest, and before a session that a
 *     relay has answered asks the host
 * @param unloadIdleMs how long a document has to be idle before a host with a store keeps it on disk alone
 * @param stallMs how long an edit may be on its way before its session asks how things stand; longer each time that nothing comes of it
 */
public record DocumentLimits(
        int maxFragmentBytes,
        int maxDocumentBytes,
        int maxPresenceBytes,
        int maxPresent,
        int heldBytes,
        long unsavedBytes,
        long cacheBytes,
        int snapshotEvery,
        int digestIdleMs,
        int unloadIdleMs,
        int stallMs) {

    /** The longest name of a document, in bytes of UTF-8. */
    public static final int MAX_NAME_BYTES = 240;

    private static final DocumentLimits DEFAULTS = new DocumentLimits(
            16 << 20, 48 << 20, 16 << 10, 1_000, 16 << 20, 64L << 20, 64L << 20, 1_000, 2_000, 60_000, 5_000);

    public DocumentLimits {
        if (maxFragmentBytes < 1 || maxDocumentBytes < maxFragmentBytes || snapshotEvery < 1 || stallMs < 1) {
            throw new IllegalArgumentException(
                    "limits must be positive, and a document at least as large as a fragment; "
                            + "there were maxFragmentBytes " + maxFragmentBytes + ", maxDocumentBytes "
                            + maxDocumentBytes
                            + ", snapshotEvery " + snapshotEvery + ", stallMs " + stallMs);
        }
    }

    /** What is usual. */
    public static DocumentLimits defaults() {
        return DEFAULTS;
    }
}
