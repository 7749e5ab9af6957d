package io.zinc.crdt;

/** Reads what {@link RleWriter} wrote; the last value repeats for ever. */
final class RleReader {
    private final ByteReader in;
    private int state;
    private long count;

    RleReader(ByteReader in) {
        this.in = in;
    }

    int read() {
        if (count == 0) {
            state = in.uint8();
            count = in.isAtEnd() ? Long.MAX_VALUE : in.varUint() + 1;
        }
        count--;
        return state;
    }
}
