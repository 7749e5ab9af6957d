package io.zinc.crdt;

import java.util.Arrays;

/**
 * A stretch of the structs of one client, at most {@value #SIZE} of them, with their clocks beside them, so that a search
 * touches one array of numbers. The clocks are kept as distances from a clock at or in front of the first struct.
 */
final class StructBlock {
    static final int SIZE = 256;

    private final long base;
    private Struct[] structs;
    private int[] distances;
    private int count;

    StructBlock(long base, int capacity) {
        this.base = base;
        structs = new Struct[capacity];
        distances = new int[capacity];
    }

    int count() {
        return count;
    }

    boolean isFull() {
        return count == SIZE;
    }

    /** Whether a struct at a clock is near enough to be kept here. */
    boolean reaches(long clock) {
        return clock - base <= Integer.MAX_VALUE;
    }

    Struct get(int index) {
        return structs[index];
    }

    Struct last() {
        return structs[count - 1];
    }

    long clock(int index) {
        return base + distances[index];
    }

    /** The place of the last struct that begins at or in front of a clock, which the first one does. */
    int indexOf(long clock) {
        int distance = (int) Math.min(clock - base, Integer.MAX_VALUE);
        // written so that the compiler needs no jump, which nothing could predict
        int[] sorted = distances;
        int from = 0;
        for (int left = count; left > 1; ) {
            int half = left >>> 1;
            from += sorted[from + half] <= distance ? half : 0;
            left -= half;
        }
        return from;
    }

    /** Whether the struct at a place begins at or in front of a clock, and no later one does. */
    boolean isLastUpTo(int index, long clock) {
        long distance = clock - base;
        return index < count && distances[index] <= distance && index + 1 < count && distances[index + 1] > distance;
    }

    void insert(int at, Struct struct) {
        if (count == structs.length) {
            int grown = Math.min(SIZE, count + Math.max(4, count / 4));
            structs = Arrays.copyOf(structs, grown);
            distances = Arrays.copyOf(distances, grown);
        }
        if (at < count) {
            System.arraycopy(structs, at, structs, at + 1, count - at);
            System.arraycopy(distances, at, distances, at + 1, count - at);
        }
        structs[at] = struct;
        distances[at] = (int) (struct.clock - base);
        count++;
    }

    void replace(int at, Struct struct) {
        structs[at] = struct;
    }

    void remove(int at) {
        count--;
        System.arraycopy(structs, at + 1, structs, at, count - at);
        System.arraycopy(distances, at + 1, distances, at, count - at);
        structs[count] = null;
    }

    /** Moves the structs from {@code keep} on to a new block. */
    StructBlock split(int keep) {
        StructBlock upper = new StructBlock(clock(keep), Math.min(SIZE, count - keep + 16));
        for (int i = keep; i < count; i++) {
            upper.insert(upper.count, structs[i]);
        }
        int capacity = Math.min(SIZE, keep + 16);
        structs = Arrays.copyOf(structs, capacity);
        distances = Arrays.copyOf(distances, capacity);
        Arrays.fill(structs, keep, Math.min(count, capacity), null);
        count = keep;
        return upper;
    }
}
