package io.zinc.crdt;

import java.nio.charset.StandardCharsets;
import java.util.Arrays;
import org.jspecify.annotations.Nullable;

/**
 * An append-only run of UTF-16 units that many items share; an item holds a slice of it. One byte a unit while all
 * units are ISO 8859-1, two from the first other one on.
 */
final class TextBuffer {
    private byte @Nullable [] latin1;
    private char[] utf16;
    private int used;

    /** Units that no item refers to any more. */
    int dead;

    /** The clocks of the items that ever had text in here: first to last, inclusive. */
    long firstClock = Long.MAX_VALUE;

    long lastClock = -1;

    private static final char[] NONE = {};

    TextBuffer(int capacity) {
        latin1 = new byte[capacity];
        utf16 = NONE;
    }

    /** A buffer that views bytes which are known to be ASCII, and is never appended to. */
    static TextBuffer ofAscii(byte[] bytes) {
        return new TextBuffer(bytes, NONE, bytes.length);
    }

    /** A buffer over characters that it takes over, and is never appended to. */
    static TextBuffer ofChars(char[] chars, int count) {
        return new TextBuffer(null, chars, count);
    }

    static TextBuffer of(String text) {
        TextBuffer buffer = new TextBuffer(text.length());
        buffer.append(text);
        return buffer;
    }

    private TextBuffer(byte @Nullable [] latin1, char[] utf16, int used) {
        this.latin1 = latin1;
        this.utf16 = utf16;
        this.used = used;
    }

    int used() {
        return used;
    }

    int capacity() {
        return latin1 != null ? latin1.length : utf16.length;
    }

    /** Bytes of memory that the text takes. */
    int footprint() {
        return latin1 != null ? latin1.length : 2 * utf16.length;
    }

    char charAt(int index) {
        return latin1 != null ? (char) (latin1[index] & 0xff) : utf16[index];
    }

    /** Replaces a unit; both the old and the new one are beyond ISO 8859-1. */
    void replace(int index, char c) {
        utf16[index] = c;
    }

    /** Notes that an item has text in here. */
    void covers(Item item) {
        firstClock = Math.min(firstClock, item.clock);
        lastClock = Math.max(lastClock, item.end() - 1);
    }

    int append(CharSequence text) {
        int start = used;
        int length = text.length();
        reserve(length);
        for (int i = 0; i < length; i++) {
            char c = text.charAt(i);
            if (latin1 != null) {
                if (c <= 0xff) {
                    latin1[used++] = (byte) c;
                    continue;
                }
                widen();
            }
            utf16[used++] = c;
        }
        return start;
    }

    int append(TextBuffer source, int from, int length) {
        reserve(length);
        int start = used;
        if (source.latin1 == null && latin1 != null) {
            widen();
        }
        if (latin1 != null) {
            byte[] bytes = source.latin1;
            if (bytes != null) {
                System.arraycopy(bytes, from, latin1, used, length);
            }
        } else if (source.latin1 != null) {
            for (int i = 0; i < length; i++) {
                utf16[used + i] = (char) (source.latin1[from + i] & 0xff);
            }
        } else {
            System.arraycopy(source.utf16, from, utf16, used, length);
        }
        used += length;
        return start;
    }

    private void reserve(int count) {
        int capacity = capacity();
        if (capacity - used < count) {
            int grown = Math.max(Math.max(16, capacity * 2), Math.addExact(used, count));
            if (latin1 != null) {
                latin1 = Arrays.copyOf(latin1, grown);
            } else {
                utf16 = Arrays.copyOf(utf16, grown);
            }
        }
    }

    private void widen() {
        byte[] narrow = latin1;
        if (narrow != null) {
            char[] wide = new char[narrow.length];
            for (int i = 0; i < used; i++) {
                wide[i] = (char) (narrow[i] & 0xff);
            }
            utf16 = wide;
            latin1 = null;
        }
    }

    String substring(int from, int length) {
        return latin1 != null
                ? new String(latin1, from, length, StandardCharsets.ISO_8859_1)
                : new String(utf16, from, length);
    }

    void appendTo(StringBuilder out, int from, int length) {
        if (latin1 != null) {
            out.append(substring(from, length));
        } else {
            out.append(utf16, from, length);
        }
    }

    /** Writes the UTF-8 length in bytes, then the UTF-8 bytes. */
    void writeVarString(ByteWriter out, int from, int length) {
        if (latin1 != null) {
            int highs = 0;
            for (int i = from; i < from + length; i++) {
                highs += (latin1[i] & 0x80) >>> 7;
            }
            out.varUint((long) length + highs);
            if (highs == 0) {
                out.raw(latin1, from, length);
            } else {
                out.latin1AsUtf8(latin1, from, from + length);
            }
        } else {
            out.varString(java.nio.CharBuffer.wrap(utf16, from, length));
        }
    }
}
