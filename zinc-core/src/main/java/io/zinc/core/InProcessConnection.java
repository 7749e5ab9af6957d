package io.zinc.core;

import java.util.Queue;
import java.util.concurrent.ConcurrentLinkedQueue;
import java.util.concurrent.atomic.AtomicBoolean;

/**
 * An uplink's stay with one downlink. The uplink keeps its paths when it changes the downlink; what a downlink knows of
 * it, the peer number and the subscriptions, is of the connection and ends with it.
 */
final class InProcessConnection {

    /** A subscription asked for or withdrawn. */
    static final class Request {
        final boolean wanted;
        final byte[] bytes;

        Request(boolean wanted, byte[] bytes) {
            this.wanted = wanted;
            this.bytes = bytes;
        }
    }

    final long peer;
    final InProcessDownlink parent;
    final InProcessUplink child;
    final Queue<Request> requests = new ConcurrentLinkedQueue<>();

    /** Whether the parent is going to look at the direct path and the requests, or at the push path, anyway. */
    final AtomicBoolean directListed = new AtomicBoolean();

    final AtomicBoolean pushListed = new AtomicBoolean();

    /** The parent wants nothing more of it. */
    volatile boolean dropped;

    InProcessConnection(long peer, InProcessDownlink parent, InProcessUplink child) {
        this.peer = peer;
        this.parent = parent;
        this.child = child;
    }

    void request(Request request) {
        requests.add(request);
        directArrived();
    }

    void directArrived() {
        if (directListed.compareAndSet(false, true)) {
            parent.listDirect(this);
        }
    }

    void pushArrived() {
        if (pushListed.compareAndSet(false, true)) {
            parent.listPushed(this);
        }
    }
}
