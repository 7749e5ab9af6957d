package io.zinc.zeromq;

import java.io.IOException;
import java.net.InetSocketAddress;
import java.net.StandardSocketOptions;
import java.nio.channels.SocketChannel;
import java.util.Map;
import java.util.concurrent.ConcurrentHashMap;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.TimeUnit;
import zmq.ZError;
import zmq.ZMQ;
import zmq.util.Errno;

/**
 * The TCP connections that came in at a bound JeroMQ socket: how many they may be, and how to cut one, for which JeroMQ
 * has nothing. JeroMQ's I/O thread reports them; any thread may cut.
 */
final class JeroMqConnections implements ZMQ.EventConsummer {

    static final int EVENTS =
            ZMQ.ZMQ_EVENT_ACCEPTED | ZMQ.ZMQ_EVENT_DISCONNECTED | ZMQ.ZMQ_EVENT_CLOSED | ZMQ.ZMQ_EVENT_CLOSE_FAILED;

    /** The most connections of one socket. */
    static final int MAX_CONNECTIONS = 16_384;

    private static final long UNBIND_SECONDS = 2;
    private static final long PROBE_INTERVAL_NANOS = 200_000;
    private static final Errno ERRNO = new Errno();

    private final LinkCounters counters;
    private final Map<String, SocketChannel> channels = new ConcurrentHashMap<>();
    private final CountDownLatch unbound = new CountDownLatch(1);

    JeroMqConnections(LinkCounters counters) {
        this.counters = counters;
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
            if (channels.size() >= MAX_CONNECTIONS) {
                counters.refused.increment();
                channel.close();
            } else {
                channels.put(nameOf(channel), channel);
            }
        } catch (IOException e) {
            // it is gone already
        }
    }

    private void disconnected(SocketChannel channel) {
        // JeroMQ does not tell why, but the reason is still in the thread's error number
        int reason = ERRNO.get();
        if (reason == ZError.EMSGSIZE || reason == ZError.EPROTO || reason == ZError.EINVAL) {
            counters.refused.increment();
        }
        try {
            channels.remove(nameOf(channel), channel);
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
