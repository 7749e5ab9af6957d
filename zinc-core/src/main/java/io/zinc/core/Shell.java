package io.zinc.core;

import io.zinc.core.protocol.LocalRuns;
import io.zinc.core.protocol.NodeConfig;
import io.zinc.core.protocol.Outputs;
import io.zinc.core.protocol.Patience;
import io.zinc.core.protocol.TreeNode;
import io.zinc.core.spi.Authenticator;
import io.zinc.core.spi.Authorizer;
import io.zinc.core.spi.Downlink;
import io.zinc.core.spi.LinkLimits;
import io.zinc.core.spi.Readiness;
import io.zinc.core.spi.Transport;
import io.zinc.core.spi.TransportException;
import io.zinc.core.spi.Uplink;
import java.util.ArrayList;
import java.util.List;
import java.util.Objects;
import java.util.UUID;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.ConcurrentLinkedQueue;
import java.util.concurrent.atomic.AtomicBoolean;
import java.util.concurrent.atomic.AtomicInteger;
import java.util.concurrent.locks.LockSupport;
import java.util.concurrent.locks.ReentrantLock;
import java.util.function.Consumer;
import org.jspecify.annotations.Nullable;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * What makes the protocol of an endpoint live: its links, its thread, its clock.
 *
 * <p>One platform thread owns the links: it waits for them, and runs turns of the protocol. While it waits, an application
 * thread that sends a single message runs the turn itself, under the turn lock, and so does a transport's thread to which
 * something has come, or that is summoned to send a burst: without a hand-over. While it works, or when messages come quickly,
 * they gather in the {@link Outbox} and leave in batches. User code never runs here.
 */
final class Shell implements Outputs, Readiness, Runnable {

    private static final Logger LOG = LoggerFactory.getLogger(Shell.class);

    /** Sends closer together than this are a burst, and gather until a thread of the transport or the owner comes. */
    private static final long INLINE_GAP_NS = 20_000;

    /** How much later than its deadline the owner may wake up, so that inline sends need not wake it. */
    private static final long TIMER_SLACK_NS = 20_000_000;

    /** Under load the owner waits in such steps, up to the bound, for batches to fill. */
    private static final long GATHER_STEP_NS = 20_000;

    private static final long GATHER_MOST_NS = 1_000_000;
    private static final int GATHER_MOST_BYTES = 1 << 20;

    /** It waits only when messages come so quickly that a batch fills within this time: some 32 MB/s. */
    private static final long GATHER_BATCH_NS = 2_000_000;

    /**
     * How long data may be held back for slow handlers: at a stretch when there is nobody else to wait for data, otherwise
     * in sum, out of ten times as long.
     */
    private static final long CONGESTION_DEBT_NS = 500_000_000;

    /** Threads of transports rest four times as long as a turn took: beyond a fifth of their time, the owner is busy with turns. */
    private static final int ARRIVAL_REST = 4;

    /** What such threads may do at a stretch, in rests that it costs. */
    private static final long ARRIVAL_CREDIT_NS = 1_000_000;

    /** A turn that took longer than a quarter of this was most likely interrupted by other threads. */
    private static final long ARRIVAL_REST_MOST_NS = 200_000;

    private static final int MOST_TURNS_IN_PLACE = 4;
    private static final long HELD_BACK_POLL_NS = 200_000;
    private static final int HIGH_WATER_FRAMES = 8192;
    private static final long LEAST_HIGH_WATER_BYTES = 32L << 20;
    private static final int MOST_WAITING_FRAMES = 16;

    private final EndpointBuilder settings;
    private final Outbox outbox;
    private final TreeNode node;
    private final Thread thread;
    private final List<Transport> loaded;
    private final Consumer<ConnectionEvent> events;
    private final LoadMeter load;
    private final Runnable everySecond;
    private final Consumer<Throwable> onFault;
    private final OpenGates gates;
    private final Responders responders;
    private final Requests requests;
    private final Attendees attendees;

    private final ReentrantLock turnLock = new ReentrantLock();
    private final ConcurrentLinkedQueue<Runnable> commands = new ConcurrentLinkedQueue<>();
    private final AtomicBoolean isAsleep = new AtomicBoolean();
    private final AtomicBoolean isSummoned = new AtomicBoolean();
    private final AtomicInteger congested = new AtomicInteger();
    private final CompletableFuture<Void> left = new CompletableFuture<>();
    private volatile boolean isPollWanted;
    private volatile boolean isStopped;
    private volatile boolean isHeldBack;
    private volatile long plannedWakeNs;
    private volatile long lastSendNs;
    private volatile long arrivalsRestUntilNs;
    private volatile boolean comesInBursts;
    private volatile @Nullable Transport summonable;
    private volatile boolean isOwnerReplaced;

    // guarded by the turn lock
    private @Nullable Downlink downlink;
    private @Nullable Uplink uplink;
    private @Nullable UplinkReceiver uplinkReceiver;
    private @Nullable FutureUplink futureUplink;
    private boolean wasJoined;
    private final List<Uplink> retired = new ArrayList<>();
    private final Patience congestion = new Patience(CONGESTION_DEBT_NS);
    private long lastTurnNs;
    private long congestedSinceNs;
    private boolean isLeaving;
    private int gatherBytes;
    private long lastTakeNs;
    private long everySecondDueNs;

    Shell(
            EndpointBuilder settings,
            Outbox outbox,
            LoadMeter load,
            Consumer<ConnectionEvent> events,
            Runnable everySecond,
            Consumer<Throwable> onFault,
            OpenGates gates,
            Responders responders,
            Requests requests,
            Attendees attendees,
            java.util.random.RandomGenerator random) {
        this.settings = settings;
        this.outbox = outbox;
        this.load = load;
        this.events = events;
        this.everySecond = everySecond;
        this.onFault = onFault;
        this.gates = gates;
        this.responders = responders;
        this.requests = requests;
        this.attendees = attendees;
        this.loaded = new ArrayList<>();
        long now = System.nanoTime();
        this.arrivalsRestUntilNs = now;
        this.lastTurnNs = now;
        this.congestedSinceNs = now;
        this.everySecondDueNs = now;
        this.node = new TreeNode(
                new NodeConfig(
                        settings.cluster,
                        settings.id,
                        settings.role,
                        settings.limits,
                        settings.credentials,
                        settings.parents,
                        random),
                this,
                now);
        this.thread = Thread.ofPlatform()
                .name("zinc-" + settings.cluster + "-" + settings.id.toString().substring(0, 8))
                .daemon()
                .unstarted(this);
    }

    /** Binds and starts; the thread runs from now on. */
    void start() {
        turnLock.lock();
        try {
            if (settings.bind != null) {
                Transport transport = transport(settings.bind);
                downlink = transport.bind(settings.bind, settings.advertisedHost, linkLimits(), this);
                summonable = transport;
            }
            for (String parent : settings.parents) {
                transport(parent);
            }
            node.beginTurn(System.nanoTime());
            if (downlink != null) {
                node.bound(downlink.addresses());
            }
            node.start();
            node.endTurn();
        } catch (RuntimeException e) {
            closeLinks();
            throw e;
        } finally {
            turnLock.unlock();
        }
        thread.start();
    }

    String address() {
        Downlink bound = downlink;
        return bound == null ? "" : bound.addresses().direct();
    }

    private LinkLimits linkLimits() {
        Limits limits = settings.limits;
        // a child that lags by more than is kept for repairs is given up
        long most = Math.min(limits.replayBytes(), Long.MAX_VALUE / 2) + 2L * limits.maxFrameBytes();
        return new LinkLimits(limits.maxFrameBytes(), HIGH_WATER_FRAMES, Math.max(LEAST_HIGH_WATER_BYTES, most));
    }

    private Transport transport(String address) {
        return Transports.find(address, settings.transports, loaded);
    }

    // ---- application threads

    /** Runs something within a turn, soon. Commands of one thread run in its order. */
    void command(Runnable command) {
        commands.add(command);
        wakeUp();
    }

    /** Tells the protocol between two turns what needs none: it counts from now on. */
    void configure(Consumer<TreeNode> change) {
        turnLock.lock();
        try {
            change.accept(node);
        } finally {
            turnLock.unlock();
        }
    }

    /** A message was put into the outbox. */
    void sent() {
        if (!isAsleep.get() || isSummoned.get()) {
            return;
        }
        long now = System.nanoTime();
        boolean isClose = now - lastSendNs < INLINE_GAP_NS;
        lastSendNs = now;
        if ((isClose || comesInBursts) && summons(now)) {
            return;
        }
        if (!isClose && !isHeldBack && turnLock.tryLock()) {
            turnsInPlaceOfOwner(false, now);
        } else if (!isOwnerReplaced) {
            wakeUp();
        }
    }

    /** Whether a thread of the transport comes and sends what has gathered. */
    private boolean summons(long now) {
        Transport transport = summonable;
        if (transport == null || isHeldBack || isResting(now)) {
            return false;
        }
        if (isSummoned.getAndSet(true) || transport.summon(this::summoned)) {
            return true;
        }
        isSummoned.set(false);
        return false;
    }

    /** Whether threads of transports have done enough for now. */
    private boolean isResting(long now) {
        return arrivalsRestUntilNs - now > ARRIVAL_CREDIT_NS;
    }

    /**
     * Runs turns on another thread than the owner's, and gives the turn lock back; a few more when something has come meanwhile.
     * Whoever finds the lock taken so leaves what it has to the one who holds it, who looks for that after each turn, without
     * the lock.
     */
    private void turnsInPlaceOfOwner(boolean polls, long now) {
        long deadline = Long.MAX_VALUE;
        int turns = 0;
        do {
            isOwnerReplaced = true;
            try {
                if (!isStopped) {
                    deadline = turn(polls || isPollWanted, false, turns == 0 ? now : System.nanoTime());
                }
            } catch (RuntimeException | Error e) {
                fault(e);
            } finally {
                isOwnerReplaced = false;
                turnLock.unlock();
            }
        } while (isTurnWanted() && !isStopped && !isHeldBack && ++turns < MOST_TURNS_IN_PLACE && turnLock.tryLock());
        boolean isOwnerWanted = isTurnWanted() || !commands.isEmpty() || isStopped; // commands are the owner's
        if (isOwnerWanted || deadline < plannedWakeNs - TIMER_SLACK_NS) {
            wakeUp();
        }
    }

    private boolean isTurnWanted() {
        return isPollWanted || outbox.hasMessages();
    }

    /** Leaves the tree when everything in the outbox has been taken. */
    CompletableFuture<Void> leave() {
        command(() -> isLeaving = true);
        return left;
    }

    TreeNode node() {
        return node;
    }

    /** Ends links and thread; waits for the thread, but not for ever. */
    void stop() {
        isStopped = true;
        wakeUp();
        boolean interrupted = false;
        while (thread.isAlive()) {
            try {
                thread.join();
            } catch (InterruptedException e) {
                interrupted = true;
            }
        }
        if (interrupted) {
            Thread.currentThread().interrupt();
        }
    }

    /** More or fewer inbound channels have more waiting than they should. */
    void congested(int change) {
        if (congested.addAndGet(change) == 0 && isHeldBack) {
            LockSupport.unpark(thread);
        }
    }

    // ---- the owning thread

    @Override
    public void run() {
        try {
            while (!isStopped) {
                long deadline;
                turnLock.lock();
                try {
                    deadline = turn(true, true, System.nanoTime());
                } finally {
                    turnLock.unlock();
                }
                await(deadline);
            }
        } catch (RuntimeException | Error e) {
            fault(e);
        } finally {
            end();
        }
    }

    /** A fault of this code or of a transport: the endpoint cannot go on, and says so to everyone who waits. */
    private void fault(Throwable fault) {
        LOG.error("the endpoint ends by a fault", fault);
        isStopped = true;
        outbox.close();
        onFault.accept(fault);
        wakeUp();
    }

    private void end() {
        turnLock.lock();
        try {
            isStopped = true;
            node.beginTurn(System.nanoTime());
            node.stop();
            node.endTurn();
        } catch (RuntimeException | Error e) {
            LOG.error("the endpoint could not say goodbye", e);
        } finally {
            try {
                closeLinks();
            } finally {
                turnLock.unlock();
                outbox.abandon();
                left.complete(null);
            }
        }
    }

    /** Waits until there is something to do. */
    private void await(long deadline) {
        if (isHeldBack) {
            LockSupport.parkNanos(HELD_BACK_POLL_NS);
            return;
        }
        if (gatherBytes > 0) {
            gather();
            return;
        }
        if (isTurnWanted() || !commands.isEmpty() || isStopped) {
            return;
        }
        plannedWakeNs = deadline;
        isAsleep.set(true);
        if (!isTurnWanted() && commands.isEmpty() && !isStopped) {
            long waitNs = deadline - System.nanoTime();
            if (waitNs > 0) {
                LockSupport.parkNanos(this, waitNs);
            }
        }
        isAsleep.set(false);
    }

    /** Under load: gives senders time to fill a batch. */
    private void gather() {
        long end = System.nanoTime() + GATHER_MOST_NS;
        while (outbox.waitingBytes() < gatherBytes && System.nanoTime() < end && commands.isEmpty()) {
            LockSupport.parkNanos(GATHER_STEP_NS);
        }
        gatherBytes = 0;
    }

    @Override
    public void wakeUp() {
        isPollWanted = true;
        if (isOwnerReplaced && turnLock.isHeldByCurrentThread()) {
            return; // whoever is in its place looks after that
        }
        if (isAsleep.compareAndSet(true, false)) {
            LockSupport.unpark(thread);
        }
    }

    @Override
    public void arrived() {
        isPollWanted = true;
        turnsOnThreadOfTransport(true);
    }

    /** A thread of the transport is here to send what has gathered. */
    private void summoned() {
        isSummoned.set(false);
        if (outbox.hasMessages()) {
            turnsOnThreadOfTransport(false);
        }
    }

    private void turnsOnThreadOfTransport(boolean polls) {
        long now = System.nanoTime();
        if (isAsleep.get() && !isHeldBack && !isResting(now) && turnLock.tryLock()) {
            turnsInPlaceOfOwner(polls, now);
            long tookNs = System.nanoTime() - now;
            long restNs = Math.min(ARRIVAL_REST_MOST_NS, ARRIVAL_REST * tookNs);
            arrivalsRestUntilNs = Math.max(0, arrivalsRestUntilNs - now) + now + tookNs + restNs;
        } else if (!isOwnerReplaced) {
            wakeUp();
        }
    }

    // ---- turns, under the turn lock

    private long turn(boolean polls, boolean isOwner, long now) {
        node.beginTurn(now);
        boolean isOpen = accepts(now);
        if (isOwner) {
            for (Runnable command = commands.poll(); command != null; command = commands.poll()) {
                command.run();
            }
            if (now - everySecondDueNs >= 0) {
                everySecondDueNs = now + 1_000_000_000L;
                everySecond.run();
            }
        }
        if (polls) {
            isPollWanted = false;
            if (pollLinks(isOpen) > 0) {
                isPollWanted = true;
            }
        }
        LocalRuns runs = isOpen ? submit(isOwner) : null;
        if (isLeaving && !outbox.hasMessages()) {
            isLeaving = false;
            node.leave();
        }
        long deadline = node.endTurn();
        if (runs != null) {
            outbox.taken(runs);
        }
        closeRetired();
        return deadline;
    }

    private boolean accepts(long now) {
        int slow = congested.get();
        boolean isCongested = slow > 0;
        if (!isCongested) {
            congestedSinceNs = now;
        } else if (now - congestedSinceNs > CONGESTION_DEBT_NS) {
            congestion.exhaust();
        }
        boolean hasPatience = congestion.pass(now - lastTurnNs, isCongested && slow < node.readers());
        lastTurnNs = now;
        if (!isCongested) {
            congestion.caughtUp();
        }
        boolean isOpen = node.acceptsData() && !(isCongested && hasPatience);
        isHeldBack = !isOpen;
        return isOpen;
    }

    private int pollLinks(boolean withData) {
        int polled = 0;
        Uplink up = uplink;
        UplinkReceiver receiver = uplinkReceiver;
        if (up != null && receiver != null) {
            polled += up.poll(receiver, withData);
        }
        Downlink down = downlink;
        if (down != null) {
            polled += down.poll(node, withData);
        }
        return polled;
    }

    private @Nullable LocalRuns submit(boolean isOwner) {
        if (!outbox.hasMessages()) {
            return null;
        }
        LocalRuns runs = outbox.take();
        if (runs == null) {
            return null;
        }
        load.sent(runs.messages());
        comesInBursts = runs.messages() > 1;
        int bytes = runs.length();
        int batch = settings.limits.batchBytes();
        node.submit(runs);
        int wanted = Math.min(GATHER_MOST_BYTES, batch * Math.max(1, Math.min(runs.runs(), 16)));
        long now = System.nanoTime();
        boolean isQuick = bytes >= batch / 8 && (double) bytes * GATHER_BATCH_NS >= (double) batch * (now - lastTakeNs);
        lastTakeNs = now;
        gatherBytes = isOwner && isQuick && bytes < wanted ? wanted : 0;
        return runs;
    }

    private void closeRetired() {
        for (Uplink link : retired) {
            link.close();
        }
        retired.clear();
    }

    private void closeLinks() {
        closeUplink();
        closeRetired();
        if (downlink != null) {
            downlink.close();
        }
        for (Transport transport : loaded) {
            transport.close();
        }
    }

    /** A link to the parent whose address is being looked up, and what is to be sent over it. */
    private static final class FutureUplink {
        final String address;
        final List<byte[]> waiting = new ArrayList<>();

        FutureUplink(String address) {
            this.address = address;
        }
    }

    /** Hands over what comes from one uplink, as long as it is the present one. */
    private final class UplinkReceiver implements Uplink.Receiver {

        @Override
        public void fromParent(byte[] frame) {
            if (uplinkReceiver == this) {
                node.fromParent(frame);
            }
        }

        @Override
        public void broadcast(byte[] frame) {
            if (uplinkReceiver == this) {
                node.broadcast(frame);
            }
        }
    }

    // ---- outputs of the protocol

    @Override
    public void connect(String address) {
        closeUplink();
        FutureUplink future = new FutureUplink(address);
        futureUplink = future;
        try {
            Transport transport = transport(address);
            Thread.ofVirtual().name("zinc-look-up").start(() -> lookUp(future, transport));
        } catch (TransportException e) {
            cannotConnect(future, e);
        }
    }

    private void lookUp(FutureUplink future, Transport transport) {
        try {
            String found = transport.lookUp(future.address);
            command(() -> connect(future, transport, found));
        } catch (TransportException e) {
            command(() -> cannotConnect(future, e));
        } catch (RuntimeException | Error e) {
            fault(e);
        }
    }

    private void connect(FutureUplink future, Transport transport, String found) {
        if (future.equals(futureUplink)) {
            try {
                Uplink link = transport.connect(found, linkLimits(), this);
                uplink = link;
                summonable = transport;
                uplinkReceiver = new UplinkReceiver();
                futureUplink = null;
                future.waiting.forEach(link::send);
            } catch (TransportException e) {
                cannotConnect(future, e);
            }
        }
    }

    /** The attempt gets no answer, and the next address is tried; but who names an impossible one is told so first. */
    private void cannotConnect(FutureUplink future, TransportException e) {
        if (future.equals(futureUplink)) {
            futureUplink = null;
            boolean isFinal = !wasJoined && e.category() == ZincException.Category.FIX_THE_CALL;
            events.accept(new ConnectionEvent.Refused(future.address, String.valueOf(e.getMessage()), isFinal));
        }
    }

    @Override
    public void closeUplink() {
        futureUplink = null;
        if (uplink != null) {
            retired.add(uplink); // it may be what is being polled
            uplink = null;
            uplinkReceiver = null;
        }
    }

    @Override
    public boolean sendToParent(byte[] frame) {
        FutureUplink future = futureUplink;
        if (future != null && future.waiting.size() < MOST_WAITING_FRAMES) {
            return future.waiting.add(frame);
        }
        return uplink != null && uplink.send(frame);
    }

    @Override
    public boolean attach(String broadcastAddress, String pushAddress) {
        if (uplink == null) {
            return false;
        }
        try {
            uplink.attach(broadcastAddress, pushAddress);
            return true;
        } catch (TransportException e) {
            LOG.warn("the parent named addresses that cannot be used: {}", e.getMessage());
            return false;
        }
    }

    @Override
    public void subscribe(byte[] request) {
        if (uplink != null) {
            uplink.subscribe(request);
        }
    }

    @Override
    public void unsubscribe(byte[] request) {
        if (uplink != null) {
            uplink.unsubscribe(request);
        }
    }

    @Override
    public boolean push(byte[] frame) {
        return uplink != null && uplink.push(frame);
    }

    @Override
    public boolean sendToChild(long peer, byte[] frame) {
        return downlink != null && downlink.send(peer, frame);
    }

    @Override
    public void broadcast(byte[] frame) {
        if (downlink != null) {
            downlink.broadcast(frame);
        }
    }

    @Override
    public void disconnectChild(long peer, byte[] token) {
        if (downlink != null) {
            downlink.revoke(token);
            downlink.disconnect(peer);
        }
    }

    @Override
    public void authenticate(long ask, Authenticator.JoinAttempt attempt) {
        Thread.ofVirtual().name("zinc-authenticator").start(() -> {
            Authenticator.Verdict verdict;
            try {
                verdict = Objects.requireNonNull(
                        settings.authenticator.authenticate(attempt), "the authenticator returned null");
            } catch (Throwable e) {
                LOG.warn("the authenticator failed; the join is rejected", e);
                verdict = new Authenticator.Verdict.Reject("the host could not check the credentials");
            }
            Authenticator.Verdict answer = verdict;
            command(() -> node.authenticated(ask, answer));
        });
    }

    @Override
    public void authorize(long ask, String subject, String topic, Authorizer.Access access) {
        decide(subject, topic, access, decision -> command(() -> node.authorized(ask, decision)));
    }

    /** Asks the Authorizer, and tells what it says from another thread. */
    void decide(String subject, String topic, Authorizer.Access access, Consumer<Authorizer.Decision> told) {
        Thread.ofVirtual().name("zinc-authorizer").start(() -> {
            Authorizer.Decision decision;
            try {
                decision = Objects.requireNonNull(
                        settings.authorizer.authorize(subject, topic, access), "the authorizer returned null");
            } catch (Throwable e) {
                LOG.warn("the authorizer failed; access is denied", e);
                decision = new Authorizer.Decision.Deny("the host could not check the right");
            }
            told.accept(decision);
        });
    }

    @Override
    public boolean gate(GatedMessage message) {
        return gates.offer(message);
    }

    @Override
    public boolean ask(long ask, String topic, UUID origin, String subject, byte[] payload) {
        return responders.ask(ask, topic, origin, subject, payload);
    }

    @Override
    public void answered(long question, byte[] answer) {
        requests.answered(question, answer);
    }

    @Override
    public void unanswered(long question, boolean isFinal, String reason) {
        requests.unanswered(
                question,
                new ZincException(
                        isFinal ? ZincException.Category.FIX_THE_CALL : ZincException.Category.RETRY, reason));
    }

    @Override
    public void endpointCame(UUID endpoint) {
        attendees.came(endpoint);
    }

    @Override
    public void endpointGone(UUID endpoint) {
        attendees.gone(endpoint);
    }

    @Override
    public void settled(long first, long last, Outcome outcome, String reason, long bytes) {
        outbox.settled(first, last, outcome, reason, bytes);
    }

    @Override
    public void event(ConnectionEvent event) {
        wasJoined |= event instanceof ConnectionEvent.Joined;
        events.accept(event);
    }

    @Override
    public void left() {
        left.complete(null);
    }

    @Override
    public Load load() {
        return load.load(System.nanoTime());
    }
}
