package io.zinc.crdt;

/** Column of bytes as runs; the count of the last run is not written. */
final class RleWriter {
    private final ByteWriter out = new ByteWriter(16);
    private int state = -1;
    private long count;

    void write(int value) {
        if (value == state) {
            count++;
            return;
        }
        if (count > 0) {
            out.varUint(count - 1);
        }
        out.uint8(value);
        state = value;
        count = 1;
    }

    ByteWriter finish() {
        return out;
    }
}
