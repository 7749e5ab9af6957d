package io.zinc.zeromq;

import io.zinc.core.spi.Downlink;
import io.zinc.core.spi.LinkAddresses;
import io.zinc.core.spi.LinkCounts;
import io.zinc.core.spi.LinkLimits;
import io.zinc.core.spi.Readiness;
import java.util.ArrayList;
import java.util.List;

/** The parent's end of links over ZeroMQ: ROUTER, XPUB and PULL. */
final class ZeroMqDownlink implements Downlink, ZeroMqTransport.Link {

    private static final int MOST_DIRECT_A_POLL = 256;
    private static final int MOST_REQUESTS_A_POLL = 1_024;
    private static final int MOST_PUSHED_A_POLL = 64;

    private final ZeroMqTransport transport;
    private final LinkCounters counters;
    private final Readiness readiness;
    private final PeerSocket direct;
    private final PublisherSocket publisher;
    private final FrameSocket pull;
    private final LinkAddresses addresses;
    private boolean closed;

    private ZeroMqDownlink(
            ZeroMqTransport transport,
            LinkCounters counters,
            Readiness readiness,
            PeerSocket direct,
            PublisherSocket publisher,
            FrameSocket pull,
            LinkAddresses addresses) {
        this.transport = transport;
        this.counters = counters;
        this.readiness = readiness;
        this.direct = direct;
        this.publisher = publisher;
        this.pull = pull;
        this.addresses = addresses;
    }

    static ZeroMqDownlink bind(
            ZeroMqTransport transport,
            SocketFactory sockets,
            TcpAddress address,
            String advertisedHost,
            LinkLimits limits,
            Readiness readiness) {
        LinkCounters counters = new LinkCounters();
        List<LinkSocket> bound = new ArrayList<>();
        try {
            PeerSocket direct = watched(sockets.bindDirect(address, limits, counters), sockets, readiness, bound);
            TcpAddress beside = address.withPort(0);
            PublisherSocket publisher =
                    watched(sockets.bindPublisher(beside, limits, counters), sockets, readiness, bound);
            FrameSocket pull = watched(sockets.bindPull(beside, limits, counters), sockets, readiness, bound);
            LinkAddresses addresses =
                    advertise(advertisedHost, address, portOf(direct), portOf(publisher), portOf(pull));
            return new ZeroMqDownlink(transport, counters, readiness, direct, publisher, pull, addresses);
        } catch (RuntimeException e) {
            bound.forEach(LinkSocket::close);
            throw e;
        }
    }

    private static <S extends LinkSocket> S watched(
            S socket, SocketFactory sockets, Readiness readiness, List<LinkSocket> bound) {
        bound.add(socket);
        sockets.watch(socket, readiness);
        return socket;
    }

    private static int portOf(LinkSocket socket) {
        return TcpAddress.parse(socket.address()).port();
    }

    private static LinkAddresses advertise(String host, TcpAddress bound, int direct, int publisher, int pull) {
        if (!host.isEmpty()) {
            return new LinkAddresses(
                    bound.withPort(direct).withHost(host).toString(),
                    bound.withPort(publisher).withHost(host).toString(),
                    bound.withPort(pull).withHost(host).toString());
        }
        if (bound.isAnyHost()) {
            return new LinkAddresses(
                    bound.withPort(direct).withReachableHost().toString(),
                    bound.withPort(publisher).withAnyHost().toString(),
                    bound.withPort(pull).withAnyHost().toString());
        }
        return new LinkAddresses(
                bound.withPort(direct).toString(),
                bound.withPort(publisher).toString(),
                bound.withPort(pull).toString());
    }

    @Override
    public LinkAddresses addresses() {
        return addresses;
    }

    @Override
    public boolean send(long peer, byte[] frame) {
        boolean sent = direct.send(peer, frame) == PeerSocket.Sent.QUEUED;
        wakeUpIfSendFoundInput(direct);
        return sent;
    }

    @Override
    public void broadcast(byte[] frame) {
        publisher.broadcast(frame);
        wakeUpIfSendFoundInput(publisher);
    }

    private void wakeUpIfSendFoundInput(LinkSocket socket) {
        if (socket.hasInput()) {
            readiness.wakeUp();
        }
    }

    @Override
    public void disconnect(long peer) {
        direct.disconnect(peer);
    }

    @Override
    public void revoke(byte[] token) {
        publisher.revoke(token);
    }

    @Override
    public int poll(Receiver receiver, boolean withPushed) {
        if (closed) {
            return 0;
        }
        int taken = direct.receive(
                new PeerSocket.Receiver() {
                    @Override
                    public void received(long peer, byte[] frame) {
                        receiver.fromChild(peer, frame);
                    }

                    @Override
                    public void gone(long peer) {
                        // the tree protocol finds out by missing heartbeats, on all paths alike
                    }
                },
                MOST_DIRECT_A_POLL);
        taken += publisher.decide(receiver::subscriptionRequested, MOST_REQUESTS_A_POLL);
        if (withPushed) {
            taken += pull.receive(receiver::pushed, MOST_PUSHED_A_POLL);
        } else {
            boolean ignored = pull.hasInput();
        }
        return taken;
    }

    @Override
    public LinkCounts counts() {
        return counters.counts();
    }

    @Override
    public void close() {
        if (!closed) {
            closed = true;
            direct.close();
            publisher.close();
            pull.close();
            transport.closed(this);
        }
    }
}
