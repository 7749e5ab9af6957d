package io.zinc.zeromq;

import java.nio.ByteBuffer;
import java.nio.channels.SelectableChannel;
import java.util.Arrays;
import java.util.HashMap;
import java.util.HashSet;
import java.util.Map;
import java.util.Set;
import java.util.concurrent.atomic.AtomicLong;
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
    private final long highWaterBytes;
    private final Map<Long, Peer> peers = new HashMap<>();
    private final Set<Long> disconnected = new HashSet<>();

    JeroMqRouter(
            JeroMqSocket socket,
            String address,
            JeroMqConnections connections,
            LinkCounters counters,
            byte[] farewell,
            long highWaterBytes) {
        this.socket = socket;
        this.address = address;
        this.connections = connections;
        this.counters = counters;
        this.farewell = farewell;
        this.highWaterBytes = highWaterBytes;
    }

    /** A connection that has introduced itself: its name, its routing identity, and the bytes that wait for it. */
    private record Peer(String connectionName, Msg identity, AtomicLong queuedBytes) {}

    @Override
    public String address() {
        return address;
    }

    @Override
    public Sent send(long number, byte[] frame) {
        Peer peer = peers.get(number);
        if (peer == null) {
            return Sent.GONE;
        }
        long queued = peer.queuedBytes.get();
        if (queued > 0 && queued + frame.length > highWaterBytes) {
            return Sent.FULL;
        }
        return switch (socket.send(peer.identity, true)) {
            case DONE -> {
                peer.queuedBytes.addAndGet(frame.length);
                Msg message = new QueuedMessage(frame, peer.queuedBytes);
                yield socket.send(message, false) == JeroMqSocket.Result.DONE ? Sent.QUEUED : Sent.GONE;
            }
            case FULL -> Sent.FULL;
            case UNREACHABLE -> Sent.GONE;
        };
    }

    private static Msg identity(long peer) {
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
                if (peers.remove(peer) != null) {
                    receiver.gone(peer);
                }
            } else if (disconnected.contains(peer)) {
                counters.refused.increment();
            } else {
                peers.computeIfAbsent(peer, number -> introduced(number, frame));
                receiver.received(peer, frame.data());
            }
        }
        return taken;
    }

    private boolean isFarewell(Msg frame) {
        return frame.size() == farewell.length && Arrays.equals(frame.data(), farewell);
    }

    private Peer introduced(long number, Msg firstFrame) {
        String name = JeroMqConnections.nameIn(firstFrame);
        connections.spoke(name);
        return new Peer(name, identity(number), new AtomicLong());
    }

    @Override
    public void disconnect(long peer) {
        Peer cut = peers.remove(peer);
        if (cut != null) {
            disconnected.add(peer);
            connections.cut(cut.connectionName);
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
