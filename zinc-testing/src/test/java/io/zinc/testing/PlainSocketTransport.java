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
import java.io.DataInputStream;
import java.io.DataOutputStream;
import java.io.IOException;
import java.net.InetAddress;
import java.net.ServerSocket;
import java.net.Socket;
import java.nio.ByteBuffer;
import java.util.Arrays;
import java.util.LinkedHashMap;
import java.util.Map;
import java.util.Set;
import java.util.concurrent.BlockingQueue;
import java.util.concurrent.ConcurrentHashMap;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.Executors;
import java.util.concurrent.Future;
import java.util.concurrent.LinkedBlockingQueue;
import java.util.concurrent.atomic.LongAdder;
import java.util.function.BiConsumer;
import java.util.function.Consumer;

/**
 * A small transport over a network: {@code plain://127.0.0.1:PORT}. Each path is a TCP connection of its own, so that none
 * waits for another one. It begins with the path's letter, d or b, any other for push; each frame follows its length.
 */
final class PlainSocketTransport implements Transport {

    private final Set<Link<?>> open = ConcurrentHashMap.newKeySet();

    @Override
    public Set<String> schemes() {
        return Set.of("plain");
    }

    @Override
    public Downlink bind(String address, String advertisedHost, LinkLimits limits, Readiness readiness) {
        int port = portIn(address);
        try {
            return new Down(new ServerSocket(port, 1_000, InetAddress.getLoopbackAddress()), limits, readiness);
        } catch (IOException e) {
            throw new TransportException(Category.RETRY, address + " is taken; take another port", e);
        }
    }

    @Override
    public Uplink connect(String address, LinkLimits limits, Readiness readiness) {
        return new Up(portIn(address), limits, readiness);
    }

    @Override
    public void close() {
        open.forEach(Link::close);
    }

    private static int portIn(String address) {
        int port = address.matches("plain://127\\.0\\.0\\.1:\\d{1,5}") ? Integer.parseInt(address.substring(18)) : -1;
        if (port < 0 || port > 65_535) {
            throw new TransportException(Category.FIX_THE_CALL, "'" + address + "' is not plain://127.0.0.1:PORT");
        }
        return port;
    }

    /**
     * What both ends have: threads, and calls that these want made to a receiver {@code R} at the next poll. A thread may
     * end with any exception: that ends its connection, and no one else has to know.
     */
    abstract class Link<R> {
        final ExecutorService threads = Executors.newVirtualThreadPerTaskExecutor();
        final LongAdder refused = new LongAdder();
        final LinkLimits limits;
        final Readiness readiness;
        final BlockingQueue<Consumer<R>> come;
        final BlockingQueue<Consumer<R>> comeInBulk;

        Link(LinkLimits limits, Readiness readiness) {
            this.limits = limits;
            this.readiness = readiness;
            this.come = newQueue();
            this.comeInBulk = newQueue();
            open.add(this);
        }

        <T> BlockingQueue<T> newQueue() {
            return new LinkedBlockingQueue<>(limits.highWaterFrames());
        }

        /** Carries frames both ways until the connection ends, which but for a refused frame is by an exception. */
        void carry(Socket socket, BlockingQueue<byte[]> out, BlockingQueue<Consumer<R>> in, BiConsumer<R, byte[]> call)
                throws IOException, InterruptedException {
            Future<?> writing = threads.submit(() -> {
                DataOutputStream frames = new DataOutputStream(socket.getOutputStream());
                while (true) {
                    byte[] frame = out.take();
                    readiness.wakeUp();
                    frames.writeInt(frame.length);
                    frames.write(frame);
                }
            });
            try {
                socket.setTcpNoDelay(true);
                DataInputStream frames = new DataInputStream(socket.getInputStream());
                for (int length; (length = frames.readInt()) >= 0 && length <= limits.maxFrameBytes(); ) {
                    byte[] frame = new byte[length];
                    frames.readFully(frame);
                    in.put(receiver -> call.accept(receiver, frame));
                    readiness.wakeUp();
                }
                refused.increment();
            } finally {
                writing.cancel(true);
            }
        }

        public int poll(R receiver, boolean withBulk) {
            return take(come, receiver) + (withBulk ? take(comeInBulk, receiver) : 0);
        }

        private int take(BlockingQueue<Consumer<R>> queue, R receiver) {
            Consumer<R> call = queue.poll();
            if (call == null || threads.isShutdown()) {
                return 0;
            }
            call.accept(receiver);
            return 1;
        }

        /** Interrupts the threads, which closes their sockets, and waits for their end. */
        public void close() {
            threads.shutdownNow();
            threads.close();
            open.remove(this);
        }
    }

    /** The parent's end; it gives a number to each connection. */
    private final class Down extends Link<Downlink.Receiver> implements Downlink {
        private record Peer(long number, BlockingQueue<byte[]> out, Thread carrier) {}

        private final ServerSocket server;
        private final Map<Long, Peer> peers = new ConcurrentHashMap<>();
        private final SubscriptionTable<Peer> subscriptions = new SubscriptionTable<>();
        private final LongAdder dropped = new LongAdder();

        Down(ServerSocket server, LinkLimits limits, Readiness readiness) {
            super(limits, readiness);
            this.server = server;
            Future<?> ignored = threads.submit(() -> serve(1));
        }

        /** Waits for a connection, has another thread wait for the next one, and carries this one's frames. */
        private Void serve(long number) throws Exception {
            try (Socket socket = server.accept()) {
                Future<?> ignored = threads.submit(() -> serve(number + 1));
                int path = socket.getInputStream().read();
                Peer peer = new Peer(number, newQueue(), Thread.currentThread());
                peers.put(number, peer);
                switch (path) {
                    case 'd' -> carry(socket, peer.out, come, (receiver, frame) -> hear(peer, frame, receiver));
                    case 'b' -> carry(socket, peer.out, come, (receiver, frame) -> decide(peer, frame, receiver));
                    default -> carry(socket, peer.out, comeInBulk, Downlink.Receiver::pushed);
                }
                return null;
            } finally {
                if (threads.isShutdown()) {
                    server.close();
                }
                come.put(receiver -> disconnect(number));
                readiness.wakeUp();
            }
        }

        private void hear(Peer peer, byte[] frame, Downlink.Receiver receiver) {
            if (peers.containsKey(peer.number)) {
                receiver.fromChild(peer.number, frame);
            } else {
                refused.increment();
            }
        }

        private void decide(Peer peer, byte[] asked, Downlink.Receiver receiver) {
            byte[] request = Arrays.copyOf(asked, SubscriptionTable.REQUEST_BYTES);
            boolean isValid = asked.length == request.length + 1 && peers.containsKey(peer.number);
            if (isValid && asked[request.length] == 0) {
                subscriptions.remove(peer, request);
            } else if (isValid && receiver.subscriptionRequested(request)) {
                subscriptions.add(peer, request);
            } else {
                refused.increment();
            }
        }

        @Override
        public LinkAddresses addresses() {
            String address = "plain://127.0.0.1:" + server.getLocalPort();
            return new LinkAddresses(address, address, address);
        }

        @Override
        public boolean send(long peer, byte[] frame) {
            Peer to = peers.get(peer);
            return to != null && !threads.isShutdown() && offer(to, frame);
        }

        @Override
        public void broadcast(byte[] frame) {
            subscriptions.audienceOf(frame).forEach(peer -> dropped.add(offer(peer, frame) ? 0 : 1));
        }

        private boolean offer(Peer to, byte[] frame) {
            long queued = to.out.stream().mapToLong(waiting -> waiting.length).sum();
            return (queued == 0 || queued + frame.length <= limits.highWaterBytes()) && to.out.offer(frame);
        }

        @Override
        public void disconnect(long peer) {
            Peer gone = peers.remove(peer);
            if (gone != null) {
                subscriptions.remove(gone);
                gone.carrier.interrupt();
            }
        }

        @Override
        public void revoke(byte[] token) {
            subscriptions.revoke(token).forEach(peer -> disconnect(peer.number));
        }

        @Override
        public LinkCounts counts() {
            return new LinkCounts(dropped.sum(), refused.sum());
        }
    }

    /** The child's end. What it asks for is said on each connection anew, and waits here for room. */
    private final class Up extends Link<Uplink.Receiver> implements Uplink {
        private static final int RECONNECT_MS = 10;

        private final BlockingQueue<byte[]> direct = newQueue();
        private final BlockingQueue<byte[]> pushes = newQueue();
        private BlockingQueue<byte[]> requests = newQueue();
        private final Map<ByteBuffer, byte[]> wanted = new LinkedHashMap<>();
        private final Map<ByteBuffer, byte[]> unsaid = new LinkedHashMap<>();
        private boolean isAttached;

        Up(int port, LinkLimits limits, Readiness readiness) {
            super(limits, readiness);
            keep('d', port);
        }

        private void keep(char path, int port) {
            Future<?> ignored = threads.submit(() -> {
                while (true) {
                    try (Socket socket = new Socket(InetAddress.getLoopbackAddress(), port)) {
                        socket.getOutputStream().write(path);
                        switch (path) {
                            case 'd' -> carry(socket, direct, come, Uplink.Receiver::fromParent);
                            case 'b' -> carry(socket, sayAgain(), comeInBulk, Uplink.Receiver::broadcast);
                            default -> carry(socket, pushes, comeInBulk, Uplink.Receiver::broadcast);
                        }
                    } catch (IOException e) {
                        // the next attempt may have more luck
                    }
                    Thread.sleep(RECONNECT_MS);
                }
            });
        }

        /** A queue for a new connection; what is left in the last one's is forgotten. */
        private BlockingQueue<byte[]> sayAgain() throws InterruptedException {
            BlockingQueue<byte[]> fresh = newQueue();
            come.put(receiver -> {
                requests = fresh;
                unsaid.putAll(wanted);
            });
            readiness.wakeUp();
            return fresh;
        }

        @Override
        public void attach(String broadcastAddress, String pushAddress) {
            keep('b', portIn(broadcastAddress));
            keep('p', portIn(pushAddress));
            isAttached = true;
        }

        @Override
        public void subscribe(byte[] request) {
            wanted.put(ByteBuffer.wrap(request), say(1, request));
        }

        @Override
        public void unsubscribe(byte[] request) {
            wanted.remove(ByteBuffer.wrap(request));
            say(0, request);
        }

        private byte[] say(int isWanted, byte[] request) {
            if (!isAttached) {
                throw new IllegalStateException("call attach first");
            }
            byte[] asked = Arrays.copyOf(request, request.length + 1);
            asked[request.length] = (byte) isWanted;
            unsaid.put(ByteBuffer.wrap(request), asked);
            readiness.wakeUp();
            return asked;
        }

        @Override
        public int poll(Uplink.Receiver receiver, boolean withBroadcasts) {
            unsaid.values().removeIf(requests::offer);
            return super.poll(receiver, withBroadcasts);
        }

        @Override
        public boolean send(byte[] frame) {
            return !threads.isShutdown() && direct.offer(frame);
        }

        @Override
        public boolean push(byte[] frame) {
            return isAttached && !threads.isShutdown() && pushes.offer(frame);
        }
    }
}
