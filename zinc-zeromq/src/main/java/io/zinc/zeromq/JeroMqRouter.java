package io.zinc.zeromq;

import java.nio.ByteBuffer;
import java.nio.channels.SelectableChannel;
import java.util.Arrays;
import java.util.HashMap;
import java.util.HashSet;
import java.util.Map;
import java.util.Set;
import zmq.Msg;

/**
 * ROUTER of JeroMQ. A peer's number is the one in the routing identity that JeroMQ generates: a zero byte and a counter of
 * 32 bits. Other identities cannot occur, since nobody is let in who claims one.
 */
final class JeroMqRouter implements PeerSocket {

    private static final int IDENTITY_BYTES = 5;

    private final JeroMqSocket socket;
    private final String address;
    private final JeroMqConnections connections;
    private final LinkCounters counters;
    private final byte[] farewell;
    private final Map<Long, String> connectionNames = new HashMap<>();
    private final Set<Long> disconnected = new HashSet<>();

    JeroMqRouter(
            JeroMqSocket socket,
            String address,
            JeroMqConnections connections,
            LinkCounters counters,
            byte[] farewell) {
        this.socket = socket;
        this.address = address;
        this.connections = connections;
        this.counters = counters;
        this.farewell = farewell;
    }

    @Override
    public String address() {
        return address;
    }

    @Override
    public Sent send(long peer, byte[] frame) {
        return send(identity(peer), peer, new Msg(frame));
    }

    /** As above, with parts that the caller may use again. */
    Sent send(Msg identity, long peer, Msg frame) {
        if (!connectionNames.containsKey(peer)) {
            return Sent.GONE;
        }
        return switch (socket.send(identity, true)) {
            case DONE -> socket.send(frame, false) == JeroMqSocket.Result.DONE ? Sent.QUEUED : Sent.GONE;
            case FULL -> Sent.FULL;
            case UNREACHABLE -> Sent.GONE;
        };
    }

    static Msg identity(long peer) {
        return new Msg(ByteBuffer.allocate(IDENTITY_BYTES).putInt(1, (int) peer).array());
    }

    @Override
    public int receive(Receiver receiver, int most) {
        int taken = 0;
        for (Msg identity; taken < most && (identity = socket.receive()) != null; taken++) {
            Msg frame = identity.hasMore() ? socket.receive() : null;
            if (frame == null || identity.size() != IDENTITY_BYTES) {
                counters.refused.increment();
                continue;
            }
            long peer = Integer.toUnsignedLong(identity.getInt(1));
            if (isFarewell(frame)) {
                disconnected.remove(peer);
                if (connectionNames.remove(peer) != null) {
                    receiver.gone(peer);
                }
            } else if (disconnected.contains(peer)) {
                counters.refused.increment();
            } else {
                connectionNames.computeIfAbsent(peer, p -> introduced(frame));
                receiver.received(peer, frame.data());
            }
        }
        return taken;
    }

    private boolean isFarewell(Msg frame) {
        return frame.size() == farewell.length && Arrays.equals(frame.data(), farewell);
    }

    private String introduced(Msg firstFrame) {
        String name = JeroMqConnections.nameIn(firstFrame);
        connections.spoke(name);
        return name;
    }

    @Override
    public void disconnect(long peer) {
        String name = connectionNames.remove(peer);
        if (name != null) {
            disconnected.add(peer);
            connections.cut(name);
        }
    }

    @Override
    public SelectableChannel channel() {
        return socket.channel();
    }

    @Override
    public boolean hasInput() {
        return socket.hasInput();
    }

    @Override
    public void close() {
        socket.close();
        connections.awaitUnbound(TcpAddress.parse(address));
    }
}
