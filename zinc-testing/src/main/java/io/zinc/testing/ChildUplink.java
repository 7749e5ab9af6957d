package io.zinc.testing;

import io.zinc.core.spi.Uplink;
import org.jspecify.annotations.Nullable;

/** The connecting side of a link: a simulated {@link Uplink}. */
final class ChildUplink {

    private final Network network;
    private final Party owner;
    private final Connection direct;
    private @Nullable Connection broadcast;
    private @Nullable Connection push;

    ChildUplink(Network network, Party owner, String address) {
        this.network = network;
        this.owner = owner;
        this.direct = new Connection(network, owner, Connection.Path.DIRECT, address);
    }

    void attach(String broadcastAddress, String pushAddress) {
        if (broadcast != null) {
            throw new Violation(Promise.SOUNDNESS, owner.name() + " attached an uplink twice");
        }
        broadcast = new Connection(network, owner, Connection.Path.BROADCAST, broadcastAddress);
        push = new Connection(network, owner, Connection.Path.PUSH, pushAddress);
    }

    /** Whom the direct path reaches now. */
    @Nullable
    Party parent() {
        ParentLink link = direct.parent();
        return link == null ? null : link.owner();
    }

    boolean send(byte[] frame) {
        return offer(direct, frame);
    }

    boolean push(byte[] frame) {
        return offer(push, frame);
    }

    private boolean offer(@Nullable Connection connection, byte[] frame) {
        if (connection == null || connection.up.isFull()) {
            network.refused();
            return false;
        }
        connection.up.send(frame);
        return true;
    }

    void subscribe(byte[] request) {
        attached().subscribe(request);
    }

    void unsubscribe(byte[] request) {
        attached().unsubscribe(request);
    }

    private Connection attached() {
        if (broadcast == null) {
            throw new IllegalStateException("the link is not attached");
        }
        return broadcast;
    }

    void losePushes(long untilNs) {
        if (push != null) {
            push.up.deadUntil(untilNs);
        }
    }

    boolean pollDirect(Uplink.Receiver receiver) {
        byte[] frame = direct.down.poll();
        if (frame == null) {
            return false;
        }
        network.arrived(direct.down.name(), frame);
        receiver.fromParent(frame);
        return true;
    }

    boolean pollBroadcast(Uplink.Receiver receiver) {
        Connection attached = broadcast;
        byte[] frame = attached == null ? null : attached.down.poll();
        if (attached == null || frame == null) {
            return false;
        }
        network.arrived(attached.down.name(), frame);
        receiver.broadcast(frame);
        return true;
    }

    long nextDirectArrivalNs() {
        return direct.down.nextArrivalNs();
    }

    long nextBroadcastArrivalNs() {
        return broadcast == null ? Long.MAX_VALUE : broadcast.down.nextArrivalNs();
    }

    void close() {
        direct.close();
        if (broadcast != null) {
            broadcast.close();
        }
        if (push != null) {
            push.close();
        }
    }
}
