package io.zinc.core.protocol;

import java.util.ArrayDeque;

/** The frames that a host or relay keeps to repair losses: of each topic one contiguous range, of all topics so many bytes. */
final class ReplayBudget {

    /** What a kept frame costs beyond its bytes. */
    private static final int OVERHEAD_BYTES = 120;

    private final long limitBytes;
    private final ArrayDeque<Kept> oldestFirst = new ArrayDeque<>();
    private long bytes;

    ReplayBudget(long limitBytes) {
        this.limitBytes = limitBytes;
    }

    /** A frame that is kept. */
    private static final class Kept {
        final Replay owner;
        final byte[] frame;
        boolean isDropped;

        Kept(Replay owner, byte[] frame) {
            this.owner = owner;
            this.frame = frame;
        }
    }

    /** The kept range of one topic. */
    final class Replay {
        private final ArrayDeque<Kept> frames = new ArrayDeque<>();

        /** Adds a frame that follows the last one. */
        void add(byte[] frame) {
            Kept kept = new Kept(this, frame);
            frames.addLast(kept);
            oldestFirst.addLast(kept);
            bytes += frame.length + OVERHEAD_BYTES;
            evict();
        }

        /** The first sequence kept, or {@link Long#MAX_VALUE} when nothing is. */
        long first() {
            Kept kept = frames.peekFirst();
            return kept == null ? Long.MAX_VALUE : Frames.base(kept.frame);
        }

        /** The kept frames that hold sequences from {@code first} on, oldest first. */
        Iterable<byte[]> from(long first) {
            return () -> frames.stream()
                    .map(kept -> kept.frame)
                    .dropWhile(frame -> Frames.base(frame) + Frames.count(frame) <= first)
                    .iterator();
        }

        void clear() {
            for (Kept kept : frames) {
                kept.isDropped = true;
                bytes -= kept.frame.length + OVERHEAD_BYTES;
            }
            frames.clear();
        }
    }

    private void evict() {
        while (bytes > limitBytes) {
            Kept kept = oldestFirst.removeFirst();
            if (!kept.isDropped) {
                kept.owner.frames.removeFirst();
                bytes -= kept.frame.length + OVERHEAD_BYTES;
            }
        }
        while (!oldestFirst.isEmpty() && oldestFirst.peekFirst().isDropped) {
            oldestFirst.removeFirst();
        }
    }

    long bytes() {
        return bytes;
    }
}
