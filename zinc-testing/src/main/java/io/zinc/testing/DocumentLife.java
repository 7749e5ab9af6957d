package io.zinc.testing;

import io.zinc.core.Codec;
import io.zinc.core.ConnectionEvent;
import io.zinc.core.DetachedInbound;
import io.zinc.core.GatedMessage;
import io.zinc.core.Lane;
import io.zinc.core.Missed;
import io.zinc.core.SendResult;
import io.zinc.core.protocol.LocalRuns;
import io.zinc.core.protocol.NodeConfig;
import io.zinc.core.spi.Authenticator;
import io.zinc.core.spi.Authorizer;
import io.zinc.documents.protocol.Names;
import java.util.ArrayDeque;
import java.util.LinkedHashMap;
import java.util.Map;
import java.util.Set;
import java.util.TreeSet;
import java.util.UUID;
import java.util.random.RandomGenerator;

/**
 * One life of an endpoint with documents: between its node and the documents' state machines it does what a live endpoint and
 * its documents do, with lanes on workers in virtual time.
 */
final class DocumentLife extends TreeShell {

    private static final long PATIENCE_MS = 30_000;
    private static final int CODEC = Codec.bytes().id();

    /** Who waits for an answer; told once what came of the question. */
    interface Asker {

        void answered(byte[] answer);

        void failed(String reason, boolean isFinal);
    }

    /** What an endpoint does for others; a client does nothing. */
    interface Duties {

        /** Takes a message before the host's gate, within a turn; false when there is no room. */
        default boolean offer(GatedMessage message) {
            throw new Violation(Promise.SOUNDNESS, "only a host has a gate");
        }

        /** Takes a question, within a turn; false when somebody else has to answer it. */
        default boolean asked(DocumentLife life, long ask, String document, UUID origin, byte[] question) {
            throw new Violation(Promise.SOUNDNESS, "a client has nobody below it who could ask");
        }

        /** An endpoint has left the host's tree. */
        default void gone(UUID endpoint) {
            throw new Violation(Promise.SOUNDNESS, "only a host knows who is in the tree");
        }
    }

    private record Outgoing(String topic, byte[] payload, boolean isEphemeral) {}

    private final DocumentWorld world;
    private final UUID id;
    private final Duties duties;
    private final Workers workers;
    private final DetachedInbound inbound;
    private final Lane events;
    private final ArrayDeque<Outgoing> outgoing = new ArrayDeque<>();
    private final LocalRuns runs = new LocalRuns();
    private final ArrayDeque<Runnable> whenAwake = new ArrayDeque<>();
    private final Map<Long, Asker> askers = new LinkedHashMap<>();
    private final Set<String> refused = new TreeSet<>();
    private long lastQuestion;
    private long heldBytes;

    DocumentLife(DocumentWorld world, String name, NodeConfig config, Duties duties, RandomGenerator random) {
        super(world.network(), name, config, random);
        this.world = world;
        this.id = config.id();
        this.duties = duties;
        this.workers = new Workers(world.time(), world.random().split(), world.coverage());
        this.inbound = new DetachedInbound(
                config.id(), limits(), this::run, () -> world.time().nowNs(), DocumentLife::failed);
        this.events = new Lane(this::run, DocumentLife::failed);
    }

    private static void failed(Throwable fault) {
        if (fault instanceof Violation violation) {
            throw violation;
        }
        throw new IllegalStateException(fault);
    }

    UUID id() {
        return id;
    }

    void start(String address) {
        if (!address.isEmpty()) {
            bind(address);
            call(() -> node().respond(Names.TOPIC_PREFIX));
        }
        if (isHost()) {
            call(() -> node().gate(Names.TOPIC_PREFIX));
        }
        call(node()::start);
    }

    @Override
    public boolean isStranger() {
        return false;
    }

    @Override
    void ended() {
        world.coverage().add(node().counters());
        workers.end();
        whenAwake.clear();
    }

    // ---- its threads

    /** Runs a task soon, on a worker; not while the endpoint is paused, and not when it is gone. */
    void run(Runnable task) {
        workers.execute(() -> awake(task));
    }

    /** Does something now, or when a pause ends; not at all when it ends before. */
    void awake(Runnable task) {
        if (isPaused()) {
            whenAwake.addLast(task);
        } else if (!isOver()) {
            task.run();
        }
    }

    /** A lane of its own for one document. */
    Lane newLane() {
        return new Lane(this::run, DocumentLife::failed);
    }

    @Override
    void resume() {
        super.resume();
        while (!whenAwake.isEmpty() && !isOver()) {
            whenAwake.removeFirst().run();
        }
    }

    // ---- what its application does

    SendResult send(String topic, byte[] payload) {
        if (refused.contains(topic)) {
            world.coverage().once("sends without the right");
            return new SendResult.Refused("not for " + name());
        }
        int most = isHost() ? Integer.MAX_VALUE : world.scenario().outboxBytes;
        int bytes = LocalRuns.bytesOf(payload.length);
        if (heldBytes + bytes > most) {
            world.coverage().once("sends back-pressured");
            return new SendResult.BackPressured(heldBytes, most);
        }
        add(new Outgoing(topic, payload, false), bytes);
        return new SendResult.Sent();
    }

    void sendEphemeral(String topic, byte[] payload) {
        if (!refused.contains(topic)) {
            world.coverage().once("ephemeral messages sent");
            add(new Outgoing(topic, payload, true), LocalRuns.bytesOf(payload.length));
        }
    }

    private void add(Outgoing message, int bytes) {
        outgoing.addLast(message);
        heldBytes += bytes;
        wake(world.time().nowNs());
    }

    /** What it has sent that has no outcome. */
    long heldBytes() {
        return heldBytes;
    }

    DocumentFeed follow(String topic, DocumentFeed.Ear ear) {
        DocumentFeed feed = new DocumentFeed(this, topic, inbound, ear);
        call(() -> node().subscribe(topic, feed));
        return feed;
    }

    void unfollow(DocumentFeed feed) {
        feed.close();
        call(() -> node().unsubscribe(feed));
    }

    void missed(Missed missed) {
        world.story().tell(name(), () -> "misses " + missed);
        world.coverage().once("missed " + missed.reason());
    }

    void ask(String topic, byte[] question, Asker asker) {
        long id = ++lastQuestion;
        askers.put(id, asker);
        call(() -> node().request(id, topic, question, PATIENCE_MS));
    }

    // ---- turns

    @Override
    void submit() {
        while (!outgoing.isEmpty() && node().acceptsData()) {
            Outgoing next = outgoing.removeFirst();
            String topic = next.topic;
            if (next.isEphemeral) {
                runs.addEphemeral(topic, CODEC, 0, next.payload, limits().batchBytes());
            } else {
                runs.add(topic, CODEC, 0, next.payload, limits().batchBytes(), false);
            }
        }
        if (runs.messages() > 0) {
            node().submit(runs);
            runs.clear();
        }
    }

    @Override
    boolean hasMoreToSubmit() {
        return !outgoing.isEmpty();
    }

    @Override
    void turned() {
        // what it held in the turn goes on in lanes
    }

    // ---- outputs

    @Override
    public void authenticate(long ask, Authenticator.JoinAttempt attempt) {
        later(() -> node().authenticated(ask, new Authenticator.Verdict.Accept(attempt.credentials())));
    }

    @Override
    public void authorize(long ask, String subject, String topic, Authorizer.Access access) {
        Authorizer.Decision decision = access == Authorizer.Access.SEND && world.isDenied(subject, topic)
                ? new Authorizer.Decision.Deny("not for " + subject)
                : new Authorizer.Decision.Allow();
        later(() -> node().authorized(ask, decision));
    }

    @Override
    public boolean gate(GatedMessage message) {
        boolean isTaken = duties.offer(message);
        if (!isTaken) {
            world.coverage().once("messages not taken by the gate");
        }
        return isTaken;
    }

    @Override
    public boolean ask(long ask, String topic, UUID origin, String subject, byte[] payload) {
        return duties.asked(this, ask, Names.ofTopic(topic), origin, payload);
    }

    @Override
    public void answered(long question, byte[] answer) {
        Asker asker = askers.remove(question);
        if (asker != null) {
            run(() -> asker.answered(answer));
        }
    }

    @Override
    public void unanswered(long question, boolean isFinal, String reason) {
        world.story().tell(name(), () -> "gets no answer: " + reason);
        world.coverage().once("questions failed");
        Asker asker = askers.remove(question);
        if (asker != null) {
            run(() -> asker.failed(reason, isFinal));
        }
    }

    @Override
    public void endpointCame(UUID endpoint) {
        world.coverage().once("endpoints came");
    }

    @Override
    public void endpointGone(UUID endpoint) {
        world.coverage().once("endpoints gone");
        events.execute(() -> duties.gone(endpoint));
    }

    @Override
    public void settled(long first, long last, Outcome outcome, String reason, long bytes) {
        heldBytes -= bytes;
    }

    @Override
    public void event(ConnectionEvent event) {
        tell(event::toString);
        world.coverage().once(event.getClass().getSimpleName());
        if (event instanceof ConnectionEvent.SendRefused denied) {
            refused.add(denied.topic());
        }
        if (event instanceof ConnectionEvent.Rejoined rejoined && !rejoined.sameReign()) {
            world.coverage().once("reign changes");
            refused.clear();
        }
    }
}
