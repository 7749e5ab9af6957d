package io.zinc.crdt;

import org.jspecify.annotations.Nullable;

/** Format v2: each field in a column of its own. */
final class UpdateEncoderV2 extends UpdateEncoder {
    private final IntDiffOptRleWriter keyClocks = new IntDiffOptRleWriter();
    private final UintOptRleWriter clients = new UintOptRleWriter();
    private final IntDiffOptRleWriter leftClocks = new IntDiffOptRleWriter();
    private final IntDiffOptRleWriter rightClocks = new IntDiffOptRleWriter();
    private final RleWriter infos = new RleWriter();
    private final StringColumnWriter strings = new StringColumnWriter();
    private final RleWriter parentInfos = new RleWriter();
    private final UintOptRleWriter typeRefs = new UintOptRleWriter();
    private final UintOptRleWriter lengths = new UintOptRleWriter();
    private final ByteWriter rest;
    private long keysWritten;
    private long deleteClock;

    UpdateEncoderV2() {
        this(new ByteWriter(64));
    }

    /** Writes what is in no column to {@code rest}. */
    UpdateEncoderV2(ByteWriter rest) {
        this.rest = rest;
    }

    @Override
    void varUint(long value) {
        rest.varUint(value);
    }

    @Override
    void client(long id) {
        clients.write(id);
    }

    @Override
    void info(int info) {
        infos.write(info);
    }

    @Override
    void leftId(long client, long clock) {
        clients.write(client);
        leftClocks.write(clock);
    }

    @Override
    void rightId(long client, long clock) {
        clients.write(client);
        rightClocks.write(clock);
    }

    @Override
    void parentIsName(boolean name) {
        parentInfos.write(name ? 1 : 0);
    }

    @Override
    void string(String value) {
        strings.write(value);
    }

    @Override
    void text(TextBuffer source, int from, int length) {
        strings.write(source, from, length);
    }

    @Override
    void length(int length) {
        lengths.write(length);
    }

    @Override
    void typeRef(int ref) {
        typeRefs.write(ref);
    }

    @Override
    void key(String key) {
        keyClocks.write(keysWritten++);
        strings.write(key);
    }

    @Override
    void any(@Nullable Object value) {
        AnyCodec.write(rest, value);
    }

    @Override
    void json(@Nullable Object value) {
        AnyCodec.write(rest, value);
    }

    @Override
    void bytes(byte[] value) {
        rest.varBytes(value);
    }

    @Override
    void deletesOf(long client) {
        rest.varUint(client);
        deleteClock = 0;
    }

    @Override
    void deleteRange(long clock, long length) {
        rest.varUint(clock - deleteClock);
        rest.varUint(length - 1);
        deleteClock = clock + length;
    }

    @Override
    byte[] toBytes() {
        ByteWriter out = new ByteWriter(rest.size() + 64);
        out.varUint(0);
        out.varBytes(keyClocks.finish());
        out.varBytes(clients.finish());
        out.varBytes(leftClocks.finish());
        out.varBytes(rightClocks.finish());
        out.varBytes(infos.finish());
        out.varBytes(strings.finish());
        out.varBytes(parentInfos.finish());
        out.varBytes(typeRefs.finish());
        out.varBytes(lengths.finish());
        out.raw(rest);
        return out.toBytes();
    }
}
