package io.zinc.core;

import io.zinc.core.InProcessConnection.Request;
import io.zinc.core.spi.Downlink;
import io.zinc.core.spi.LinkAddresses;
import io.zinc.core.spi.LinkCounts;
import io.zinc.core.spi.LinkLimits;
import io.zinc.core.spi.Readiness;
import io.zinc.core.spi.SubscriptionTable;
import java.util.List;
import java.util.Map;
import java.util.Queue;
import java.util.concurrent.ConcurrentHashMap;
import java.util.concurrent.ConcurrentLinkedQueue;
import java.util.concurrent.atomic.AtomicLong;
import java.util.concurrent.atomic.LongAdder;
import org.jspecify.annotations.Nullable;

/**
 * The parent's end of in-process links.
 *
 * <p>Implementation notes: children do not queue into one place; each connection has its own paths, and enters a list of
 * those to look at when its first frame arrives. So one child's flood waits in its own bounded path, and a poll costs
 * what arrived, not how many children there are.
 */
final class InProcessDownlink implements Downlink, InProcessTransport.Link {

    private static final int MOST_FRAMES_A_POLL = 256;
    private static final int MOST_FRAMES_A_TURN = 64;

    private final InProcessTransport transport;
    private final String name;
    private final LinkAddresses addresses;
    private final LinkLimits limits;
    private final Readiness readiness;

    private final AtomicLong lastPeer = new AtomicLong();
    private final Map<Long, InProcessConnection> peers = new ConcurrentHashMap<>();
    private final Queue<InProcessConnection> direct = new ConcurrentLinkedQueue<>();
    private final Queue<InProcessConnection> pushed = new ConcurrentLinkedQueue<>();
    private final Queue<InProcessConnection> ended = new ConcurrentLinkedQueue<>();
    private final SubscriptionTable<InProcessConnection> subscriptions = new SubscriptionTable<>();
    private final LongAdder broadcastsDropped = new LongAdder();
    private final LongAdder refused = new LongAdder();
    private boolean closed;

    InProcessDownlink(InProcessTransport transport, String name, LinkLimits limits, Readiness readiness) {
        this.transport = transport;
        this.name = name;
        String address = InProcessTransport.addressOf(name);
        this.addresses = new LinkAddresses(address, address, address);
        this.limits = limits;
        this.readiness = readiness;
    }

    @Override
    public LinkAddresses addresses() {
        return addresses;
    }

    @Override
    public boolean send(long peer, byte[] frame) {
        InProcessConnection connection = peers.get(peer);
        return connection != null && connection.child.directFromParent(frame);
    }

    @Override
    public void broadcast(byte[] frame) {
        List<InProcessConnection> audience = subscriptions.audienceOf(frame);
        for (int i = 0; i < audience.size(); i++) {
            if (!audience.get(i).child.broadcastFromParent(frame)) {
                broadcastsDropped.increment();
            }
        }
    }

    @Override
    public void disconnect(long peer) {
        InProcessConnection connection = peers.get(peer);
        if (connection != null) {
            connection.child.dropUpward();
            drop(connection);
        }
    }

    @Override
    public void revoke(byte[] token) {
        for (InProcessConnection connection : subscriptions.revoke(token)) {
            connection.child.dropBroadcasts();
        }
    }

    private void drop(InProcessConnection connection) {
        connection.dropped = true;
        forget(connection);
        connection.child.reconnect();
    }

    private void forget(InProcessConnection connection) {
        peers.remove(connection.peer);
        subscriptions.remove(connection);
    }

    @Override
    public int poll(Receiver receiver, boolean withPushed) {
        if (closed) {
            return 0;
        }
        int taken = 0;
        for (InProcessConnection next; taken < MOST_FRAMES_A_POLL && (next = direct.poll()) != null; ) {
            taken += takeDirect(next, receiver);
        }
        if (withPushed) {
            int most = taken + MOST_FRAMES_A_POLL;
            for (InProcessConnection next; taken < most && (next = pushed.poll()) != null; ) {
                taken += takePushed(next, receiver);
            }
        }
        for (InProcessConnection next; (next = ended.poll()) != null; ) {
            forget(next);
        }
        return taken;
    }

    private int takeDirect(InProcessConnection connection, Receiver receiver) {
        connection.directListed.set(false);
        int taken = 0;
        for (Request request; !connection.dropped && (request = connection.requests.poll()) != null; taken++) {
            decide(connection, request, receiver);
        }
        int most = taken + MOST_FRAMES_A_TURN;
        byte @Nullable [] frame;
        while (!connection.dropped && taken < most && (frame = connection.child.directUp.poll()) != null) {
            taken++;
            if (isAcceptable(connection, frame)) {
                receiver.fromChild(connection.peer, frame);
            }
        }
        if (connection.child.directUp.takeRoomSign()) {
            connection.child.roomAgain();
        }
        if (!connection.dropped && !connection.child.directUp.isEmpty()) {
            connection.directArrived();
        }
        return Math.max(taken, 1);
    }

    private int takePushed(InProcessConnection connection, Receiver receiver) {
        connection.pushListed.set(false);
        int taken = 0;
        byte @Nullable [] frame;
        while (!connection.dropped && taken < MOST_FRAMES_A_TURN && (frame = connection.child.pushUp.poll()) != null) {
            taken++;
            if (isAcceptable(connection, frame)) {
                receiver.pushed(frame);
            }
        }
        if (connection.child.pushUp.takeRoomSign()) {
            connection.child.roomAgain();
        }
        if (!connection.dropped && !connection.child.pushUp.isEmpty()) {
            connection.pushArrived();
        }
        return Math.max(taken, 1);
    }

    private void decide(InProcessConnection connection, Request request, Receiver receiver) {
        if (request.bytes.length != SubscriptionTable.REQUEST_BYTES) {
            refused.increment();
        } else if (!request.wanted) {
            subscriptions.remove(connection, request.bytes);
        } else if (receiver.subscriptionRequested(request.bytes)) {
            subscriptions.add(connection, request.bytes);
        } else {
            refused.increment();
        }
    }

    private boolean isAcceptable(InProcessConnection connection, byte[] frame) {
        if (frame.length <= limits.maxFrameBytes()) {
            return true;
        }
        refused.increment();
        drop(connection);
        return false;
    }

    @Override
    public LinkCounts counts() {
        return new LinkCounts(broadcastsDropped.sum(), refused.sum());
    }

    @Override
    public void close() {
        if (!closed) {
            closed = true;
            transport.names().unbind(name, this);
            transport.closed(this);
        }
    }

    // called by children's threads, and by whoever opens or closes links

    InProcessConnection accept(InProcessUplink uplink) {
        InProcessConnection connection = new InProcessConnection(lastPeer.incrementAndGet(), this, uplink);
        peers.put(connection.peer, connection);
        return connection;
    }

    void roomAgain() {
        readiness.wakeUp();
    }

    void ended(InProcessConnection connection) {
        ended.add(connection);
        readiness.wakeUp();
    }

    void listDirect(InProcessConnection connection) {
        direct.add(connection);
        readiness.wakeUp();
    }

    void listPushed(InProcessConnection connection) {
        pushed.add(connection);
        readiness.wakeUp();
    }
}
