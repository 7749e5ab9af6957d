package io.zinc.zeromq;

import io.zinc.core.spi.LinkLimits;
import io.zinc.core.spi.Readiness;
import io.zinc.core.spi.Uplink;
import org.jspecify.annotations.Nullable;

/** The child's end of a link over ZeroMQ: DEALER, and XSUB and PUSH once it is attached. */
final class ZeroMqUplink implements Uplink, ZeroMqTransport.Link {

    private static final int MOST_DIRECT_A_POLL = 256;
    private static final int MOST_BROADCASTS_A_POLL = 16;
    private static final byte SUBSCRIBE = 1;
    private static final byte UNSUBSCRIBE = 0;

    private final ZeroMqTransport transport;
    private final SocketFactory sockets;
    private final TcpAddress parent;
    private final LinkLimits limits;
    private final Readiness readiness;
    private final FrameSocket direct;
    private @Nullable FrameSocket subscriber;
    private @Nullable FrameSocket push;
    private boolean closed;

    ZeroMqUplink(
            ZeroMqTransport transport,
            SocketFactory sockets,
            TcpAddress parent,
            LinkLimits limits,
            Readiness readiness) {
        this.transport = transport;
        this.sockets = sockets;
        this.parent = parent;
        this.limits = limits;
        this.readiness = readiness;
        this.direct = watched(sockets.connectDirect(parent, limits));
    }

    private FrameSocket watched(FrameSocket socket) {
        sockets.watch(socket, readiness);
        return socket;
    }

    @Override
    public boolean send(byte[] frame) {
        boolean sent = direct.send(frame);
        wakeUpIfSendFoundInput(direct);
        return sent;
    }

    @Override
    public void attach(String broadcastAddress, String pushAddress) {
        TcpAddress broadcast = besideParent(broadcastAddress);
        TcpAddress pushed = besideParent(pushAddress);
        subscriber = watched(sockets.connectSubscriber(broadcast, limits));
        push = watched(sockets.connectPush(pushed, limits));
    }

    private TcpAddress besideParent(String advertised) {
        TcpAddress address = TcpAddress.parse(advertised);
        TcpAddress remote = TcpAddress.parseRemote(
                (address.isAnyAdvertisedHost() ? parent.withPort(address.port()) : address).toString());
        return remote.lookedUp(); // most likely the parent's name, which the JDK has just looked up
    }

    @Override
    public void subscribe(byte[] request) {
        ask(SUBSCRIBE, request);
    }

    @Override
    public void unsubscribe(byte[] request) {
        ask(UNSUBSCRIBE, request);
    }

    private void ask(byte what, byte[] request) {
        FrameSocket socket = subscriber;
        if (socket == null) {
            throw new IllegalStateException("the link has no broadcast path yet; call attach first");
        }
        byte[] frame = new byte[1 + request.length];
        frame[0] = what;
        System.arraycopy(request, 0, frame, 1, request.length);
        socket.send(frame);
        wakeUpIfSendFoundInput(socket);
    }

    @Override
    public boolean push(byte[] frame) {
        return push != null && push.send(frame);
    }

    private void wakeUpIfSendFoundInput(LinkSocket socket) {
        if (socket.hasInput()) {
            readiness.wakeUp();
        }
    }

    @Override
    public int poll(Receiver receiver, boolean withBroadcasts) {
        if (closed) {
            return 0;
        }
        int taken = direct.receive(receiver::fromParent, MOST_DIRECT_A_POLL);
        if (subscriber != null && push != null) {
            // a PUSH has no input, but its channel tells of room, too
            boolean ignored = push.hasInput();
            if (withBroadcasts) {
                taken += subscriber.receive(receiver::broadcast, MOST_BROADCASTS_A_POLL);
            } else {
                ignored = subscriber.hasInput();
            }
        }
        return taken;
    }

    @Override
    public void close() {
        if (!closed) {
            closed = true;
            direct.close();
            if (subscriber != null) {
                subscriber.close();
            }
            if (push != null) {
                push.close();
            }
            transport.closed(this);
        }
    }
}
