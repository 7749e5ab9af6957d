package io.zinc.documents;

import io.zinc.core.spi.LimitValues;

/**
 * Bounds of documents at one endpoint. {@link #defaults()} is right for most; {@code with...} makes other limits of these,
 * with one changed. They never change themselves.
 *
 * <p>docs/ARCHITECTURE.md lists them with what happens at each.
 */
public final class DocumentLimits {

    /** The longest name of a document, in bytes of UTF-8. */
    public static final int MAX_NAME_BYTES = 240;

    /** The limits by name: the least, the most, and the default. */
    private enum Limit implements LimitValues.Named {
        MAX_FRAGMENT_BYTES("maxFragmentBytes", 1, Integer.MAX_VALUE, 16 << 20),
        MAX_DOCUMENT_BYTES("maxDocumentBytes", 1, Integer.MAX_VALUE, 48 << 20),
        MAX_PRESENCE_BYTES("maxPresenceBytes", 0, Integer.MAX_VALUE, 16 << 10),
        MAX_PRESENT("maxPresent", 0, Integer.MAX_VALUE, 1_000),
        HELD_BYTES("heldBytes", 0, Integer.MAX_VALUE, 16 << 20),
        UNSAVED_BYTES("unsavedBytes", 0, Long.MAX_VALUE, 64 << 20),
        CACHE_BYTES("cacheBytes", 0, Long.MAX_VALUE, 64 << 20),
        SNAPSHOT_EVERY("snapshotEvery", 1, Integer.MAX_VALUE, 1_000),
        DIGEST_IDLE_MS("digestIdleMs", 0, Integer.MAX_VALUE, 2_000),
        UNLOAD_IDLE_MS("unloadIdleMs", 0, Integer.MAX_VALUE, 60_000),
        STALL_MS("stallMs", 1, Integer.MAX_VALUE, 5_000);

        @SuppressWarnings("ImmutableEnumChecker") // it is: a record of constants
        private final LimitValues.Bounds bounds;

        Limit(String name, long least, long most, long standard) {
            this.bounds = new LimitValues.Bounds(name, least, most, standard);
        }

        @Override
        public LimitValues.Bounds bounds() {
            return bounds;
        }
    }

    private static final DocumentLimits DEFAULTS = new DocumentLimits(LimitValues.defaults(Limit.class));

    private final LimitValues<Limit> values;

    private DocumentLimits(LimitValues<Limit> values) {
        this.values = values;
        values.require(Limit.MAX_DOCUMENT_BYTES, maxFragmentBytes(), Limit.MAX_FRAGMENT_BYTES);
    }

    private DocumentLimits with(Limit limit, long value) {
        return new DocumentLimits(values.with(limit, value));
    }

    /** What is usual. */
    public static DocumentLimits defaults() {
        return DEFAULTS;
    }

    /** How large one fragment may be, such as what somebody typed offline; larger ones are refused. */
    public int maxFragmentBytes() {
        return values.getInt(Limit.MAX_FRAGMENT_BYTES);
    }

    /** These limits with another {@link #maxFragmentBytes}. */
    public DocumentLimits withMaxFragmentBytes(int value) {
        return with(Limit.MAX_FRAGMENT_BYTES, value);
    }

    /** How large a document's state may grow; what would make it larger is refused. */
    public int maxDocumentBytes() {
        return values.getInt(Limit.MAX_DOCUMENT_BYTES);
    }

    /** These limits with another {@link #maxDocumentBytes}. */
    public DocumentLimits withMaxDocumentBytes(int value) {
        return with(Limit.MAX_DOCUMENT_BYTES, value);
    }

    /** How large what one session tells of its presence may be. */
    public int maxPresenceBytes() {
        return values.getInt(Limit.MAX_PRESENCE_BYTES);
    }

    /** These limits with another {@link #maxPresenceBytes}. */
    public DocumentLimits withMaxPresenceBytes(int value) {
        return with(Limit.MAX_PRESENCE_BYTES, value);
    }

    /** How many may be present in one document. */
    public int maxPresent() {
        return values.getInt(Limit.MAX_PRESENT);
    }

    /** These limits with another {@link #maxPresent}. */
    public DocumentLimits withMaxPresent(int value) {
        return with(Limit.MAX_PRESENT, value);
    }

    /** How much a session holds of what came while it waits for the full document. */
    public int heldBytes() {
        return values.getInt(Limit.HELD_BYTES);
    }

    /** These limits with another {@link #heldBytes}. */
    public DocumentLimits withHeldBytes(int value) {
        return with(Limit.HELD_BYTES, value);
    }

    /** How much may wait for a host's disk, over all documents; beyond it edits wait at their authors. */
    public long unsavedBytes() {
        return values.get(Limit.UNSAVED_BYTES);
    }

    /** These limits with another {@link #unsavedBytes}. */
    public DocumentLimits withUnsavedBytes(long value) {
        return with(Limit.UNSAVED_BYTES, value);
    }

    /** What a relay may spend on documents that it hands out. */
    public long cacheBytes() {
        return values.get(Limit.CACHE_BYTES);
    }

    /** These limits with another {@link #cacheBytes}. */
    public DocumentLimits withCacheBytes(long value) {
        return with(Limit.CACHE_BYTES, value);
    }

    /** After how many fragments a host makes a snapshot. */
    public int snapshotEvery() {
        return values.getInt(Limit.SNAPSHOT_EVERY);
    }

    /** These limits with another {@link #snapshotEvery}. */
    public DocumentLimits withSnapshotEvery(int value) {
        return with(Limit.SNAPSHOT_EVERY, value);
    }

    /**
     * How long a document has to be idle before the host tells its digest, and before a session that a relay has
     * answered asks the host.
     */
    public int digestIdleMs() {
        return values.getInt(Limit.DIGEST_IDLE_MS);
    }

    /** These limits with another {@link #digestIdleMs}. */
    public DocumentLimits withDigestIdleMs(int value) {
        return with(Limit.DIGEST_IDLE_MS, value);
    }

    /** How long a document has to be idle before a host with a store keeps it on disk alone. */
    public int unloadIdleMs() {
        return values.getInt(Limit.UNLOAD_IDLE_MS);
    }

    /** These limits with another {@link #unloadIdleMs}. */
    public DocumentLimits withUnloadIdleMs(int value) {
        return with(Limit.UNLOAD_IDLE_MS, value);
    }

    /**
     * How long an edit may be on its way before its session asks how things stand; longer each time that nothing
     * comes of it.
     */
    public int stallMs() {
        return values.getInt(Limit.STALL_MS);
    }

    /** These limits with another {@link #stallMs}. */
    public DocumentLimits withStallMs(int value) {
        return with(Limit.STALL_MS, value);
    }

    @Override
    public boolean equals(Object other) {
        return other instanceof DocumentLimits limits && values.equals(limits.values);
    }

    @Override
    public int hashCode() {
        return values.hashCode();
    }

    @Override
    public String toString() {
        return "DocumentLimits" + values;
    }
}
