package io.zinc.core.protocol;

import java.lang.invoke.MethodHandles;
import java.lang.invoke.VarHandle;
import java.nio.ByteOrder;
import java.util.UUID;

/** Big-endian numbers and variable-length lengths in byte arrays. */
public final class Wire {

    private static final VarHandle LONG = MethodHandles.byteArrayViewVarHandle(long[].class, ByteOrder.BIG_ENDIAN);
    private static final VarHandle INT = MethodHandles.byteArrayViewVarHandle(int[].class, ByteOrder.BIG_ENDIAN);
    private static final byte[] HEX = {'0', '1', '2', '3', '4', '5', '6', '7', '8', '9', 'a', 'b', 'c', 'd', 'e', 'f'};

    private Wire() {}

    static long getLong(byte[] bytes, int at) {
        return (long) LONG.get(bytes, at);
    }

    static void putLong(byte[] bytes, int at, long value) {
        LONG.set(bytes, at, value);
    }

    static int getInt(byte[] bytes, int at) {
        return (int) INT.get(bytes, at);
    }

    static void putInt(byte[] bytes, int at, int value) {
        INT.set(bytes, at, value);
    }

    static int getShort(byte[] bytes, int at) {
        return ((bytes[at] & 0xff) << 8) | (bytes[at + 1] & 0xff);
    }

    static void putShort(byte[] bytes, int at, int value) {
        bytes[at] = (byte) (value >>> 8);
        bytes[at + 1] = (byte) value;
    }

    static byte[] uuid(UUID id) {
        byte[] bytes = new byte[16];
        putLong(bytes, 0, id.getMostSignificantBits());
        putLong(bytes, 8, id.getLeastSignificantBits());
        return bytes;
    }

    static UUID uuid(byte[] bytes) {
        return new UUID(getLong(bytes, 0), getLong(bytes, 8));
    }

    /** Writes a number as 16 lower-case hexadecimal digits. */
    static void putHex(byte[] bytes, int at, long value) {
        for (int i = 0; i < 16; i++) {
            bytes[at + i] = HEX[(int) (value >>> (60 - 4 * i)) & 15];
        }
    }

    /** Reads 16 lower-case hexadecimal digits; 0 when they are not, which is never a topic's key. */
    static long getHex(byte[] bytes, int at) {
        long value = 0;
        for (int i = 0; i < 16; i++) {
            int c = bytes[at + i];
            int digit = c >= '0' && c <= '9' ? c - '0' : c >= 'a' && c <= 'f' ? c - 'a' + 10 : -1;
            if (digit < 0) {
                return 0;
            }
            value = (value << 4) | digit;
        }
        return value;
    }

    /** How many bytes {@link #putLength} takes. */
    static int lengthBytes(int length) {
        return length < 1 << 7 ? 1 : length < 1 << 14 ? 2 : length < 1 << 21 ? 3 : length < 1 << 28 ? 4 : 5;
    }

    /** Writes a length in LEB128, and returns where the next byte goes. */
    static int putLength(byte[] bytes, int at, int length) {
        int rest = length;
        int position = at;
        while (rest >= 1 << 7) {
            bytes[position++] = (byte) (rest | 0x80);
            rest >>>= 7;
        }
        bytes[position] = (byte) rest;
        return position + 1;
    }

    /**
     * Reads a LEB128 length from {@code at}, not beyond {@code end}.
     *
     * @return the length in the low 32 bits and the number of bytes it took above them; -1 when it is malformed or the
     *     bytes that it announces would go beyond {@code end}
     */
    public static long getLength(byte[] bytes, int at, int end) {
        int length = 0;
        for (int i = 0; i < 5 && at + i < end; i++) {
            int b = bytes[at + i];
            length |= (b & 0x7f) << (7 * i);
            if (b >= 0) {
                return length < 0 || length > end - at - i - 1 ? -1 : ((long) (i + 1) << 32) | length;
            }
        }
        return -1;
    }
}
