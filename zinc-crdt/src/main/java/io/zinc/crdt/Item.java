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

    private static final byte FLAG_DELETED = 1;
    private static final byte FLAG_KEEP = 2;
    private static final byte FLAG_REDONE = 4;

    @Nullable
    ClientStore originClient;

    long originClock;

    @Nullable
    ClientStore rightOriginClient;

    long rightOriginClock;

    @Nullable
    Item left;

    @Nullable
    Item right;

    @Nullable
    Parent parent;

    /** What {@link #kind} says: a buffer and {@link #start}, a value, a {@link Mark}, a {@link Branch}, a document. */
    @Nullable
    Object content;

    int start;
    byte kind;
    private byte flags;

    PositionIndex.@Nullable Leaf leaf;

    Item(ClientStore client, long clock, int length, byte kind, @Nullable Object content) {
        super(client, clock, length);
        this.kind = kind;
        this.content = content;
    }

    // --- flags ---------------------------------------------------------------------------------------------------

    @Override
    boolean isDeleted() {
        return (flags & FLAG_DELETED) != 0;
    }

    void markDeleted() {
        flags |= FLAG_DELETED;
    }

    boolean isKept() {
        return (flags & FLAG_KEEP) != 0;
    }

    void setKept(boolean kept) {
        flags = (byte) (kept ? flags | FLAG_KEEP : flags & ~FLAG_KEEP);
    }

    /** Whether an undo has re-created this item; the document knows as what. */
    boolean isRedone() {
        return (flags & FLAG_REDONE) != 0;
    }

    void markRedone() {
        flags |= FLAG_REDONE;
    }

    boolean isCountable() {
        return kind != DELETED && kind != FORMAT;
    }

    boolean isVisible() {
        return (flags & FLAG_DELETED) == 0 && isCountable();
    }

    /** The number of index positions that the item takes now. */
    int width() {
        return isVisible() ? length : 0;
    }

    // --- place ---------------------------------------------------------------------------------------------------

    /** The chain of an integrated item. */
    Chain chain() {
        return (Chain) java.util.Objects.requireNonNull(parent);
    }

    Branch branch() {
        return chain().branch;
    }

    long lastClock() {
        return clock + length - 1;
    }

    boolean hasOrigin(@Nullable ClientStore c, long k) {
        return originClient == c && (c == null || originClock == k);
    }

    boolean hasRightOrigin(@Nullable ClientStore c, long k) {
        return rightOriginClient == c && (c == null || rightOriginClock == k);
    }

    void setOrigin(@Nullable ClientStore c, long k) {
        originClient = c;
        originClock = k;
    }

    void setRightOrigin(@Nullable ClientStore c, long k) {
        rightOriginClient = c;
        rightOriginClock = k;
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
        return switch (kind) {
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
        if (kind == FORMAT && !isDeleted()) {
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
        if (kind == STRING) {
            TextBuffer chunk = text();
            content = null;
            kind = DELETED;
            client.release(chunk, length);
        } else if (kind == ANY || kind == JSON) {
            values().forget(start, length);
        }
        content = null;
        kind = DELETED;
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
        if (kind == STRING) {
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
        encoder.info(kind
                | (oc != null ? ORIGIN_BIT : 0)
                | (rc != null ? RIGHT_ORIGIN_BIT : 0)
                | (key != null ? KEY_BIT : 0));
        if (oc != null) {
            encoder.leftId(oc.id, ok);
        }
        if (rc != null) {
            encoder.rightId(rc.id, rightOriginClock);
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
            case Chain chain -> {
                Item holder = chain.branch.item;
                if (holder == null) {
                    encoder.parentIsName(true);
                    encoder.string(chain.branch.name());
                } else {
                    encoder.parentIsName(false);
                    encoder.leftId(holder.client.id, holder.clock);
                }
            }
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

    private void writeContent(UpdateEncoder encoder, int offset) {
        switch (kind) {
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
            default -> throw new IllegalStateException("Unknown content " + kind);
        }
    }
}
