package io.zinc.crdt;

import org.jspecify.annotations.Nullable;

/** Writes the fields of an update in one of the two formats. */
abstract sealed class UpdateEncoder permits UpdateEncoderV1, UpdateEncoderV2 {
    static UpdateEncoder of(UpdateFormat format) {
        return format == UpdateFormat.V1 ? new UpdateEncoderV1() : new UpdateEncoderV2();
    }

    abstract void varUint(long value);

    abstract void client(long id);

    abstract void info(int info);

    abstract void leftId(long client, long clock);

    abstract void rightId(long client, long clock);

    abstract void parentIsName(boolean name);

    abstract void string(String value);

    abstract void text(TextBuffer source, int from, int length);

    abstract void length(int length);

    abstract void typeRef(int ref);

    abstract void key(String key);

    abstract void any(@Nullable Object value);

    abstract void json(@Nullable Object value);

    abstract void bytes(byte[] value);

    /** Begins the delete ranges of a client. */
    abstract void deletesOf(long client);

    abstract void deleteRange(long clock, long length);

    abstract byte[] toBytes();
}
