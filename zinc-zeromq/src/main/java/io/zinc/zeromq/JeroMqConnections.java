package io.zinc.zeromq;

import java.io.IOException;
import java.net.InetSocketAddress;
import java.net.StandardSocketOptions;
import java.nio.channels.SocketChannel;
import java.util.Map;
import java.util.Queue;
import java.util.concurrent.ConcurrentHashMap;
import java.util.concurrent.ConcurrentLinkedQueue;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.TimeUnit;
import zmq.Msg;
import zmq.ZError;
import zmq.ZMQ;
import zmq.io.Metadata;
import zmq.util.Errno;

/**
 * The TCP connections that came in at a bound JeroMQ socket: how many they may be, and how to cut one, for which JeroMQ
 * has nothing. JeroMQ's I/O thread reports them; any thread may cut.
 */
final class JeroMqConnections implements ZMQ.EventConsummer {

    static final int EVENTS =
            ZMQ.ZMQ_EVENT_ACCEPTED | ZMQ.ZMQ_EVENT_DISCONNECTED | ZMQ.ZMQ_EVENT_CLOSED | ZMQ.ZMQ_EVENT_CLOSE_FAILED;

    private static final long UNBIND_SECONDS = 2;
    private static final long PROBE_INTERVAL_NANOS = 200_000;
    private static final Errno ERRNO = new Errno();

    private final LinkCounters counters;
    private final int maxConnections;
    private final Map<String, SocketChannel> channels = new ConcurrentHashMap<>();

    /** Those that have said nothing yet, oldest first. JeroMQ cuts who is silent from the start, not who greets alone. */
    private final Queue<String> silent = new ConcurrentLinkedQueue<>();

    private final CountDownLatch unbound = new CountDownLatch(1);

    JeroMqConnections(LinkCounters counters, int maxConnections) {
        this.counters = counters;
        this.maxConnections = maxConnections;
    }

    @Override
    public void consume(ZMQ.Event event) {
        switch (event.event) {
            case ZMQ.ZMQ_EVENT_ACCEPTED -> accepted((SocketChannel) event.arg);
            case ZMQ.ZMQ_EVENT_DISCONNECTED -> disconnected((SocketChannel) event.arg);
            default -> unbound.countDown();
        }
    }

    private void accepted(SocketChannel channel) {
        try {
            if (channels.size() >= maxConnections && !cutOneOfTheSilent()) {
                counters.refused.increment();
                channel.close();
            } else {
                String name = nameOf(channel);
                channels.put(name, channel);
                silent.add(name);
            }
        } catch (IOException e) {
            // it is gone already
        }
    }

    /** Makes room for a newcomer. A child that is cut so, having had nothing to say, comes back by itself. */
    private boolean cutOneOfTheSilent() {
        String oldest = silent.poll();
        if (oldest != null) {
            counters.refused.increment();
            cut(oldest);
        }
        return oldest != null;
    }

    /** A message came from a connection; told once for each. Costs as much as there are silent ones. */
    void spoke(String name) {
        boolean ignored = silent.remove(name);
    }

    private void disconnected(SocketChannel channel) {
        // JeroMQ does not tell why, but the reason is still in the thread's error number
        int reason = ERRNO.get();
        if (reason == ZError.EMSGSIZE || reason == ZError.EPROTO || reason == ZError.EINVAL) {
            counters.refused.increment();
        }
        try {
            String name = nameOf(channel);
            channels.remove(name, channel);
            spoke(name);
        } catch (IOException e) {
            channels.values().remove(channel);
        }
    }

    /** As JeroMQ writes a peer's address into the messages of its connection. */
    private static String nameOf(SocketChannel channel) throws IOException {
        if (channel.getRemoteAddress() instanceof InetSocketAddress address) {
            return address.getAddress().getHostAddress() + ":" + address.getPort();
        }
        throw new IOException("not connected");
    }

    /** The name of the connection that a message came from, or the empty string. */
    static String nameIn(Msg message) {
        Metadata metadata = message.getMetadata();
        String name = metadata == null ? null : metadata.get(Metadata.PEER_ADDRESS);
        return name == null ? "" : name;
    }

    /** Ends a connection: JeroMQ reads its end next, and frees what is queued for it. */
    void cut(String name) {
        SocketChannel channel = channels.get(name);
        if (channel != null) {
            try {
                channel.shutdownInput();
            } catch (IOException e) {
                // it is gone already
            }
        }
    }

    /**
     * Waits until a port is free, for a bounded time, also when interrupted. JeroMQ reports that it closed the listener,
     * but the JDK keeps a closed channel's port until the selector in which it was registered has looked again.
     */
    void awaitUnbound(TcpAddress address) {
        long deadline = System.nanoTime() + TimeUnit.SECONDS.toNanos(UNBIND_SECONDS);
        boolean interrupted = Thread.interrupted();
        try {
            while (System.nanoTime() < deadline) {
                try {
                    if (unbound.await(deadline - System.nanoTime(), TimeUnit.NANOSECONDS) && isFree(address)) {
                        return;
                    }
                    TimeUnit.NANOSECONDS.sleep(PROBE_INTERVAL_NANOS);
                } catch (InterruptedException e) {
                    interrupted = true;
                }
            }
        } finally {
            if (interrupted) {
                Thread.currentThread().interrupt();
            }
        }
    }

    /** Binds it without listening, so that nobody can connect to the probe. */
    private static boolean isFree(TcpAddress address) {
        try (SocketChannel probe = SocketChannel.open()) {
            probe.setOption(StandardSocketOptions.SO_REUSEADDR, true);
            probe.bind(new InetSocketAddress(address.host(), address.port()));
            return true;
        } catch (IOException e) {
            return false;
        }
    }
}
