package io.zinc.benchmarks;

import java.nio.charset.StandardCharsets;

/** A place in bytes that somebody else has encoded the way Yjs does. Reading beyond the end throws. */
final class ByteCursor {

    private byte[] bytes = new byte[0];
    private int position;
    private int end;

    /** Goes to the beginning of other bytes. */
    ByteCursor over(byte[] bytes, int length) {
        this.bytes = bytes;
        this.position = 0;
        this.end = length;
        return this;
    }

    int position() {
        return position;
    }

    int end() {
        return end;
    }

    byte[] bytes() {
        return bytes;
    }

    boolean isAtEnd() {
        return position >= end;
    }

    int uint8() {
        if (position >= end) {
            throw new IllegalStateException("a message ends too early, at byte " + position);
        }
        return bytes[position++] & 0xff;
    }

    long varUint() {
        if (position < end && bytes[position] >= 0) {
            return bytes[position++];
        }
        long value = 0;
        for (int shift = 0; shift < Long.SIZE - 1; shift += 7) {
            int part = uint8();
            value |= (long) (part & 0x7f) << shift;
            if (part < 0x80) {
                return value;
            }
        }
        throw new IllegalStateException("a message has a number of more than 9 bytes at byte " + position);
    }

    /** Goes behind so many bytes. */
    void skip(long count) {
        if (count < 0 || count > end - position) {
            throw new IllegalStateException(
                    "a message claims " + count + " bytes where " + (end - position) + " are left");
        }
        position += (int) count;
    }

    void skipVarBytes() {
        skip(varUint());
    }

    String varString() {
        int length = (int) Math.min(varUint(), Integer.MAX_VALUE);
        skip(length);
        return new String(bytes, position - length, length, StandardCharsets.UTF_8);
    }

    /** Goes behind a string, and counts its UTF-16 units. */
    int skipVarString() {
        long length = varUint();
        int begin = position;
        skip(length);
        int units = 0;
        for (int i = begin; i < position; i++) {
            int each = bytes[i];
            // the first byte of a character, of which those with four bytes are two units
            units += (each & 0xc0) == 0x80 ? 0 : (each & 0xf8) == 0xf0 ? 2 : 1;
        }
        return units;
    }
}
