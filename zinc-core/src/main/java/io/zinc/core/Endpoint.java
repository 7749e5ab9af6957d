package io.zinc.core;

import io.zinc.core.protocol.TreeNode;
import io.zinc.core.spi.Authorizer;
import java.security.SecureRandom;
import java.time.Duration;
import java.util.Locale;
import java.util.UUID;
import java.util.concurrent.CancellationException;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.ConcurrentHashMap;
import java.util.concurrent.ExecutionException;
import java.util.concurrent.Executor;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.Executors;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.TimeoutException;
import java.util.function.Consumer;
import java.util.function.IntSupplier;
import org.jspecify.annotations.Nullable;

/**
 * A node of the tree, and the one entry point of Zinc: a host orders messages, relays pass them on, clients are leaves; all
 * of them send and subscribe.
 *
 * <p>Any thread may call any method, also virtual threads and threads that get interrupted. Handlers and listeners may call
 * the endpoint too.
 */
public final class Endpoint implements AutoCloseable {

    private static final int MAX_GATEWAY_CHARACTERS = 300;

    /** Much longer than it takes until a message that was let through is with the protocol. */
    private static final long REFUSAL_MARGIN_MS = 1_000;

    private final EndpointBuilder settings;
    private final Outbox outbox;
    private final Shell shell;
    private final LoadMeter load = new LoadMeter();
    private final Executor executor;
    private final @Nullable ExecutorService ownExecutor;
    private final Lane eventLane;
    private final @Nullable Lane sharedLane;
    private final ConcurrentHashMap<String, Refusal> refusals = new ConcurrentHashMap<>();
    private final CompletableFuture<Void> joined = new CompletableFuture<>();
    private final Inbound.Owner inboundOwner = new InboundOwner();
    private final OpenGates gates;
    private final Responders responders;
    private final Requests requests = new Requests();
    private final Attendees attendees;
    private volatile boolean isClosed;
    private volatile String lastRefusal = "";

    /** Why messages to a topic are refused, and until when they need not be tried. */
    private record Refusal(String reason, long untilNs) {
        boolean isOld() {
            return System.nanoTime() - untilNs >= 0;
        }
    }

    private Endpoint(EndpointBuilder settings) {
        this.settings = settings;
        if (settings.executor == null) {
            ExecutorService own = Executors.newVirtualThreadPerTaskExecutor();
            this.ownExecutor = own;
            this.executor = own;
        } else {
            this.ownExecutor = null;
            this.executor = settings.executor;
        }
        this.eventLane = new Lane(Thread::startVirtualThread, this::tellFault);
        this.sharedLane = settings.isOneLane ? new Lane(executor, this::tellFault) : null;
        this.outbox = new Outbox(settings.limits);
        this.gates = new OpenGates(inboundOwner::failedInTurn);
        this.responders = new Responders(this::inTurn, inboundOwner::failedInTurn);
        this.attendees = new Attendees(eventLane);
        this.shell = new Shell(
                settings,
                outbox,
                load,
                this::event,
                this::everySecond,
                this::endedByFault,
                gates,
                responders,
                requests,
                attendees,
                new SecureRandom());
    }

    /** A host: the root of a tree. */
    public static EndpointBuilder host(String cluster) {
        return new EndpointBuilder(cluster, Role.HOST);
    }

    /** A relay: it has a parent and children. */
    public static EndpointBuilder relay(String cluster) {
        return new EndpointBuilder(cluster, Role.RELAY);
    }

    /** A client: a leaf. */
    public static EndpointBuilder client(String cluster) {
        return new EndpointBuilder(cluster, Role.CLIENT);
    }

    static Endpoint open(EndpointBuilder settings) {
        Endpoint endpoint = new Endpoint(settings);
        try {
            endpoint.shell.start();
        } catch (RuntimeException e) {
            endpoint.closeExecutor();
            throw e;
        }
        try {
            if (settings.role != Role.HOST) {
                endpoint.joined.get(settings.joinTimeout.toMillis(), TimeUnit.MILLISECONDS);
            }
            return endpoint;
        } catch (TimeoutException e) {
            endpoint.close();
            throw new ZincException(
                    ZincException.Category.RETRY,
                    "nobody let this endpoint join at " + settings.parents + " within "
                            + settings.joinTimeout.toMillis()
                            + " ms" + endpoint.lastRefusal
                            + "; check the address, or start the host; whoever has to start first may wait longer",
                    e);
        } catch (InterruptedException e) {
            endpoint.close();
            throw interrupted("joining");
        } catch (ExecutionException e) {
            endpoint.close();
            throw fault(e);
        }
    }

    private static ZincException interrupted(String what) {
        Thread.currentThread().interrupt();
        return new ZincException(ZincException.Category.RETRY, "interrupted while " + what);
    }

    private static ZincException fault(ExecutionException e) {
        return e.getCause() instanceof ZincException fault
                ? fault
                : new ZincException(ZincException.Category.GIVE_UP, "unexpected: " + e.getCause(), e.getCause());
    }

    public String cluster() {
        return settings.cluster;
    }

    public UUID id() {
        return settings.id;
    }

    public Role role() {
        return settings.role;
    }

    /** The bounds that this endpoint keeps. */
    public Limits limits() {
        return settings.limits;
    }

    /** Where children reach this host or relay; empty for a client. */
    public String address() {
        return shell.address();
    }

    // ---- sending

    /**
     * Sends a message, without waiting. The endpoint keeps it until it is acknowledged, and resends it while its session
     * lasts.
     *
     * @throws CodecException when the value has no encoding
     */
    public <T> SendResult send(Topic<T> topic, T value) {
        byte[] payload = topic.codec().encode(value);
        SendResult refusal = refusal(topic.name(), payload);
        if (refusal != null) {
            return refusal;
        }
        SendResult result = outbox.add(topic.name(), topic.codec(), payload);
        if (result.isSent()) {
            shell.sent();
        }
        return result;
    }

    /**
     * Sends a message that is not worth keeping, such as where a pointer is: it has no number and no sequence, is in no order with
     * others, and is dropped wherever there is no room or something breaks, without a word. After a change of path it may come
     * twice. Rights, gates and limits are those of other messages.
     *
     * @return {@link SendResult.Sent} when the endpoint has taken it, which does not mean that it gets anywhere
     * @throws CodecException when the value has no encoding
     */
    public <T> SendResult sendEphemeral(Topic<T> topic, T value) {
        byte[] payload = topic.codec().encode(value);
        SendResult refusal = refusal(topic.name(), payload);
        if (refusal != null) {
            return refusal;
        }
        SendResult result = outbox.addEphemeral(topic.name(), topic.codec(), payload);
        if (result.isSent()) {
            shell.sent();
        }
        return result;
    }

    /** Sends a message, waiting at most so long while the endpoint is back-pressured. */
    public <T> SendResult send(Topic<T> topic, T value, Duration patience) throws InterruptedException {
        byte[] payload = topic.codec().encode(value);
        SendResult refusal = refusal(topic.name(), payload);
        if (refusal != null) {
            return refusal;
        }
        SendResult result = outbox.add(topic.name(), topic.codec(), payload, patience.toNanos());
        if (result.isSent()) {
            shell.sent();
        }
        return result;
    }

    /**
     * Sends a message and waits until it is acknowledged at a level; a plain topic has no other than {@link
     * Ack#SEQUENCED}. With a lost parent that takes until there is another
     * one; interrupt the thread, or close the endpoint, to give up waiting.
     *
     * @return {@link SendResult.Sent} when it is acknowledged; otherwise why it was not taken, was refused, or what is
     *     known of it
     */
    public <T> SendResult sendAndAwait(Topic<T> topic, T value, Ack level) throws InterruptedException {
        if (level == Ack.DURABLE) {
            return new SendResult.LevelUnavailable(
                    level, "'" + topic.name() + "' is a plain topic, which no store keeps; wait for SEQUENCED");
        }
        byte[] payload = topic.codec().encode(value);
        SendResult refusal = refusal(topic.name(), payload);
        if (refusal != null) {
            return refusal;
        }
        CompletableFuture<SendResult> outcome = outbox.addAwaited(topic.name(), topic.codec(), payload);
        if (!outcome.isDone()) {
            shell.sent();
        }
        return Outbox.await(outcome);
    }

    private @Nullable SendResult refusal(String topic, byte[] payload) {
        if (isClosed) {
            return SendResult.Closed.INSTANCE;
        }
        if (payload.length > settings.limits.maxMessageBytes()) {
            return new SendResult.TooLarge(payload.length, settings.limits.maxMessageBytes());
        }
        Refusal refusal = refusals.get(topic);
        return refusal == null || refusal.isOld() ? null : new SendResult.Refused(refusal.reason);
    }

    // ---- receiving

    /** Subscribes with {@link SlowSubscriberPolicy#RESYNC}. */
    public <T> ChannelListener subscribe(Topic<T> topic, MessageHandler<T> handler) {
        return subscribe(topic, SlowSubscriberPolicy.RESYNC, handler);
    }

    /**
     * Subscribes to a topic; returns when that is confirmed: every message that is ordered from now on will be handled, or
     * reported missed. Without a way to the host this waits until there is one.
     *
     * @throws ZincException when the host does not allow it, the endpoint is closed, or the thread is interrupted
     */
    public <T> ChannelListener subscribe(Topic<T> topic, SlowSubscriberPolicy policy, MessageHandler<T> handler) {
        if (isClosed) {
            throw new ZincException(ZincException.Category.GIVE_UP, "the endpoint is closed");
        }
        Lane lane = sharedLane == null ? new Lane(executor, this::tellFault) : sharedLane;
        Lane conflater = policy == SlowSubscriberPolicy.LATEST ? new Lane(executor, this::tellFault) : null;
        Inbound<T> inbound =
                new Inbound<>(topic, handler, policy, settings.id, lane, conflater, inboundOwner, settings.limits);
        load.opened(inbound);
        shell.command(() -> shell.node().subscribe(topic.name(), inbound, settings.isOneLane));
        if (isClosed) {
            inbound.close(); // closing has not seen it
        }
        try {
            inbound.confirmation().get();
            return inbound;
        } catch (InterruptedException e) {
            inbound.close();
            throw interrupted("subscribing to '" + topic.name() + "'");
        } catch (CancellationException e) {
            throw new ZincException(
                    ZincException.Category.GIVE_UP,
                    "the endpoint was closed while subscribing to '" + topic.name() + "'");
        } catch (ExecutionException e) {
            throw fault(e);
        }
    }

    /** What inbound channels ask of their endpoint. */
    private final class InboundOwner implements Inbound.Owner {

        @Override
        public long nowNs() {
            return System.nanoTime();
        }

        @Override
        public void unsubscribe(Inbound<?> inbound) {
            shell.command(() -> {
                shell.node().unsubscribe(inbound);
                load.closed(inbound);
            });
        }

        @Override
        public void failed(Throwable fault) {
            tellFault(fault);
        }

        @Override
        public void failedInTurn(Throwable fault) {
            eventLane.execute(() -> tellFault(fault));
        }

        @Override
        public void congested(int change) {
            shell.congested(change);
        }
    }

    private void tellFault(Throwable fault) {
        try {
            settings.onError.accept(fault);
        } catch (RuntimeException e) {
            if (!e.equals(fault)) {
                e.addSuppressed(fault);
            }
            Thread current = Thread.currentThread();
            current.getUncaughtExceptionHandler().uncaughtException(current, e);
        }
    }

    // ---- gates and questions

    /**
     * Puts a gate before all topics of this host whose names begin so; of several the one with the longest prefix counts.
     * Who may send to them is up to the {@link io.zinc.core.spi.Authorizer}, as always. What the host itself sends to them
     * is ordered: that is how the gate sends on.
     *
     * <p>Call it before endpoints join: what came earlier was ordered. Topics under {@code zinc.} can be sent to by others
     * only when they have a gate, so there nothing comes earlier.
     *
     * @throws ZincException when this is no host, or the prefix has a gate
     */
    public void gate(String topicPrefix, MessageGate gate) {
        requireHost("have a gate");
        String prefix = gates.add(topicPrefix, gate);
        shell.configure(node -> node.gate(prefix));
    }

    /**
     * Answers questions about topics whose names begin so, of every endpoint below that is subscribed to the topic, and of
     * this one, if it is the host; of several responders the one with the longest prefix counts.
     *
     * @throws ZincException when this is a client, or the prefix has a responder
     */
    public void respond(String topicPrefix, Responder responder) {
        if (settings.role == Role.CLIENT) {
            throw new ZincException(
                    ZincException.Category.FIX_THE_CALL,
                    "a client has nobody below it who could ask; answer at a relay or at the host");
        }
        String prefix = responders.add(topicPrefix, responder);
        shell.configure(node -> node.respond(prefix));
    }

    /**
     * Asks something about a topic. The nearest ancestor that can answer does; a host asks its own responder. Everyone but
     * the host must be subscribed to the topic. A lost parent does not end a question: it is asked again, so a responder
     * may see it twice.
     *
     * @param question at most {@link Limits#maxMessageBytes}
     * @param patience how long to wait for the whole answer
     * @return the answer, which may have up to {@link Limits#maxAnswerBytes}; fails with a {@link ZincException}: {@code
     *     RETRY} when the patience is over or this endpoint has closed, {@code FIX_THE_CALL} when the question was refused.
     *     It completes on a virtual thread
     */
    public CompletableFuture<byte[]> request(String topic, byte[] question, Duration patience) {
        String name = Topic.checkedName(topic);
        byte[] payload = question.clone();
        CompletableFuture<byte[]> answer = new CompletableFuture<>();
        long patienceMs = millis(patience);
        long id = requests.add(answer);
        shell.command(() -> shell.node().request(id, name, payload, patienceMs));
        if (isClosed) {
            requests.failAll("the endpoint is closed");
        }
        return answer;
    }

    /**
     * Asks this host's Authorizer what it asks it for whoever sends and subscribes, such as for a gate that wants to know about
     * another topic than the one that was sent to.
     *
     * @return its decision, on a virtual thread; a denial when it throws
     * @throws ZincException when this is no host
     */
    public CompletableFuture<Authorizer.Decision> authorize(String subject, String topic, Authorizer.Access access) {
        requireHost("decide about rights");
        CompletableFuture<Authorizer.Decision> decision = new CompletableFuture<>();
        shell.decide(subject, Topic.checkedName(topic), access, decision::complete);
        return decision;
    }

    private static long millis(Duration duration) {
        try {
            return duration.toMillis();
        } catch (ArithmeticException e) {
            return duration.isNegative() ? 0 : Long.MAX_VALUE;
        }
    }

    private void inTurn(Consumer<TreeNode> input) {
        shell.command(() -> input.accept(shell.node()));
    }

    private void requireHost(String what) {
        if (settings.role != Role.HOST) {
            throw new ZincException(
                    ZincException.Category.FIX_THE_CALL,
                    "only a host can " + what + "; this is a "
                            + settings.role.name().toLowerCase(Locale.ROOT));
        }
    }

    // ---- the tree

    /**
     * Tells, at a host, when an endpoint is gone from the tree, wherever it was: it has closed, or it could not be reached
     * for {@link Limits#deadAfterMs} after its path was lost. Told one after another, off the owning thread; an endpoint
     * that comes back may be told again.
     *
     * @throws ZincException when this is no host
     */
    public void onSessionEnd(Consumer<UUID> listener) {
        requireHost("tell who has left the tree");
        attendees.listen(listener);
    }

    /** Whether an endpoint is in this host's tree and has not been told gone; its own id is. Elsewhere: only its own. */
    public boolean isInTree(UUID endpoint) {
        return endpoint.equals(settings.id) || attendees.isPresent(endpoint);
    }

    /** The tree as this endpoint knows it: the whole of it at the host, its own subtree elsewhere. */
    public TreeStatus tree() {
        CompletableFuture<TreeStatus> tree = new CompletableFuture<>();
        if (isClosed) {
            throw new ZincException(ZincException.Category.GIVE_UP, "the endpoint is closed");
        }
        shell.command(() -> tree.complete(shell.node().tree()));
        try {
            return tree.get(settings.limits.closeMs() + 1_000L, TimeUnit.MILLISECONDS);
        } catch (InterruptedException e) {
            throw interrupted("looking at the tree");
        } catch (ExecutionException | TimeoutException e) {
            throw new ZincException(ZincException.Category.RETRY, "the endpoint did not answer", e);
        }
    }

    /**
     * Says how many documents this endpoint has in memory, for {@link TreeStatus}. Asked with each heartbeat, so it has to answer
     * at once; the last one that was given counts.
     */
    public void reportDocuments(IntSupplier held) {
        load.documents(held);
    }

    /**
     * Says where browsers reach a gateway at this endpoint and how many have, for {@link TreeStatus}. Asked with each heartbeat,
     * so it has to answer at once; the last one that was given counts.
     *
     * @param url at most 300 characters; empty for no gateway
     */
    public void reportGateway(String url, IntSupplier browsers) {
        if (url.length() > MAX_GATEWAY_CHARACTERS) {
            throw new ZincException(
                    ZincException.Category.FIX_THE_CALL,
                    "the address of a gateway has at most " + MAX_GATEWAY_CHARACTERS + " characters; this one has "
                            + url.length());
        }
        load.gateway(url, browsers);
    }

    /** What this endpoint dropped, for any reason that is somebody's fault, since it was opened. */
    public long droppedFrames() {
        return shell.node().counters().droppedFrames();
    }

    /** Within a turn, now and then. */
    private void everySecond() {
        refusals.values().removeIf(Refusal::isOld);
        TreeNode node = shell.node();
        if (settings.role == Role.HOST && !isClosed && node.isFollowed(TreeStatus.TOPIC.name())) {
            TreeStatus tree = node.tree();
            eventLane.execute(() -> send(TreeStatus.TOPIC, tree));
        }
    }

    private void event(ConnectionEvent event) {
        switch (event) {
            case ConnectionEvent.Joined at -> joined.complete(null);
            case ConnectionEvent.Refused refused
            when refused.isFinal() ->
                joined.completeExceptionally(new ZincException(
                        ZincException.Category.FIX_THE_CALL,
                        "the join at " + refused.address() + " was refused: " + refused.reason()));
            case ConnectionEvent.Rejoined rejoined when !rejoined.sameReign() -> refusals.clear();
            case ConnectionEvent.SendRefused refused -> {
                // the host is asked again then: the protocol has forgotten the refusal a little earlier
                long ms = settings.limits.sessionLingerMs() + REFUSAL_MARGIN_MS;
                refusals.put(refused.topic(), new Refusal(refused.reason(), System.nanoTime() + ms * 1_000_000));
            }
            case ConnectionEvent.Refused refused -> lastRefusal = " (the last refusal: " + refused.reason() + ")";
            case ConnectionEvent.Rejoined ignored -> {}
            case ConnectionEvent.ParentLost ignored -> {}
            case ConnectionEvent.StillSearching ignored -> {}
            case ConnectionEvent.OutcomeUnknown ignored -> {}
            case ConnectionEvent.ChildJoined ignored -> {}
            case ConnectionEvent.ChildLost ignored -> {}
        }
        eventLane.execute(() -> {
            try {
                settings.onConnection.accept(event);
            } catch (RuntimeException e) {
                tellFault(e);
            }
        });
    }

    /** The protocol or a transport failed: whoever waits is told. */
    private void endedByFault(Throwable fault) {
        isClosed = true;
        joined.completeExceptionally(
                new ZincException(ZincException.Category.GIVE_UP, "the endpoint ended by a fault: " + fault, fault));
        load.inbounds().forEach(Inbound::close);
        requests.failAll("the endpoint ended by a fault: " + fault);
        eventLane.execute(() -> tellFault(fault));
    }

    // ---- closing

    /**
     * Leaves the tree: what was sent is acknowledged and what was received is handled before this returns, as far as that
     * is possible within {@link Limits#closeMs}. No thread is left. Closing twice is safe.
     */
    @Override
    public void close() {
        synchronized (this) {
            if (isClosed) {
                return;
            }
            isClosed = true;
        }
        long deadlineNs = System.nanoTime() + settings.limits.closeMs() * 1_000_000L;
        outbox.close();
        boolean interrupted = false;
        try {
            if (settings.role == Role.HOST || (joined.isDone() && !joined.isCompletedExceptionally())) {
                shell.leave().get(settings.limits.closeMs(), TimeUnit.MILLISECONDS);
            }
        } catch (InterruptedException e) {
            interrupted = true;
        } catch (ExecutionException | TimeoutException e) {
            // the bound is over: what is not acknowledged has an unknown outcome
        }
        shell.stop();
        requests.failAll("the endpoint was closed before the answer came");
        for (Inbound<?> inbound : load.inbounds()) {
            interrupted |= drain(inbound, interrupted ? 0 : deadlineNs);
        }
        closeExecutor();
        if (interrupted) {
            Thread.currentThread().interrupt();
        }
    }

    private static boolean drain(Inbound<?> inbound, long deadlineNs) {
        try {
            inbound.finish(deadlineNs);
            return false;
        } catch (InterruptedException e) {
            return true;
        }
    }

    private void closeExecutor() {
        if (ownExecutor != null) {
            ownExecutor.shutdown();
        }
    }
}
