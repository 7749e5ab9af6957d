package io.zinc.core.protocol;

import java.util.ArrayDeque;
import java.util.Arrays;
import java.util.List;
import java.util.Map;
import java.util.TreeMap;

/**
 * The frames that a host or relay keeps to repair losses: of each topic one contiguous range, of all topics so many bytes.
 *
 * <p>Implementation notes: the oldest frame of all topics goes first, so bytes are freed in the order in which they came,
 * and live in blocks that are used again. Keeping the frames' own arrays would cost less here and more elsewhere: at
 * hundreds of megabytes a second they would all live just long enough for the garbage collector to copy them.
 */
final class ReplayBudget {

    /** What a kept frame costs beyond its bytes. */
    private static final int OVERHEAD_BYTES = 120;

    private static final int LEAST_BLOCK_BYTES = 4 << 10;
    private static final int MOST_BLOCK_BYTES = 1 << 20;
    private static final int MOST_SPARE_BLOCKS = 4;

    private final long limitBytes;
    private final ArrayDeque<Kept> oldestFirst = new ArrayDeque<>();
    private final ArrayDeque<Block> spare = new ArrayDeque<>();
    private Block block = new Block(0);
    private int blockBytes = LEAST_BLOCK_BYTES;
    private long bytes;
    private long heldBytes;

    ReplayBudget(long limitBytes) {
        this.limitBytes = limitBytes;
    }

    /** Room for frames, one after another. */
    private static final class Block {
        final byte[] room;
        int used;
        int frames;

        Block(int bytes) {
            this.room = new byte[bytes];
        }
    }

    /** A frame that is kept: {@code count} messages from {@code base} on, in so many bytes of a block. */
    private record Kept(Replay owner, long base, int count, Block block, int start, int length) {

        byte[] frame() {
            return Arrays.copyOfRange(block.room, start, start + length);
        }
    }

    /** The kept range of one topic. */
    final class Replay {
        private final TreeMap<Long, Kept> frames = new TreeMap<>();

        /** Adds a copy of a frame that follows the last one. */
        void add(byte[] frame) {
            Block into = blockFor(frame.length);
            Kept kept = new Kept(this, Frames.base(frame), Frames.count(frame), into, into.used, frame.length);
            System.arraycopy(frame, 0, into.room, into.used, frame.length);
            into.used += frame.length;
            into.frames++;
            frames.put(kept.base, kept);
            oldestFirst.addLast(kept);
            bytes += frame.length + OVERHEAD_BYTES;
            while (bytes > limitBytes || isSpreadTooThin()) {
                evictOldest();
            }
        }

        /** The first sequence kept, or {@link Long#MAX_VALUE} when nothing is. */
        long first() {
            return frames.isEmpty() ? Long.MAX_VALUE : frames.firstKey();
        }

        /** Copies of the kept frames that hold sequences from {@code first} to {@code last}, oldest first. */
        Iterable<byte[]> from(long first, long last) {
            if (last < first) {
                return List.of();
            }
            Map.Entry<Long, Kept> before = frames.floorEntry(first);
            long begin = before != null && before.getKey() + before.getValue().count > first ? before.getKey() : first;
            List<Kept> wanted =
                    List.copyOf(frames.subMap(begin, true, last, true).values());
            return () -> wanted.stream().map(Kept::frame).iterator();
        }

        void clear() {
            if (frames.isEmpty()) {
                return;
            }
            boolean unused = oldestFirst.removeIf(kept -> kept.owner == this);
            frames.values().forEach(ReplayBudget.this::release);
            frames.clear();
        }
    }

    private Block blockFor(int length) {
        if (block.room.length - block.used >= length) {
            return block;
        }
        if (block.frames == 0) {
            heldBytes -= block.room.length;
        }
        Block fitting = spare.peekFirst();
        if (fitting != null && fitting.room.length >= length) {
            block = spare.removeFirst();
        } else {
            block = new Block(Math.max(length, blockBytes));
            heldBytes += block.room.length;
            blockBytes = Math.min(MOST_BLOCK_BYTES, blockBytes * 2);
        }
        return block;
    }

    /** Whether blocks with little in them take too much: each is held for as long as any frame in it. */
    private boolean isSpreadTooThin() {
        long most = 2 * Math.min(limitBytes, Long.MAX_VALUE / 4) + (MOST_SPARE_BLOCKS + 2) * (long) MOST_BLOCK_BYTES;
        return heldBytes > most && oldestFirst.size() > 1;
    }

    private void evictOldest() {
        Kept kept = oldestFirst.removeFirst();
        Kept unused = kept.owner.frames.remove(kept.base);
        release(kept);
    }

    private void release(Kept kept) {
        bytes -= kept.length + OVERHEAD_BYTES;
        Block freed = kept.block;
        if (--freed.frames == 0) {
            freed.used = 0;
            if (freed != block) {
                if (freed.room.length == MOST_BLOCK_BYTES && spare.size() < MOST_SPARE_BLOCKS) {
                    spare.addLast(freed);
                } else {
                    heldBytes -= freed.room.length;
                }
            }
        }
    }

    long bytes() {
        return bytes;
    }

    /** What the blocks take, full or not. */
    long heldBytes() {
        return heldBytes;
    }
}
