package io.zinc.crdt;

import java.util.Arrays;
import org.jspecify.annotations.Nullable;

/** An append-only run of plain values that several items may share; an item holds a slice of it. */
final class ValueBuffer {
    private @Nullable Object[] values;
    private int used;

    ValueBuffer(int capacity) {
        values = new @Nullable Object[capacity];
    }

    int used() {
        return used;
    }

    @Nullable
    Object get(int index) {
        return values[index];
    }

    void add(@Nullable Object value) {
        if (used == values.length) {
            values = Arrays.copyOf(values, Math.max(4, used * 2));
        }
        values[used++] = value;
    }

    void append(ValueBuffer source, int from, int length) {
        for (int i = from; i < from + length; i++) {
            add(source.values[i]);
        }
    }

    /** Lets go of values that nobody refers to any more. */
    void forget(int from, int length) {
        Arrays.fill(values, from, from + length, null);
    }
}
