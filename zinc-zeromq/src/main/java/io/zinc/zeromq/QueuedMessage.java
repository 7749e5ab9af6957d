package io.zinc.zeromq;

import java.nio.ByteBuffer;
import java.util.concurrent.atomic.AtomicLong;
import zmq.Msg;

/** A message on its way to one peer, which counts as queued until JeroMQ begins to write it: it is asked for its bytes once, then. */
final class QueuedMessage extends Msg {

    private final AtomicLong queuedBytes;
    private boolean isBeingWritten;

    /** @param queuedBytes those of the peer; changed by JeroMQ's thread, too */
    QueuedMessage(byte[] frame, AtomicLong queuedBytes) {
        super(frame);
        this.queuedBytes = queuedBytes;
    }

    @Override
    public ByteBuffer buf() {
        if (!isBeingWritten) {
            isBeingWritten = true;
            queuedBytes.addAndGet(-size());
        }
        return super.buf();
    }
}
