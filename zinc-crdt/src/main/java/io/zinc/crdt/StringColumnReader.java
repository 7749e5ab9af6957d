package io.zinc.crdt;

import java.util.Arrays;

/** Reads what {@link StringColumnWriter} wrote, as slices of one buffer. */
final class StringColumnReader {
    final TextBuffer text;
    private final ByteReader in;
    private final UintOptRleReader lengths;
    private int position;

    /** Length of the slice that {@link #next()} gave last. */
    int length;

    StringColumnReader(ByteReader in) {
        this.in = in;
        int start = in.skipVarBytes();
        int end = in.position;
        if (Utf8.isAscii(in.bytes, start, end)) {
            text = TextBuffer.ofAscii(Arrays.copyOfRange(in.bytes, start, end));
        } else {
            char[] chars = new char[end - start];
            text = TextBuffer.ofChars(chars, Utf8.decode(in.bytes, start, end, chars));
        }
        lengths = new UintOptRleReader(in);
    }

    /** Where the next string begins; its length is then in {@link #length}. */
    int next() {
        long count = lengths.read();
        if (count > text.used() - position) {
            throw in.malformed("String of length " + count + " goes beyond its column");
        }
        length = (int) count;
        int start = position;
        position += length;
        return start;
    }

    String read() {
        int start = next();
        return text.substring(start, length);
    }
}
