package io.zinc.core.spi;

/**
 * What bounds a link's memory.
 *
 * @param maxFrameBytes the largest frame accepted on any path; a larger one costs the sender its connection
 * @param highWaterFrames the most frames queued for one peer on one path; broadcast drops beyond it, the others refuse
 * @param highWaterBytes the most bytes queued for one connection of a downlink, since a child may be hostile, and frames are long;
 *     where none are queued, one frame fits, however long it is. Nobody is told when there is room again. Within one process
 *     frames alone are counted
 */
public record LinkLimits(int maxFrameBytes, int highWaterFrames, long highWaterBytes) {

    /** Frames are bounded in number alone. */
    public LinkLimits(int maxFrameBytes, int highWaterFrames) {
        this(maxFrameBytes, highWaterFrames, Long.MAX_VALUE);
    }

    public LinkLimits {
        if (maxFrameBytes < 1024) {
            throw new IllegalArgumentException("maxFrameBytes is " + maxFrameBytes + "; the least is 1024");
        }
        if (highWaterFrames < 1) {
            throw new IllegalArgumentException("highWaterFrames is " + highWaterFrames + "; the least is 1");
        }
        if (highWaterBytes < 1) {
            throw new IllegalArgumentException("highWaterBytes is " + highWaterBytes + "; the least is 1");
        }
    }
}
