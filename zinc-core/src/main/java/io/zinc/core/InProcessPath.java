package io.zinc.core;

import java.util.Queue;
import java.util.concurrent.ConcurrentLinkedQueue;
import java.util.concurrent.atomic.AtomicInteger;
import org.jspecify.annotations.Nullable;

/** One direction of one path between two in-process links: bounded, in order, with one writer and one reader at a time. */
final class InProcessPath {

    private final Queue<byte[]> frames = new ConcurrentLinkedQueue<>();
    private final AtomicInteger length = new AtomicInteger();
    private final int highWaterFrames;

    /** The writer was refused, and has to be told of room. */
    private volatile boolean isWaitedFor;

    InProcessPath(int highWaterFrames) {
        this.highWaterFrames = highWaterFrames;
    }

    /** Appends a frame, or returns false when the path is full. */
    boolean offer(byte[] frame) {
        if (length.get() >= highWaterFrames) {
            isWaitedFor = true;
            if (length.get() >= highWaterFrames) {
                return false;
            }
        }
        length.incrementAndGet();
        frames.add(frame);
        return true;
    }

    byte @Nullable [] poll() {
        byte[] frame = frames.poll();
        if (frame != null) {
            length.decrementAndGet();
        }
        return frame;
    }

    /** Whether the writer was refused a frame and could now go on; true once. */
    boolean takeRoomSign() {
        if (isWaitedFor && length.get() <= highWaterFrames / 2) {
            isWaitedFor = false;
            return true;
        }
        return false;
    }

    boolean isEmpty() {
        return frames.isEmpty();
    }

    void clear() {
        while (poll() != null) {
            // dropped
        }
    }
}
