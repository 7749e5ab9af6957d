package io.zinc.core.protocol;

import io.zinc.core.spi.Authorizer;
import io.zinc.core.wire.Acknowledgement;
import io.zinc.core.wire.Acknowledgements;
import io.zinc.core.wire.CloseSession;
import io.zinc.core.wire.CloseTopic;
import io.zinc.core.wire.Control;
import io.zinc.core.wire.Expected;
import io.zinc.core.wire.OpenSession;
import io.zinc.core.wire.OpenTopic;
import io.zinc.core.wire.SessionClosed;
import io.zinc.core.wire.SessionOpened;
import io.zinc.core.wire.TopicOpened;
import io.zinc.core.wire.WireAccess;
import java.util.ArrayList;
import java.util.Iterator;
import java.util.LinkedHashMap;
import java.util.LinkedHashSet;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.UUID;
import org.jspecify.annotations.Nullable;

/**
 * What only the host does: it knows all sessions, takes from each its next number and no other, gives messages their
 * sequences, acknowledges them, and asks the Authorizer.
 */
final class HostOrder {

    /** Acknowledgements wait this long for others, unless somebody waits for one. */
    private static final int ACK_DELAY_MS = 5;

    private static final long ACK_AFTER_BYTES = 256 << 10;
    private static final int TELL_UNKNOWN_MS = 100;

    /** How many questions about one session may wait for the Authorizer. */
    private static final int MAX_QUESTIONS = 2_000;

    private final TreeNode node;
    final Gates gates;
    private final Attendance attendance;
    private final long startedNs;
    private final Map<Long, Session> sessions = new LinkedHashMap<>();
    // those that cannot be reached, the one that was lost longest ago first
    private final Set<Session> detached = new LinkedHashSet<>();
    private final Map<UUID, Set<Session>> detachedOf = new LinkedHashMap<>();
    private final Map<Long, Asked> asked = new LinkedHashMap<>();
    private final List<Session> unacknowledged = new ArrayList<>();
    private final List<TopicFlow> dirty = new ArrayList<>();
    private @Nullable TopicFlow lastOrdered;
    private long lastAsk;
    private long ackDueNs = Long.MAX_VALUE;
    private long sweepDueNs;

    HostOrder(TreeNode node) {
        this.node = node;
        this.gates = new Gates(node);
        this.attendance = new Attendance(node);
        this.startedNs = node.now();
    }

    /** A session of an endpoint below. */
    static final class Session {
        final long id;
        final com.google.protobuf.ByteString secret;
        final UUID endpoint;
        final String subject;

        /** Topics that it may send to, each with the number of the last ask for it. */
        final Map<Long, Long> mayPublish = new LinkedHashMap<>();

        final Allowance allowance;

        /** Topics that it may ask about, those that it was granted last; the right to an earlier one is asked for again. */
        final Set<Long> mayReceive = new LinkedHashSet<>();

        @Nullable
        ChildLink link;

        long opening;
        long next = 1;
        long closesAfter = -1;
        long detachedAtNs;
        long heardAtNs;
        boolean isAckPending;
        long unackedBytes;
        final Set<String> questions = new LinkedHashSet<>();
        long expectedNext;
        long expectedAtNs;

        Session(OpenSession opening, Allowance allowance) {
            this.allowance = allowance;
            this.id = opening.getSession();
            this.secret = opening.getSecret();
            this.endpoint = Wire.uuid(opening.getEndpoint().toByteArray());
            this.subject = opening.getSubject();
        }
    }

    /** A question to the Authorizer. */
    private record Asked(Session session, String topic, WireAccess access, long ask) {

        String key() {
            return access + " " + topic;
        }
    }

    int sessions() {
        return sessions.size();
    }

    /** Questions that the Authorizer has not answered. */
    int asked() {
        return asked.size();
    }

    // ---- sessions

    void openSession(ChildLink link, OpenSession opening) {
        Session session = sessions.get(opening.getSession());
        if (session == null) {
            UUID endpoint = Wire.uuid(opening.getEndpoint().toByteArray());
            if (sessions.size() >= node.limits.maxSessions() && !closeDetached(endpoint)) {
                sendClosed(
                        link,
                        opening.getSession(),
                        0,
                        "the host knows " + sessions.size() + " sessions, which is the limit maxSessions");
                return;
            }
            session = new Session(opening, new Allowance(node.limits.maxBytesPerSecond(), node.now()));
            sessions.put(session.id, session);
        } else if (!session.secret.equals(opening.getSecret())) {
            node.counters.foreignSessions++;
            return;
        } else if (opening.getOpening() < session.opening) {
            return;
        }
        if (session.link == null) {
            attendance.came(session.endpoint);
        }
        session.opening = opening.getOpening();
        session.link = link;
        attached(session);
        session.heardAtNs = node.now();
        node.children.send(
                link,
                Control.newBuilder()
                        .setSessionOpened(SessionOpened.newBuilder()
                                .setSession(session.id)
                                .setNext(session.next)
                                .setEndpoint(TreeNode.bytes(session.endpoint))));
    }

    /** Makes room for a session of an endpoint: one of its own that is not reached goes first, so that it cannot drive out others'. */
    private boolean closeDetached(UUID endpoint) {
        Iterator<Session> oldest = detachedOf.getOrDefault(endpoint, detached).iterator();
        if (!oldest.hasNext()) {
            return false;
        }
        forget(oldest.next());
        return true;
    }

    void closeSession(ChildLink link, CloseSession request) {
        Session session = sessions.get(request.getSession());
        if (session == null) {
            sendClosed(link, request.getSession(), request.getLast() + 1, "closed");
        } else if (session.link == link) {
            session.closesAfter = request.getLast();
            if (session.next <= request.getLast()) {
                expect(session);
            }
            closeIfDone(session);
        }
    }

    private void closeIfDone(Session session) {
        if (session.closesAfter >= 0 && session.next > session.closesAfter && session.link != null) {
            forget(session);
            sendClosed(session.link, session.id, session.next, "closed");
            attendance.closed(session.endpoint);
        }
    }

    private void forget(Session session) {
        sessions.remove(session.id);
        attached(session);
        for (long key : session.mayPublish.keySet()) {
            TopicFlow flow = node.topics.get(key);
            if (flow != null) {
                flow.publishers--;
            }
        }
    }

    private void sendClosed(ChildLink link, long session, long next, String reason) {
        node.children.send(
                link,
                Control.newBuilder()
                        .setSessionClosed(SessionClosed.newBuilder()
                                .setSession(session)
                                .setNext(next)
                                .setReason(reason)));
    }

    void linkLost(ChildLink link) {
        for (Session session : sessions.values()) {
            if (session.link == link) {
                detach(session);
            }
        }
    }

    void detach(long id, ChildLink link) {
        Session session = sessions.get(id);
        if (session != null && session.link == link) {
            detach(session);
        }
    }

    private void detach(Session session) {
        session.link = null;
        session.detachedAtNs = node.now();
        boolean unused = detached.add(session);
        unused = detachedOf
                .computeIfAbsent(session.endpoint, endpoint -> new LinkedHashSet<>())
                .add(session);
        attendance.lost(session.endpoint);
    }

    private void attached(Session session) {
        boolean unused = detached.remove(session);
        Set<Session> own = detachedOf.get(session.endpoint);
        if (own != null && own.remove(session) && own.isEmpty()) {
            detachedOf.remove(session.endpoint);
        }
    }

    /** Whether a session is a present one that can be reached. */
    boolean isReached(Session session) {
        return session.link != null && sessions.get(session.id) == session;
    }

    /** The child through which a session is reached; null when it is not. */
    @Nullable
    ChildLink linkTo(long id) {
        Session session = sessions.get(id);
        return session == null ? null : session.link;
    }

    Answers.Identity identityOf(long id) {
        Session session = sessions.get(id);
        return session == null
                ? new Answers.Identity(new UUID(0, 0), "")
                : new Answers.Identity(session.endpoint, session.subject);
    }

    /** Whether a session was granted a topic. */
    boolean mayReceive(long id, long key) {
        Session session = sessions.get(id);
        return session != null && session.mayReceive.contains(key);
    }

    /** Whether the host has just started, so that its application may not have said yet what it gates and answers. */
    boolean isYoung() {
        return node.now() - startedNs < node.millis(node.limits.deadAfterMs());
    }

    /** Sends something to where a session is. */
    void route(long id, Control.Builder control) {
        Session session = sessions.get(id);
        if (session != null && session.link != null) {
            node.children.send(session.link, control);
        }
    }

    // ---- rights

    /** The session that something from a child is about; null, and counted, when it is not reached through that one. */
    private @Nullable Session sessionBehind(ChildLink link, long id) {
        Session session = sessions.get(id);
        if (session != null && session.link == link) {
            return session;
        }
        node.counters.foreignSessions++;
        return null;
    }

    void openTopic(ChildLink link, OpenTopic request) {
        Session session = sessionBehind(link, request.getSession());
        if (session == null) {
            return;
        }
        WireAccess access = request.getAccess();
        if (access != WireAccess.ACCESS_SEND && access != WireAccess.ACCESS_SUBSCRIBE) {
            node.counters.malformed++;
            return;
        }
        boolean isReserved =
                access == WireAccess.ACCESS_SEND && request.getTopic().startsWith("zinc.");
        if (isReserved && !gates.covers(request.getTopic())) {
            if (isYoung()) {
                return; // there may be a gate soon; it is asked again when no answer comes
            }
            answer(session, request.getTopic(), access, "topics that begin with 'zinc.' are Zinc's own");
            return;
        }
        Asked question = new Asked(session, request.getTopic(), access, request.getAsk());
        if (asked.size() >= node.limits.maxPendingJoins()
                || session.questions.size() >= MAX_QUESTIONS
                || !session.questions.add(question.key())) {
            return; // it is asked again when no answer comes
        }
        asked.put(++lastAsk, question);
        node.out.authorize(
                lastAsk,
                session.subject,
                request.getTopic(),
                access == WireAccess.ACCESS_SEND ? Authorizer.Access.SEND : Authorizer.Access.SUBSCRIBE);
    }

    void authorized(long ask, Authorizer.Decision decision) {
        Asked question = asked.remove(ask);
        if (question != null) {
            question.session.questions.remove(question.key());
        }
        if (question == null || sessions.get(question.session.id) != question.session) {
            return;
        }
        switch (decision) {
            case Authorizer.Decision.Deny deny -> {
                node.counters.unauthorized++;
                String reason =
                        deny.reason().substring(0, Math.min(500, deny.reason().length()));
                answer(question.session, question.topic, question.access, reason);
            }
            case Authorizer.Decision.Allow allow ->
                answer(question.session, question.topic, question.access, open(question));
        }
    }

    /** Opens what was asked for, or says why that is not possible. A topic that nobody sends to is opened by its subscribers. */
    private @Nullable String open(Asked question) {
        long key = node.topics.keyOf(question.topic);
        if (question.access == WireAccess.ACCESS_SUBSCRIBE) {
            if (!node.topics.canOpen(question.topic)) {
                return node.topics.refusal(question.topic);
            }
            Set<Long> mayReceive = question.session.mayReceive;
            mayReceive.remove(key);
            mayReceive.add(key);
            if (mayReceive.size() > node.limits.maxTopicsPerSession()) {
                mayReceive.remove(mayReceive.iterator().next());
            }
            return null;
        }
        Map<Long, Long> mayPublish = question.session.mayPublish;
        if (mayPublish.computeIfPresent(key, (same, ask) -> Math.max(ask, question.ask)) != null) {
            return null;
        }
        if (mayPublish.size() >= node.limits.maxTopicsPerSession()) {
            return "this endpoint sends to " + mayPublish.size()
                    + " topics, which is the limit maxTopicsPerSession; use fewer, or raise it at the host";
        }
        TopicFlow flow = node.topics.open(question.topic);
        if (flow == null) {
            return node.topics.refusal(question.topic);
        }
        mayPublish.put(flow.key, question.ask);
        flow.publishers++;
        return null;
    }

    /** A session gives a right to send back. */
    void closeTopic(ChildLink link, CloseTopic request) {
        Session session = sessionBehind(link, request.getSession());
        if (session == null) {
            return;
        }
        TopicFlow flow = node.topics.get(node.topics.keyOf(request.getTopic()));
        Long ask = flow == null ? null : session.mayPublish.get(flow.key);
        if (flow != null && ask != null && ask <= request.getAsk()) {
            session.mayPublish.remove(flow.key);
            flow.publishers--;
        }
    }

    private void answer(Session session, String topic, WireAccess access, @Nullable String refusal) {
        TopicOpened opened = TopicOpened.newBuilder()
                .setSession(session.id)
                .setTopic(topic)
                .setAccess(access)
                .setAllowed(refusal == null)
                .setReason(refusal == null ? "" : refusal)
                .build();
        if (session.link != null) {
            node.children.noteRight(session.link, opened);
            node.children.send(session.link, Control.newBuilder().setTopicOpened(opened));
        }
    }

    // ---- order

    /** Takes a run that a child pushed, as far as it is what the session has to send next. */
    void pushed(ChildLink link, byte[] frame, int at, int end) {
        long key = Wire.getLong(frame, at);
        long id = Wire.getLong(frame, at + 8);
        long first = Wire.getLong(frame, at + 16);
        int count = Wire.getInt(frame, at + 29);
        int start = at + Frames.UP_RUN_HEADER;
        Session session = sessions.get(id);
        if (session == null) {
            unknownSession(link, id);
            return;
        }
        if (session.link != link) {
            node.counters.foreignSessions++;
            return;
        }
        session.heardAtNs = node.now();
        boolean isEphemeral = Ephemerals.isRun(frame, at);
        if (first > session.next) {
            if (!gates.isWaiting(session)) {
                expect(session);
            }
            return;
        }
        if (!isEphemeral && first + count <= session.next) {
            node.counters.duplicates += count > 0 ? 1 : 0;
            acknowledge(session, true, 0);
            return;
        }
        if (!Frames.messagesTile(frame, start, end, count, node.limits.maxMessageBytes())) {
            node.counters.malformed++;
            end(session, "a run of messages was malformed, or a message larger than maxMessageBytes");
            return;
        }
        TopicFlow flow = node.topics.get(key);
        if (flow == null || !session.mayPublish.containsKey(key)) {
            node.counters.unauthorized++;
            if (!isEphemeral) { // which may come when the right has been given back
                end(session, "it sent to a topic without the right");
            }
            return;
        }
        int codec = frame[at + 24] & 0xff;
        int schema = Wire.getInt(frame, at + 25);
        if (isEphemeral) {
            node.ephemerals.take(session, flow, frame, start, end, count, codec, schema);
            return;
        }
        int skipped = (int) (session.next - first);
        int from = skipped == 0 ? start : Frames.skipMessages(frame, start, end, skipped);
        long before = session.next;
        if (flow.isGated) {
            gates.offer(session, flow.name, frame, from, end, count - skipped, codec, schema);
        } else {
            append(key, id, session.endpoint, session.next, codec, schema, count - skipped, frame, from, end);
            session.next = first + count;
        }
        session.allowance.use((int) (session.next - before), end - from, node.now());
        acknowledge(session, false, end - from);
        if (session.unackedBytes > 2L * node.limits.sendBufferBytes()) {
            node.counters.overdrawn++;
            end(
                    session,
                    "it sent " + session.unackedBytes + " bytes without waiting for acknowledgements, more than twice"
                            + " the limit sendBufferBytes of the host; send no faster than its maxBytesPerSecond");
            return;
        }
        closeIfDone(session);
    }

    private void unknownSession(ChildLink link, long id) {
        if (node.now() - link.toldUnknownAtNs >= node.millis(TELL_UNKNOWN_MS)) {
            link.toldUnknownAtNs = node.now();
            sendClosed(link, id, 0, "the host does not know the session");
        }
    }

    private void end(Session session, String reason) {
        forget(session);
        if (session.link != null) {
            attendance.lost(session.endpoint); // it will open another one
            sendClosed(session.link, session.id, session.next, reason);
        }
    }

    private void expect(Session session) {
        boolean wasJustTold = session.expectedNext == session.next
                && node.now() - session.expectedAtNs < node.millis(node.limits.resendMs()) / 4;
        if (!wasJustTold && session.link != null) {
            session.expectedNext = session.next;
            session.expectedAtNs = node.now();
            node.counters.expecteds++;
            node.children.send(
                    session.link,
                    Control.newBuilder()
                            .setExpected(
                                    Expected.newBuilder().setSession(session.id).setNext(session.next)));
        }
    }

    /** Gives a run its place; the bytes are copied at the end of the turn. */
    void append(
            long key,
            long session,
            UUID origin,
            long first,
            int codec,
            int schema,
            int count,
            byte[] data,
            int start,
            int end) {
        TopicFlow flow = node.topics.get(key);
        if (flow == null) {
            throw new IllegalStateException("no flow for a key that was opened");
        }
        append(flow, session, origin, first, codec, schema, count, data, start, end);
    }

    /** The same with the topic at hand: with many topics, looking one up takes longer than all the rest. */
    void append(
            TopicFlow flow,
            long session,
            UUID origin,
            long first,
            int codec,
            int schema,
            int count,
            byte[] data,
            int start,
            int end) {
        if (flow.isOrdered) {
            if (!flow.equals(lastOrdered) && flow.hasPending()) {
                broadcastPending(); // what came in between must not be overtaken by this run
            }
            lastOrdered = flow;
        }
        flow.append(session, origin, first, codec, schema, count, data, start, end);
        if (!flow.isDirty) {
            flow.isDirty = true;
            dirty.add(flow);
        }
    }

    private void acknowledge(Session session, boolean isUrgent, long bytes) {
        session.unackedBytes += bytes;
        if (!session.isAckPending) {
            session.isAckPending = true;
            unacknowledged.add(session);
        }
        long due = isUrgent || session.unackedBytes >= ACK_AFTER_BYTES
                ? node.now()
                : node.now() + node.millis(ACK_DELAY_MS);
        ackDueNs = Math.min(ackDueNs, Math.max(due, session.allowance.acknowledgeAtNs()));
    }

    /** Broadcasts what this turn has put in order, then acknowledges what is due. */
    void flush() {
        broadcastPending();
        if (ackDueNs <= node.now()) {
            sendAcknowledgements();
        }
    }

    private void broadcastPending() {
        for (int i = 0; i < dirty.size(); i++) {
            TopicFlow flow = dirty.get(i);
            flow.isDirty = false;
            while (flow.hasPending()) {
                long base = flow.next;
                byte[] frame = flow.takeFrame(node.limits.batchBytes(), node.reign());
                Frames.stamp(frame, node.now() / 1_000);
                node.children.broadcast(flow, frame);
                keep(flow, frame);
                flow.deliver(frame, base);
            }
        }
        dirty.clear();
        lastOrdered = null;
    }

    /**
     * Keeps a frame for repairs. Who comes to a gated topic asks the application behind the gate for what there is, so until
     * the first one does nothing is kept of it.
     */
    private static void keep(TopicFlow flow, byte[] frame) {
        if (flow.replay != null && (flow.wasFollowed || !flow.isGated)) {
            flow.replay.add(frame);
        }
    }

    private void sendAcknowledgements() {
        ackDueNs = Long.MAX_VALUE;
        Map<ChildLink, Acknowledgements.Builder> byLink = new LinkedHashMap<>();
        List<Session> early = List.of();
        for (Session session : unacknowledged) {
            if (session.allowance.acknowledgeAtNs() > node.now()) {
                early = early.isEmpty() ? new ArrayList<>() : early;
                early.add(session);
                ackDueNs = Math.min(ackDueNs, session.allowance.acknowledgeAtNs());
                continue;
            }
            session.isAckPending = false;
            session.unackedBytes = 0;
            if (session.link != null) {
                Acknowledgements.Builder acks =
                        byLink.computeIfAbsent(session.link, link -> Acknowledgements.newBuilder());
                acks.addAcks(Acknowledgement.newBuilder()
                        .setSession(session.id)
                        .setLevel(1)
                        .setThrough(session.next - 1));
                if (acks.getAcksCount() == Children.MOST_AT_ONCE) {
                    node.children.send(session.link, Control.newBuilder().setAcknowledgements(acks));
                    byLink.remove(session.link);
                }
            }
        }
        unacknowledged.clear();
        unacknowledged.addAll(early);
        byLink.forEach(
                (link, acks) -> node.children.send(link, Control.newBuilder().setAcknowledgements(acks)));
    }

    /** Does what time demands, and returns when to come again. */
    long tick() {
        long now = node.now();
        if (ackDueNs <= now) {
            sendAcknowledgements();
        }
        if (now >= sweepDueNs) {
            long linger = node.millis(node.limits.sessionLingerMs());
            sweepDueNs = now + linger / 4;
            for (Session session : List.copyOf(sessions.values())) {
                if (session.link == null && now - session.detachedAtNs > linger) {
                    forget(session);
                }
            }
            node.topics.forgetUnused();
            for (Session session : sessions.values()) {
                if (now - session.heardAtNs > linger) {
                    acknowledge(session, true, 0);
                }
            }
        }
        return Math.min(Math.min(ackDueNs, sweepDueNs), Math.min(gates.tick(), attendance.tick()));
    }
}
