package io.zinc.core.protocol;

import io.zinc.core.ConnectionEvent;
import io.zinc.core.wire.CloseSession;
import io.zinc.core.wire.CloseTopic;
import io.zinc.core.wire.Control;
import io.zinc.core.wire.OpenSession;
import io.zinc.core.wire.OpenTopic;
import io.zinc.core.wire.WireAccess;
import java.util.ArrayDeque;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.Iterator;
import java.util.LinkedHashMap;
import java.util.LinkedHashSet;
import java.util.List;
import java.util.Map;
import java.util.Objects;
import java.util.Set;
import org.jspecify.annotations.Nullable;

/**
 * What this endpoint sends: its session, the numbers of its messages, and everything that is not acknowledged yet.
 *
 * <p>Messages of a topic that the host has not opened yet are held, and with them all that were submitted later, so that
 * the sending order holds across topics. At the host itself there is no way up: runs go straight into the order.
 */
final class Origin {

    /** So many rights are given back at a stretch, so that they find room on the way up. */
    private static final int MOST_CLOSED_AT_ONCE = 256;

    private final TreeNode node;
    /** That something was sent to lately. */
    private final Map<String, SendTopic> topics = new LinkedHashMap<>();

    private final Set<SendTopic> asked = new LinkedHashSet<>();

    private long session;
    private ChildLink.Token secret;
    private long nextNumber = 1;
    private long acked;
    private long openings;
    private long asks;
    private long sweepDueNs;
    private boolean isOpen;

    private final ArrayDeque<UpRun> unacked = new ArrayDeque<>();
    private final List<UpRun> unplaced = new ArrayList<>();
    private final ArrayDeque<HeldRun> held = new ArrayDeque<>();
    private long submitted;

    private long progressAtNs;
    private int probes;
    private long resentAtNs;
    private long resentFrom;
    private boolean isLeaving;
    private boolean hasLeft;
    private long closeAskedAtNs;

    Origin(TreeNode node) {
        this.node = node;
        this.session = node.randomId();
        this.secret = node.randomToken();
    }

    /** A topic that this endpoint sends to. */
    private static final class SendTopic {
        final String name;

        /** At the host alone, where an open topic is not forgotten. */
        @Nullable
        TopicFlow flow;

        long key;
        State state = State.CLOSED;

        /** It is open, but the host may have forgotten that, and is asked once more. */
        boolean isDoubted;

        String reason = "";
        long ask;
        long askedAtNs;
        long usedAtNs;
        long lastNumber;

        SendTopic(String name) {
            this.name = name;
        }

        enum State {
            /** Nothing is to be sent to it, or the right was given back. */
            CLOSED,
            /** The host is to be asked when there is a way to it. */
            WANTED,
            ASKED,
            OPEN,
            DENIED
        }
    }

    /** A run that was sent and not acknowledged. */
    private static final class UpRun {
        final long first;
        final int count;
        final long firstIndex;
        final int bytes;
        byte[] frame = new byte[0];
        final int start;
        final int end;

        UpRun(long first, int count, long firstIndex, int bytes, int start, int end) {
            this.first = first;
            this.count = count;
            this.firstIndex = firstIndex;
            this.bytes = bytes;
            this.start = start;
            this.end = end;
        }

        long last() {
            return first + count - 1;
        }
    }

    /** A run that has no numbers yet. */
    private record HeldRun(
            SendTopic topic, int codec, int schema, int count, boolean isEphemeral, byte[] messages, long firstIndex) {}

    long session() {
        return session;
    }

    /** Runs that are not acknowledged or not sent yet. */
    int held() {
        return unacked.size() + held.size();
    }

    /** Whether the host has said that it knows the session. */
    boolean isOpen() {
        return isOpen;
    }

    /** The next opening of the session: a relay that has lost touch may still repeat earlier ones, and they do not count. */
    OpenSession opening() {
        return OpenSession.newBuilder()
                .setOpening(++openings)
                .setSession(session)
                .setSecret(TreeNode.bytes(secret))
                .setEndpoint(TreeNode.bytes(node.config.id()))
                .setRole(TreeNode.wireRole(node.config.role()))
                .build();
    }

    void submit(LocalRuns runs) {
        for (int i = 0; i < runs.runs; i++) {
            SendTopic topic = topics.computeIfAbsent(runs.topic[i], SendTopic::new);
            long firstIndex = submitted + 1;
            submitted += runs.count[i];
            int bytes = runs.end(i) - runs.start[i];
            topic.usedAtNs = node.now();
            if (topic.state == SendTopic.State.CLOSED || topic.state == SendTopic.State.WANTED || isDenialOld(topic)) {
                ask(topic);
            }
            if (node.upstream.isRefused()) {
                node.out.settled(
                        firstIndex,
                        submitted,
                        Outputs.Outcome.REFUSED,
                        "this endpoint has no place in the tree",
                        bytes);
            } else if (topic.state == SendTopic.State.DENIED) { // since these messages were taken
                node.out.event(new ConnectionEvent.SendRefused(topic.name, runs.count[i], topic.reason));
                node.out.settled(firstIndex, submitted, Outputs.Outcome.REFUSED, topic.reason, bytes);
            } else if (runs.isEphemeral[i] && topic.state == SendTopic.State.OPEN && isConnected()) {
                sendEphemeral(
                        topic,
                        runs.codec[i],
                        runs.schema[i],
                        runs.count[i],
                        runs.data,
                        runs.start[i],
                        bytes,
                        firstIndex);
            } else if (held.isEmpty() && canSend(topic)) {
                place(topic, runs.codec[i], runs.schema[i], runs.count[i], runs.data, runs.start[i], bytes, firstIndex);
            } else if (runs.isEphemeral[i] && !node.upstream.isLive()) {
                node.counters.ephemeralsDropped += runs.count[i];
                node.out.settled(firstIndex, submitted, Outputs.Outcome.UNKNOWN, "there is no way to the host", bytes);
            } else {
                byte[] copy = Arrays.copyOfRange(runs.data, runs.start[i], runs.end(i));
                held.addLast(new HeldRun(
                        topic, runs.codec[i], runs.schema[i], runs.count[i], runs.isEphemeral[i], copy, firstIndex));
            }
        }
        if (runs.isAwaited) {
            probe();
        }
    }

    private boolean canSend(SendTopic topic) {
        return topic.state == SendTopic.State.OPEN && !topic.isDoubted && isConnected();
    }

    /** Whether the host knows the session, and there is a way to it. */
    private boolean isConnected() {
        return node.isHost() || (isOpen && node.upstream.isLive());
    }

    /** Sends a run that gets no numbers; nobody will hear what becomes of it. */
    private void sendEphemeral(
            SendTopic topic, int codec, int schema, int count, byte[] data, int start, int bytes, long firstIndex) {
        TopicFlow flow = topic.flow;
        if (flow != null) {
            node.ephemerals.add(flow, session, node.config.id(), codec, schema, count, data, start, start + bytes);
        } else {
            node.ephemerals.send(topic.key, codec, schema, count, data, start, start + bytes);
        }
        node.out.settled(firstIndex, firstIndex + count - 1, Outputs.Outcome.UNKNOWN, "", bytes);
    }

    /** Gives a run its numbers and sends it. */
    private void place(
            SendTopic topic, int codec, int schema, int count, byte[] data, int start, int bytes, long firstIndex) {
        long first = nextNumber;
        nextNumber += count;
        topic.lastNumber = nextNumber - 1;
        TopicFlow flow = topic.flow;
        if (flow != null) {
            node.host()
                    .append(flow, session, node.config.id(), first, codec, schema, count, data, start, start + bytes);
            acked = nextNumber - 1;
            node.out.settled(firstIndex, firstIndex + count - 1, Outputs.Outcome.SEQUENCED, "", bytes);
            return;
        }
        if (unacked.isEmpty()) {
            progressAtNs = node.now();
            probes = 0;
            node.due(progressAtNs + node.millis(node.limits.resendMs()));
        }
        PushQueue push = node.push;
        int at = push.reserve(Frames.UP_RUN_HEADER + bytes);
        int messages = Frames.putUpRun(push.buffer(), at, topic.key, session, first, codec, schema, count, bytes);
        System.arraycopy(data, start, push.buffer(), messages, bytes);
        UpRun run = new UpRun(first, count, firstIndex, bytes, at, messages + bytes);
        unacked.addLast(run);
        unplaced.add(run);
    }

    /** The runs that were written since the last call are in this frame. */
    void placed(byte[] frame) {
        for (int i = 0; i < unplaced.size(); i++) {
            unplaced.get(i).frame = frame;
        }
        unplaced.clear();
    }

    private void ask(SendTopic topic) {
        topic.state = SendTopic.State.WANTED;
        topic.isDoubted = false;
        topic.askedAtNs = node.now();
        if (node.isHost()) {
            TopicFlow flow = node.topics.open(topic.name);
            if (flow == null) {
                deny(topic, node.topics.refusal(topic.name));
            } else {
                topic.flow = flow;
                topic.key = flow.key;
                topic.state = SendTopic.State.OPEN;
                flow.publishers++;
            }
            return;
        }
        if (node.upstream.isLive()) {
            topic.state = SendTopic.State.ASKED;
            sendOpen(topic);
        }
    }

    /**
     * Asks once more for a right that a host may have forgotten together with the session, of which it has heard nothing that is
     * numbered: it may have made it anew. What is numbered waits meanwhile, as it would end the session.
     */
    private void renew(SendTopic topic) {
        topic.isDoubted = true;
        topic.askedAtNs = node.now();
        sendOpen(topic);
    }

    /** Asks for a right, and again until an answer comes. */
    private void sendOpen(SendTopic topic) {
        topic.ask = ++asks;
        asked.add(topic);
        node.due(node.now() + node.millis(node.limits.resendMs()));
        node.upstream.send(Control.newBuilder()
                .setOpenTopic(OpenTopic.newBuilder()
                        .setSession(session)
                        .setTopic(topic.name)
                        .setAccess(WireAccess.ACCESS_SEND)
                        .setAsk(topic.ask)));
    }

    /** Whether a right was denied so long ago that the host may say something else by now. */
    private boolean isDenialOld(SendTopic topic) {
        return topic.state == SendTopic.State.DENIED
                && node.now() - topic.askedAtNs >= node.millis(node.limits.sessionLingerMs());
    }

    /**
     * Gives back the rights to topics that have not been sent to for long, so that they count against no limit and the host can
     * forget the topics; what is done with them is forgotten here, too.
     */
    private void sweep() {
        long linger = node.millis(node.limits.sessionLingerMs());
        sweepDueNs = node.now() + linger / 4;
        int closed = 0;
        for (Iterator<SendTopic> each = topics.values().iterator(); each.hasNext(); ) {
            SendTopic topic = each.next();
            if (node.now() - topic.usedAtNs < linger || topic.lastNumber > acked) {
                continue;
            }
            if (closed == MOST_CLOSED_AT_ONCE) {
                sweepDueNs = node.now() + node.millis(node.limits.resendMs());
                return;
            }
            switch (topic.state) {
                case OPEN -> {
                    closed++;
                    if (node.isHost()) {
                        Objects.requireNonNull(topic.flow, "an open topic of the host").publishers--;
                        each.remove();
                    } else if (sendClose(topic)) {
                        topic.state = SendTopic.State.CLOSED;
                        topic.isDoubted = false;
                        topic.usedAtNs = node.now();
                    }
                }
                case CLOSED -> { // said twice: nobody answers, and what was said may have been lost
                    closed++;
                    if (sendClose(topic)) {
                        each.remove();
                    }
                }
                case DENIED -> each.remove();
                case WANTED, ASKED -> {}
            }
        }
    }

    private boolean sendClose(SendTopic topic) {
        return node.upstream.send(Control.newBuilder()
                .setCloseTopic(CloseTopic.newBuilder()
                        .setSession(session)
                        .setTopic(topic.name)
                        .setAsk(topic.ask)));
    }

    void topicOpened(String name, boolean isAllowed, String reason) {
        SendTopic topic = topics.get(name);
        if (topic == null || !(topic.state == SendTopic.State.ASKED || topic.isDoubted)) {
            return;
        }
        topic.isDoubted = false;
        if (isAllowed) {
            topic.state = SendTopic.State.OPEN;
            topic.key = node.topics.keyOf(name);
        } else {
            deny(topic, reason);
        }
        sendHeld();
    }

    private void deny(SendTopic topic, String reason) {
        topic.state = SendTopic.State.DENIED;
        topic.reason = reason;
        List<HeldRun> refused = held.stream().filter(run -> run.topic == topic).toList();
        held.removeIf(run -> run.topic == topic);
        long messages = refused.stream().mapToLong(HeldRun::count).sum();
        node.out.event(new ConnectionEvent.SendRefused(topic.name, messages, reason));
        for (HeldRun run : refused) {
            node.out.settled(
                    run.firstIndex,
                    run.firstIndex + run.count - 1,
                    Outputs.Outcome.REFUSED,
                    reason,
                    run.messages.length);
        }
    }

    /** This endpoint has no place in the tree: nothing that it holds will ever be sent. */
    void refuseAll(String reason) {
        tellUnknown(reason);
        for (HeldRun run : held) {
            node.out.settled(
                    run.firstIndex,
                    run.firstIndex + run.count - 1,
                    Outputs.Outcome.REFUSED,
                    reason,
                    run.messages.length);
        }
        held.clear();
    }

    private void sendHeld() {
        boolean placedSome = false;
        while (!held.isEmpty() && canSend(held.peekFirst().topic)) {
            HeldRun run = held.removeFirst();
            int bytes = run.messages.length;
            if (run.isEphemeral) {
                sendEphemeral(run.topic, run.codec, run.schema, run.count, run.messages, 0, bytes, run.firstIndex);
            } else {
                place(run.topic, run.codec, run.schema, run.count, run.messages, 0, bytes, run.firstIndex);
                placedSome = true;
            }
        }
        if (placedSome) {
            probe();
        }
    }

    /** Asks the host how far it has got. */
    private void probe() {
        if (node.isHost() || !node.upstream.isLive()) {
            return;
        }
        int at = node.push.reserve(Frames.UP_RUN_HEADER);
        Frames.putUpRun(node.push.buffer(), at, 0, session, nextNumber, 0, 0, 0, 0);
    }

    /** The host knows the session, and accepts {@code next} next. */
    void opened(long next) {
        if (next <= acked || next > nextNumber) {
            restart("the host does not remember the session");
            return;
        }
        isOpen = true;
        for (SendTopic topic : topics.values()) {
            if (topic.state == SendTopic.State.ASKED) {
                topic.state = SendTopic.State.WANTED;
            } else if (topic.state == SendTopic.State.OPEN && next == 1 && isOld(topic)) {
                renew(topic);
            }
        }
        acknowledged(next - 1);
        resend();
        onLive();
    }

    /** Whether it was asked for before the connection was lost, most likely. */
    private boolean isOld(SendTopic topic) {
        return node.now() - topic.askedAtNs >= node.millis(node.limits.deadAfterMs());
    }

    /** There is a way to the host, again or for the first time. */
    void onLive() {
        for (SendTopic topic : topics.values()) {
            if (topic.state == SendTopic.State.WANTED) {
                ask(topic);
            }
        }
        sendHeld();
    }

    void acknowledged(long through) {
        if (through <= acked || through >= nextNumber) {
            return;
        }
        acked = through;
        progressAtNs = node.now();
        probes = 0;
        settleThrough(through, Outputs.Outcome.SEQUENCED, "");
        if (isLeaving && unacked.isEmpty()) {
            node.due(node.now()); // it may go
        }
    }

    private void settleThrough(long through, Outputs.Outcome outcome, String reason) {
        long first = 0;
        long last = 0;
        long bytes = 0;
        while (!unacked.isEmpty() && unacked.peekFirst().last() <= through) {
            UpRun run = unacked.removeFirst();
            if (first != 0 && run.firstIndex != last + 1) {
                node.out.settled(first, last, outcome, reason, bytes);
                first = 0;
                bytes = 0;
            }
            first = first == 0 ? run.firstIndex : first;
            last = run.firstIndex + run.count - 1;
            bytes += run.bytes;
        }
        if (first != 0) {
            node.out.settled(first, last, outcome, reason, bytes);
        }
    }

    /** The host waits for {@code next}: what it has not got is sent again. */
    void expected(long next) {
        if (next <= acked || next >= nextNumber) {
            acknowledged(next - 1);
            return;
        }
        acknowledged(next - 1);
        boolean isRecent = next == resentFrom && node.now() - resentAtNs < node.millis(node.limits.resendMs()) / 2;
        if (!isRecent) {
            resend();
        }
    }

    private void resend() {
        node.push.flush();
        resentFrom = acked + 1;
        resentAtNs = node.now();
        for (UpRun run : unacked) {
            node.push.append(run.frame, run.start, run.end);
            node.counters.resent += run.count;
        }
        if (!unacked.isEmpty()) {
            probe();
        }
    }

    /** The host does not have the session any more: a new one begins. */
    void closed(long next, String reason) {
        if (isLeaving && unacked.isEmpty() && next >= nextNumber) {
            hasLeft = true;
            node.out.left();
            return;
        }
        if (next > acked && next <= nextNumber) {
            acknowledged(next - 1);
        }
        restart(reason);
    }

    /** Nobody will learn what became of the unacknowledged messages. */
    private void tellUnknown(String reason) {
        if (!unacked.isEmpty()) {
            node.out.event(new ConnectionEvent.OutcomeUnknown(acked + 1, nextNumber - 1, reason));
            settleThrough(Long.MAX_VALUE, Outputs.Outcome.UNKNOWN, reason);
        }
    }

    /** Ends the session and begins another. */
    void restart(String reason) {
        node.push.flush();
        tellUnknown(reason);
        isOpen = false;
        node.counters.sessionRestarts++;
        session = node.randomId();
        secret = node.randomToken();
        nextNumber = 1;
        acked = 0;
        resentFrom = 0;
        topics.values().removeIf(topic -> topic.state == SendTopic.State.CLOSED);
        for (SendTopic topic : topics.values()) {
            topic.state = SendTopic.State.WANTED;
            topic.isDoubted = false;
            topic.lastNumber = 0;
        }
        node.questions.sessionChanged();
        node.upstream.sessionRestarted();
    }

    /** Closes the session when all is acknowledged; {@link Outputs#left} tells. */
    void leave() {
        isLeaving = true;
        closeAskedAtNs = Long.MIN_VALUE / 2;
        node.due(node.now());
    }

    boolean isLeaving() {
        return isLeaving;
    }

    /** Does what time demands, and returns when to come again. */
    long tick() {
        long now = node.now();
        long deadline = Long.MAX_VALUE;
        if (isConnected() && held.isEmpty()) {
            if (now >= sweepDueNs) {
                sweep();
            }
            deadline = sweepDueNs;
        }
        if (!node.upstream.isLive() || hasLeft) {
            return deadline;
        }
        long retryNs = node.millis(node.limits.resendMs());
        boolean ignored = asked.removeIf(topic -> topic.state != SendTopic.State.ASKED && !topic.isDoubted);
        for (SendTopic topic : asked) {
            if (now - topic.askedAtNs >= retryNs) {
                if (topic.isDoubted) {
                    renew(topic);
                } else {
                    node.upstream.sessionInDoubt();
                    ask(topic);
                }
            }
            deadline = Math.min(deadline, topic.askedAtNs + retryNs);
        }
        if (!unacked.isEmpty()) {
            long patience = retryNs * Math.min(10, 1L << Math.min(probes, 4));
            if (now - progressAtNs >= patience) {
                progressAtNs = now;
                probes++;
                if (probes > 1) {
                    node.upstream.sessionInDoubt();
                }
                patience = retryNs * Math.min(10, 1L << Math.min(probes, 4));
                probe();
            }
            deadline = Math.min(deadline, progressAtNs + patience);
        } else if (isLeaving && held.isEmpty()) {
            if (now - closeAskedAtNs >= retryNs) {
                closeAskedAtNs = now;
                node.upstream.send(Control.newBuilder()
                        .setCloseSession(
                                CloseSession.newBuilder().setSession(session).setLast(nextNumber - 1)));
            }
            deadline = Math.min(deadline, closeAskedAtNs + retryNs);
        }
        return deadline;
    }
}
