package io.zinc.core.protocol;

import io.zinc.core.Codec;
import io.zinc.core.ConnectionEvent;
import io.zinc.core.GatedMessage;
import io.zinc.core.Limits;
import io.zinc.core.Missed;
import io.zinc.core.Role;
import io.zinc.core.spi.Authenticator;
import io.zinc.core.spi.Authorizer;
import io.zinc.core.spi.LinkAddresses;
import io.zinc.core.wire.Control;
import java.nio.charset.StandardCharsets;
import java.util.ArrayDeque;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.LinkedHashMap;
import java.util.LinkedHashSet;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.SplittableRandom;
import java.util.UUID;
import java.util.function.Function;
import java.util.function.Predicate;
import org.jspecify.annotations.Nullable;

/** A few endpoints in one place: time goes on and frames are passed when a test says so, and no frame is lost by itself. */
final class Rig {

    /** The paths of a link, as tests tell them apart. */
    enum Path {
        UP,
        DOWN,
        PUSH,
        BROADCAST
    }

    /** A frame that is about to be passed on. */
    record Passing(Path path, Node from, Node to, byte[] frame) {

        /** The control in it; an empty one when it is none. */
        Control control() {
            Control control = path == Path.UP || path == Path.DOWN ? Frames.control(frame) : null;
            return control == null ? Control.getDefaultInstance() : control;
        }

        boolean isBatch() {
            return path == Path.BROADCAST && frame[Frames.TYPE_AT] == Frames.TYPE_BATCH;
        }
    }

    static final Limits LIMITS = Limits.defaults()
            .withMaxMessageBytes(4096)
            .withBatchBytes(4096)
            .withHeartbeatMs(100)
            .withDeadAfterMs(500)
            .withRepairMs(50)
            .withResendMs(200)
            .withRejoinMs(10)
            .withRejoinMaxMs(100);

    private final Map<String, Node> byAddress = new LinkedHashMap<>();
    private final Map<UUID, String> names = new LinkedHashMap<>();
    private final List<Node> nodes = new ArrayList<>();
    private final SplittableRandom random = new SplittableRandom(42);
    final List<Passing> passed = new ArrayList<>();
    private long nowNs = 1_000_000_000L;

    /** Which frames get lost. */
    Predicate<Passing> loses = passing -> false;

    Authenticator.Verdict verdict = new Authenticator.Verdict.Accept("someone");
    boolean answersAuthentication = true;
    boolean allows = true;

    /** What gates of hosts say to a message. */
    Predicate<GatedMessage> gate = message -> true;

    Node host() {
        return host(LIMITS);
    }

    Node host(Limits limits) {
        return start("host", Role.HOST, limits, List.of());
    }

    Node relay(String name, Node... parents) {
        return start(name, Role.RELAY, parents[0].limits, addresses(parents));
    }

    Node client(String name, Node... parents) {
        return start(name, Role.CLIENT, parents[0].limits, addresses(parents));
    }

    private static List<String> addresses(Node... parents) {
        return Arrays.stream(parents).map(parent -> parent.address).toList();
    }

    Node start(String name, Role role, Limits limits, List<String> parents) {
        Node node = new Node(name, role, limits, parents);
        nodes.add(node);
        if (role != Role.CLIENT) {
            byAddress.put(node.address, node);
        }
        node.turn(() -> {
            if (role != Role.CLIENT) {
                node.node.bound(new LinkAddresses(node.address, node.address + "/b", node.address + "/p"));
            }
            node.node.start();
        });
        settle();
        return node;
    }

    /** Passes frames until there is none left. */
    void settle() {
        boolean isAny = true;
        while (isAny) {
            isAny = false;
            for (Node node : List.copyOf(nodes)) {
                isAny |= node.turn(() -> {});
            }
        }
    }

    void advance(long ms) {
        for (long end = nowNs + ms * 1_000_000; nowNs < end; ) {
            nowNs += 5_000_000;
            settle();
        }
    }

    long now() {
        return nowNs;
    }

    /** Takes an endpoint out of the world without a word. */
    void kill(Node node) {
        nodes.remove(node);
        byAddress.remove(node.address, node);
    }

    /** One endpoint: the protocol, and what came out of it. */
    final class Node implements Outputs {
        final String name;
        final String address;
        final Limits limits;
        final UUID id;
        final TreeNode node;
        final List<ConnectionEvent> events = new ArrayList<>();
        final List<String> settled = new ArrayList<>();
        final List<byte[]> sentToStrangers = new ArrayList<>();
        final List<Long> disconnected = new ArrayList<>();
        final List<String> gated = new ArrayList<>();
        final List<String> attendance = new ArrayList<>();

        // questions: those put to it, how it answers, and what became of its own
        final List<String> asked = new ArrayList<>();
        Function<String, byte @Nullable []> answers = question -> null;
        boolean holdsQuestions;
        long lastAsk;
        final Map<Long, String> outcomes = new LinkedHashMap<>();
        final Map<Long, byte[]> whole = new LinkedHashMap<>();

        final Map<Long, Set<String>> keys = new LinkedHashMap<>();
        private final ArrayDeque<Runnable> arrived = new ArrayDeque<>();
        private final Map<Long, Node> peers = new LinkedHashMap<>();
        private final LocalRuns runs = new LocalRuns();

        @Nullable
        Node parent;

        long peer;
        private long lastPeer;
        boolean takesPushes = true;
        boolean isAsleep;

        private Node(String name, Role role, Limits limits, List<String> parents) {
            this.name = name;
            this.address = "rig://" + name;
            this.limits = limits;
            this.id = new UUID(random.nextLong(), random.nextLong());
            names.put(id, name);
            this.node = new TreeNode(
                    new NodeConfig("rig", id, role, limits, "right", parents, random.split()), this, nowNs);
        }

        Counters counters() {
            return node.counters();
        }

        /** Runs a turn, if there is something in it; whether there was. */
        boolean turn(Runnable input) {
            if (isAsleep) {
                return false;
            }
            node.beginTurn(nowNs);
            input.run();
            boolean isAny = !arrived.isEmpty();
            for (int left = arrived.size(); left > 0; left--) {
                arrived.removeFirst().run();
            }
            node.endTurn();
            return isAny;
        }

        /** Lets something arrive as if a link had brought it. */
        void arrive(Runnable input) {
            arrived.add(input);
            settle();
        }

        void send(String topic, String... payloads) {
            for (String payload : payloads) {
                runs.add(topic, Codec.strings().id(), 0, payload.getBytes(StandardCharsets.UTF_8), 4096, false);
            }
            turn(() -> node.submit(runs));
            runs.clear();
            settle();
        }

        void sendEphemeral(String topic, String... payloads) {
            for (String payload : payloads) {
                runs.addEphemeral(topic, Codec.strings().id(), 0, payload.getBytes(StandardCharsets.UTF_8), 4096);
            }
            turn(() -> node.submit(runs));
            runs.clear();
            settle();
        }

        Heard subscribe(String topic) {
            Heard heard = new Heard();
            turn(() -> node.subscribe(topic, heard));
            settle();
            return heard;
        }

        private boolean pass(Path path, Node to, byte[] frame, Runnable arrival) {
            Passing passing = new Passing(path, this, to, frame);
            passed.add(passing);
            if (!loses.test(passing)) {
                to.arrived.add(arrival);
            }
            return true;
        }

        @Override
        public void connect(String to) {
            closeUplink();
            Node found = byAddress.get(to);
            parent = found;
            if (found != null) {
                peer = ++found.lastPeer;
                found.peers.put(peer, this);
            }
        }

        @Override
        public void closeUplink() {
            if (parent != null) {
                parent.peers.remove(peer);
                parent.keys.remove(peer);
            }
            parent = null;
        }

        /** The direct path breaks and is made anew, unnoticed. */
        void reconnect() {
            Node to = parent;
            if (to != null) {
                to.peers.remove(peer);
                Set<String> held = to.keys.remove(peer);
                peer = ++to.lastPeer;
                to.peers.put(peer, this);
                if (held != null) {
                    to.keys.put(peer, held);
                }
            }
        }

        @Override
        public boolean sendToParent(byte[] frame) {
            Node to = parent;
            long as = peer;
            return to != null && pass(Path.UP, to, frame, () -> to.node.fromChild(as, frame));
        }

        @Override
        public boolean attach(String broadcastAddress, String pushAddress) {
            return true; // the rig knows the way
        }

        @Override
        public void subscribe(byte[] request) {
            Node to = parent;
            long as = peer;
            if (to != null) {
                to.arrived.add(() -> {
                    if (to.node.subscriptionRequested(request)) {
                        to.keys
                                .computeIfAbsent(as, none -> new LinkedHashSet<>())
                                .add(new String(request, 16, 16, StandardCharsets.ISO_8859_1));
                    }
                });
            }
        }

        @Override
        public void unsubscribe(byte[] request) {
            Node to = parent;
            Set<String> held = to == null ? null : to.keys.get(peer);
            if (held != null) {
                held.remove(new String(request, 16, 16, StandardCharsets.ISO_8859_1));
            }
        }

        @Override
        public boolean push(byte[] frame) {
            Node to = parent;
            return to != null && takesPushes && pass(Path.PUSH, to, frame, () -> to.node.pushed(frame));
        }

        @Override
        public boolean sendToChild(long to, byte[] frame) {
            Node child = peers.get(to);
            if (child == null) {
                sentToStrangers.add(frame);
                return true;
            }
            return pass(Path.DOWN, child, frame, () -> {
                if (child.parent == this) {
                    child.node.fromParent(frame);
                }
            });
        }

        @Override
        public void broadcast(byte[] frame) {
            String key = new String(frame, 0, 16, StandardCharsets.ISO_8859_1);
            keys.forEach((to, held) -> {
                Node child = peers.get(to);
                if (child != null && held.contains(key)) {
                    pass(Path.BROADCAST, child, frame, () -> {
                        if (child.parent == this) {
                            child.node.broadcast(frame);
                        }
                    });
                }
            });
        }

        @Override
        public void disconnectChild(long gone, byte[] token) {
            keys.remove(gone);
            disconnected.add(gone);
        }

        @Override
        public void authenticate(long ask, Authenticator.JoinAttempt attempt) {
            if (answersAuthentication) {
                arrived.add(() -> node.authenticated(ask, verdict));
            }
        }

        @Override
        public void authorize(long ask, String subject, String topic, Authorizer.Access access) {
            Authorizer.Decision decision =
                    allows ? new Authorizer.Decision.Allow() : new Authorizer.Decision.Deny("no");
            arrived.add(() -> node.authorized(ask, decision));
        }

        @Override
        public boolean gate(GatedMessage message) {
            boolean isTaken = gate.test(message);
            if (isTaken) {
                gated.add(message.number() + " " + new String(message.payload(), StandardCharsets.UTF_8));
            }
            return isTaken;
        }

        @Override
        public boolean ask(long ask, String topic, UUID origin, String subject, byte[] payload) {
            String question = new String(payload, StandardCharsets.UTF_8);
            asked.add(question);
            byte[] answer = answers.apply(question);
            if (answer != null) {
                arrived.add(() -> node.answered(ask, answer));
            }
            lastAsk = ask;
            return answer != null || holdsQuestions;
        }

        @Override
        public void answered(long question, byte[] answer) {
            outcomes.put(question, "answered " + answer.length);
            whole.put(question, answer);
        }

        @Override
        public void unanswered(long question, boolean isFinal, String reason) {
            outcomes.put(question, (isFinal ? "refused: " : "unanswered: ") + reason);
        }

        @Override
        public void endpointCame(UUID endpoint) {
            attendance.add("came " + nameOf(endpoint));
        }

        @Override
        public void endpointGone(UUID endpoint) {
            attendance.add("gone " + nameOf(endpoint));
        }

        private String nameOf(UUID endpoint) {
            return names.getOrDefault(endpoint, "?");
        }

        /** Asks with ten seconds of patience. */
        void request(long question, String topic, String payload) {
            turn(() -> node.request(question, topic, payload.getBytes(StandardCharsets.UTF_8), 10_000));
            settle();
        }

        @Override
        public void settled(long first, long last, Outcome outcome, String reason, long bytes) {
            settled.add(first + ".." + last + " " + outcome);
        }

        @Override
        public void event(ConnectionEvent event) {
            events.add(event);
        }

        boolean saw(Class<? extends ConnectionEvent> kind) {
            return events.stream().anyMatch(kind::isInstance);
        }

        @Override
        public void left() {
            settled.add("left");
        }

        @Override
        public Load load() {
            return Load.NONE;
        }
    }

    /** What a subscription heard, as text. */
    static final class Heard implements Subscriber {
        final List<String> heard = new ArrayList<>();

        @Override
        public void confirmed(long last) {
            heard.add("from " + last);
        }

        @Override
        public void refused(String reason) {
            heard.add("refused");
        }

        @Override
        public void deliverEphemeral(byte[] frame) {
            int before = heard.size();
            deliver(frame, 0);
            heard.subList(before, heard.size()).replaceAll(payload -> "~" + payload);
        }

        @Override
        public void deliver(byte[] frame, long fromSequence) {
            Frames.Runs runs = new Frames.Runs(frame);
            while (runs.next()) {
                int at = runs.start();
                for (int i = 0; i < runs.count(); i++) {
                    long length = Wire.getLength(frame, at, runs.end());
                    at += (int) (length >>> 32);
                    if (runs.sequence() + i >= fromSequence) {
                        heard.add(new String(frame, at, (int) length, StandardCharsets.UTF_8));
                    }
                    at += (int) length;
                }
            }
        }

        @Override
        public void missed(long first, long last, Missed.Reason reason) {
            heard.add("missed " + first + ".." + last + " " + reason);
        }
    }
}
