package io.zinc.core.protocol;

import java.util.ArrayDeque;
import java.util.Arrays;

/**
 * The way up: runs of this endpoint and of its children, gathered into push frames in the order in which they came.
 *
 * <p>Frames that the link does not take now wait here, bounded; beyond the bound runs of children are dropped, which
 * their origins notice and mend.
 */
final class PushQueue {

    private final TreeNode node;
    private final ArrayDeque<byte[]> waiting = new ArrayDeque<>();
    private byte[] buffer = new byte[0];
    private int length;
    private long waitingBytes;
    private long pushed;

    PushQueue(TreeNode node) {
        this.node = node;
    }

    /** Makes room for a run in the open frame and returns where it begins; {@link #buffer} is where it is written. */
    int reserve(int bytes) {
        int batch = node.limits.batchBytes();
        if (length > Frames.PUSH_HEADER && length + bytes > batch) {
            close();
        }
        if (length == 0) {
            length = Frames.PUSH_HEADER;
        }
        if (length + bytes > buffer.length) {
            buffer = Arrays.copyOf(buffer, Math.max(length + bytes, Math.min(batch, Math.max(512, buffer.length * 2))));
        }
        int at = length;
        length += bytes;
        return at;
    }

    byte[] buffer() {
        return buffer;
    }

    /** Adds a run as it stands. */
    void append(byte[] source, int start, int end) {
        int at = reserve(end - start);
        System.arraycopy(source, start, buffer, at, end - start);
    }

    /** Adds a run of a child, or drops it when the way up is full. */
    void forward(byte[] source, int start, int end) {
        if (!node.upstream.isLive() || waitingBytes > node.limits.sendBufferBytes()) {
            node.counters.droppedUpward++;
            return;
        }
        append(source, start, end);
    }

    /** Ends the open frame and hands it to the link. */
    private void close() {
        if (length == 0) {
            return;
        }
        byte[] frame = Arrays.copyOf(buffer, length);
        length = 0;
        node.origin.placed(frame);
        enqueue(frame);
    }

    private void enqueue(byte[] frame) {
        stamp(frame);
        if (waiting.isEmpty() && node.out.push(frame)) {
            return;
        }
        waiting.addLast(frame);
        waitingBytes += frame.length;
    }

    private void stamp(byte[] frame) {
        node.upstream.token().write(frame, 0);
        frame[Frames.VERSION_AT] = Frames.VERSION;
        frame[Frames.TYPE_AT] = Frames.TYPE_BATCH;
        Wire.putLong(frame, Frames.PUSH_REIGN_AT, node.reign().reign());
        Wire.putLong(frame, Frames.PUSH_NUMBER_AT, ++pushed);
    }

    /** Sends a frame without runs, which proves the path. */
    void heartbeat() {
        close();
        enqueue(new byte[Frames.PUSH_HEADER]);
    }

    void flush() {
        close();
        while (!waiting.isEmpty() && node.out.push(waiting.peekFirst())) {
            waitingBytes -= waiting.removeFirst().length;
        }
    }

    /** Whether frames wait for the link. */
    boolean isBlocked() {
        return !waiting.isEmpty();
    }

    /** The link is gone, and with it what was on the way. */
    void reset() {
        if (length > 0) {
            node.origin.placed(Arrays.copyOf(buffer, length));
        }
        waiting.clear();
        waitingBytes = 0;
        length = 0;
        pushed = 0;
    }

    long waitingBytes() {
        return waitingBytes + length;
    }

    long pushed() {
        return pushed;
    }
}
