package io.zinc.crdt;

/** Column of integers as differences; equal differences form runs. */
final class IntDiffOptRleWriter {
    private final ByteWriter out = new ByteWriter(16);
    private long state;
    private long diff;
    private long count;

    void write(long value) {
        long step = value - state;
        state = value;
        if (step == diff) {
            count++;
            return;
        }
        flush();
        diff = step;
        count = 1;
    }

    private void flush() {
        if (count > 0) {
            out.varInt(diff * 2 + (count > 1 ? 1 : 0));
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
