package io.zinc.crdt;

/** Column of unsigned integers; runs of two and more carry a negative sign and a count. */
final class UintOptRleWriter {
    private final ByteWriter out = new ByteWriter(16);
    private long state;
    private long count;

    void write(long value) {
        if (value == state) {
            count++;
            return;
        }
        flush();
        state = value;
        count = 1;
    }

    private void flush() {
        if (count > 0) {
            out.varInt(state, count > 1);
            if (count > 1) {
                out.varUint(count - 2);
            }
            count = 0;
        }
    }

    ByteWriter finish() {
        flush();
        return out;
    }
}
