package io.zinc.crdt;

import java.util.Arrays;
import org.jspecify.annotations.Nullable;

/**
 * All structs of one client, ordered by clock without gaps, and the text of its items.
 *
 * <p>The structs are kept in {@link StructBlock}s: a clock is found by two binary searches, and inserting in the middle
 * moves a block, not the whole history. Text is appended to shared chunks in clock order, so neighbours in the
 * store are neighbours in memory and merging them copies nothing.
 */
final class ClientStore {
    private static final StructBlock NONE = new StructBlock(0, 0);
    private static final int CHUNK_UNITS = 1 << 14;

    final long id;
    private StructBlock[] blocks = {new StructBlock(0, 4)};
    /** The clock of the first struct of each block. */
    private long[] starts = {0};

    private int blockCount = 1;
    private long state;

    /** The two structs that were found last: what stood left and right of the items that come one after the other. */
    private @Nullable Struct hit;

    private @Nullable Struct hitBefore;
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
        return blocks[0].count() == 0;
    }

    @Nullable
    Struct last() {
        return isEmpty() ? null : blocks[blockCount - 1].last();
    }

    // --- finding -------------------------------------------------------------------------------------------------

    private void seek(long clock) {
        int low = 0;
        int high = blockCount - 1;
        StructBlock last = blocks[high];
        int end = last.count() - 1;
        if (end >= 0 && last.clock(end) <= clock) {
            atBlock = high;
            atOffset = end;
            return;
        }
        if (isNear(clock)) {
            return;
        }
        for (int left = blockCount; left > 1; ) {
            int half = left >>> 1;
            low += starts[low + half] <= clock ? half : 0;
            left -= half;
        }
        atBlock = low;
        atOffset = blocks[low].indexOf(clock);
    }

    /** Looks at the struct found last and at the two behind it: deletions, for one, come in order. */
    private boolean isNear(long clock) {
        if (atBlock < blockCount) {
            StructBlock block = blocks[atBlock];
            for (int offset = atOffset; offset < atOffset + 3; offset++) {
                if (block.isLastUpTo(offset, clock)) {
                    atOffset = offset;
                    return true;
                }
            }
        }
        return false;
    }

    /** The struct that contains a clock below {@link #state()}. */
    Struct find(long clock) {
        Struct cached = hit;
        if (cached != null && cached.clock <= clock && clock < cached.end()) {
            return cached;
        }
        hit = hitBefore;
        hitBefore = cached;
        cached = hit;
        if (cached != null && cached.clock <= clock && clock < cached.end()) {
            return cached;
        }
        if (clock >= state || clock < 0) {
            throw new IllegalStateException("Client " + id + " has no clock " + clock + ", only below " + state);
        }
        seek(clock);
        Struct found = blocks[atBlock].get(atOffset);
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
            StructBlock block = blocks[b];
            for (int i = offset; i < block.count(); i++) {
                visitor.accept(block.get(i));
            }
            offset = 0;
        }
    }

    /** Calls {@code visitor} for the structs from {@code start} on that begin before {@code end}. */
    void forEachIn(long start, long end, java.util.function.Consumer<Struct> visitor) {
        seek(start);
        int offset = atOffset;
        for (int b = atBlock; b < blockCount; b++) {
            StructBlock block = blocks[b];
            for (int i = offset; i < block.count(); i++) {
                if (block.clock(i) >= end) {
                    return;
                }
                visitor.accept(block.get(i));
            }
            offset = 0;
        }
    }

    private int countFrom(long fromClock) {
        seek(fromClock);
        int count = blocks[atBlock].count() - atOffset;
        for (int b = atBlock + 1; b < blockCount; b++) {
            count += blocks[b].count();
        }
        return count;
    }

    /** Writes the section of an update with everything from a clock on. */
    void writeSection(UpdateEncoder encoder, long fromClock) {
        encoder.varUint(countFrom(fromClock));
        encoder.client(id);
        encoder.varUint(fromClock);
        int offset = atOffset;
        Struct first = blocks[atBlock].get(offset);
        first.write(encoder, (int) (fromClock - first.clock));
        offset++;
        for (int b = atBlock; b < blockCount; b++) {
            StructBlock block = blocks[b];
            for (int i = offset; i < block.count(); i++) {
                block.get(i).write(encoder, 0);
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
        StructBlock last = blocks[blockCount - 1];
        if (last.isFull() || !last.reaches(struct.clock)) {
            last = new StructBlock(struct.clock, 32);
            insertBlock(blockCount, last);
        }
        last.insert(last.count(), struct);
        state = struct.end();
    }

    /** The last struct has grown in place. */
    void grow(int by) {
        state += by;
    }

    private void insertBlock(int at, StructBlock block) {
        if (blockCount == blocks.length) {
            int grown = blockCount + Math.max(3, blockCount / 2);
            blocks = Arrays.copyOf(blocks, grown);
            starts = Arrays.copyOf(starts, grown);
        }
        System.arraycopy(blocks, at, blocks, at + 1, blockCount - at);
        System.arraycopy(starts, at, starts, at + 1, blockCount - at);
        blocks[at] = block;
        starts[at] = block.clock(0);
        blockCount++;
    }

    /** Adds the right part of a struct that was cut. */
    void insertAfter(Struct left, Struct right) {
        seek(left.clock);
        int b = atBlock;
        int at = atOffset + 1;
        StructBlock block = blocks[b];
        if (!block.reaches(right.clock)) {
            StructBlock fresh = new StructBlock(right.clock, 4);
            fresh.insert(0, right);
            insertBlock(b + 1, fresh);
            return;
        }
        if (block.isFull()) {
            int size = StructBlock.SIZE;
            int keep = b == blockCount - 1 && at > size - 8 ? size - 8 : size / 2;
            StructBlock upper = block.split(keep);
            insertBlock(b + 1, upper);
            if (at > keep) {
                block = upper;
                at -= keep;
            }
        }
        block.insert(at, right);
    }

    /** Puts another struct of the same ids in the place of one. */
    void replace(Struct old, Struct fresh) {
        seek(old.clock);
        blocks[atBlock].replace(atOffset, fresh);
        hit = null;
        hitBefore = null;
    }

    private void removeAt(int b, int at) {
        hit = null;
        hitBefore = null;
        StructBlock block = blocks[b];
        block.remove(at);
        if (block.count() == 0 && blockCount > 1) {
            int after = blockCount - b - 1;
            System.arraycopy(blocks, b + 1, blocks, b, after);
            System.arraycopy(starts, b + 1, starts, b, after);
            blocks[--blockCount] = NONE;
        } else if (at == 0 && block.count() > 0) {
            starts[b] = block.clock(0);
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
        Struct right = blocks[b].get(at);
        int merged = 0;
        if (right.clock < downToClock) {
            return 0;
        }
        while (at > 0 || b > 0) {
            int leftBlock = at > 0 ? b : b - 1;
            int leftAt = at > 0 ? at - 1 : blocks[b - 1].count() - 1;
            Struct left = blocks[leftBlock].get(leftAt);
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
                StructBlock block = blocks[b];
                for (int i = offset; i < block.count(); i++) {
                    Struct struct = block.get(i);
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
            StructBlock block = blocks[b];
            if (block.count() == 0 && blockCount > 1) {
                throw new IllegalStateException("Client " + id + " has an empty block");
            }
            for (int i = 0; i < block.count(); i++) {
                Struct struct = block.get(i);
                if (struct.clock != clock || struct.length <= 0 || struct.client != this) {
                    throw new IllegalStateException("Client " + id + " has a gap at clock " + clock);
                }
                if (block.clock(i) != clock || (i == 0 && starts[b] != clock)) {
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
