package io.zinc.core.protocol;

import com.google.protobuf.ByteString;
import io.zinc.core.ConnectionEvent;
import io.zinc.core.wire.Control;
import io.zinc.core.wire.Heartbeat;
import io.zinc.core.wire.HeartbeatAnswer;
import io.zinc.core.wire.JoinAccepted;
import io.zinc.core.wire.JoinRedirected;
import io.zinc.core.wire.JoinRefused;
import io.zinc.core.wire.JoinRequest;
import io.zinc.core.wire.Leave;
import io.zinc.core.wire.Path;
import io.zinc.core.wire.Received;
import java.util.ArrayList;
import java.util.List;
import java.util.UUID;

/**
 * The link to the parent: joining, staying joined, and finding a parent again, for ever.
 *
 * <pre>
 *   BACKOFF --time--> JOINING --accepted--> OPENING --session opened--> LIVE
 *      ^                 | redirected: JOINING elsewhere                  |
 *      +----refused, no answer, a path silent, revoked, foreign reign-----+
 * </pre>
 *
 * The host has no parent: its upstream is live from the start.
 */
final class Upstream {

    private static final int ATTEMPT_MS = 1_500;
    private static final int OPEN_RETRY_MS = 250;
    private static final int TELL_EVERY_ATTEMPTS = 10;

    private final TreeNode node;
    private State state = State.BACKOFF;
    private long deadlineNs;

    private final List<String> ancestors = new ArrayList<>();
    private String address = "";
    private String lostAddress = "";
    private int candidate;
    private long start;
    private int attempt;
    private int attemptsSinceLive;
    private boolean wasLive;
    private boolean isRefused;
    private String lastReason = "no answer";

    private ChildLink.Token token = new ChildLink.Token(0, 0);
    private UUID parent = new UUID(0, 0);
    private Path path = Path.getDefaultInstance();
    private boolean reignChanged;

    private long heartbeatNumber;
    private long heartbeatDueNs;
    private long directHeardNs;
    private long broadcastHeardNs;
    private long awaitedPush;
    private long arrivedPush;
    private long awaitedPushNs;
    private int unopened;
    private long openAskedNs;
    private long openingSinceNs;
    private long received;
    private long stampMicros;
    private long reported;

    Upstream(TreeNode node) {
        this.node = node;
        if (node.isHost()) {
            state = State.LIVE;
        }
    }

    private enum State {
        BACKOFF,
        JOINING,
        OPENING,
        LIVE,
        STOPPED
    }

    boolean isLive() {
        return state == State.LIVE;
    }

    /** Whether the way to the host is whole, as far as is known here. */
    boolean hasWay() {
        return node.isHost() || (state == State.LIVE && path.getLive());
    }

    /** Whether it has been told to stay out. */
    boolean isRefused() {
        return isRefused;
    }

    private boolean isJoined() {
        return state == State.LIVE || state == State.OPENING;
    }

    ChildLink.Token token() {
        return token;
    }

    /** The way from the host to this node's parent. */
    Path path() {
        return path;
    }

    UUID parent() {
        return parent;
    }

    boolean send(Control control) {
        return node.out.sendToParent(Frames.direct(control));
    }

    boolean send(Control.Builder control) {
        return send(control.build());
    }

    void start() {
        if (!node.isHost()) {
            start = node.randomId();
            join(node.config.parents().get(0), new byte[0]);
        }
    }

    // ---- joining

    private void join(String to, byte[] ticket) {
        address = to;
        attempt++;
        attemptsSinceLive++;
        state = State.JOINING;
        deadlineNs = node.now() + node.millis(ATTEMPT_MS);
        node.due(deadlineNs);
        node.out.connect(to);
        send(Control.newBuilder()
                .setJoinRequest(JoinRequest.newBuilder()
                        .setStart(start)
                        .setAttempt(attempt)
                        .setCluster(node.config.cluster())
                        .setEndpoint(TreeNode.bytes(node.config.id()))
                        .setRole(TreeNode.wireRole(node.config.role()))
                        .setCredentials(node.config.credentials())
                        .setTicket(ByteString.copyFrom(ticket))
                        .setMinVersion(Frames.VERSION)
                        .setMaxVersion(Frames.VERSION)
                        .setMaxFrameBytes(node.limits.maxFrameBytes())));
    }

    private void joinNext() {
        List<String> candidates = new ArrayList<>(node.config.parents());
        for (String ancestor : ancestors) {
            if (!candidates.contains(ancestor)) {
                candidates.add(ancestor);
            }
        }
        if (candidates.remove(lostAddress)) {
            candidates.add(lostAddress); // whoever was just lost is the least likely to answer
        }
        join(candidates.get(candidate++ % candidates.size()), new byte[0]);
    }

    void accepted(JoinAccepted answer) {
        if (state != State.JOINING || answer.getAttempt() != attempt) {
            return;
        }
        if (answer.getToken().size() != 16
                || answer.getParent().size() != 16
                || answer.getHashKey().size() != 16
                || answer.getReign() == 0) {
            node.counters.malformed++;
            fail("the parent's answer makes no sense");
            return;
        }
        if (node.limits.maxFrameBytes() != answer.getMaxFrameBytes()) {
            refuse(
                    "the parent's frames have up to " + answer.getMaxFrameBytes() + " bytes, this endpoint's "
                            + node.limits.maxFrameBytes() + "; set the same maxMessageBytes and batchBytes",
                    !wasLive);
            return;
        }
        token = ChildLink.Token.read(answer.getToken().toByteArray(), 0);
        parent = Wire.uuid(answer.getParent().toByteArray());
        setPath(answer.getPath());
        Reign reign = new Reign(answer.getTree(), answer.getReign(), answer.getEpoch());
        reignChanged = wasLive && !reign.equals(node.reign());
        if (!reign.equals(node.reign())) {
            node.reignChanged(reign, answer.getHashKey().toByteArray(), wasLive);
        }
        if (!node.out.attach(answer.getBroadcastAddress(), answer.getPushAddress())) {
            fail("the parent's addresses " + answer.getBroadcastAddress() + " and " + answer.getPushAddress()
                    + " cannot be used");
            return;
        }
        node.out.subscribe(node.subscriptionRequest(Frames.CONTROL_KEY));
        state = State.OPENING;
        long now = node.now();
        directHeardNs = now;
        broadcastHeardNs = now;
        awaitedPush = 0;
        arrivedPush = 0;
        heartbeatDueNs = now;
        node.due(now);
        received = 0;
        reported = 0;
        openingSinceNs = now;
        openSessions();
    }

    private void openSessions() {
        openSession();
        node.children.openSessionsAbove();
    }

    /** Something that the host should have answered was not: perhaps it, or a relay, does not know the session. */
    void sessionInDoubt() {
        if (state == State.LIVE && node.now() - openAskedNs >= node.millis(node.limits.resendMs())) {
            openSession();
        }
    }

    void sessionOpened(long next) {
        if (state == State.OPENING) {
            state = State.LIVE;
            unopened = 0;
            attemptsSinceLive = 0;
            candidate = 0;
            node.out.event(
                    wasLive
                            ? new ConnectionEvent.Rejoined(parent, address, !reignChanged)
                            : new ConnectionEvent.Joined(parent, address));
            wasLive = true;
            node.origin.opened(next);
            node.topics.onLive();
            node.children.pathChanged();
            node.questions.onLive();
        } else if (state == State.LIVE) {
            node.origin.opened(next);
            node.questions.onLive();
        }
    }

    /** This endpoint's session is a new one: the host has to know it. */
    void sessionRestarted() {
        if (isJoined()) {
            openSession();
        }
    }

    private void openSession() {
        openAskedNs = node.now();
        node.due(node.now() + node.millis(OPEN_RETRY_MS));
        send(Control.newBuilder().setOpenSession(node.origin.opening()));
    }

    void refused(JoinRefused answer) {
        if (state != State.JOINING || (answer.getAttempt() != attempt && answer.getAttempt() != 0)) {
            return;
        }
        boolean isFinal = switch (answer.getCode()) {
            case WRONG_CLUSTER, REJECTED, VERSION, MALFORMED -> !wasLive;
            case UNKNOWN, FULL, CYCLE, NO_PATH, BUSY, UNRECOGNIZED -> false;
        };
        refuse(answer.getReason(), isFinal);
    }

    private void refuse(String reason, boolean isFinal) {
        node.out.event(new ConnectionEvent.Refused(address, reason, isFinal));
        if (isFinal) {
            state = State.STOPPED;
            isRefused = true;
            node.out.closeUplink();
            node.origin.refuseAll(reason);
            node.topics.refuseAll(reason);
            node.questions.failAll(reason);
        } else {
            fail(reason);
        }
    }

    void redirected(JoinRedirected answer) {
        if (state == State.JOINING && answer.getAttempt() == attempt) {
            join(answer.getAddress(), answer.getTicket().toByteArray());
        }
    }

    /** A parent of another wire version answered. */
    void otherVersion(int version) {
        if (state == State.JOINING) {
            refuse(
                    "it speaks version " + version + " of Zinc's wire format, this endpoint version " + Frames.VERSION
                            + "; use the same release of Zinc on both sides",
                    !wasLive);
        }
    }

    private void fail(String reason) {
        lastReason = reason;
        node.out.closeUplink();
        if (attemptsSinceLive > 0 && attemptsSinceLive % TELL_EVERY_ATTEMPTS == 0) {
            node.out.event(new ConnectionEvent.StillSearching(attemptsSinceLive, lastReason));
        }
        state = State.BACKOFF;
        long most =
                Math.min(node.limits.rejoinMaxMs(), (long) node.limits.rejoinMs() << Math.min(16, attemptsSinceLive));
        deadlineNs = node.now() + node.millis(node.config.random().nextLong(most + 1));
        node.due(deadlineNs);
    }

    /** The parent is gone: a new one is looked for. */
    void lost(String reason) {
        if (state == State.STOPPED || state == State.BACKOFF || node.isHost()) {
            return;
        }
        boolean told = wasLive && isJoined();
        if (told) {
            node.counters.parentsLost++;
            lostAddress = address;
            node.out.event(new ConnectionEvent.ParentLost(address, reason));
        }
        fail(reason);
        node.push.reset();
        node.topics.onParentLost();
        node.children.pathChanged();
    }

    void revoked(String reason) {
        if (isJoined()) {
            lost("the parent ended the link: " + reason);
        }
    }

    void stop() {
        if (isJoined() && !node.isHost()) {
            send(Control.newBuilder().setLeave(Leave.getDefaultInstance()));
        }
        state = State.STOPPED;
    }

    // ---- staying joined

    private void setPath(Path newPath) {
        path = newPath;
        ancestors.clear();
        List<Path.Hop> hops = newPath.getHopsList();
        for (int i = hops.size() - 1; i >= 0; i--) {
            if (!hops.get(i).getAddress().isEmpty()) {
                ancestors.add(hops.get(i).getAddress());
            }
        }
    }

    void pathChanged(Path newPath) {
        if (!isJoined() || newPath.equals(path)) {
            return;
        }
        ByteString self = TreeNode.bytes(node.config.id());
        for (Path.Hop hop : newPath.getHopsList()) {
            if (hop.getEndpoint().equals(self)) {
                node.counters.cyclesRefused++;
                lost("the parent is below this endpoint");
                return;
            }
        }
        boolean isNewWay =
                newPath.getLive() && (!path.getLive() || !newPath.getHopsList().equals(path.getHopsList()));
        setPath(newPath);
        if (isNewWay) {
            openingSinceNs = node.now();
            openSessions();
        }
        node.children.pathChanged();
    }

    /** Something came on the direct path. */
    void heard() {
        directHeardNs = node.now();
    }

    void heartbeatAnswered(HeartbeatAnswer answer) {
        if (answer.getPushed() >= awaitedPush) {
            awaitedPush = 0;
        } else if (answer.getPushed() > arrivedPush) {
            awaitedPushNs = node.now(); // slow, but moving
        }
        arrivedPush = answer.getPushed();
        if (answer.hasPath()) {
            pathChanged(answer.getPath());
        }
    }

    /** A broadcast came, with the parent's position. */
    void broadcastHeard(long position, long sentAtMicros) {
        stampMicros = sentAtMicros;
        broadcastHeardNs = node.now();
        if (position > received) {
            received = position;
            if (received - reported > node.limits.pacingWindowBytes() / 8) {
                reported = received;
                send(Control.newBuilder().setReceived(Received.newBuilder().setPosition(received)));
            }
        }
    }

    /** The time stamp of the parent's last broadcast. */
    long stampMicros() {
        return stampMicros;
    }

    /** This endpoint was paused: silence before now proves nothing. */
    void restartWindows() {
        long now = node.now();
        directHeardNs = now;
        broadcastHeardNs = now;
        awaitedPushNs = now;
    }

    private void heartbeat() {
        long now = node.now();
        heartbeatDueNs = now + node.millis(node.limits.heartbeatMs());
        node.push.heartbeat();
        if (awaitedPush == 0) {
            awaitedPush = node.push.pushed();
            awaitedPushNs = now;
        }
        Heartbeat.Builder heartbeat = Heartbeat.newBuilder()
                .setToken(TreeNode.bytes(token))
                .setNumber(++heartbeatNumber)
                .setPushed(node.push.pushed())
                .setPosition(received);
        reported = received;
        node.status.addSubtree(heartbeat);
        send(Control.newBuilder().setHeartbeat(heartbeat));
    }

    /** Does what time demands, and returns when to come again. */
    long tick() {
        if (node.isHost()) {
            return Long.MAX_VALUE;
        }
        long now = node.now();
        return switch (state) {
            case STOPPED -> Long.MAX_VALUE;
            case BACKOFF -> {
                if (now >= deadlineNs) {
                    joinNext();
                }
                yield deadlineNs;
            }
            case JOINING -> {
                if (now >= deadlineNs) {
                    fail("no answer from " + address);
                }
                yield deadlineNs;
            }
            case OPENING, LIVE -> tickJoined(now);
        };
    }

    private long tickJoined(long now) {
        long patience = node.millis(node.limits.deadAfterMs());
        if (now - directHeardNs > patience) {
            lost("nothing came from it for " + node.limits.deadAfterMs() + " ms");
        } else if (now - broadcastHeardNs > patience) {
            lost("its broadcasts have not come for " + node.limits.deadAfterMs() + " ms");
        } else if (awaitedPush != 0 && now - awaitedPushNs > patience) {
            lost("what is pushed to it has not arrived for " + node.limits.deadAfterMs() + " ms");
        } else {
            if (now >= heartbeatDueNs) {
                heartbeat();
            }
            boolean isOpening = state == State.OPENING || !node.origin.isOpen();
            if (!isOpening) {
                openingSinceNs = now;
            } else if (now - openingSinceNs > 4 * patience) {
                if (path.getLive() && ++unopened > 1) {
                    node.origin.restart("the host has not opened the session; somebody may have taken its id");
                }
                lost("the host has not opened this endpoint's session");
                return deadlineNs;
            }
            if (isOpening && now - openAskedNs >= node.millis(OPEN_RETRY_MS)) {
                openSessions();
            }
            return isOpening ? Math.min(heartbeatDueNs, openAskedNs + node.millis(OPEN_RETRY_MS)) : heartbeatDueNs;
        }
        return deadlineNs;
    }
}
