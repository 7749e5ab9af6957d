package io.zinc.crdt;

import org.jspecify.annotations.Nullable;

/** Format v1: one field after the other. */
final class UpdateEncoderV1 extends UpdateEncoder {
    /** What most updates need. */
    private static final int USUAL_BYTES = 2 << 10;

    private final ByteWriter out;

    UpdateEncoderV1() {
        this(new ByteWriter(128));
    }

    UpdateEncoderV1(ByteWriter out) {
        this.out = out;
    }

    /** Makes it empty; where it was used for something large, it does not hold the memory for ever. */
    void clear() {
        out.clear(USUAL_BYTES);
    }

    @Override
    void varUint(long value) {
        out.varUint(value);
    }

    @Override
    void client(long id) {
        out.varUint(id);
    }

    @Override
    void info(int info) {
        out.uint8(info);
    }

    @Override
    void leftId(long client, long clock) {
        out.varUint(client);
        out.varUint(clock);
    }

    @Override
    void rightId(long client, long clock) {
        out.varUint(client);
        out.varUint(clock);
    }

    @Override
    void parentIsName(boolean name) {
        out.uint8(name ? 1 : 0);
    }

    @Override
    void string(String value) {
        out.varString(value);
    }

    @Override
    void text(TextBuffer source, int from, int length) {
        source.writeVarString(out, from, length);
    }

    @Override
    void length(int length) {
        out.varUint(length);
    }

    @Override
    void typeRef(int ref) {
        out.varUint(ref);
    }

    @Override
    void key(String key) {
        out.varString(key);
    }

    @Override
    void any(@Nullable Object value) {
        AnyCodec.write(out, value);
    }

    @Override
    void json(@Nullable Object value) {
        out.varString(Json.write(value));
    }

    @Override
    void bytes(byte[] value) {
        out.varBytes(value);
    }

    @Override
    void deletesOf(long client) {
        out.varUint(client);
    }

    @Override
    void deleteRange(long clock, long length) {
        out.varUint(clock);
        out.varUint(length);
    }

    @Override
    byte[] toBytes() {
        return out.toBytes();
    }
}
