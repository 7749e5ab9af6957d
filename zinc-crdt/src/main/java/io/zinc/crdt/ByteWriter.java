package io.zinc.crdt;

import java.security.MessageDigest;
import java.util.Arrays;

/** A growing byte array with the primitive encodings of lib0: variable-length integers, strings, byte arrays. */
final class ByteWriter {
    private static final int LITTLE_ROOM_BYTES = 128;

    private byte[] bytes;
    private int size;

    ByteWriter(int capacity) {
        bytes = new byte[capacity];
    }

    int size() {
        return size;
    }

    void clear() {
        size = 0;
    }

    /** Makes it empty, and lets go of memory beyond what is usual. */
    void clear(int usualBytes) {
        size = 0;
        if (bytes.length > usualBytes) {
            bytes = new byte[LITTLE_ROOM_BYTES];
        }
    }

    void update(MessageDigest digest) {
        digest.update(bytes, 0, size);
    }

    byte[] toBytes() {
        return Arrays.copyOf(bytes, size);
    }

    /** Something large may be all that comes, but for a few bytes. */
    private void reserve(int count) {
        if (bytes.length - size < count) {
            int needed = Math.addExact(Math.addExact(size, count), LITTLE_ROOM_BYTES);
            bytes = Arrays.copyOf(bytes, Math.max(bytes.length * 2, needed));
        }
    }

    void uint8(int value) {
        reserve(1);
        bytes[size++] = (byte) value;
    }

    void varUint(long value) {
        reserve(9);
        long rest = value;
        while (rest > 0x7f) {
            bytes[size++] = (byte) (rest | 0x80);
            rest >>>= 7;
        }
        bytes[size++] = (byte) rest;
    }

    void varInt(long value) {
        varInt(Math.abs(value), value < 0);
    }

    /** Writes sign and magnitude; a negative zero is distinct from zero. */
    void varInt(long magnitude, boolean negative) {
        reserve(10);
        long rest = magnitude >>> 6;
        bytes[size++] = (byte) ((rest > 0 ? 0x80 : 0) | (negative ? 0x40 : 0) | (magnitude & 0x3f));
        while (rest > 0) {
            long more = rest >>> 7;
            bytes[size++] = (byte) ((more > 0 ? 0x80 : 0) | (rest & 0x7f));
            rest = more;
        }
    }

    void raw(byte[] source, int from, int count) {
        reserve(count);
        System.arraycopy(source, from, bytes, size, count);
        size += count;
    }

    void raw(ByteWriter other) {
        raw(other.bytes, 0, other.size);
    }

    void varBytes(byte[] value) {
        varUint(value.length);
        raw(value, 0, value.length);
    }

    void varBytes(ByteWriter value) {
        varUint(value.size);
        raw(value);
    }

    void varString(CharSequence value) {
        int length = value.length();
        varUint(Utf8.length(value, 0, length));
        utf8(value, 0, length);
    }

    /** Appends UTF-8 without a length; a lone surrogate becomes U+FFFD. */
    void utf8(CharSequence value, int from, int to) {
        for (int i = from; i < to; i++) {
            char c = value.charAt(i);
            if (c < 0x80) {
                reserve(1);
                bytes[size++] = (byte) c;
            } else if (Character.isHighSurrogate(c) && i + 1 < to && Character.isLowSurrogate(value.charAt(i + 1))) {
                codePoint(Character.toCodePoint(c, value.charAt(++i)));
            } else {
                codePoint(Character.isSurrogate(c) ? Utf8.REPLACEMENT : c);
            }
        }
    }

    private void codePoint(int c) {
        reserve(4);
        if (c < 0x80) {
            bytes[size++] = (byte) c;
        } else if (c < 0x800) {
            bytes[size++] = (byte) (0xc0 | (c >> 6));
            bytes[size++] = (byte) (0x80 | (c & 0x3f));
        } else if (c < 0x10000) {
            bytes[size++] = (byte) (0xe0 | (c >> 12));
            bytes[size++] = (byte) (0x80 | ((c >> 6) & 0x3f));
            bytes[size++] = (byte) (0x80 | (c & 0x3f));
        } else {
            bytes[size++] = (byte) (0xf0 | (c >> 18));
            bytes[size++] = (byte) (0x80 | ((c >> 12) & 0x3f));
            bytes[size++] = (byte) (0x80 | ((c >> 6) & 0x3f));
            bytes[size++] = (byte) (0x80 | (c & 0x3f));
        }
    }

    /** Appends ISO 8859-1 bytes as UTF-8. */
    void latin1AsUtf8(byte[] source, int from, int to) {
        reserve(2 * (to - from));
        for (int i = from; i < to; i++) {
            int c = source[i] & 0xff;
            if (c < 0x80) {
                bytes[size++] = (byte) c;
            } else {
                bytes[size++] = (byte) (0xc0 | (c >> 6));
                bytes[size++] = (byte) (0x80 | (c & 0x3f));
            }
        }
    }

    void int32(int value) {
        for (int shift = 24; shift >= 0; shift -= 8) {
            uint8(value >>> shift);
        }
    }

    void int64(long value) {
        for (int shift = 56; shift >= 0; shift -= 8) {
            uint8((int) (value >>> shift));
        }
    }
}
