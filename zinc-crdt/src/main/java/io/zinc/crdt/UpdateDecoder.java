package io.zinc.crdt;

import org.jspecify.annotations.Nullable;

/** Reads the fields of an update in one of the two formats; all counts are bounded before memory is taken. */
abstract sealed class UpdateDecoder permits UpdateDecoderV1, UpdateDecoderV2 {
    /** The id that {@link #leftId} or {@link #rightId} read last. */
    long idClient;

    long idClock;

    /** The text that {@link #text} read last. */
    TextBuffer textBuffer = EMPTY_TEXT;

    int textStart;
    int textLength;

    private static final TextBuffer EMPTY_TEXT = new TextBuffer(0);

    static UpdateDecoder of(UpdateFormat format, byte[] update) {
        return format == UpdateFormat.V1 ? new UpdateDecoderV1(update) : new UpdateDecoderV2(update);
    }

    abstract ByteReader rest();

    /** The most structs that input of this size may hold. */
    abstract long structLimit();

    final long varUint() {
        return rest().varUint();
    }

    abstract long client();

    abstract int info();

    abstract void leftId();

    abstract void rightId();

    abstract boolean parentIsName();

    abstract String string();

    abstract void text();

    abstract int length();

    abstract long typeRef();

    abstract String key();

    final @Nullable Object any() {
        return AnyCodec.read(rest());
    }

    abstract @Nullable Object json();

    final byte[] bytes() {
        return rest().varBytes();
    }

    abstract void deletesOf();

    abstract long deleteClock();

    abstract long deleteLength();

    final MalformedUpdateException malformed(String what) {
        return rest().malformed(what);
    }

    final int checkedLength(long length) {
        if (length > Integer.MAX_VALUE) {
            throw malformed("Length " + length + " is above " + Integer.MAX_VALUE);
        }
        return (int) length;
    }

    final void checkClock(long clock) {
        if (clock < 0 || clock > ByteReader.MAX_SAFE_INTEGER) {
            throw malformed("Clock " + clock + " is out of range");
        }
    }
}
