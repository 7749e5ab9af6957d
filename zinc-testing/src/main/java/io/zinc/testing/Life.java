package io.zinc.testing;

import io.zinc.core.Codec;
import io.zinc.core.ConnectionEvent;
import io.zinc.core.DetachedInbound;
import io.zinc.core.GatedMessage;
import io.zinc.core.Limits;
import io.zinc.core.Role;
import io.zinc.core.SlowSubscriberPolicy;
import io.zinc.core.Topic;
import io.zinc.core.protocol.Held;
import io.zinc.core.protocol.LocalRuns;
import io.zinc.core.protocol.NodeConfig;
import io.zinc.core.protocol.Outputs;
import io.zinc.core.protocol.Subscriber;
import io.zinc.core.protocol.TreeNode;
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
import org.jspecify.annotations.Nullable;

/** One life of an endpoint, from its start to its crash or its leaving: the shell around a {@link TreeNode}. */
final class Life implements Party, Outputs {

    private static final int FRAMES_PER_TURN = 100;
    private static final int TURNS_PER_CHECK = 16;
    private static final long LEAST_STEP_NS = 50_000;
    private static final long LINGER_NS = VirtualTime.millis(50);

    private final World world;
    private final SimulatedEndpoint endpoint;
    private final int number;
    private final String name;
    private final Limits limits;
    private final RandomGenerator random;
    private final TreeNode node;
    private final Sends sends;
    private final SimulatedGate gate;
    private final Asking asking;
    private final List<Watch> watches = new ArrayList<>();
    private final ArrayDeque<Runnable> inputs = new ArrayDeque<>();
    private final ArrayDeque<Outgoing> outgoing = new ArrayDeque<>();
    private final Set<String> deniedTopics = new LinkedHashSet<>();
    private final LocalRuns runs = new LocalRuns();
    private final Map<Long, Long> lastNumbers = new LinkedHashMap<>();
    private final boolean isOneLane;
    private final Workers workers;
    private final DetachedInbound inbound;
    private final int[] order = {0, 1, 2, 3, 4};

    private @Nullable ParentLink downlink;
    private @Nullable ChildUplink uplink;
    private long wakeAtNs = Long.MAX_VALUE;
    private long pausedUntilNs;
    private long turns;
    private long confirmedAtNs;
    private boolean isOver;
    private boolean isMute;
    private boolean isLeaving;
    private boolean hasLeft;
    private boolean isRefused;

    Life(World world, SimulatedEndpoint endpoint, int number) {
        this.world = world;
        this.endpoint = endpoint;
        this.number = number;
        this.name = endpoint.name() + "#" + number;
        this.limits = world.scenario().limits.withMaxChildren(endpoint.maxChildren());
        this.random = world.newRandom();
        this.isOneLane = random.nextInt(5) == 0;
        this.sends = new Sends(this);
        this.gate = new SimulatedGate(this, world.newRandom());
        this.asking = new Asking(this, world.newRandom());
        this.workers = new Workers(world.time(), world.newRandom(), world.coverage());
        this.inbound = new DetachedInbound(
                endpoint.id(), limits, workers, () -> world.time().nowNs(), fault -> {
                    throw fault instanceof Violation violation
                            ? violation
                            : new Violation(Promise.SOUNDNESS, name() + ": " + fault);
                });
        NodeConfig config = new NodeConfig(
                endpoint.cluster(),
                endpoint.id(),
                endpoint.role(),
                limits,
                endpoint.credentials(),
                endpoint.parents(),
                world.newRandom());
        this.node = new TreeNode(config, this, world.time().nowNs());
    }

    /** A message that the application wants to send. */
    private record Outgoing(String topic, int bytes, boolean isAwaited, boolean isEphemeral) {}

    @Override
    public String name() {
        return name;
    }

    int number() {
        return number;
    }

    SimulatedEndpoint endpoint() {
        return endpoint;
    }

    World world() {
        return world;
    }

    TreeNode node() {
        return node;
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

    boolean isHost() {
        return endpoint.role() == Role.HOST;
    }

    @Override
    public boolean isStranger() {
        return !endpoint.cluster().equals(world.scenario().host.cluster());
    }

    boolean isOver() {
        return isOver;
    }

    boolean isLeaving() {
        return isLeaving;
    }

    boolean isRefused() {
        return isRefused;
    }

    int waiting() {
        return outgoing.size();
    }

    @Nullable
    Party parent() {
        return uplink == null ? null : uplink.parent();
    }

    // ---- what its operator and its application do

    void start() {
        world.story().tell(name(), () -> "starts");
        if (endpoint.role() != Role.CLIENT) {
            ParentLink link = new ParentLink(world.network(), this, endpoint.address());
            downlink = link;
            inputs.add(() -> node.bound(link.addresses()));
        }
        inputs.add(asking::start);
        if (isHost()) {
            inputs.add(() -> node.gate(Scenario.GATED_TOPIC));
        }
        inputs.add(node::start);
        if (isHost() && !isStranger()) {
            for (String topic : world.scenario().topics) {
                inputs.add(() -> node.subscribe(topic, world.history().recorderOf(this, topic)));
            }
        }
        wake(world.time().nowNs());
    }

    /** Does something in its next turn. */
    void call(Runnable input) {
        inputs.add(input);
        wake(world.time().nowNs());
    }

    void subscribe(String topic) {
        Watch watch = new Watch(this, topic);
        watches.add(watch);
        world.story().tell(name(), () -> "subscribes to '" + topic + "'");
        call(() -> node.subscribe(topic, watch, isOneLane));
    }

    void unsubscribe(Watch watch) {
        world.story().tell(name(), () -> "unsubscribes from '" + watch.topic() + "'");
        call(() -> {
            node.unsubscribe(watch);
            watch.close();
        });
    }

    void send(String topic, int bytes, boolean isAwaited) {
        boolean isEphemeral = !isAwaited && random.nextInt(6) == 0;
        outgoing.add(new Outgoing(topic, bytes, isAwaited, isEphemeral));
        wake(world.time().nowNs());
    }

    void pause(long untilNs) {
        pausedUntilNs = Math.max(pausedUntilNs, untilNs);
    }

    /** Whether it has nothing more to say, so that later messages do not help earlier ones. */
    boolean isMute() {
        return isMute || isLeaving;
    }

    /** What it pushes is lost for a while, and it sends nothing more: it will notice, and find another way. */
    void losePushes(long untilNs) {
        isMute = true;
        if (uplink != null) {
            uplink.losePushes(untilNs);
        }
    }

    void resume() {
        pausedUntilNs = 0;
        wake(world.time().nowNs());
    }

    void leave() {
        if (!isLeaving) {
            isLeaving = true;
            outgoing.clear();
            world.story().tell(name(), () -> "leaves");
            call(node::leave);
            world.time().after(VirtualTime.millis(limits.closeMs()), () -> {
                if (!hasLeft && !isOver) {
                    call(this::close);
                }
            });
        }
    }

    /** It is gone without a word. */
    void crash() {
        world.story().tell(name(), () -> "crashes");
        end();
        closeLinks();
    }

    private void close() {
        if (!isOver) {
            node.stop();
            end();
            world.time().after(LINGER_NS, this::closeLinks);
        }
    }

    private void end() {
        isOver = true;
        endpoint.setLife(null);
        world.coverage().add(node.counters());
        watches.forEach(Watch::close);
        workers.end();
    }

    private void closeLinks() {
        if (downlink != null) {
            downlink.close();
        }
        if (uplink != null) {
            uplink.close();
        }
    }

    /** Ends it at the end of a run. */
    void finish() {
        if (!isOver) {
            world.coverage().add(node.counters());
        }
    }

    // ---- turns

    @Override
    public void wake(long atNs) {
        long at = Math.max(Math.max(atNs, pausedUntilNs), world.time().nowNs());
        if (at < wakeAtNs && !isOver) {
            wakeAtNs = at;
            world.time().at(at, () -> {
                if (wakeAtNs == at) {
                    turn();
                }
            });
        }
    }

    private void turn() {
        long now = world.time().nowNs();
        wakeAtNs = Long.MAX_VALUE;
        if (isOver) {
            return;
        }
        if (now < pausedUntilNs) {
            wake(pausedUntilNs);
            return;
        }
        node.beginTurn(now);
        while (!inputs.isEmpty() && !isOver) {
            inputs.removeFirst().run();
        }
        if (isOver) {
            return;
        }
        int left = poll();
        submit();
        long next = node.endTurn();
        if (isHost()) {
            world.history().endTurn();
        }
        if (++turns % TURNS_PER_CHECK == 0) {
            checkBounds();
        }
        if (hasLeft) {
            close();
            return;
        }
        if (left == 0 || (node.isBlocked() || !outgoing.isEmpty())) {
            next = Math.min(next, now + VirtualTime.millis(left == 0 ? 0 : 5));
        }
        wake(Math.max(Math.min(next, nextArrivalNs()), now + LEAST_STEP_NS));
    }

    private void checkBounds() {
        Held held = node.held();
        boolean isBounded = held.reorderBytes() <= limits.reorderBytes()
                && held.replayBytes() <= limits.replayBytes()
                && held.waitingUpBytes() <= 2L * limits.sendBufferBytes() + 2L * limits.maxFrameBytes()
                && held.answerBytes() <= limits.answerBytes()
                && held.children() <= limits.maxChildren()
                && held.topics() <= limits.maxTopics();
        if (!isBounded) {
            throw new Violation(Promise.HOSTILE_INPUT, name() + " holds more than it may: " + held);
        }
    }

    /** Takes what has arrived, path by path in any order; returns how many more frames it would have taken. */
    private int poll() {
        for (int i = order.length - 1; i > 0; i--) {
            int j = random.nextInt(i + 1);
            int swapped = order[i];
            order[i] = order[j];
            order[j] = swapped;
        }
        int left = FRAMES_PER_TURN;
        boolean isAny = true;
        while (isAny && left > 0) {
            isAny = false;
            for (int source : order) {
                if (pollOne(source)) {
                    isAny = true;
                    left--;
                }
            }
        }
        return Math.max(left, 0);
    }

    private boolean pollOne(int source) {
        ParentLink below = downlink;
        ChildUplink above = uplink;
        return switch (source) {
            case 0 -> above != null && above.pollDirect(node);
            case 1 -> above != null && node.acceptsData() && above.pollBroadcast(node);
            case 2 -> below != null && below.pollControl(node);
            case 3 -> below != null && below.pollRequests(node);
            default -> below != null && node.acceptsData() && below.pollPushed(node);
        };
    }

    private long nextArrivalNs() {
        long next = Long.MAX_VALUE;
        boolean isOpen = node.acceptsData();
        if (uplink != null) {
            next = Math.min(next, uplink.nextDirectArrivalNs());
            next = isOpen ? Math.min(next, uplink.nextBroadcastArrivalNs()) : next;
        }
        if (downlink != null) {
            next = Math.min(next, downlink.nextControlArrivalNs());
            next = isOpen ? Math.min(next, downlink.nextPushArrivalNs()) : next;
        }
        return next;
    }

    private void submit() {
        while (!outgoing.isEmpty() && node.acceptsData()) {
            Outgoing message = outgoing.peekFirst();
            int bytes = LocalRuns.bytesOf(Math.max(message.bytes, Sends.LEAST_BYTES));
            if (sends.heldBytes() + bytes > limits.sendBufferBytes()) {
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
                int topic = node.topicIndex(message.topic);
                int codec = Codec.bytes().id();
                if (message.isEphemeral) {
                    world.coverage().once("ephemeral messages sent");
                    runs.addEphemeral(topic, codec, 0, payload, limits.batchBytes());
                } else {
                    runs.add(topic, codec, 0, payload, limits.batchBytes(), message.isAwaited);
                }
                world.coverage().once("messages sent");
            }
        }
        if (runs.messages() > 0) {
            node.submit(runs);
            runs.clear();
        }
    }

    // ---- outputs: links

    @Override
    public void connect(String address) {
        closeUplink();
        world.story().tell(name(), () -> "connects to " + address);
        uplink = new ChildUplink(world.network(), this, address);
    }

    @Override
    public void closeUplink() {
        if (uplink != null) {
            uplink.close();
            uplink = null;
        }
    }

    @Override
    public boolean sendToParent(byte[] frame) {
        return uplink != null && uplink.send(frame);
    }

    @Override
    public boolean attach(String broadcastAddress, String pushAddress) {
        attached().attach(broadcastAddress, pushAddress);
        return true;
    }

    private ChildUplink attached() {
        if (uplink == null) {
            throw new Violation(Promise.SOUNDNESS, name() + " uses an uplink that it has closed");
        }
        return uplink;
    }

    @Override
    public void subscribe(byte[] request) {
        attached().subscribe(request);
    }

    @Override
    public void unsubscribe(byte[] request) {
        attached().unsubscribe(request);
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
            downlink.disconnect(peer, token);
        }
    }

    // ---- outputs: effects

    @Override
    public void authenticate(long ask, Authenticator.JoinAttempt attempt) {
        Authenticator.Verdict verdict = world.authenticate(attempt);
        world.time().after(effectNs(), () -> call(() -> node.authenticated(ask, verdict)));
    }

    @Override
    public void authorize(long ask, String subject, String topic, Authorizer.Access access) {
        Authorizer.Decision decision = world.authorize(subject, topic, access);
        world.time().after(effectNs(), () -> call(() -> node.authorized(ask, decision)));
    }

    private long effectNs() {
        return random.nextInt(10) == 0
                ? random.nextLong(VirtualTime.millis(300))
                : random.nextLong(VirtualTime.millis(5));
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
        hasLeft = true;
    }

    @Override
    public Load load() {
        return Load.NONE;
    }
}
