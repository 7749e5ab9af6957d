package io.zinc.crdt;

import org.jspecify.annotations.Nullable;

/** A run of content with its place in a list: what was left and right of it when it was made, and what is now. */
final class Item extends Struct {
    static final byte DELETED = 1;
    static final byte JSON = 2;
    static final byte BINARY = 3;
    static final byte STRING = 4;
    static final byte EMBED = 5;
    static final byte FORMAT = 6;
    static final byte TYPE = 7;
    static final byte ANY = 8;
    static final byte DOC = 9;

    private static final int ORIGIN_BIT = 0x80;
    private static final int RIGHT_ORIGIN_BIT = 0x40;
    private static final int KEY_BIT = 0x20;

    /** A clock fits into 53 bits; what remains of {@link #rightOriginAndFlags} holds the kind and the flags. */
    private static final long CLOCK_BITS = ByteReader.MAX_SAFE_INTEGER;

    private static final int KIND_SHIFT = 56;
    private static final long KIND_BITS = 0x1fL << KIND_SHIFT;
    private static final long DELETED_FLAG = 1L << 61;
    private static final long KEPT_FLAG = 1L << 62;
    private static final long REDONE_FLAG = 1L << 63;

    @Nullable
    ClientStore originClient;

    long originClock;

    @Nullable
    ClientStore rightOriginClient;

    private long rightOriginAndFlags;

    @Nullable
    Item left;

    @Nullable
    Item right;

    /** Where the item belongs; the leaf of the position index that holds it, once there is one. */
    @Nullable
    Parent parent;

    /** What {@link #kind()} says: a buffer and {@link #start}, a value, a {@link Mark}, a {@link Branch}, a document. */
    @Nullable
    Object content;

    int start;

    Item(ClientStore client, long clock, int length, byte kind, @Nullable Object content) {
        super(client, clock, length);
        this.rightOriginAndFlags = (long) kind << KIND_SHIFT;
        this.content = content;
    }

    byte kind() {
        return (byte) (rightOriginAndFlags >>> KIND_SHIFT & 0x1f);
    }

    private void becomeDeletedContent() {
        content = null;
        rightOriginAndFlags = (rightOriginAndFlags & ~KIND_BITS) | (long) DELETED << KIND_SHIFT;
    }

    // --- flags ---------------------------------------------------------------------------------------------------

    @Override
    boolean isDeleted() {
        return (rightOriginAndFlags & DELETED_FLAG) != 0;
    }

    void markDeleted() {
        rightOriginAndFlags |= DELETED_FLAG;
    }

    boolean isKept() {
        return (rightOriginAndFlags & KEPT_FLAG) != 0;
    }

    void setKept(boolean kept) {
        rightOriginAndFlags = kept ? rightOriginAndFlags | KEPT_FLAG : rightOriginAndFlags & ~KEPT_FLAG;
    }

    /** Whether an undo has re-created this item; the document knows as what. */
    boolean isRedone() {
        return (rightOriginAndFlags & REDONE_FLAG) != 0;
    }

    void markRedone() {
        rightOriginAndFlags |= REDONE_FLAG;
    }

    boolean isCountable() {
        byte kind = kind();
        return kind != DELETED && kind != FORMAT;
    }

    boolean isVisible() {
        return !isDeleted() && isCountable();
    }

    /** The number of index positions that the item takes now. */
    int width() {
        return isVisible() ? length : 0;
    }

    // --- place ---------------------------------------------------------------------------------------------------

    /** The chain of an integrated item. */
    Chain chain() {
        Parent in = java.util.Objects.requireNonNull(parent);
        return in instanceof PositionIndex.Leaf leaf ? leaf.chain : (Chain) in;
    }

    Branch branch() {
        return chain().branch;
    }

    long lastClock() {
        return clock + length - 1;
    }

    long rightOriginClock() {
        return rightOriginAndFlags & CLOCK_BITS;
    }

    boolean hasOrigin(@Nullable ClientStore c, long k) {
        return originClient == c && (c == null || originClock == k);
    }

    boolean hasRightOrigin(@Nullable ClientStore c, long k) {
        return rightOriginClient == c && (c == null || rightOriginClock() == k);
    }

    void setOrigin(@Nullable ClientStore c, long k) {
        originClient = c;
        originClock = k;
    }

    void setRightOrigin(@Nullable ClientStore c, long k) {
        rightOriginClient = c;
        rightOriginAndFlags = (rightOriginAndFlags & ~CLOCK_BITS) | k;
    }

    // --- content -------------------------------------------------------------------------------------------------

    TextBuffer text() {
        return (TextBuffer) java.util.Objects.requireNonNull(content);
    }

    ValueBuffer values() {
        return (ValueBuffer) java.util.Objects.requireNonNull(content);
    }

    Mark mark() {
        return (Mark) java.util.Objects.requireNonNull(content);
    }

    Branch type() {
        return (Branch) java.util.Objects.requireNonNull(content);
    }

    String string() {
        return text().substring(start, length);
    }

    /** The user's view of the unit at {@code offset}: a value, a shared type, a document; for text one UTF-16 unit. */
    @Nullable
    Object valueAt(int offset) {
        return switch (kind()) {
            case ANY, JSON -> values().get(start + offset);
            case STRING -> String.valueOf(text().charAt(start + offset));
            case TYPE -> type().handle();
            case BINARY -> ((byte[]) java.util.Objects.requireNonNull(content)).clone();
            case FORMAT, DELETED -> null;
            default -> content;
        };
    }

    /** Lets a living mark act on running attributes. */
    void applyMark(java.util.Map<String, @Nullable Object> attributes) {
        if (kind() == FORMAT && !isDeleted()) {
            Mark mark = mark();
            if (mark.value() == null) {
                attributes.remove(mark.key());
            } else {
                attributes.put(mark.key(), mark.value());
            }
        }
    }

    /** Forgets the content of a deleted item. */
    void forgetContent() {
        byte kind = kind();
        if (kind == STRING) {
            TextBuffer chunk = text();
            becomeDeletedContent();
            client.release(chunk, length);
        } else if (kind == ANY || kind == JSON) {
            values().forget(start, length);
        }
        becomeDeletedContent();
        start = 0;
    }

    /** Cuts off the front of an item that is not integrated yet, without regard for surrogates. */
    void dropFront(int units) {
        clock += units;
        length -= units;
        if (content instanceof TextBuffer || content instanceof ValueBuffer) {
            start += units;
        }
    }

    /** Makes the content of both sides fit a cut after {@code left} units: half surrogates become U+FFFD. */
    void repairSurrogates(int leftUnits) {
        if (kind() == STRING) {
            TextBuffer chunk = text();
            if (Character.isHighSurrogate(chunk.charAt(start + leftUnits - 1))) {
                chunk.replace(start + leftUnits - 1, Utf8.REPLACEMENT);
                chunk.replace(start + leftUnits, Utf8.REPLACEMENT);
            }
        }
    }

    // --- writing -------------------------------------------------------------------------------------------------

    @Override
    void write(UpdateEncoder encoder, int offset) {
        ClientStore oc = offset > 0 ? client : originClient;
        long ok = offset > 0 ? clock + offset - 1 : originClock;
        ClientStore rc = rightOriginClient;
        Parent in = java.util.Objects.requireNonNullElse(parent, NO_PARENT);
        String key = in.key();
        encoder.info(kind()
                | (oc != null ? ORIGIN_BIT : 0)
                | (rc != null ? RIGHT_ORIGIN_BIT : 0)
                | (key != null ? KEY_BIT : 0));
        if (oc != null) {
            encoder.leftId(oc.id, ok);
        }
        if (rc != null) {
            encoder.rightId(rc.id, rightOriginClock());
        }
        if (oc == null && rc == null) {
            writeParent(encoder, in);
            if (key != null) {
                encoder.string(key);
            }
        }
        writeContent(encoder, offset);
    }

    private static final Parent NO_PARENT = new Parent.Named("", null);

    private static void writeParent(UpdateEncoder encoder, Parent in) {
        switch (in) {
            case Chain chain -> writeParent(encoder, chain.branch);
            case PositionIndex.Leaf leaf -> writeParent(encoder, leaf.chain.branch);
            case Parent.Named named -> {
                encoder.parentIsName(true);
                encoder.string(named.name());
            }
            case Parent.ById id -> {
                encoder.parentIsName(false);
                encoder.leftId(id.client().id, id.clock());
            }
        }
    }

    private static void writeParent(UpdateEncoder encoder, Branch branch) {
        Item holder = branch.item;
        if (holder == null) {
            encoder.parentIsName(true);
            encoder.string(branch.name());
        } else {
            encoder.parentIsName(false);
            encoder.leftId(holder.client.id, holder.clock);
        }
    }

    private void writeContent(UpdateEncoder encoder, int offset) {
        switch (kind()) {
            case DELETED -> encoder.length(length - offset);
            case JSON -> {
                encoder.length(length - offset);
                for (int i = offset; i < length; i++) {
                    encoder.string(Json.write(values().get(start + i)));
                }
            }
            case BINARY -> encoder.bytes((byte[]) java.util.Objects.requireNonNull(content));
            case STRING -> encoder.text(text(), start + offset, length - offset);
            case EMBED -> encoder.json(content);
            case FORMAT -> {
                encoder.key(mark().key());
                encoder.json(mark().value());
            }
            case TYPE -> {
                Branch type = type();
                encoder.typeRef(type.kind.ref);
                if (type.kind.isTagged()) {
                    encoder.key(type.tag());
                }
            }
            case ANY -> {
                encoder.length(length - offset);
                for (int i = offset; i < length; i++) {
                    encoder.any(values().get(start + i));
                }
            }
            case DOC -> {
                Doc doc = (Doc) java.util.Objects.requireNonNull(content);
                encoder.string(doc.guid());
                encoder.any(doc.wireOptions());
            }
            default -> throw new IllegalStateException("Unknown content " + kind());
        }
    }
}
