package io.zinc.crdt;

/** Reads what {@link UintOptRleWriter} wrote. */
final class UintOptRleReader {
    private final ByteReader in;
    private long state;
    private long count;

    UintOptRleReader(ByteReader in) {
        this.in = in;
    }

    long read() {
        if (count == 0) {
            state = in.varIntMagnitude();
            count = in.negative ? in.varUint() + 2 : 1;
        }
        count--;
        return state;
    }
}
