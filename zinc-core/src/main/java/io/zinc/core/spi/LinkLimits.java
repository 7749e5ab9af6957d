package io.zinc.core.spi;

/**
 * What bounds a link's memory.
 *
 * @param maxFrameBytes the largest frame accepted on any path; a larger one costs the sender its connection
 * @param highWaterFrames the most frames queued for one peer on one path; broadcast drops beyond it, the others refuse
 */
public record LinkLimits(int maxFrameBytes, int highWaterFrames) {

    public LinkLimits {
        if (maxFrameBytes < 1024) {
            throw new IllegalArgumentException("maxFrameBytes is " + maxFrameBytes + "; the least is 1024");
        }
        if (highWaterFrames < 1) {
            throw new IllegalArgumentException("highWaterFrames is " + highWaterFrames + "; the least is 1");
        }
    }
}
