package io.zinc.core;

import io.zinc.core.InProcessConnection.Request;
import io.zinc.core.spi.LinkLimits;
import io.zinc.core.spi.Readiness;
import io.zinc.core.spi.TransportException;
import io.zinc.core.spi.Uplink;
import java.nio.ByteBuffer;
import java.util.LinkedHashMap;
import java.util.Map;
import java.util.concurrent.atomic.AtomicBoolean;
import java.util.concurrent.locks.ReentrantLock;
import org.jspecify.annotations.Nullable;

/** The child's end of an in-process link. It owns the frames of all paths, in both directions. */
final class InProcessUplink implements Uplink, InProcessTransport.Link {

    private static final int MOST_FRAMES_A_POLL = 256;

    private final InProcessTransport transport;
    private final String name;
    private final LinkLimits limits;
    private final Readiness readiness;

    final InProcessPath directUp;
    final InProcessPath pushUp;
    private final InProcessPath directDown;
    private final InProcessPath broadcastDown;
    private final AtomicBoolean directAnnounced = new AtomicBoolean();
    private final AtomicBoolean broadcastAnnounced = new AtomicBoolean();

    /** Guards what a reconnect, by the parent's thread, has to see whole. */
    private final ReentrantLock lock = new ReentrantLock();

    private final Map<ByteBuffer, byte[]> requests = new LinkedHashMap<>();
    private volatile @Nullable InProcessConnection connection;
    private boolean attached;
    private volatile boolean closed;

    InProcessUplink(InProcessTransport transport, String name, LinkLimits limits, Readiness readiness) {
        this.transport = transport;
        this.name = name;
        this.limits = limits;
        this.readiness = readiness;
        this.directUp = new InProcessPath(limits.highWaterFrames());
        this.pushUp = new InProcessPath(limits.highWaterFrames());
        this.directDown = new InProcessPath(limits.highWaterFrames());
        this.broadcastDown = new InProcessPath(limits.highWaterFrames());
    }

    @Override
    public boolean send(byte[] frame) {
        if (closed || !directUp.offer(frame)) {
            return false;
        }
        InProcessConnection current = connection;
        if (current != null) {
            current.directArrived();
        }
        return true;
    }

    @Override
    public void attach(String broadcastAddress, String pushAddress) {
        for (String address : new String[] {broadcastAddress, pushAddress}) {
            if (!InProcessTransport.nameIn(address).equals(name)) {
                throw new TransportException(
                        ZincException.Category.FIX_THE_CALL,
                        "the paths of inproc://" + name + " are all at that name, not at " + address);
            }
        }
        attached = true;
    }

    @Override
    public void subscribe(byte[] request) {
        ask(new Request(true, request));
    }

    @Override
    public void unsubscribe(byte[] request) {
        ask(new Request(false, request));
    }

    private void ask(Request request) {
        if (!attached) {
            throw new IllegalStateException("the link has no broadcast path yet; call attach first");
        }
        lock.lock();
        try {
            ByteBuffer bytes = ByteBuffer.wrap(request.bytes);
            byte[] before = request.wanted ? requests.putIfAbsent(bytes, request.bytes) : requests.remove(bytes);
            InProcessConnection current = connection;
            if (request.wanted == (before == null) && current != null) {
                current.request(request);
            }
        } finally {
            lock.unlock();
        }
    }

    @Override
    public boolean push(byte[] frame) {
        if (closed || !attached || !pushUp.offer(frame)) {
            return false;
        }
        InProcessConnection current = connection;
        if (current != null) {
            current.pushArrived();
        }
        return true;
    }

    @Override
    public int poll(Receiver receiver, boolean withBroadcasts) {
        int taken = 0;
        directAnnounced.set(false);
        for (byte[] frame; taken < MOST_FRAMES_A_POLL && (frame = directDown.poll()) != null; taken++) {
            if (frame.length <= limits.maxFrameBytes()) {
                receiver.fromParent(frame);
            }
        }
        InProcessConnection current = connection;
        if (directDown.takeRoomSign() && current != null) {
            current.parent.roomAgain();
        }
        if (!withBroadcasts) {
            return taken;
        }
        broadcastAnnounced.set(false);
        int most = taken + MOST_FRAMES_A_POLL;
        for (byte[] frame; taken < most && (frame = broadcastDown.poll()) != null; taken++) {
            if (frame.length <= limits.maxFrameBytes()) {
                receiver.broadcast(frame);
            }
        }
        return taken;
    }

    @Override
    public void close() {
        if (!closed) {
            closed = true;
            transport.names().leave(name, this);
            transport.closed(this);
        }
    }

    // called by the parent's thread

    boolean directFromParent(byte[] frame) {
        if (closed || !directDown.offer(frame)) {
            return false;
        }
        if (directAnnounced.compareAndSet(false, true)) {
            readiness.wakeUp();
        }
        return true;
    }

    boolean broadcastFromParent(byte[] frame) {
        if (!broadcastDown.offer(frame)) {
            return false;
        }
        if (broadcastAnnounced.compareAndSet(false, true)) {
            readiness.wakeUp();
        }
        return true;
    }

    void roomAgain() {
        readiness.wakeUp();
    }

    void dropUpward() {
        directUp.clear();
        pushUp.clear();
    }

    void dropBroadcasts() {
        broadcastDown.clear();
    }

    // called by whoever opens or closes links, one at a time

    void connected(InProcessConnection next) {
        lock.lock();
        try {
            connection = next;
            requests.values().forEach(bytes -> next.request(new Request(true, bytes)));
        } finally {
            lock.unlock();
        }
        if (!directUp.isEmpty()) {
            next.directArrived();
        }
        if (!pushUp.isEmpty()) {
            next.pushArrived();
        }
    }

    void disconnected() {
        InProcessConnection last = connection;
        connection = null;
        if (last != null) {
            last.parent.ended(last);
        }
    }

    void reconnect() {
        transport.names().reconnect(name, this);
    }
}
