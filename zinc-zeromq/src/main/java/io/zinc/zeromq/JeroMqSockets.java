package io.zinc.zeromq;

import io.zinc.core.ZincException.Category;
import io.zinc.core.spi.LinkLimits;
import io.zinc.core.spi.Readiness;
import io.zinc.core.spi.TransportException;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.channels.ClosedChannelException;
import java.nio.channels.SelectionKey;
import java.nio.channels.Selector;
import java.util.LinkedHashSet;
import java.util.Queue;
import java.util.Set;
import java.util.concurrent.ConcurrentLinkedQueue;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.locks.ReentrantLock;
import org.jspecify.annotations.Nullable;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;
import zmq.Ctx;
import zmq.SocketBase;
import zmq.ZMQ;

/** JeroMQ: its context, with the threads that sockets share, and its socket options. */
final class JeroMqSockets implements SocketFactory {

    private static final Logger LOG = LoggerFactory.getLogger(JeroMqSockets.class);

    private static final int MAX_SOCKETS = 16_384;
    private static final int BACKLOG = 1_024;

    /** How long a closed socket goes on sending what was queued. */
    private static final int LINGER_MS = 500;

    private static final int RECONNECT_MS = 50;
    private static final int MAX_RECONNECT_MS = 2_000;
    private static final int KEEPALIVE_IDLE_SECONDS = 30;
    private static final int KEEPALIVE_INTERVAL_SECONDS = 10;
    private static final int KEEPALIVE_PROBES = 3;

    /** Room for the handshake; subscription requests are far smaller. */
    private static final int MAX_REQUEST_BYTES = 512;

    /** A name without a handler behind it: JeroMQ then refuses peers with protocols older than ZMTP 3.0. */
    private static final String ZAP_DOMAIN = "zinc";

    /**
     * How much patience sockets have with their peers.
     *
     * @param handshakeMs how long a handshake may take
     * @param heartbeatMs the interval between ZMTP's PINGs
     * @param heartbeatTimeoutMs how long the answer to one may take
     * @param stuckMs how long a subscriber may take nothing while its queue is full
     * @param maxConnections the most connections of one socket; a newcomer takes the place of one that has said nothing
     */
    record Patience(int handshakeMs, int heartbeatMs, int heartbeatTimeoutMs, int stuckMs, int maxConnections) {
        static final Patience DEFAULT = new Patience(10_000, 5_000, 15_000, 30_000, 16_384);
    }

    private final Patience patience;
    private final ReentrantLock lock = new ReentrantLock();
    private volatile @Nullable WatchedContext context;
    private boolean closed;

    JeroMqSockets(Patience patience) {
        this.patience = patience;
    }

    @Override
    public PeerSocket bindDirect(TcpAddress address, LinkLimits limits, LinkCounters counters) {
        return bindRouter(address, limits, counters, limits.maxFrameBytes(), -1);
    }

    /**
     * {@inheritDoc} With JeroMQ it is a ROUTER that announces itself as an XPUB, and keeps the subscriptions itself. For
     * JeroMQ's XPUB in manual mode applies an approved key to another peer than the one that asked for it, when a third
     * one leaves in between; it queues requests without a bound; it cannot take back a key; and it doesn't tell which
     * peer is full. On the wire there is no difference.
     */
    @Override
    public PublisherSocket bindPublisher(TcpAddress address, LinkLimits limits, LinkCounters counters) {
        JeroMqRouter router = bindRouter(address, limits, counters, MAX_REQUEST_BYTES, ZMQ.ZMQ_XPUB);
        return new JeroMqPublisher(router, counters, patience.stuckMs);
    }

    private JeroMqRouter bindRouter(
            TcpAddress address, LinkLimits limits, LinkCounters counters, int maxFrameBytes, int announcedType) {
        SocketBase socket = open(ZMQ.ZMQ_ROUTER, limits, maxFrameBytes, counters);
        byte[] farewell = Farewells.next();
        set(socket, ZMQ.ZMQ_ROUTER_MANDATORY, true);
        set(socket, ZMQ.ZMQ_DISCONNECT_MSG, farewell);
        if (announcedType >= 0) {
            set(socket, ZMQ.ZMQ_AS_TYPE, announcedType);
        }
        setHeartbeats(socket);
        JeroMqConnections connections = new JeroMqConnections(counters, patience.maxConnections);
        String bound = bind(socket, address, connections);
        return new JeroMqRouter(
                new JeroMqSocket(socket), bound, connections, counters, farewell, limits.highWaterBytes());
    }

    @Override
    public FrameSocket bindPull(TcpAddress address, LinkLimits limits, LinkCounters counters) {
        SocketBase socket = open(ZMQ.ZMQ_PULL, limits, limits.maxFrameBytes(), counters);
        JeroMqConnections connections = new JeroMqConnections(counters, patience.maxConnections);
        String bound = bind(socket, address, connections);
        return new JeroMqFrames(new JeroMqSocket(socket), bound, connections);
    }

    @Override
    public FrameSocket connectDirect(TcpAddress address, LinkLimits limits) {
        SocketBase socket = open(ZMQ.ZMQ_DEALER, limits, limits.maxFrameBytes(), new LinkCounters());
        setHeartbeats(socket);
        return connect(socket, address);
    }

    @Override
    public FrameSocket connectSubscriber(TcpAddress address, LinkLimits limits) {
        SocketBase socket = open(ZMQ.ZMQ_XSUB, limits, limits.maxFrameBytes(), new LinkCounters());
        // what does not fit would be asked for only after the next reconnect; the application bounds it
        set(socket, ZMQ.ZMQ_SNDHWM, 0);
        // a parent that cuts the connection while it is closed makes JeroMQ wait for an end mark that went elsewhere
        set(socket, ZMQ.ZMQ_LINGER, 0);
        setHeartbeats(socket);
        return connect(socket, address);
    }

    @Override
    public FrameSocket connectPush(TcpAddress address, LinkLimits limits) {
        return connect(open(ZMQ.ZMQ_PUSH, limits, limits.maxFrameBytes(), new LinkCounters()), address);
    }

    private SocketBase open(int type, LinkLimits limits, int maxFrameBytes, LinkCounters counters) {
        SocketBase socket = context().createSocket(type);
        set(socket, ZMQ.ZMQ_MAXMSGSIZE, (long) maxFrameBytes);
        set(socket, ZMQ.ZMQ_MSG_ALLOCATOR, GuardedMessage.allocator(maxFrameBytes, counters));
        set(socket, ZMQ.ZMQ_SNDHWM, limits.highWaterFrames());
        set(socket, ZMQ.ZMQ_RCVHWM, limits.highWaterFrames());
        set(socket, ZMQ.ZMQ_LINGER, LINGER_MS);
        set(socket, ZMQ.ZMQ_RECONNECT_IVL, RECONNECT_MS);
        set(socket, ZMQ.ZMQ_RECONNECT_IVL_MAX, MAX_RECONNECT_MS);
        set(socket, ZMQ.ZMQ_HANDSHAKE_IVL, patience.handshakeMs);
        set(socket, ZMQ.ZMQ_BACKLOG, BACKLOG);
        set(socket, ZMQ.ZMQ_ZAP_DOMAIN, ZAP_DOMAIN);
        set(socket, ZMQ.ZMQ_TCP_KEEPALIVE, 1);
        set(socket, ZMQ.ZMQ_TCP_KEEPALIVE_IDLE, KEEPALIVE_IDLE_SECONDS);
        set(socket, ZMQ.ZMQ_TCP_KEEPALIVE_INTVL, KEEPALIVE_INTERVAL_SECONDS);
        set(socket, ZMQ.ZMQ_TCP_KEEPALIVE_CNT, KEEPALIVE_PROBES);
        return socket;
    }

    /** Not for PUSH and PULL: a parent that takes no pushed frames for a while would not answer, and lose its children. */
    private void setHeartbeats(SocketBase socket) {
        set(socket, ZMQ.ZMQ_HEARTBEAT_IVL, patience.heartbeatMs);
        set(socket, ZMQ.ZMQ_HEARTBEAT_TIMEOUT, patience.heartbeatTimeoutMs);
        set(socket, ZMQ.ZMQ_HEARTBEAT_TTL, patience.heartbeatTimeoutMs);
    }

    private static void set(SocketBase socket, int option, Object value) {
        if (!socket.setSocketOpt(option, value)) {
            throw new IllegalStateException("JeroMQ does not know its option " + option);
        }
    }

    private static String bind(SocketBase socket, TcpAddress address, JeroMqConnections connections) {
        boolean isBound = false;
        try {
            set(socket, ZMQ.ZMQ_IPV6, address.isIpv6());
            if (!address.isLocal()) {
                throw new TransportException(
                        Category.FIX_THE_CALL,
                        address + " is not an address of this machine; bind one of its own, or tcp://*:"
                                + address.port() + " for all of them, and advertise the other");
            }
            isBound = socket.bind(address.toString());
            if (!isBound) {
                throw new TransportException(
                        Category.RETRY,
                        address + " is taken by another program or endpoint; stop that one, take another port,"
                                + " or port 0 for a free one");
            }
            boolean ignored = socket.setEventHook(connections, JeroMqConnections.EVENTS);
            return (String) socket.getSocketOptx(ZMQ.ZMQ_LAST_ENDPOINT);
        } finally {
            if (!isBound) {
                socket.close();
            }
        }
    }

    private static FrameSocket connect(SocketBase socket, TcpAddress address) {
        boolean isConnected = false;
        try {
            set(socket, ZMQ.ZMQ_IPV6, address.isIpv6());
            FreshConnections fresh = new FreshConnections(socket.getCtx(), socket.getFD());
            boolean ignored = socket.setEventHook(fresh, FreshConnections.EVENTS);
            isConnected = socket.connect(address.toString());
            if (!isConnected) {
                throw new TransportException(Category.GIVE_UP, "JeroMQ refused to connect to " + address);
            }
            return new JeroMqFrames(new JeroMqSocket(socket), "", null);
        } finally {
            if (!isConnected) {
                socket.close();
            }
        }
    }

    @Override
    public void watch(LinkSocket socket, Readiness readiness) {
        try {
            SelectionKey ignored = socket.channel().register(context().signals, SelectionKey.OP_READ, readiness);
        } catch (ClosedChannelException e) {
            throw new UncheckedIOException(e);
        }
        readiness.wakeUp(); // for what has happened before
    }

    @Override
    public boolean summon(Runnable task) {
        WatchedContext present = context;
        return present != null && present.summon(task);
    }

    private WatchedContext context() {
        lock.lock();
        try {
            if (closed) {
                throw new IllegalStateException("the transport is closed");
            }
            WatchedContext present = context;
            if (present == null) {
                present = newContext();
                context = present;
            }
            return present;
        } finally {
            lock.unlock();
        }
    }

    /**
     * JeroMQ's context with selectors of ours for its threads, which look after the signals to sockets before they wait.
     *
     * <p>Implementation notes: it is JeroMQ's threads that signal to a socket that something has happened in it. A thread that
     * watched the signals would be woken for each, and often before JeroMQ has counted it, when there is nothing to be
     * found yet. JeroMQ's thread itself has counted all of them when it goes to wait, and knows whom to tell.
     */
    private static final class WatchedContext extends Ctx {

        /** Of the sockets' channels; readiness is attached. */
        private final Selector signals;

        private final Queue<Runnable> tasks = new ConcurrentLinkedQueue<>();
        private final Queue<Thread> threads = new ConcurrentLinkedQueue<>();

        /** Of the thread that waited last, which is the one that most often has to do: that of the connections. */
        private volatile @Nullable PatientSelector attentive;

        WatchedContext() {
            try {
                signals = Selector.open();
            } catch (IOException e) {
                throw new UncheckedIOException(e);
            }
        }

        boolean summon(Runnable task) {
            PatientSelector selector = attentive;
            if (selector == null) {
                return false;
            }
            tasks.add(task);
            selector.doChoreAgain();
            return true;
        }

        private void tellOfSignals(PatientSelector waiting) throws IOException {
            attentive = waiting;
            Set<Readiness> signalled = new LinkedHashSet<>(2);
            int ignored = signals.selectNow(key -> {
                if (key.attachment() instanceof Readiness readiness) {
                    signalled.add(readiness);
                }
            });
            signalled.forEach(Readiness::arrived);
            // what comes meanwhile waits for the next round, after the network
            for (int left = tasks.size(); left > 0; left--) {
                Runnable task = tasks.poll();
                if (task != null) {
                    task.run();
                }
            }
        }

        @Override
        public Selector createSelector() {
            return new PatientSelector(super.createSelector(), this::tellOfSignals);
        }

        @Override
        public boolean closeSelector(Selector selector) {
            if (!(selector instanceof PatientSelector ours)) {
                return super.closeSelector(selector);
            }
            try {
                ours.close();
            } catch (IOException e) {
                LOG.debug("a selector of JeroMQ's could not be closed", e);
            }
            return super.closeSelector(ours.inner());
        }

        Thread thread(Runnable task, String name) {
            Thread thread = new Thread(task, "zinc-zeromq-" + name);
            thread.setDaemon(true);
            threads.add(thread);
            return thread;
        }

        /** Returns when its threads have ended, too: JeroMQ itself is content when they are about to. */
        void end() {
            terminate();
            try {
                for (Thread thread : threads) {
                    thread.join();
                }
            } catch (InterruptedException e) {
                Thread.currentThread().interrupt();
            }
            try {
                signals.close();
            } catch (IOException e) {
                throw new UncheckedIOException(e);
            }
        }
    }

    private static WatchedContext newContext() {
        WatchedContext made = new WatchedContext();
        made.setThreadFactory(made::thread);
        made.setUncaughtExceptionHandler((thread, e) -> LOG.error("{} ended; its links are dead", thread.getName(), e));
        made.setNotificationExceptionHandler((thread, e) -> LOG.debug("JeroMQ failed on what a peer sent", e));
        boolean ignored = made.set(ZMQ.ZMQ_MAX_SOCKETS, MAX_SOCKETS);
        return made;
    }

    @Override
    public void close() {
        WatchedContext ending;
        lock.lock();
        try {
            ending = context;
            context = null;
            closed = true;
        } finally {
            lock.unlock();
        }
        if (ending != null) {
            terminate(ending);
        }
    }

    /** Ends the threads, in a thread of its own: JeroMQ gives up in the middle when the waiting thread is interrupted. */
    private static void terminate(WatchedContext context) {
        Thread terminator = Thread.ofPlatform().daemon().name("zinc-zeromq-end").start(context::end);
        boolean interrupted = false;
        long deadline = System.nanoTime() + TimeUnit.MILLISECONDS.toNanos(4 * LINGER_MS);
        while (terminator.isAlive()) {
            long restMs = TimeUnit.NANOSECONDS.toMillis(deadline - System.nanoTime());
            if (restMs <= 0) {
                LOG.warn("JeroMQ's threads did not end within {} ms; they go on in the background", 4 * LINGER_MS);
                break;
            }
            try {
                terminator.join(restMs);
            } catch (InterruptedException e) {
                interrupted = true;
            }
        }
        if (interrupted) {
            Thread.currentThread().interrupt();
        }
    }
}
