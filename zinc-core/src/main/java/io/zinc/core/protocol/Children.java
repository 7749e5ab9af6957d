package io.zinc.core.protocol;

import com.google.protobuf.ByteString;
import io.zinc.core.ConnectionEvent;
import io.zinc.core.Role;
import io.zinc.core.spi.Downlink;
import io.zinc.core.spi.LinkAddresses;
import io.zinc.core.wire.AskJoin;
import io.zinc.core.wire.CloseTopic;
import io.zinc.core.wire.Control;
import io.zinc.core.wire.DetachSessions;
import io.zinc.core.wire.Heartbeat;
import io.zinc.core.wire.HeartbeatAnswer;
import io.zinc.core.wire.JoinAccepted;
import io.zinc.core.wire.JoinRefused;
import io.zinc.core.wire.JoinRequest;
import io.zinc.core.wire.OpenSession;
import io.zinc.core.wire.OpenTopic;
import io.zinc.core.wire.Path;
import io.zinc.core.wire.PathChanged;
import io.zinc.core.wire.RepairRequest;
import io.zinc.core.wire.Revoked;
import io.zinc.core.wire.SessionOpened;
import io.zinc.core.wire.Subscribe;
import io.zinc.core.wire.Subscribed;
import io.zinc.core.wire.TooOld;
import io.zinc.core.wire.TopicOpened;
import io.zinc.core.wire.WireAccess;
import java.util.ArrayList;
import java.util.Collection;
import java.util.LinkedHashMap;
import java.util.LinkedHashSet;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.UUID;
import org.jspecify.annotations.Nullable;

/**
 * The children of a host or relay: their links, the sessions behind each, and everything that is broadcast to them.
 *
 * <p>Joins are in {@link Admission}, the waiting for slow children in {@link Pacing}.
 */
final class Children {

    /** So many sessions are spoken of in one message, so that it stays small. */
    static final int MOST_AT_ONCE = 1_000;

    private static final int REPAIR_ANSWER_BYTES = 256 << 10;
    private static final int FAST_ANNOUNCE_MS = 100;
    private static final int FAST_ANNOUNCEMENTS = 4;
    private static final int SLOW_ANNOUNCE_HEARTBEATS = 4;

    private final TreeNode node;
    final Pacing pacing;
    final Admission admission;
    final Strangers strangers;

    private final Map<Long, ChildLink> byPeer = new LinkedHashMap<>();
    private final Map<ChildLink.Token, ChildLink> byToken = new LinkedHashMap<>();
    private final Map<Long, Route> routes = new LinkedHashMap<>();
    private final Set<TopicFlow> announceSoon = new LinkedHashSet<>();
    private LinkAddresses addresses = new LinkAddresses("", "", "");
    private long heartbeatDueNs = Long.MIN_VALUE;
    private long announceDueNs = Long.MIN_VALUE;
    private int heartbeats;

    Children(TreeNode node) {
        this.node = node;
        this.pacing = new Pacing(node, this);
        this.admission = new Admission(node, this);
        this.strangers = new Strangers(node);
    }

    /**
     * A session that is reached through a child. Until the host has confirmed it, anybody may have made it up: then it
     * carries nothing, and whoever comes with another secret takes its place.
     */
    private record Route(ChildLink link, OpenSession opening, boolean isConfirmed) {}

    void bound(LinkAddresses bound) {
        addresses = bound;
    }

    String address() {
        return addresses.direct();
    }

    int count() {
        return byToken.size();
    }

    Collection<ChildLink> links() {
        return byToken.values();
    }

    /** Whether an endpoint id is in use here by another subject. */
    boolean isAnothers(ByteString endpoint, String subject) {
        for (ChildLink link : byToken.values()) {
            if (TreeNode.bytes(link.id).equals(endpoint)) {
                return !link.subject.equals(subject);
            }
        }
        return false;
    }

    boolean isFull() {
        return byToken.size() >= node.limits.maxChildren();
    }

    boolean send(ChildLink link, Control.Builder control) {
        return node.out.sendToChild(link.peer, Frames.direct(control.build()));
    }

    // ---- links

    /** Lets a joiner in as a child; a link that it had before ends. */
    void accept(long peer, JoinRequest request, String subject) {
        UUID id = Wire.uuid(request.getEndpoint().toByteArray());
        Role role = request.getRole() == io.zinc.core.wire.WireRole.ROLE_RELAY ? Role.RELAY : Role.CLIENT;
        ChildLink present = byPeer.get(peer);
        if (present != null && present.id.equals(id)) {
            present.attempt = request.getAttempt();
            sendAccepted(present, request.getAttempt());
            return;
        }
        for (ChildLink link : byToken.values()) {
            if (link.id.equals(id) && link.hasOvertaken(request)) {
                node.counters.strayControls++;
                return;
            }
        }
        for (ChildLink link : List.copyOf(byToken.values())) {
            if (link.id.equals(id) || link.peer == peer) {
                drop(link, "it joined again");
            }
        }
        ChildLink link = new ChildLink(id, role, subject, node.randomToken(), peer, node.now());
        link.start = request.getStart();
        link.attempt = request.getAttempt();
        link.received = pacing.position();
        link.lastDestined = pacing.position();
        byPeer.put(peer, link);
        byToken.put(link.token, link);
        strangers.joined(peer);
        sendAccepted(link, request.getAttempt());
        node.out.event(new ConnectionEvent.ChildJoined(id, role));
    }

    private void sendAccepted(ChildLink link, int attempt) {
        Reign reign = node.reign();
        send(
                link,
                Control.newBuilder()
                        .setJoinAccepted(JoinAccepted.newBuilder()
                                .setAttempt(attempt)
                                .setToken(TreeNode.bytes(link.token))
                                .setBroadcastAddress(addresses.broadcast())
                                .setPushAddress(addresses.push())
                                .setTree(reign.tree())
                                .setReign(reign.reign())
                                .setEpoch(reign.epoch())
                                .setHashKey(ByteString.copyFrom(node.topics.hashKey()))
                                .setPath(path())
                                .setParent(TreeNode.bytes(node.config.id()))
                                .setVersion(Frames.VERSION)
                                .setMaxFrameBytes(node.limits.maxFrameBytes())
                                .setMaxMessageBytes(node.limits.maxMessageBytes())
                                .setHeartbeatMs(node.limits.heartbeatMs())));
    }

    /** The way from the host to this node. */
    Path path() {
        return (node.isHost() ? Path.newBuilder() : node.upstream.path().toBuilder())
                .setLive(node.upstream.hasWay())
                .addHops(Path.Hop.newBuilder()
                        .setEndpoint(TreeNode.bytes(node.config.id()))
                        .setAddress(addresses.direct()))
                .build();
    }

    void pathChanged() {
        if (byToken.isEmpty()) {
            return;
        }
        PathChanged changed = PathChanged.newBuilder().setPath(path()).build();
        for (ChildLink link : byToken.values()) {
            send(link, Control.newBuilder().setPathChanged(changed));
        }
    }

    @Nullable
    ChildLink byPeer(long peer) {
        return byPeer.get(peer);
    }

    @Nullable
    ChildLink byToken(ChildLink.Token token) {
        return byToken.get(token);
    }

    /** Ends a link and everything that went over it. */
    void drop(ChildLink link, String reason) {
        if (link.isClosed) {
            return;
        }
        link.isClosed = true;
        byPeer.remove(link.peer, link);
        byToken.remove(link.token);
        node.out.disconnectChild(link.peer, link.token.bytes());
        pacing.forget(link);
        for (TopicFlow flow : List.copyOf(link.subscriptions.values())) {
            leaveTopic(link, flow);
        }
        List<Long> detached = new ArrayList<>();
        for (Map.Entry<Long, Route> route : List.copyOf(routes.entrySet())) {
            if (route.getValue().link == link) {
                routes.remove(route.getKey());
                detached.add(route.getKey());
            }
        }
        if (node.isHost()) {
            node.host().linkLost(link);
        } else if (node.upstream.isLive()) {
            for (int from = 0; from < detached.size(); from += MOST_AT_ONCE) {
                List<Long> some = detached.subList(from, Math.min(detached.size(), from + MOST_AT_ONCE));
                node.upstream.send(Control.newBuilder()
                        .setDetachSessions(DetachSessions.newBuilder().addAllSessions(some)));
            }
        }
        node.out.event(new ConnectionEvent.ChildLost(link.id, reason));
    }

    /** Ends a link that the child still believes in, and tells it. */
    void cut(ChildLink link, String reason, boolean isRemoved) {
        node.counters.childrenCut++;
        revoke(link.peer, reason, isRemoved);
        drop(link, reason);
    }

    boolean hasClient() {
        for (ChildLink link : byToken.values()) {
            if (link.role == Role.CLIENT) {
                return true;
            }
        }
        return false;
    }

    /** Cuts the client that came last. */
    void cutOneClient(String reason) {
        ChildLink last = null;
        for (ChildLink link : byToken.values()) {
            last = link.role == Role.CLIENT ? link : last;
        }
        if (last != null) {
            cut(last, reason, false);
        }
    }

    void revokeAll(String reason) {
        for (ChildLink link : List.copyOf(byToken.values())) {
            revoke(link.peer, reason, false);
            drop(link, reason);
        }
        routes.clear();
    }

    void revoke(long peer, String reason, boolean isRemoved) {
        node.out.sendToChild(
                peer,
                Frames.direct(Control.newBuilder()
                        .setRevoked(Revoked.newBuilder().setReason(reason).setRemoved(isRemoved))
                        .build()));
    }

    void heartbeat(ChildLink link, Heartbeat heartbeat) {
        link.heardAtNs = node.now();
        node.status.report(link, heartbeat);
        pacing.received(link, heartbeat.getPosition());
        send(
                link,
                Control.newBuilder()
                        .setHeartbeatAnswer(HeartbeatAnswer.newBuilder()
                                .setNumber(heartbeat.getNumber())
                                .setPushed(link.lastPushNumber)
                                .setPath(path())));
    }

    /** A stranger on the direct path shows the token of a link: its connection was made anew. */
    boolean resume(long peer, Heartbeat heartbeat) {
        if (heartbeat.getToken().size() != 16) {
            return false;
        }
        ChildLink link = byToken.get(ChildLink.Token.read(heartbeat.getToken().toByteArray(), 0));
        if (link == null) {
            return false;
        }
        if (link.peer != peer) {
            byPeer.remove(link.peer, link);
            strangers.dismiss(link.peer);
            link.peer = peer;
            byPeer.put(peer, link);
        }
        strangers.joined(peer);
        heartbeat(link, heartbeat);
        return true;
    }

    void restartWindows() {
        for (ChildLink link : byToken.values()) {
            link.heardAtNs = node.now();
            link.receivedAtNs = node.now();
        }
    }

    // ---- sessions below

    void openSession(ChildLink link, OpenSession request) {
        OpenSession opening = request;
        if (link.role == Role.CLIENT) {
            opening = request.toBuilder()
                    .setSubject(link.subject)
                    .setEndpoint(TreeNode.bytes(link.id))
                    .setRole(io.zinc.core.wire.WireRole.ROLE_CLIENT)
                    .build();
        } else if (request.getEndpoint().equals(TreeNode.bytes(link.id))) {
            opening = request.toBuilder().setSubject(link.subject).build();
        }
        if (opening.getSecret().size() != 16 || opening.getEndpoint().size() != 16 || opening.getSession() == 0) {
            node.counters.malformed++;
            return;
        }
        if (opening.getSession() == node.origin.session()) {
            node.counters.foreignSessions++;
            return;
        }
        if (link.role == Role.CLIENT && link.clientSession != opening.getSession()) {
            if (link.clientSession != 0) {
                detach(
                        link,
                        DetachSessions.newBuilder()
                                .addSessions(link.clientSession)
                                .build());
            }
            link.clientSession = opening.getSession();
        }
        if (node.isHost()) {
            node.host().openSession(link, opening);
            return;
        }
        Route present = routes.get(opening.getSession());
        if (present == null && routes.size() >= node.limits.maxSessions()) {
            node.counters.refusedJoins++;
            return;
        }
        if (present != null
                && present.isConfirmed
                && !present.opening.getSecret().equals(opening.getSecret())) {
            node.counters.foreignSessions++;
            return;
        }
        boolean isSame = present != null && present.opening.getSecret().equals(opening.getSecret());
        if (present != null && isSame && present.opening.getOpening() > opening.getOpening()) {
            return;
        }
        routes.put(opening.getSession(), new Route(link, opening, present != null && isSame && present.isConfirmed));
        if (node.upstream.isLive()) {
            node.upstream.send(Control.newBuilder().setOpenSession(opening));
        }
    }

    /** The way up is a new one: the host learns it for every session below. */
    void openSessionsAbove() {
        for (Route route : routes.values()) {
            node.upstream.send(Control.newBuilder().setOpenSession(route.opening));
        }
    }

    /** The host knows a session below. */
    void sessionOpened(SessionOpened opened) {
        Route route = routes.get(opened.getSession());
        if (route != null && !route.opening.getEndpoint().equals(opened.getEndpoint())) {
            node.counters.foreignSessions++; // it is another's, and came another way
            return;
        }
        if (route != null) {
            routes.put(opened.getSession(), new Route(route.link, route.opening, true));
        }
        route(opened.getSession(), Control.newBuilder().setSessionOpened(opened));
    }

    int routes() {
        return routes.size();
    }

    /** Whether a session is reached through a link. */
    boolean isRouted(long session, ChildLink link) {
        Route route = routes.get(session);
        return route != null && route.isConfirmed && route.link == link;
    }

    /** The child through which a session is reached; null when it is not. */
    @Nullable
    ChildLink linkTo(long session) {
        if (node.isHost()) {
            return node.host().linkTo(session);
        }
        Route route = routes.get(session);
        return route != null && route.isConfirmed ? route.link : null;
    }

    /** Whose session it is: this endpoint's own, or one that is reached through a child. */
    Answers.Identity identityOf(long session) {
        if (session == node.origin.session()) {
            return new Answers.Identity(node.config.id(), "");
        }
        if (node.isHost()) {
            return node.host().identityOf(session);
        }
        Route route = routes.get(session);
        return route == null
                ? new Answers.Identity(new UUID(0, 0), "")
                : new Answers.Identity(
                        Wire.uuid(route.opening.getEndpoint().toByteArray()), route.opening.getSubject());
    }

    /** Passes something down to where a session is; a session that is not below any more is told to the host. */
    void route(long session, Control.Builder control) {
        Route route = routes.get(session);
        if (route != null) {
            // until the host has said whose session it is, anybody may have claimed it; what is lost so is said again
            if (route.isConfirmed || control.hasSessionClosed()) {
                send(route.link, control);
            }
        } else {
            node.upstream.send(Control.newBuilder()
                    .setDetachSessions(DetachSessions.newBuilder().addSessions(session)));
        }
    }

    /** Passes on to the parent what a session says, if it comes from where the session is. */
    void passUp(ChildLink link, long session, Control.Builder control) {
        if (isRouted(session, link)) {
            node.upstream.send(control);
        } else {
            node.counters.foreignSessions++;
        }
    }

    void sessionClosed(long session) {
        routes.remove(session);
    }

    void detach(ChildLink link, DetachSessions request) {
        DetachSessions.Builder detached = DetachSessions.newBuilder();
        for (long session : request.getSessionsList()) {
            if (node.isHost()) {
                node.host().detach(session, link);
            } else {
                Route route = routes.get(session);
                if (route != null && route.link == link) {
                    routes.remove(session);
                    detached.addSessions(session);
                }
            }
        }
        if (detached.getSessionsCount() > 0) {
            node.upstream.send(Control.newBuilder().setDetachSessions(detached));
        }
    }

    // ---- topics below

    void openTopic(ChildLink link, OpenTopic request) {
        if (!isTopicName(request.getTopic())) {
            node.counters.malformed++;
            return;
        }
        if (node.isHost()) {
            node.host().openTopic(link, request);
        } else {
            passUp(link, request.getSession(), Control.newBuilder().setOpenTopic(request));
        }
    }

    void closeTopic(ChildLink link, CloseTopic request) {
        if (node.isHost()) {
            node.host().closeTopic(link, request);
        } else {
            passUp(link, request.getSession(), Control.newBuilder().setCloseTopic(request));
        }
    }

    static boolean isTopicName(String name) {
        int bytes = name.getBytes(java.nio.charset.StandardCharsets.UTF_8).length;
        return bytes >= 1 && bytes <= io.zinc.core.Topic.MAX_NAME_BYTES;
    }

    /** The host's answer on its way down; the parent of the asking client notes the right. */
    void topicOpened(TopicOpened answer) {
        ChildLink link = linkTo(answer.getSession());
        if (link != null) {
            noteRight(link, answer);
        }
        route(answer.getSession(), Control.newBuilder().setTopicOpened(answer));
    }

    void noteRight(ChildLink link, TopicOpened answer) {
        if (link.role == Role.CLIENT
                && answer.getAllowed()
                && answer.getAccess() == WireAccess.ACCESS_SUBSCRIBE
                && link.grants.size() < node.limits.maxSubscriptionsPerChild()) {
            link.grants.add(node.topics.keyOf(answer.getTopic()));
        }
    }

    void subscribe(ChildLink link, Subscribe request) {
        String topic = request.getTopic();
        if (!isTopicName(topic)) {
            node.counters.malformed++;
            return;
        }
        long key = node.topics.keyOf(topic);
        boolean isKnown = link.subscriptions.containsKey(key);
        boolean mayMore = link.role == Role.RELAY || link.subscriptions.size() < node.limits.maxSubscriptionsPerChild();
        if (!mayReceive(link, key) || (!isKnown && !mayMore)) {
            node.counters.unauthorized++;
            return;
        }
        TopicFlow flow = node.topics.open(topic);
        if (flow == null) {
            node.counters.unauthorized++;
            return;
        }
        if (!isKnown) {
            link.subscriptions.put(key, flow);
            flow.waiting.add(link);
            node.topics.subscribeAbove(flow);
        }
        if (request.getOrdered()) {
            node.topics.keepOrder(flow);
        }
        sendSubscribed(link, flow, flow.children.contains(link));
    }

    private static boolean mayReceive(ChildLink link, long key) {
        return link.role == Role.RELAY || link.grants.contains(key);
    }

    private void sendSubscribed(ChildLink link, TopicFlow flow, boolean isApplied) {
        send(
                link,
                Control.newBuilder()
                        .setSubscribed(Subscribed.newBuilder()
                                .setKey(flow.key)
                                .setEpoch(node.reign().epoch())
                                .setLast(isApplied ? flow.last() : 0)
                                .setApplied(isApplied)));
    }

    /** Someone asks on the broadcast path for a key; only a child that was granted it gets it. */
    boolean subscriptionRequested(byte[] request) {
        if (request.length != Downlink.TOKEN_BYTES + Downlink.KEY_BYTES) {
            node.counters.refusedSubscriptions++;
            return false;
        }
        ChildLink link = byToken.get(ChildLink.Token.read(request, 0));
        long key = Wire.getHex(request, Downlink.TOKEN_BYTES);
        boolean isControl = key == Frames.CONTROL_KEY
                && java.util.Arrays.equals(
                        request, Downlink.TOKEN_BYTES, request.length, node.controlKey(), 0, Downlink.KEY_BYTES);
        if (link != null && isControl) {
            return true;
        }
        TopicFlow flow = link == null ? null : link.subscriptions.get(key);
        if (link == null || flow == null) {
            node.counters.refusedSubscriptions++;
            return false;
        }
        if (flow.state == TopicFlow.State.LIVE) {
            activate(link, flow);
        } else {
            link.applied.add(key);
        }
        return true;
    }

    private void activate(ChildLink link, TopicFlow flow) {
        flow.waiting.remove(link);
        if (!flow.children.contains(link)) {
            flow.children.add(link);
            flow.wasFollowed = true;
        }
        sendSubscribed(link, flow, true);
    }

    /** This endpoint is subscribed above: the children that wait for that are confirmed. */
    void topicIsLive(TopicFlow flow) {
        for (ChildLink link : List.copyOf(flow.waiting)) {
            if (link.applied.contains(flow.key)) {
                activate(link, flow);
            }
        }
    }

    void unsubscribe(ChildLink link, long key) {
        TopicFlow flow = link.subscriptions.get(key);
        link.grants.remove(key);
        if (flow != null) {
            leaveTopic(link, flow);
        }
    }

    private void leaveTopic(ChildLink link, TopicFlow flow) {
        link.subscriptions.remove(flow.key);
        link.applied.remove(flow.key);
        flow.children.remove(link);
        flow.waiting.remove(link);
        flow.askers.remove(link);
        node.topics.release(flow);
    }

    // ---- broadcasting

    /** Passes a frame of the parent on; the array is this node's own. */
    void forward(TopicFlow flow, byte[] frame) {
        flow.forwarded = Math.max(flow.forwarded, Frames.base(frame) + Frames.count(frame) - 1);
        broadcast(flow, frame);
    }

    /** Broadcasts a frame of a topic to the children that want it. */
    void broadcast(TopicFlow flow, byte[] frame) {
        if (flow.children.isEmpty()) {
            return;
        }
        pacing.sent(flow.children, frame);
        node.out.broadcast(frame);
        announceSoon.add(flow);
        node.due(node.now() + node.millis(FAST_ANNOUNCE_MS));
        flow.announcements = 0;
        flow.usedAtNs = node.now();
    }

    /** A child misses messages. */
    void repair(ChildLink link, RepairRequest request) {
        TopicFlow flow = link.subscriptions.get(request.getKey());
        ReplayBudget.Replay replay = flow == null ? null : flow.replay;
        if (flow == null || replay == null || request.getFirst() < 1 || request.getLast() < request.getFirst()) {
            node.counters.unauthorized++;
            return;
        }
        if (!link.mayRepair(node.now())) {
            return; // it asks again, when it really misses something
        }
        long first = request.getFirst();
        if (node.isHost()) {
            long available = Math.min(replay.first(), flow.next);
            if (first < available) {
                sendTooOld(link, flow.key, available);
                first = available;
            }
            answerRepair(link, flow, replay, first, request.getLast());
        } else if (replay.first() <= first && first < flow.next) {
            answerRepair(link, flow, replay, first, request.getLast());
        } else {
            escalate(link, flow, first, request.getLast());
        }
    }

    void sendTooOld(ChildLink link, long key, long firstAvailable) {
        send(
                link,
                Control.newBuilder().setTooOld(TooOld.newBuilder().setKey(key).setFirstAvailable(firstAvailable)));
    }

    private void answerRepair(ChildLink link, TopicFlow flow, ReplayBudget.Replay replay, long first, long last) {
        long end = Math.min(last, flow.next - 1);
        boolean wasJustDone = first >= flow.repairedFirst
                && first <= flow.repairedLast
                && node.now() - flow.repairedAtNs < node.millis(node.limits.repairMs()) / 2;
        if (first > end || wasJustDone) {
            return;
        }
        List<byte[]> answer = new ArrayList<>();
        int bytes = 0;
        for (byte[] kept : replay.from(first, end)) {
            if (bytes >= REPAIR_ANSWER_BYTES) {
                break;
            }
            bytes += kept.length;
            answer.add(kept.clone());
        }
        if (answer.isEmpty()) {
            return;
        }
        link.repaired(bytes);
        byte[] lastFrame = answer.getLast();
        flow.repairedFirst = first;
        flow.repairedLast = Frames.base(lastFrame) + Frames.count(lastFrame) - 1;
        flow.repairedAtNs = node.now();
        for (int i = 0; i < answer.size(); i++) {
            byte[] frame = answer.get(i);
            int lastFlag = i == answer.size() - 1 ? Frames.FLAG_REPAIR_END : 0;
            Wire.putShort(frame, Frames.FLAGS_AT, Frames.FLAG_REPAIR | lastFlag);
            node.counters.repairFrames++;
            broadcast(flow, frame);
        }
    }

    /** This relay has not got it either: it asks above, once for all that ask below. */
    private void escalate(ChildLink link, TopicFlow flow, long first, long last) {
        long repairNs = node.millis(node.limits.repairMs());
        boolean isAsked = !flow.askers.isEmpty()
                && first >= flow.askersFirst
                && last <= flow.askersLast
                && node.now() - flow.escalatedAtNs < repairNs;
        flow.askersFirst = flow.askers.isEmpty() ? first : Math.min(first, flow.askersFirst);
        flow.askersLast = flow.askers.isEmpty() ? last : Math.max(last, flow.askersLast);
        flow.askers.put(link, node.now() + 4 * repairNs);
        boolean isOwnGap = flow.gapLast != 0 && first >= flow.next;
        if (!isAsked && !isOwnGap && flow.state == TopicFlow.State.LIVE) {
            flow.escalatedAtNs = node.now();
            node.topics.requestRepairForChild(flow, first, last);
        }
    }

    // ---- time

    /** Does what time demands, and returns when to come again. */
    long tick() {
        long now = node.now();
        long patience = node.millis(node.limits.deadAfterMs());
        if (now >= heartbeatDueNs) {
            heartbeatDueNs = now + node.millis(node.limits.heartbeatMs());
            for (ChildLink link : List.copyOf(byToken.values())) {
                if (now - link.heardAtNs > patience) {
                    cut(link, "nothing came from it for " + node.limits.deadAfterMs() + " ms", false);
                }
            }
            if (!byToken.isEmpty()) {
                byte[] frame = Frames.broadcast(
                        Frames.BROADCAST_HEADER, Frames.CONTROL_KEY, Frames.TYPE_HEARTBEAT, node.reign(), 0);
                pacing.sent(byToken.values(), frame);
                node.out.broadcast(frame);
                if (heartbeats++ % SLOW_ANNOUNCE_HEARTBEATS == 0) {
                    announce(node.topics.flows(), true);
                }
            }
            admission.expire();
        }
        if (!announceSoon.isEmpty() && now >= announceDueNs) {
            announceDueNs = now + node.millis(FAST_ANNOUNCE_MS);
            announce(announceSoon, false);
            announceSoon.removeIf(flow -> flow.announcements >= FAST_ANNOUNCEMENTS);
        }
        long deadline = Math.min(heartbeatDueNs, pacing.tick());
        return announceSoon.isEmpty() ? deadline : Math.min(deadline, announceDueNs);
    }

    /** Tells the children the last sequences of topics, so that a lost tail shows. */
    private void announce(Iterable<TopicFlow> flows, boolean all) {
        List<TopicFlow> told = new ArrayList<>();
        for (TopicFlow flow : flows) {
            boolean isIdle = node.now() - flow.usedAtNs >= node.millis(FAST_ANNOUNCE_MS);
            if (!flow.children.isEmpty() && flow.last() > 0 && (all || isIdle)) {
                told.add(flow);
                flow.announcements += all ? 0 : 1;
            } else if (flow.children.isEmpty()) {
                flow.announcements = FAST_ANNOUNCEMENTS;
            }
            flow.askers.values().removeIf(until -> until < node.now());
            if (told.size() == node.limits.batchBytes() / Frames.ANNOUNCEMENT) {
                sendAnnouncement(told);
                told.clear();
            }
        }
        if (!told.isEmpty()) {
            sendAnnouncement(told);
        }
    }

    private void sendAnnouncement(List<TopicFlow> flows) {
        byte[] frame = Frames.broadcast(
                Frames.BROADCAST_HEADER + flows.size() * Frames.ANNOUNCEMENT,
                Frames.CONTROL_KEY,
                Frames.TYPE_ANNOUNCE,
                node.reign(),
                0);
        Wire.putInt(frame, Frames.COUNT_AT, flows.size());
        Wire.putInt(frame, Frames.RUNS_LENGTH_AT, flows.size() * Frames.ANNOUNCEMENT);
        int at = Frames.BROADCAST_HEADER;
        for (TopicFlow flow : flows) {
            Wire.putLong(frame, at, flow.key);
            Wire.putLong(frame, at + 8, flow.last());
            at += Frames.ANNOUNCEMENT;
        }
        pacing.sent(byToken.values(), frame);
        node.out.broadcast(frame);
    }

    void askAbove(AskJoin ask) {
        node.upstream.send(Control.newBuilder().setAskJoin(ask));
    }

    void sendRefused(long peer, int attempt, JoinRefused.Code code, String reason) {
        sendRefused(
                peer,
                JoinRefused.newBuilder()
                        .setAttempt(attempt)
                        .setCode(code)
                        .setReason(reason)
                        .build());
    }

    void sendRefused(long peer, JoinRefused refusal) {
        node.counters.refusedJoins++;
        node.out.sendToChild(
                peer, Frames.direct(Control.newBuilder().setJoinRefused(refusal).build()));
    }
}
