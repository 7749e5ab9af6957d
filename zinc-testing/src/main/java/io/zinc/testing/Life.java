package io.zinc.testing;

import io.zinc.core.Codec;
import io.zinc.core.ConnectionEvent;
import io.zinc.core.DetachedInbound;
import io.zinc.core.GatedMessage;
import io.zinc.core.Role;
import io.zinc.core.SlowSubscriberPolicy;
import io.zinc.core.Topic;
import io.zinc.core.protocol.LocalRuns;
import io.zinc.core.protocol.NodeConfig;
import io.zinc.core.protocol.Subscriber;
import io.zinc.core.spi.Authenticator;
import io.zinc.core.spi.Authorizer;
import java.util.ArrayDeque;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.LinkedHashSet;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.UUID;
import java.util.random.RandomGenerator;

/** One life of an endpoint whose application sends, subscribes, asks and answers, all held against the history. */
final class Life extends TreeShell {

    private final World world;
    private final SimulatedEndpoint endpoint;
    private final int number;
    private final RandomGenerator random;
    private final Sends sends;
    private final SimulatedGate gate;
    private final Asking asking;
    private final List<Watch> watches = new ArrayList<>();
    private final ArrayDeque<Outgoing> outgoing = new ArrayDeque<>();
    private final Set<String> deniedTopics = new LinkedHashSet<>();
    private final LocalRuns runs = new LocalRuns();
    private final Map<Long, Long> lastNumbers = new LinkedHashMap<>();
    private final boolean isOneLane;
    private final Workers workers;
    private final DetachedInbound inbound;

    private long confirmedAtNs;
    private boolean isMute;
    private boolean isRefused;

    /** Where the choices of its parts come from, drawn in this order. */
    private record Randomness(
            RandomGenerator own,
            RandomGenerator gate,
            RandomGenerator asking,
            RandomGenerator workers,
            RandomGenerator node) {

        Randomness(World world) {
            this(world.newRandom(), world.newRandom(), world.newRandom(), world.newRandom(), world.newRandom());
        }
    }

    Life(World world, SimulatedEndpoint endpoint, int number) {
        this(world, endpoint, number, new Randomness(world));
    }

    private Life(World world, SimulatedEndpoint endpoint, int number, Randomness randomness) {
        super(
                world.network(),
                endpoint.name() + "#" + number,
                config(world, endpoint, randomness.node),
                randomness.own);
        this.world = world;
        this.endpoint = endpoint;
        this.number = number;
        this.random = randomness.own;
        this.isOneLane = random.nextInt(5) == 0;
        this.sends = new Sends(this);
        this.gate = new SimulatedGate(this, randomness.gate);
        this.asking = new Asking(this, randomness.asking);
        this.workers = new Workers(world.time(), randomness.workers, world.coverage());
        this.inbound = new DetachedInbound(
                endpoint.id(), limits(), workers, () -> world.time().nowNs(), fault -> {
                    throw fault instanceof Violation violation
                            ? violation
                            : new Violation(Promise.SOUNDNESS, name() + ": " + fault);
                });
    }

    private static NodeConfig config(World world, SimulatedEndpoint endpoint, RandomGenerator random) {
        return new NodeConfig(
                endpoint.cluster(),
                endpoint.id(),
                endpoint.role(),
                world.scenario().limits.withMaxChildren(endpoint.maxChildren()),
                endpoint.credentials(),
                endpoint.parents(),
                random);
    }

    /** A message that the application wants to send. */
    private record Outgoing(String topic, int bytes, boolean isAwaited, boolean isEphemeral) {}

    int number() {
        return number;
    }

    SimulatedEndpoint endpoint() {
        return endpoint;
    }

    World world() {
        return world;
    }

    Sends sends() {
        return sends;
    }

    SimulatedGate gate() {
        return gate;
    }

    Asking asking() {
        return asking;
    }

    boolean isOneLane() {
        return isOneLane;
    }

    /** A subscription has just been confirmed. */
    void confirmedNow() {
        confirmedAtNs = world.time().nowNs();
    }

    /** When the last of its subscriptions was confirmed. */
    long confirmedAtNs() {
        return confirmedAtNs;
    }

    /** The last number handled of each session, over all topics. */
    Map<Long, Long> lastNumbers() {
        return lastNumbers;
    }

    Workers workers() {
        return workers;
    }

    /** An inbound channel for a handler, as a live endpoint has it. */
    Subscriber open(String topic, Handled handler) {
        SlowSubscriberPolicy policy = !world.scenario().isTight && random.nextBoolean()
                ? SlowSubscriberPolicy.SNAIL
                : SlowSubscriberPolicy.RESYNC;
        return inbound.open(Topic.of(topic, Codec.bytes()), handler, policy, isOneLane);
    }

    List<Watch> watches() {
        return watches;
    }

    @Override
    public boolean isStranger() {
        return !endpoint.cluster().equals(world.scenario().host.cluster());
    }

    boolean isRefused() {
        return isRefused;
    }

    int waiting() {
        return outgoing.size();
    }

    // ---- what its operator and its application do

    void start() {
        world.story().tell(name(), () -> "starts");
        if (endpoint.role() != Role.CLIENT) {
            bind(endpoint.address());
        }
        call(asking::start);
        if (isHost()) {
            call(() -> node().gate(Scenario.GATED_TOPIC));
        }
        call(node()::start);
        if (isHost() && !isStranger()) {
            for (String topic : world.scenario().topics) {
                call(() -> node().subscribe(topic, world.history().recorderOf(this, topic)));
            }
        }
    }

    void subscribe(String topic) {
        Watch watch = new Watch(this, topic);
        watches.add(watch);
        world.story().tell(name(), () -> "subscribes to '" + topic + "'");
        call(() -> node().subscribe(topic, watch, isOneLane));
    }

    void unsubscribe(Watch watch) {
        world.story().tell(name(), () -> "unsubscribes from '" + watch.topic() + "'");
        call(() -> {
            node().unsubscribe(watch);
            watch.close();
        });
    }

    void send(String topic, int bytes, boolean isAwaited) {
        boolean isEphemeral = !isAwaited && random.nextInt(6) == 0;
        outgoing.add(new Outgoing(topic, bytes, isAwaited, isEphemeral));
        wake(world.time().nowNs());
    }

    /** Whether it has nothing more to say, so that later messages do not help earlier ones. */
    boolean isMute() {
        return isMute || isLeaving();
    }

    /** What it pushes is lost for a while, and it sends nothing more: it will notice, and find another way. */
    @Override
    void losePushes(long untilNs) {
        isMute = true;
        super.losePushes(untilNs);
    }

    @Override
    void leave() {
        if (!isLeaving()) {
            outgoing.clear();
        }
        super.leave();
    }

    @Override
    void ended() {
        endpoint.setLife(null);
        world.coverage().add(node().counters());
        watches.forEach(Watch::close);
        workers.end();
    }

    /** Ends it at the end of a run. */
    void finish() {
        if (!isOver()) {
            world.coverage().add(node().counters());
        }
    }

    // ---- turns

    @Override
    void turned() {
        if (isHost()) {
            world.history().endTurn();
        }
    }

    @Override
    boolean hasMoreToSubmit() {
        return !outgoing.isEmpty();
    }

    @Override
    void submit() {
        while (!outgoing.isEmpty() && node().acceptsData()) {
            Outgoing message = outgoing.peekFirst();
            int bytes = LocalRuns.bytesOf(Math.max(message.bytes, Sends.LEAST_BYTES));
            if (sends.heldBytes() + bytes > limits().sendBufferBytes()) {
                world.coverage().once("sends back-pressured");
                break;
            }
            outgoing.removeFirst();
            if (!deniedTopics.contains(message.topic)) {
                byte[] payload = sends.add(
                        message.topic,
                        message.bytes,
                        message.isEphemeral,
                        world.time().nowNs());
                String topic = message.topic;
                int codec = Codec.bytes().id();
                if (message.isEphemeral) {
                    world.coverage().once("ephemeral messages sent");
                    runs.addEphemeral(topic, codec, 0, payload, limits().batchBytes());
                } else {
                    runs.add(topic, codec, 0, payload, limits().batchBytes(), message.isAwaited);
                }
                world.coverage().once("messages sent");
            }
        }
        if (runs.messages() > 0) {
            node().submit(runs);
            runs.clear();
        }
    }

    // ---- outputs: effects

    @Override
    public void authenticate(long ask, Authenticator.JoinAttempt attempt) {
        Authenticator.Verdict verdict = world.authenticate(attempt);
        later(() -> node().authenticated(ask, verdict));
    }

    @Override
    public void authorize(long ask, String subject, String topic, Authorizer.Access access) {
        Authorizer.Decision decision = world.authorize(subject, topic, access);
        later(() -> node().authorized(ask, decision));
    }

    // ---- outputs: gates and questions

    @Override
    public boolean gate(GatedMessage message) {
        return gate.offer(message);
    }

    @Override
    public boolean ask(long ask, String topic, UUID origin, String subject, byte[] payload) {
        return asking.asked(ask, topic, origin, subject, payload);
    }

    @Override
    public void answered(long question, byte[] answer) {
        asking.answered(question, answer);
    }

    @Override
    public void unanswered(long question, boolean isFinal, String reason) {
        asking.unanswered(question, isFinal, reason);
    }

    @Override
    public void endpointCame(UUID came) {
        world.coverage().once("endpoints came");
    }

    @Override
    public void endpointGone(UUID gone) {
        world.coverage().once("endpoints gone");
    }

    // ---- outputs: the application

    @Override
    public void settled(long first, long last, Outcome outcome, String reason, long bytes) {
        world.story()
                .tell(
                        name(),
                        () -> "sends " + first + ".." + last + " are " + outcome + (reason.isEmpty() ? "" : ": ")
                                + reason);
        sends.settled(first, last, outcome, bytes);
    }

    @Override
    public void event(ConnectionEvent event) {
        world.story().tell(name(), event::toString);
        world.coverage().once(event.getClass().getSimpleName());
        if (event instanceof ConnectionEvent.Refused refused && refused.isFinal()) {
            isRefused = true;
        }
        if (event instanceof ConnectionEvent.SendRefused refused) {
            if (world.maySend(endpoint, refused.topic())) {
                throw new Violation(
                        Promise.SOUNDNESS, name() + " may send to '" + refused.topic() + "' and was refused");
            }
            deniedTopics.add(refused.topic());
        }
        if (event instanceof ConnectionEvent.Rejoined rejoined && !rejoined.sameReign()) {
            world.coverage().once("reign changes");
        }
    }

    @Override
    public void left() {
        if (sends.unsettled() > 0) {
            throw new Violation(
                    Promise.SOUNDNESS, name() + " has left with " + sends.unsettled() + " sends that have no outcome");
        }
        super.left();
    }
}
