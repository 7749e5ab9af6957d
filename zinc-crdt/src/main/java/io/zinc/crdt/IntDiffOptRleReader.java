package io.zinc.crdt;

/** Reads what {@link IntDiffOptRleWriter} wrote. */
final class IntDiffOptRleReader {
    private final ByteReader in;
    private long state;
    private long diff;
    private long count;

    IntDiffOptRleReader(ByteReader in) {
        this.in = in;
    }

    long read() {
        if (count == 0) {
            long value = in.varInt();
            diff = value >> 1;
            count = (value & 1) == 1 ? in.varUint() + 2 : 1;
        }
        count--;
        state += diff;
        return state;
    }
}
