package io.zinc.core.protocol;

import com.google.protobuf.ByteString;
import io.zinc.core.Limits;
import io.zinc.core.Role;
import io.zinc.core.TreeStatus;
import io.zinc.core.spi.Authenticator;
import io.zinc.core.spi.Authorizer;
import io.zinc.core.spi.Downlink;
import io.zinc.core.spi.LinkAddresses;
import io.zinc.core.spi.Uplink;
import io.zinc.core.wire.Acknowledgement;
import io.zinc.core.wire.Acknowledgements;
import io.zinc.core.wire.Control;
import io.zinc.core.wire.Expected;
import io.zinc.core.wire.SessionClosed;
import io.zinc.core.wire.SessionOpened;
import io.zinc.core.wire.TopicOpened;
import io.zinc.core.wire.WireAccess;
import io.zinc.core.wire.WireRole;
import java.util.UUID;
import org.jspecify.annotations.Nullable;

/**
 * The protocol of one endpoint, as a state machine.
 *
 * <p>A turn is: {@link #beginTurn} with the time, any number of inputs, {@link #endTurn}. Outputs are called within the
 * turn. {@link #endTurn} says when the next turn is due without any input.
 *
 * <pre>
 *                    application                                    the map
 *        submit |        | subscribe ^ Subscriber
 *        +------v--------v-----------+-----------+
 *        | Origin: own session, own  | Topics:   |   Upstream   joining a parent and staying joined
 *        |  numbers, unacknowledged  | gaps,     |   PushQueue  frames on their way up
 *        |                           | repair    |   HostOrder  sessions, sequences, acknowledgements (host only)
 *        +------+------------------- +-----^-----+   Children   links, routes of sessions, broadcasts, repairs
 *        | PushQueue  or  HostOrder  | Upstream  |   Admission  who may join, and where
 *        +------^--------------------+-----------+   Pacing     waiting for slow children
 *        | Children, Admission, Pacing           |   StatusBoard  the tree as known from heartbeats
 *        | Questions (own), Answers (to others') |   TopicFlow, ReplayBudget  one topic; what is kept for repairs
 *        | Ephemerals: what nobody keeps         |   PendingRuns  what waits for its frame (host only)
 *        +---------------------------------------+   Gates, Attendance  before topics; who is there (host only)
 * </pre>
 *
 * <p>Not thread-safe: one thread at a time.
 */
public final class TreeNode implements Downlink.Receiver, Uplink.Receiver {

    private static final int MAX_STRANGER_BYTES = 16 << 10;

    final NodeConfig config;
    final Limits limits;
    final Outputs out;
    final Counters counters = new Counters();
    final Origin origin;
    final PushQueue push;
    final Topics topics;
    final Children children;
    final StatusBoard status;
    final Upstream upstream;
    final Questions questions;
    final Answers answers;
    final Ephemerals ephemerals;
    private final @Nullable HostOrder host;
    private final byte[] controlKey = new byte[Downlink.KEY_BYTES];

    private Reign reign = new Reign(0, 0, 0);
    private long nowNs;
    private long tickDueNs;

    public TreeNode(NodeConfig config, Outputs out, long nowNs) {
        this.config = config;
        this.limits = config.limits();
        this.out = out;
        this.nowNs = nowNs;
        this.tickDueNs = nowNs;
        this.push = new PushQueue(this);
        this.topics = new Topics(this);
        this.children = new Children(this);
        this.status = new StatusBoard(this);
        this.origin = new Origin(this);
        this.questions = new Questions(this);
        this.answers = new Answers(this);
        this.ephemerals = new Ephemerals(this);
        this.host = config.role() == Role.HOST ? new HostOrder(this) : null;
        this.upstream = new Upstream(this);
        Wire.putHex(controlKey, 0, Frames.CONTROL_KEY);
        if (host != null) {
            topics.setHashKey(randomToken().bytes());
            reign = new Reign(treeOf(config.cluster()), randomId(), 1);
        }
    }

    /** The tree id of a cluster: a hash of its name, to tell strangers' frames. */
    static long treeOf(String cluster) {
        return UUID.nameUUIDFromBytes(cluster.getBytes(java.nio.charset.StandardCharsets.UTF_8))
                .getMostSignificantBits();
    }

    // ---- turns

    /** Begins a turn at a time in nanoseconds of a clock that only goes forward. */
    public void beginTurn(long now) {
        nowNs = now;
    }

    /**
     * Ends a turn: does what time demands if it is due, then sends what has gathered.
     *
     * @return when the next turn is due even without input; {@link Long#MAX_VALUE} for never
     */
    public long endTurn() {
        if (nowNs >= tickDueNs) {
            if (nowNs - tickDueNs > millis(limits.heartbeatMs())) {
                counters.pauses++;
                upstream.restartWindows();
                children.restartWindows();
            }
            tickDueNs = tick();
        }
        if (host != null) {
            host.flush();
            ephemerals.flush();
        }
        push.flush();
        answers.flush();
        long deadline = host == null ? tickDueNs : Math.min(tickDueNs, host.tick());
        tickDueNs = Math.min(deadline, nowNs + millis(limits.heartbeatMs()) / 2);
        return tickDueNs;
    }

    private long tick() {
        long deadline = Math.min(upstream.tick(), origin.tick());
        deadline = Math.min(deadline, Math.min(topics.tick(), questions.tick()));
        return config.role() == Role.CLIENT ? deadline : Math.min(deadline, Math.min(children.tick(), answers.tick()));
    }

    /** Whether data may come in: from the application, pushed by children, broadcast by the parent. */
    public boolean acceptsData() {
        return children.pacing.isOpen();
    }

    /** How many wait for data that comes in: subscriptions of this endpoint, and children. */
    public int readers() {
        return topics.localCount() + children.count();
    }

    /** Whether frames wait for the link to the parent to take them. */
    public boolean isBlocked() {
        return push.isBlocked();
    }

    public Counters counters() {
        return counters;
    }

    /** Starts to join; a host is ready at once. */
    public void start() {
        upstream.start();
    }

    /** The downlink is bound; children may come. */
    public void bound(LinkAddresses addresses) {
        children.bound(addresses);
    }

    /** Whether this endpoint has a place in the tree. */
    public boolean isLive() {
        return upstream.isLive();
    }

    /** The tree as this endpoint knows it: whole at the host, its own subtree elsewhere. */
    public TreeStatus tree() {
        return status.tree();
    }

    /** What it holds in memory now. */
    public Held held() {
        return new Held(
                topics.heldBytes(),
                topics.replayBytes(),
                push.waitingBytes(),
                origin.held(),
                topics.count(),
                children.count(),
                children.routes(),
                host == null ? 0 : host.sessions(),
                children.admission.pending() + (host == null ? 0 : host.asked()),
                answers.heldBytes(),
                answers.count() + questions.count(),
                host == null ? 0 : host.gates.waiting());
    }

    /** Whether somebody below follows a topic. */
    public boolean isFollowed(String topic) {
        TopicFlow flow = topics.get(topics.keyOf(topic));
        return flow != null && flow.isWanted();
    }

    // ---- the application

    /** Takes messages of the application; the runs may be cleared after the turn. */
    public void submit(LocalRuns runs) {
        origin.submit(runs);
    }

    public void subscribe(String topic, Subscriber subscriber) {
        subscribe(topic, subscriber, false);
    }

    /**
     * Subscribes.
     *
     * @param isOrdered whether messages of this and other topics so subscribed shall come in sending order, too, as long
     *     as nothing has to be repaired
     */
    public void subscribe(String topic, Subscriber subscriber, boolean isOrdered) {
        topics.subscribe(topic, subscriber, isOrdered);
    }

    public void unsubscribe(Subscriber subscriber) {
        topics.unsubscribe(subscriber);
    }

    /** Begins to leave the tree; {@link Outputs#left} tells when all has arrived. */
    public void leave() {
        if (host != null) {
            out.left();
        } else {
            origin.leave();
        }
    }

    /** Ends at once what links this endpoint to others. */
    public void stop() {
        origin.refuseAll("the endpoint was closed before it was sent");
        questions.failAll("the endpoint was closed before the answer came");
        children.revokeAll("the parent closes");
        upstream.stop();
    }

    // ---- answers of effects

    public void authenticated(long ask, Authenticator.Verdict verdict) {
        children.admission.authenticated(ask, verdict);
    }

    public void authorized(long ask, Authorizer.Decision decision) {
        host().authorized(ask, decision);
    }

    // ---- gates and questions

    /** Host: what others send to topics whose names begin so is offered to {@link Outputs#gate}, not ordered. */
    public void gate(String topicPrefix) {
        host().gates.add(topicPrefix);
    }

    /** Host or relay: questions about topics whose names begin so are put to {@link Outputs#ask}. */
    public void respond(String topicPrefix) {
        answers.add(topicPrefix);
    }

    /** Asks the nearest ancestor that answers; {@link Outputs#answered} or {@link Outputs#unanswered} tell. */
    public void request(long question, String topic, byte[] payload, long patienceMs) {
        questions.ask(question, topic, payload, patienceMs);
    }

    /** The application's answer, which must not change any more. */
    public void answered(long ask, byte[] answer) {
        answers.answered(ask, answer);
    }

    public void refused(long ask, String reason) {
        answers.refused(ask, reason);
    }

    /** The application leaves a question that it has taken to the parent. */
    public void passed(long ask) {
        answers.passed(ask);
    }

    // ---- frames from the parent

    @Override
    public void fromParent(byte[] frame) {
        int version = Frames.directVersion(frame);
        if (version != Frames.VERSION) {
            counters.strayControls++;
            if (version >= 0) {
                upstream.otherVersion(version);
            }
            return;
        }
        Control control = Frames.control(frame);
        if (control == null) {
            counters.malformed++;
            return;
        }
        upstream.heard();
        switch (control.getKindCase()) {
            case JOIN_ACCEPTED -> upstream.accepted(control.getJoinAccepted());
            case JOIN_REFUSED -> upstream.refused(control.getJoinRefused());
            case JOIN_REDIRECTED -> upstream.redirected(control.getJoinRedirected());
            case HEARTBEAT_ANSWER -> upstream.heartbeatAnswered(control.getHeartbeatAnswer());
            case SESSION_OPENED -> sessionOpened(control.getSessionOpened());
            case SESSION_CLOSED -> sessionClosed(control.getSessionClosed());
            case ACKNOWLEDGEMENTS -> acknowledged(control.getAcknowledgements());
            case EXPECTED -> expected(control.getExpected());
            case TOPIC_OPENED -> topicOpened(control.getTopicOpened());
            case SUBSCRIBED -> topics.subscribed(control.getSubscribed());
            case TOO_OLD -> topics.tooOld(control.getTooOld());
            case JOIN_VERDICT -> children.admission.verdict(control.getJoinVerdict());
            case EXPECT_TICKET -> {
                if (control.getExpectTicket().getSession() == origin.session()) {
                    children.admission.expect(control.getExpectTicket());
                } else {
                    children.route(
                            control.getExpectTicket().getSession(),
                            Control.newBuilder().setExpectTicket(control.getExpectTicket()));
                }
            }
            case REVOKED -> upstream.revoked(control.getRevoked().getReason());
            case PATH_CHANGED -> upstream.pathChanged(control.getPathChanged().getPath());
            case ANSWER_PART -> {
                if (control.getAnswerPart().getSession() == origin.session()) {
                    questions.received(control.getAnswerPart());
                } else {
                    answers.pass(control.getAnswerPart());
                }
            }
            case JOIN_REQUEST,
                    LEAVE,
                    HEARTBEAT,
                    OPEN_SESSION,
                    CLOSE_SESSION,
                    DETACH_SESSIONS,
                    OPEN_TOPIC,
                    CLOSE_TOPIC,
                    SUBSCRIBE,
                    UNSUBSCRIBE,
                    REPAIR_REQUEST,
                    RECEIVED,
                    ASK_JOIN,
                    QUESTION,
                    KIND_NOT_SET -> counters.strayControls++;
        }
    }

    private void sessionOpened(SessionOpened opened) {
        if (opened.getSession() == origin.session()) {
            upstream.sessionOpened(opened.getNext());
        } else {
            children.sessionOpened(opened);
        }
    }

    private void sessionClosed(SessionClosed closed) {
        if (closed.getSession() == origin.session()) {
            origin.closed(closed.getNext(), closed.getReason());
        } else {
            children.route(closed.getSession(), Control.newBuilder().setSessionClosed(closed));
            children.sessionClosed(closed.getSession());
        }
    }

    private void acknowledged(Acknowledgements acknowledgements) {
        for (Acknowledgement ack : acknowledgements.getAcksList()) {
            if (ack.getSession() == origin.session()) {
                origin.acknowledged(ack.getThrough());
            } else {
                children.route(
                        ack.getSession(),
                        Control.newBuilder()
                                .setAcknowledgements(
                                        Acknowledgements.newBuilder().addAcks(ack)));
            }
        }
    }

    private void expected(Expected expected) {
        if (expected.getSession() == origin.session()) {
            origin.expected(expected.getNext());
        } else {
            children.route(expected.getSession(), Control.newBuilder().setExpected(expected));
        }
    }

    private void topicOpened(TopicOpened opened) {
        if (opened.getSession() != origin.session()) {
            children.topicOpened(opened);
        } else if (opened.getAccess() == WireAccess.ACCESS_SEND) {
            origin.topicOpened(opened.getTopic(), opened.getAllowed(), opened.getReason());
        } else {
            topics.topicOpened(opened.getTopic(), opened.getAllowed(), opened.getReason());
            questions.topicOpened(opened.getTopic(), opened.getAllowed(), opened.getReason());
        }
    }

    @Override
    public void broadcast(byte[] frame) {
        if (!Frames.hasHeader(frame)) {
            counters.malformed++;
            return;
        }
        if (Wire.getLong(frame, Frames.TREE_AT) != reign.tree()) {
            counters.foreignReigns++;
            return;
        }
        if (Wire.getLong(frame, Frames.REIGN_AT) != reign.reign()) {
            counters.foreignReigns++;
            upstream.lost("its broadcasts come from another reign");
            return;
        }
        upstream.broadcastHeard(Wire.getLong(frame, Frames.POSITION_AT), Frames.stampMicros(frame));
        switch (frame[Frames.TYPE_AT]) {
            case Frames.TYPE_BATCH -> {
                if (!Frames.isWellFormed(frame)) {
                    counters.malformed++;
                } else if (Frames.isEphemeral(frame)) {
                    ephemerals.received(frame);
                } else {
                    topics.received(frame);
                }
            }
            case Frames.TYPE_ANNOUNCE -> announced(frame);
            case Frames.TYPE_HEARTBEAT -> {
                // its coming is all it says
            }
            default -> counters.malformed++;
        }
    }

    private void announced(byte[] frame) {
        int count = Frames.count(frame);
        if (count < 0 || count > (frame.length - Frames.BROADCAST_HEADER) / Frames.ANNOUNCEMENT) {
            counters.malformed++;
            return;
        }
        for (int i = 0; i < count; i++) {
            int at = Frames.BROADCAST_HEADER + i * Frames.ANNOUNCEMENT;
            TopicFlow flow = topics.get(Wire.getLong(frame, at));
            if (flow != null) {
                topics.announced(flow, Wire.getLong(frame, at + 8));
            }
        }
    }

    // ---- frames from children

    @Override
    public void fromChild(long peer, byte[] frame) {
        ChildLink link = children.byPeer(peer);
        int version = Frames.directVersion(frame);
        if (version != Frames.VERSION || (link == null && frame.length > MAX_STRANGER_BYTES)) {
            counters.strayControls++;
            if (version >= 0 && version != Frames.VERSION && link == null) {
                children.sendRefused(
                        peer,
                        0,
                        io.zinc.core.wire.JoinRefused.Code.VERSION,
                        "this endpoint speaks version " + Frames.VERSION + " of Zinc's wire format, the joiner version "
                                + version + "; use the same release of Zinc on both sides");
            }
            noteStranger(peer);
            return;
        }
        Control control = Frames.control(frame);
        if (control == null) {
            counters.malformed++;
        } else if (control.hasJoinRequest()) {
            children.admission.request(peer, control.getJoinRequest());
        } else if (link != null) {
            fromJoined(link, control);
        } else if (!control.hasHeartbeat() || !children.resume(peer, control.getHeartbeat())) {
            counters.strayControls++;
            children.revoke(peer, "the parent does not know this link", false);
        }
        noteStranger(peer);
    }

    private void noteStranger(long peer) {
        if (children.byPeer(peer) == null) {
            children.strangers.heard(peer);
        }
    }

    private void fromJoined(ChildLink link, Control control) {
        switch (control.getKindCase()) {
            case LEAVE -> children.drop(link, "it left");
            case HEARTBEAT -> children.heartbeat(link, control.getHeartbeat());
            case OPEN_SESSION -> children.openSession(link, control.getOpenSession());
            case CLOSE_SESSION -> {
                if (host != null) {
                    host.closeSession(link, control.getCloseSession());
                } else {
                    children.passUp(
                            link,
                            control.getCloseSession().getSession(),
                            Control.newBuilder().setCloseSession(control.getCloseSession()));
                }
            }
            case DETACH_SESSIONS -> children.detach(link, control.getDetachSessions());
            case OPEN_TOPIC -> children.openTopic(link, control.getOpenTopic());
            case CLOSE_TOPIC -> children.closeTopic(link, control.getCloseTopic());
            case SUBSCRIBE -> children.subscribe(link, control.getSubscribe());
            case UNSUBSCRIBE ->
                children.unsubscribe(link, control.getUnsubscribe().getKey());
            case REPAIR_REQUEST -> children.repair(link, control.getRepairRequest());
            case RECEIVED ->
                children.pacing.received(link, control.getReceived().getPosition());
            case ASK_JOIN -> children.admission.ask(link, control.getAskJoin());
            case QUESTION -> answers.asked(link, control.getQuestion());
            case JOIN_REQUEST,
                    JOIN_ACCEPTED,
                    JOIN_REFUSED,
                    JOIN_REDIRECTED,
                    HEARTBEAT_ANSWER,
                    SESSION_OPENED,
                    SESSION_CLOSED,
                    ACKNOWLEDGEMENTS,
                    EXPECTED,
                    TOPIC_OPENED,
                    SUBSCRIBED,
                    TOO_OLD,
                    JOIN_VERDICT,
                    EXPECT_TICKET,
                    REVOKED,
                    PATH_CHANGED,
                    ANSWER_PART,
                    KIND_NOT_SET -> counters.strayControls++;
        }
    }

    @Override
    public void pushed(byte[] frame) {
        ChildLink link = frame.length < Frames.PUSH_HEADER ? null : children.byToken(ChildLink.Token.read(frame, 0));
        if (link == null) {
            counters.strayPushes++;
            return;
        }
        if (frame[Frames.VERSION_AT] != Frames.VERSION || frame[Frames.TYPE_AT] != Frames.TYPE_BATCH) {
            counters.malformed++;
            return;
        }
        if (Wire.getLong(frame, Frames.PUSH_REIGN_AT) != reign.reign()) {
            counters.foreignReigns++;
            children.cut(link, "it pushed for another reign", false);
            return;
        }
        link.lastPushNumber = Math.max(link.lastPushNumber, Wire.getLong(frame, Frames.PUSH_NUMBER_AT));
        int at = Frames.PUSH_HEADER;
        while (at < frame.length) {
            int end = upRunEnd(frame, at, limits.maxRunBytes());
            if (end < 0) {
                counters.malformed++;
                children.cut(link, "it pushed a malformed frame", false);
                return;
            }
            if (host != null) {
                host.pushed(link, frame, at, end);
            } else if (!children.isRouted(Wire.getLong(frame, at + 8), link)) {
                counters.foreignSessions++;
            } else if (Ephemerals.isRun(frame, at)) {
                ephemerals.forward(frame, at, end);
            } else {
                push.forward(frame, at, end);
            }
            at = end;
        }
    }

    /** Where a pushed run ends; -1 when its header makes no sense. */
    private static int upRunEnd(byte[] frame, int at, int maxRunBytes) {
        if (frame.length - at < Frames.UP_RUN_HEADER) {
            return -1;
        }
        long first = Wire.getLong(frame, at + 16);
        int count = Wire.getInt(frame, at + 29);
        int length = Wire.getInt(frame, at + 33);
        boolean makesSense = (first > 0 || (first == Ephemerals.NO_NUMBER && count > 0))
                && count >= 0
                && first <= Long.MAX_VALUE - count
                && length >= count
                && (count > 0 || length == 0)
                && length <= maxRunBytes
                && length <= frame.length - at - Frames.UP_RUN_HEADER;
        return makesSense ? at + Frames.UP_RUN_HEADER + length : -1;
    }

    @Override
    public boolean subscriptionRequested(byte[] request) {
        return children.subscriptionRequested(request);
    }

    // ---- for the parts

    long now() {
        return nowNs;
    }

    /** Something has to be done at a time: the next turn is due then at the latest. */
    void due(long deadlineNs) {
        tickDueNs = Math.min(tickDueNs, deadlineNs);
    }

    long millis(long ms) {
        return ms * 1_000_000L;
    }

    /** Whose history this endpoint follows; of zeros before the first join. */
    public Reign reign() {
        return reign;
    }

    boolean isHost() {
        return host != null;
    }

    HostOrder host() {
        if (host == null) {
            throw new IllegalStateException("only the host has this part");
        }
        return host;
    }

    byte[] controlKey() {
        return controlKey;
    }

    byte[] subscriptionRequest(long key) {
        byte[] request = new byte[Downlink.TOKEN_BYTES + Downlink.KEY_BYTES];
        upstream.token().write(request, 0);
        Wire.putHex(request, Downlink.TOKEN_BYTES, key);
        return request;
    }

    /** Another host reigns: nothing that was is of use. */
    void reignChanged(Reign newReign, byte[] hashKey, boolean hadOne) {
        reign = newReign;
        topics.onReignChanged();
        topics.setHashKey(hashKey);
        children.revokeAll("another host reigns");
        if (hadOne) {
            origin.restart("the host is another one");
        }
    }

    long randomId() {
        long id = config.random().nextLong();
        return id == 0 ? 1 : id;
    }

    ChildLink.Token randomToken() {
        return new ChildLink.Token(config.random().nextLong(), config.random().nextLong());
    }

    static ByteString bytes(UUID id) {
        return ByteString.copyFrom(Wire.uuid(id));
    }

    static ByteString bytes(ChildLink.Token token) {
        return ByteString.copyFrom(token.bytes());
    }

    static WireRole wireRole(Role role) {
        return switch (role) {
            case HOST -> WireRole.ROLE_HOST;
            case RELAY -> WireRole.ROLE_RELAY;
            case CLIENT -> WireRole.ROLE_CLIENT;
        };
    }
}
