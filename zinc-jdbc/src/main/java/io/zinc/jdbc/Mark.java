package io.zinc.jdbc;

import java.nio.ByteBuffer;
import org.jspecify.annotations.Nullable;

/**
 * What the store acknowledged last of one document.
 *
 * @param revision see {@link DocumentRow#revision()}
 */
record Mark(String name, long generation, long position, long revision) {

    /** Name's length, three numbers, checksum. */
    private static final int FIXED_BYTES = 2 + 3 * 8 + 4;

    static Mark of(DocumentRow row) {
        return new Mark(row.name(), row.generation(), row.position(), row.revision());
    }

    byte[] encode() {
        byte[] bytes = Names.bytes(name);
        return ByteBuffer.allocate(FIXED_BYTES + bytes.length)
                .putShort((short) bytes.length)
                .put(bytes)
                .putLong(generation)
                .putLong(position)
                .putLong(revision)
                .putInt((int) checksum())
                .array();
    }

    /** Reads one and moves on; null, without moving, where there is no whole and sound one. */
    static @Nullable Mark decode(ByteBuffer buffer) {
        ByteBuffer in = buffer.duplicate();
        if (in.remaining() < FIXED_BYTES) {
            return null;
        }
        int length = in.getShort();
        if (length <= 0 || in.remaining() < length + FIXED_BYTES - 2) {
            return null;
        }
        byte[] bytes = new byte[length];
        in.get(bytes);
        Mark mark = new Mark(Names.text(bytes), in.getLong(), in.getLong(), in.getLong());
        if (in.getInt() != (int) mark.checksum()) {
            return null;
        }
        buffer.position(in.position());
        return mark;
    }

    private long checksum() {
        return new Checksum('m')
                .text(name)
                .number(generation)
                .number(position)
                .number(revision)
                .value();
    }
}
