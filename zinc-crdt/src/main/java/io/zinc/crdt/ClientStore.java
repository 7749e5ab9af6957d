package io.zinc.crdt;

import java.util.Arrays;
import org.jspecify.annotations.Nullable;

/**
 * All structs of one client, ordered by clock without gaps, and the text of its items.
 *
 * <p>The structs are kept in blocks of at most {@value #BLOCK}: a clock is found by two binary searches, and inserting in
 * the middle moves a block, not the whole history. Text is appended to shared chunks in clock order, so neighbours in the
 * store are neighbours in memory and merging them copies nothing.
 */
final class ClientStore {
    private static final int BLOCK = 256;
    private static final int CHUNK_UNITS = 1 << 14;

    final long id;
    private Struct[][] blocks = {new Struct[4]};
    /** The first clock of each struct, beside the structs, so that a search touches one array. */
    private long[][] clocks = {new long[4]};

    private int[] counts = {0};
    private long[] starts = {0};
    private int blockCount = 1;
    private long state;

    private @Nullable Struct hit;
    private int atBlock;
    private int atOffset;

    private TextBuffer text = new TextBuffer(0);

    /** The transaction that added structs last, and the state before it did. */
    @Nullable
    Transaction touchedBy;

    long clockBefore;

    /** The structs of the update that is being applied. */
    @Nullable
    StructQueue queue;

    ClientStore(long id) {
        this.id = id;
    }

    /** The next clock. */
    long state() {
        return state;
    }

    boolean isEmpty() {
        return counts[0] == 0;
    }

    @Nullable
    Struct last() {
        int block = blockCount - 1;
        return counts[block] == 0 ? null : blocks[block][counts[block] - 1];
    }

    // --- finding -------------------------------------------------------------------------------------------------

    private void seek(long clock) {
        int low = 0;
        int high = blockCount - 1;
        int end = counts[high] - 1;
        if (end >= 0 && clocks[high][end] <= clock) {
            atBlock = high;
            atOffset = end;
            return;
        }
        while (low < high) {
            int mid = (low + high + 1) >>> 1;
            if (starts[mid] <= clock) {
                low = mid;
            } else {
                high = mid - 1;
            }
        }
        atBlock = low;
        long[] block = clocks[low];
        int from = 0;
        int to = counts[low] - 1;
        while (from < to) {
            int mid = (from + to + 1) >>> 1;
            if (block[mid] <= clock) {
                from = mid;
            } else {
                to = mid - 1;
            }
        }
        atOffset = from;
    }

    /** The struct that contains a clock below {@link #state()}. */
    Struct find(long clock) {
        Struct cached = hit;
        if (cached != null && cached.clock <= clock && clock < cached.end()) {
            return cached;
        }
        if (clock >= state || clock < 0) {
            throw new IllegalStateException("Client " + id + " has no clock " + clock + ", only below " + state);
        }
        seek(clock);
        Struct found = blocks[atBlock][atOffset];
        hit = found;
        return found;
    }

    /** Calls {@code visitor} for the structs from the one that contains {@code fromClock} to the end. */
    void forEachFrom(long fromClock, java.util.function.Consumer<Struct> visitor) {
        if (fromClock >= state) {
            return;
        }
        seek(fromClock);
        int offset = atOffset;
        for (int b = atBlock; b < blockCount; b++) {
            for (int i = offset; i < counts[b]; i++) {
                visitor.accept(blocks[b][i]);
            }
            offset = 0;
        }
    }

    /** Calls {@code visitor} for the structs from {@code start} on that begin before {@code end}. */
    void forEachIn(long start, long end, java.util.function.Consumer<Struct> visitor) {
        seek(start);
        int offset = atOffset;
        for (int b = atBlock; b < blockCount; b++) {
            for (int i = offset; i < counts[b]; i++) {
                if (clocks[b][i] >= end) {
                    return;
                }
                visitor.accept(blocks[b][i]);
            }
            offset = 0;
        }
    }

    private int countFrom(long fromClock) {
        seek(fromClock);
        int count = counts[atBlock] - atOffset;
        for (int b = atBlock + 1; b < blockCount; b++) {
            count += counts[b];
        }
        return count;
    }

    /** Writes the section of an update with everything from a clock on. */
    void writeSection(UpdateEncoder encoder, long fromClock) {
        encoder.varUint(countFrom(fromClock));
        encoder.client(id);
        encoder.varUint(fromClock);
        int offset = atOffset;
        Struct first = blocks[atBlock][offset];
        first.write(encoder, (int) (fromClock - first.clock));
        offset++;
        for (int b = atBlock; b < blockCount; b++) {
            Struct[] block = blocks[b];
            for (int i = offset; i < counts[b]; i++) {
                block[i].write(encoder, 0);
            }
            offset = 0;
        }
    }

    // --- changing ------------------------------------------------------------------------------------------------

    /** Adds a struct that begins at {@link #state()}. */
    void append(Struct struct) {
        if (struct.clock != state) {
            throw new IllegalStateException(
                    "Client " + id + ": struct at clock " + struct.clock + " does not follow " + state);
        }
        int block = blockCount - 1;
        int count = counts[block];
        if (count == BLOCK) {
            insertBlock(++block, new Struct[BLOCK], new long[BLOCK], 0);
            count = 0;
        } else if (count == blocks[block].length) {
            growBlock(block);
        }
        if (count == 0) {
            starts[block] = struct.clock;
        }
        blocks[block][count] = struct;
        clocks[block][count] = struct.clock;
        counts[block] = count + 1;
        state = struct.end();
    }

    /** The last struct has grown in place. */
    void grow(int by) {
        state += by;
    }

    private void growBlock(int block) {
        int grown = Math.clamp(counts[block] * 2L, 4, BLOCK);
        blocks[block] = Arrays.copyOf(blocks[block], grown);
        clocks[block] = Arrays.copyOf(clocks[block], grown);
    }

    private void insertBlock(int at, Struct[] block, long[] blockClocks, int count) {
        if (blockCount == blocks.length) {
            int grown = Math.max(4, blockCount * 2);
            blocks = Arrays.copyOf(blocks, grown);
            clocks = Arrays.copyOf(clocks, grown);
            counts = Arrays.copyOf(counts, grown);
            starts = Arrays.copyOf(starts, grown);
        }
        System.arraycopy(blocks, at, blocks, at + 1, blockCount - at);
        System.arraycopy(clocks, at, clocks, at + 1, blockCount - at);
        System.arraycopy(counts, at, counts, at + 1, blockCount - at);
        System.arraycopy(starts, at, starts, at + 1, blockCount - at);
        blocks[at] = block;
        clocks[at] = blockClocks;
        counts[at] = count;
        starts[at] = blockClocks[0];
        blockCount++;
    }

    /** Adds the right part of a struct that was cut. */
    void insertAfter(Struct left, Struct right) {
        seek(left.clock);
        int b = atBlock;
        int at = atOffset + 1;
        if (counts[b] == BLOCK) {
            int keep = b == blockCount - 1 && at > BLOCK - 8 ? BLOCK - 8 : BLOCK / 2;
            Struct[] upper = new Struct[BLOCK];
            System.arraycopy(blocks[b], keep, upper, 0, BLOCK - keep);
            Arrays.fill(blocks[b], keep, BLOCK, null);
            long[] upperClocks = new long[BLOCK];
            System.arraycopy(clocks[b], keep, upperClocks, 0, BLOCK - keep);
            counts[b] = keep;
            insertBlock(b + 1, upper, upperClocks, BLOCK - keep);
            if (at > keep) {
                b++;
                at -= keep;
            }
        } else if (counts[b] == blocks[b].length) {
            growBlock(b);
        }
        System.arraycopy(blocks[b], at, blocks[b], at + 1, counts[b] - at);
        System.arraycopy(clocks[b], at, clocks[b], at + 1, counts[b] - at);
        blocks[b][at] = right;
        clocks[b][at] = right.clock;
        counts[b]++;
    }

    /** Puts another struct of the same ids in the place of one. */
    void replace(Struct old, Struct fresh) {
        seek(old.clock);
        blocks[atBlock][atOffset] = fresh;
        hit = null;
    }

    private void removeAt(int b, int at) {
        hit = null;
        Struct[] block = blocks[b];
        int count = --counts[b];
        System.arraycopy(block, at + 1, block, at, count - at);
        System.arraycopy(clocks[b], at + 1, clocks[b], at, count - at);
        block[count] = null;
        if (count == 0 && blockCount > 1) {
            int after = blockCount - b - 1;
            System.arraycopy(blocks, b + 1, blocks, b, after);
            System.arraycopy(clocks, b + 1, clocks, b, after);
            System.arraycopy(counts, b + 1, counts, b, after);
            System.arraycopy(starts, b + 1, starts, b, after);
            blockCount--;
            blocks[blockCount] = new Struct[0];
            clocks[blockCount] = new long[0];
        } else if (at == 0 && count > 0) {
            starts[b] = block[0].clock;
        }
    }

    /**
     * Merges the struct at {@code fromClock} and those in front of it with their left neighbours as far as possible,
     * down to the struct at {@code downToClock}. Returns how many were merged away.
     */
    int mergeDown(long fromClock, long downToClock) {
        seek(fromClock);
        int b = atBlock;
        int at = atOffset;
        Struct right = blocks[b][at];
        int merged = 0;
        if (right.clock < downToClock) {
            return 0;
        }
        while (at > 0 || b > 0) {
            int leftBlock = at > 0 ? b : b - 1;
            int leftAt = at > 0 ? at - 1 : counts[b - 1] - 1;
            Struct left = blocks[leftBlock][leftAt];
            if (Merging.merge(left, right)) {
                removeAt(b, at);
                merged++;
            } else if (left.clock < downToClock) {
                break;
            }
            b = leftBlock;
            at = leftAt;
            right = left;
        }
        return merged;
    }

    /** Merges the struct at a clock with its left neighbours; stops at the first that does not merge. */
    int mergeLeft(long clock) {
        return mergeDown(clock, find(clock).clock);
    }

    // --- text ----------------------------------------------------------------------------------------------------

    /** Takes the text of an item that comes from elsewhere into this client's own chunks. */
    void adopt(Item item) {
        TextBuffer source = item.text();
        TextBuffer chunk = chunkFor(item.length);
        chunk.covers(item);
        item.start = chunk.append(source, item.start, item.length);
        item.content = chunk;
    }

    private TextBuffer chunkFor(int length) {
        if (text.used() > 0 && text.used() + length > CHUNK_UNITS) {
            text = new TextBuffer(Math.max(64, length));
        }
        return text;
    }

    /** Appends text to an item whose text may end anywhere. */
    void appendText(Item item, CharSequence added) {
        endOfChunk(item, added.length()).append(added);
    }

    /** Appends text to an item whose text may end anywhere. */
    void appendText(Item item, TextBuffer source, int from, int length) {
        if (item.text() == source && item.start + item.length == from) {
            return;
        }
        endOfChunk(item, length).append(source, from, length);
    }

    /** Makes the text of an item the last of its chunk, with room to grow; returns the chunk. */
    private TextBuffer endOfChunk(Item item, int added) {
        TextBuffer chunk = item.text();
        boolean last = chunk == text && item.start + item.length == chunk.used();
        boolean room = chunk.used() + added <= CHUNK_UNITS || item.length >= chunk.used() / 2;
        if (!last || !room) {
            if (!room || text.used() + item.length + added > CHUNK_UNITS) {
                text = new TextBuffer(Math.max(64, Math.addExact(item.length, added)));
            }
            TextBuffer old = chunk;
            chunk = text;
            int moved = item.start;
            item.start = chunk.append(old, moved, item.length);
            item.content = chunk;
            chunk.covers(item);
            old.dead += item.length;
        }
        chunk.lastClock = Math.max(chunk.lastClock, item.end() + added - 1);
        return chunk;
    }

    /** Notes that {@code units} of a chunk are no longer referred to; rewrites it when most of it is dead. */
    void release(TextBuffer chunk, int units) {
        chunk.dead += units;
        if (chunk.dead * 2L > chunk.used() && chunk.used() >= 4096) {
            compact(chunk);
        }
    }

    private void compact(TextBuffer chunk) {
        TextBuffer fresh = new TextBuffer(Math.max(16, chunk.used() - chunk.dead));
        if (chunk.lastClock >= 0 && chunk.firstClock < state) {
            seek(chunk.firstClock);
            int offset = atOffset;
            for (int b = atBlock; b < blockCount; b++) {
                for (int i = offset; i < counts[b]; i++) {
                    Struct struct = blocks[b][i];
                    if (struct.clock > chunk.lastClock) {
                        b = blockCount;
                        break;
                    }
                    if (struct instanceof Item item && item.content == chunk) {
                        fresh.covers(item);
                        item.start = fresh.append(chunk, item.start, item.length);
                        item.content = fresh;
                    }
                }
                offset = 0;
            }
        }
        chunk.dead = 0;
        if (chunk == text) {
            text = fresh;
        }
    }

    /** Checks order, completeness and the block directory; for the structural tests. */
    void check() {
        long clock = 0;
        for (int b = 0; b < blockCount; b++) {
            if (counts[b] == 0 && blockCount > 1) {
                throw new IllegalStateException("Client " + id + " has an empty block");
            }
            for (int i = 0; i < counts[b]; i++) {
                Struct struct = blocks[b][i];
                if (struct.clock != clock || struct.length <= 0 || struct.client != this) {
                    throw new IllegalStateException("Client " + id + " has a gap at clock " + clock);
                }
                if (clocks[b][i] != clock || (i == 0 && starts[b] != clock)) {
                    throw new IllegalStateException("Client " + id + " has a wrong directory at clock " + clock);
                }
                clock = struct.end();
            }
        }
        if (clock != state) {
            throw new IllegalStateException("Client " + id + " ends at " + clock + ", not at " + state);
        }
    }
}
