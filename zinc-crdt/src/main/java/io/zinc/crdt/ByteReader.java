package io.zinc.crdt;

import java.nio.charset.StandardCharsets;
import java.util.Arrays;

/** Reads the primitive encodings of lib0; every read is bounds-checked before memory is taken. */
final class ByteReader {
    static final long MAX_SAFE_INTEGER = (1L << 53) - 1;

    final byte[] bytes;
    int position;
    final int end;

    ByteReader(byte[] bytes) {
        this(bytes, 0, bytes.length);
    }

    ByteReader(byte[] bytes, int from, int to) {
        this.bytes = bytes;
        this.position = from;
        this.end = to;
    }

    int remaining() {
        return end - position;
    }

    boolean isAtEnd() {
        return position >= end;
    }

    MalformedUpdateException malformed(String what) {
        return new MalformedUpdateException(what + " at byte " + position + " of " + end);
    }

    int uint8() {
        if (position >= end) {
            throw malformed("Input ends too early");
        }
        return bytes[position++] & 0xff;
    }

    long varUint() {
        if (position < end && bytes[position] >= 0) {
            return bytes[position++];
        }
        long value = tail(0, 0);
        if (value > MAX_SAFE_INTEGER) {
            throw malformed("Integer above 2^53-1");
        }
        return value;
    }

    /** Goes on reading groups of 7 bits; the last one may lead beyond 2^53-1, as differences of columns do. */
    private long tail(long start, int startShift) {
        long value = start;
        int shift = startShift;
        while (true) {
            int b = uint8();
            long bits = b & 0x7f;
            if (bits != 0 && shift > 55) {
                throw malformed("Integer above 2^53-1");
            }
            value |= shift > 55 ? 0 : bits << shift;
            if (b < 0x80) {
                return value;
            }
            if (value > MAX_SAFE_INTEGER) {
                throw malformed("Integer above 2^53-1");
            }
            shift += 7;
        }
    }

    /** A varUint that must be a count or length of at most {@code limit}. */
    int count(long limit, String what) {
        long value = varUint();
        if (value > limit) {
            throw malformed(what + " " + value + " is above " + limit);
        }
        return (int) value;
    }

    /** The magnitude of a varInt, with the sign in {@link #negative}. */
    long varIntMagnitude() {
        int first = uint8();
        negative = (first & 0x40) != 0;
        long low = first & 0x3f;
        return first < 0x80 ? low : tail(low, 6);
    }

    /** The sign of the varInt that was read last; tells minus zero from zero. */
    boolean negative;

    long varInt() {
        long magnitude = varIntMagnitude();
        return negative ? -magnitude : magnitude;
    }

    /** Reads a length and moves behind that many bytes; returns where they begin. */
    int skipVarBytes() {
        int length = count(remainingAfterLength(), "Length");
        if (length > end - position) {
            throw malformed("Length " + length + " goes beyond the input");
        }
        int start = position;
        position += length;
        return start;
    }

    private long remainingAfterLength() {
        return Math.max(0, end - position);
    }

    byte[] varBytes() {
        int start = skipVarBytes();
        return Arrays.copyOfRange(bytes, start, position);
    }

    ByteReader slice() {
        int start = skipVarBytes();
        return new ByteReader(bytes, start, position);
    }

    String varString() {
        int start = skipVarBytes();
        if (Utf8.isAscii(bytes, start, position)) {
            return new String(bytes, start, position - start, StandardCharsets.ISO_8859_1);
        }
        char[] chars = new char[position - start];
        return new String(chars, 0, Utf8.decode(bytes, start, position, chars));
    }

    int int32() {
        return (uint8() << 24) | (uint8() << 16) | (uint8() << 8) | uint8();
    }

    long int64() {
        return ((long) int32() << 32) | (int32() & 0xffffffffL);
    }
}
