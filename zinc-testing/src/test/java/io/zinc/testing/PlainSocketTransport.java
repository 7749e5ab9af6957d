package io.zinc.testing;

import io.zinc.core.ZincException.Category;
import io.zinc.core.spi.Downlink;
import io.zinc.core.spi.LinkAddresses;
import io.zinc.core.spi.LinkCounts;
import io.zinc.core.spi.LinkLimits;
import io.zinc.core.spi.Readiness;
import io.zinc.core.spi.SubscriptionTable;
import io.zinc.core.spi.Transport;
import io.zinc.core.spi.TransportException;
import io.zinc.core.spi.Uplink;
import java.io.IOException;
import java.net.InetAddress;
import java.net.InetSocketAddress;
import java.net.ServerSocket;
import java.net.Socket;
import java.nio.ByteBuffer;
import java.util.Arrays;
import java.util.Map;
import java.util.Queue;
import java.util.Set;
import java.util.concurrent.ConcurrentHashMap;
import java.util.concurrent.ConcurrentLinkedQueue;
import java.util.concurrent.atomic.AtomicInteger;

/** The least transport there can be over a network: {@code plain://127.0.0.1:PORT}, all paths on one TCP connection. */
final class PlainSocketTransport implements Transport {

    private final Set<Runnable> open = ConcurrentHashMap.newKeySet();

    @Override
    public Set<String> schemes() {
        return Set.of("plain");
    }

    @Override
    public Downlink bind(String address, String advertisedHost, LinkLimits limits, Readiness readiness) {
        InetSocketAddress parsed = parse(address);
        try {
            ServerSocket server = new ServerSocket();
            server.setReuseAddress(true);
            server.bind(parsed, 1_000);
            Down down = new Down(server, limits, readiness);
            open.add(down::close);
            return down;
        } catch (IOException e) {
            throw new TransportException(Category.RETRY, address + " is taken; take another port", e);
        }
    }

    @Override
    public Uplink connect(String address, LinkLimits limits, Readiness readiness) {
        Up up = new Up(parse(address), limits, readiness);
        open.add(up::close);
        return up;
    }

    private static InetSocketAddress parse(String address) {
        if (!address.matches("plain://127\\.0\\.0\\.1:(\\d{1,4}|[1-5]\\d{4})")) {
            throw new TransportException(Category.FIX_THE_CALL, "'" + address + "' is not plain://127.0.0.1:PORT");
        }
        return new InetSocketAddress(
                InetAddress.getLoopbackAddress(), Integer.parseInt(address.substring(address.lastIndexOf(':') + 1)));
    }

    @Override
    public void close() {
        open.forEach(Runnable::run);
    }

    private static final class Down implements Downlink {
        private final ServerSocket server;
        private final Thread acceptor;
        private final Readiness readiness;
        private final Map<Long, PlainWire> peers = new ConcurrentHashMap<>();
        private final Queue<Long> ended = new ConcurrentLinkedQueue<>();
        private final SubscriptionTable<PlainWire> subscriptions = new SubscriptionTable<>();
        private final AtomicInteger refused = new AtomicInteger();
        private int dropped;

        Down(ServerSocket server, LinkLimits limits, Readiness readiness) {
            this.server = server;
            this.readiness = readiness;
            this.acceptor = Thread.ofPlatform().daemon().start(() -> accept(limits));
        }

        private void accept(LinkLimits limits) {
            try {
                for (long last = 0; ; last++) {
                    Socket socket = server.accept();
                    PlainWire wire = new PlainWire(limits, readiness);
                    long peer = last + 1;
                    peers.put(peer, wire);
                    Thread.ofPlatform().daemon().start(() -> {
                        refused.addAndGet(wire.run(socket) ? 0 : 1);
                        ended.add(peer);
                        readiness.wakeUp();
                    });
                }
            } catch (IOException e) {
                peers.values().forEach(PlainWire::close);
            }
        }

        @Override
        public LinkAddresses addresses() {
            String address = "plain://127.0.0.1:" + server.getLocalPort();
            return new LinkAddresses(address, address, address);
        }

        @Override
        public boolean send(long peer, byte[] frame) {
            PlainWire wire = peers.get(peer);
            return wire != null && wire.send(PlainWire.DIRECT, frame);
        }

        @Override
        public void broadcast(byte[] frame) {
            subscriptions.audienceOf(frame).forEach(wire -> dropped += wire.send(PlainWire.BROADCAST, frame) ? 0 : 1);
        }

        @Override
        public void disconnect(long peer) {
            PlainWire wire = peers.remove(peer);
            if (wire != null) {
                subscriptions.remove(wire);
                wire.close();
            }
        }

        @Override
        public void revoke(byte[] token) {
            subscriptions.revoke(token).forEach(PlainWire::close);
        }

        @Override
        public int poll(Downlink.Receiver receiver, boolean withPushed) {
            int[] taken = {server.isClosed() ? -1 : 0};
            peers.forEach((peer, wire) -> {
                taken[0] += wire.drain(PlainWire.DIRECT, frame -> receiver.fromChild(peer, frame));
                taken[0] += wire.drain(PlainWire.REQUEST, frame -> decide(wire, frame, receiver));
                taken[0] += withPushed ? wire.drain(PlainWire.PUSH, receiver::pushed) : 0;
            });
            for (Long peer; (peer = ended.poll()) != null; ) {
                disconnect(peer);
            }
            return Math.max(taken[0], 0);
        }

        private void decide(PlainWire wire, byte[] frame, Downlink.Receiver receiver) {
            byte[] request = Arrays.copyOfRange(frame, 1, frame.length);
            if (request.length != SubscriptionTable.REQUEST_BYTES) {
                refused.incrementAndGet();
            } else if (frame[0] == 0) {
                subscriptions.remove(wire, request);
            } else if (receiver.subscriptionRequested(request)) {
                subscriptions.add(wire, request);
            } else {
                refused.incrementAndGet();
            }
        }

        @Override
        public LinkCounts counts() {
            return new LinkCounts(dropped, refused.get());
        }

        @Override
        public void close() {
            try {
                server.close();
                PlainWire.join(acceptor);
                peers.values().forEach(PlainWire::close);
                peers.clear();
            } catch (IOException e) {
                throw new IllegalStateException(e);
            }
        }
    }

    private static final class Up implements Uplink {
        private final PlainWire wire;
        private final Set<ByteBuffer> requests = ConcurrentHashMap.newKeySet();
        private volatile boolean isAttached;

        Up(InetSocketAddress parent, LinkLimits limits, Readiness readiness) {
            wire = new PlainWire(limits, readiness);
            Thread.ofPlatform().daemon().start(() -> wire.runAgainAndAgain(parent, () -> requests.forEach(this::ask)));
        }

        @Override
        public void attach(String broadcastAddress, String pushAddress) {
            isAttached = true;
        }

        @Override
        public void subscribe(byte[] request) {
            if (requests.add(asked(1, request))) {
                ask(asked(1, request));
            }
        }

        @Override
        public void unsubscribe(byte[] request) {
            if (requests.remove(asked(1, request))) {
                ask(asked(0, request));
            }
        }

        private ByteBuffer asked(int what, byte[] request) {
            if (!isAttached) {
                throw new IllegalStateException("call attach first");
            }
            return ByteBuffer.allocate(1 + request.length)
                    .put((byte) what)
                    .put(request)
                    .flip();
        }

        private void ask(ByteBuffer asked) {
            byte[] bytes = new byte[asked.remaining()];
            asked.duplicate().get(bytes);
            boolean ignored = wire.send(PlainWire.REQUEST, bytes);
        }

        @Override
        public boolean send(byte[] frame) {
            return wire.send(PlainWire.DIRECT, frame);
        }

        @Override
        public boolean push(byte[] frame) {
            return isAttached && wire.send(PlainWire.PUSH, frame);
        }

        @Override
        public int poll(Uplink.Receiver receiver, boolean withBroadcasts) {
            return wire.drain(PlainWire.DIRECT, receiver::fromParent)
                    + (withBroadcasts ? wire.drain(PlainWire.BROADCAST, receiver::broadcast) : 0);
        }

        @Override
        public void close() {
            wire.close();
        }
    }
}
