package io.zinc.crdt;

/** Column of strings: one concatenation, then the lengths in UTF-16 units. */
final class StringColumnWriter {
    private final TextBuffer text = new TextBuffer(64);
    private final UintOptRleWriter lengths = new UintOptRleWriter();

    void write(String value) {
        text.append(value);
        lengths.write(value.length());
    }

    void write(TextBuffer source, int from, int length) {
        text.append(source, from, length);
        lengths.write(length);
    }

    ByteWriter finish() {
        ByteWriter out = new ByteWriter(text.used() + 32);
        text.writeVarString(out, 0, text.used());
        out.raw(lengths.finish());
        return out;
    }
}
