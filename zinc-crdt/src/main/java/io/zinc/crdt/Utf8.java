package io.zinc.crdt;

/** UTF-8 as lib0 treats it: strict when read, lone surrogates replaced when written. */
final class Utf8 {
    static final char REPLACEMENT = '\uFFFD';

    private Utf8() {}

    /** The number of bytes that {@link ByteWriter#utf8} writes for these characters. */
    static long length(CharSequence value, int from, int to) {
        long length = 0;
        for (int i = from; i < to; i++) {
            char c = value.charAt(i);
            if (c < 0x80) {
                length++;
            } else if (c < 0x800) {
                length += 2;
            } else if (Character.isHighSurrogate(c) && i + 1 < to && Character.isLowSurrogate(value.charAt(i + 1))) {
                length += 4;
                i++;
            } else {
                length += 3;
            }
        }
        return length;
    }

    static boolean isAscii(byte[] bytes, int from, int to) {
        for (int i = from; i < to; i++) {
            if (bytes[i] < 0) {
                return false;
            }
        }
        return true;
    }

    /**
     * Decodes strictly into {@code target} and returns the number of characters.
     *
     * @throws MalformedUpdateException if the bytes are not well-formed UTF-8
     */
    static int decode(byte[] bytes, int from, int to, char[] target) {
        int out = 0;
        int i = from;
        while (i < to) {
            int b = bytes[i++];
            if (b >= 0) {
                target[out++] = (char) b;
                continue;
            }
            int extra = (b & 0xe0) == 0xc0 ? 1 : (b & 0xf0) == 0xe0 ? 2 : (b & 0xf8) == 0xf0 ? 3 : -1;
            if (extra < 0 || to - i < extra) {
                throw malformed(i - 1);
            }
            int c = b & (0x3f >> extra);
            for (int k = 0; k < extra; k++) {
                int next = bytes[i++];
                if ((next & 0xc0) != 0x80) {
                    throw malformed(i - 1);
                }
                c = (c << 6) | (next & 0x3f);
            }
            int least = extra == 1 ? 0x80 : extra == 2 ? 0x800 : 0x10000;
            if (c < least || c > 0x10ffff || (c >= 0xd800 && c <= 0xdfff)) {
                throw malformed(i - 1);
            }
            if (c < 0x10000) {
                target[out++] = (char) c;
            } else {
                target[out++] = Character.highSurrogate(c);
                target[out++] = Character.lowSurrogate(c);
            }
        }
        return out;
    }

    private static MalformedUpdateException malformed(int position) {
        return new MalformedUpdateException("Text is not well-formed UTF-8 at byte " + position);
    }
}
