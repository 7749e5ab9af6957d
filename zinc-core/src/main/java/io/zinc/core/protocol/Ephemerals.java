package io.zinc.core.protocol;

import io.zinc.core.GatedMessage;
import java.util.Arrays;
import java.util.LinkedHashMap;
import java.util.Map;
import java.util.UUID;

/**
 * Messages that are not worth keeping. They go the ways of all messages, with the same rights and bounds, but they have no numbers
 * and no sequences: nobody acknowledges them, keeps them, finds them missing or sends them again, and wherever there is no room
 * for them they are dropped, and counted.
 */
final class Ephemerals {

    /** Stands where other messages have numbers and sequences. */
    static final long NO_NUMBER = 0;

    private final TreeNode node;
    // host: what this turn has taken
    private final Map<TopicFlow, PendingRuns> pending = new LinkedHashMap<>();

    Ephemerals(TreeNode node) {
        this.node = node;
    }

    /** Whether a pushed run is of ephemeral messages. */
    static boolean isRun(byte[] frame, int at) {
        return Wire.getLong(frame, at + 16) == NO_NUMBER;
    }

    private void dropped(int messages) {
        node.counters.ephemeralsDropped += messages;
    }

    // ---- on their way up

    /** Sends a run of this endpoint, which is not the host. */
    void send(long key, int codec, int schema, int count, byte[] data, int start, int end) {
        if (node.push.isBlocked()) {
            dropped(count);
            return;
        }
        PushQueue push = node.push;
        int at = push.reserve(Frames.UP_RUN_HEADER + end - start);
        int messages = Frames.putUpRun(
                push.buffer(), at, key, node.origin.session(), NO_NUMBER, codec, schema, count, end - start);
        System.arraycopy(data, start, push.buffer(), messages, end - start);
    }

    /** Passes a run of a child on. */
    void forward(byte[] frame, int at, int end) {
        if (node.push.isBlocked()) {
            dropped(Wire.getInt(frame, at + 29));
        } else {
            node.push.forward(frame, at, end);
        }
    }

    // ---- at the host

    /** Takes a run that a session has the right to send, and whose messages are sound. */
    void take(
            HostOrder.Session session,
            TopicFlow flow,
            byte[] frame,
            int start,
            int end,
            int count,
            int codec,
            int schema) {
        if (session.allowance.acknowledgeAtNs() > node.now()) {
            dropped(count); // it sends faster than it may, and does not wait for acknowledgements
            return;
        }
        session.allowance.use(count, end - start, node.now());
        if (flow.isGated) {
            offer(session, flow.name, frame, start, end, count, codec, schema);
        } else {
            add(flow, session.id, session.endpoint, codec, schema, count, frame, start, end);
        }
    }

    private void offer(
            HostOrder.Session session, String topic, byte[] frame, int at, int end, int count, int codec, int schema) {
        int position = at;
        for (int i = 0; i < count; i++) {
            long length = Wire.getLength(frame, position, end);
            int start = position + (int) (length >>> 32);
            position = start + (int) length;
            byte[] payload = Arrays.copyOfRange(frame, start, position);
            if (node.out.gate(new GatedMessage(
                    topic, session.endpoint, session.subject, session.id, NO_NUMBER, codec, schema, payload))) {
                node.counters.gated++;
            } else {
                dropped(1);
            }
        }
    }

    /** Sends a run on to all who follow the topic; its bytes are copied at the end of the turn. */
    void add(
            TopicFlow flow,
            long session,
            UUID origin,
            int codec,
            int schema,
            int count,
            byte[] data,
            int start,
            int end) {
        pending.computeIfAbsent(flow, absent -> new PendingRuns())
                .add(session, origin, NO_NUMBER, codec, schema, count, data, start, end);
    }

    /** Broadcasts what this turn has taken. */
    void flush() {
        if (pending.isEmpty()) {
            return;
        }
        pending.forEach((flow, runs) -> {
            while (!runs.isEmpty()) {
                byte[] frame = runs.take(node.limits.batchBytes(), node.reign(), flow.key, NO_NUMBER);
                Wire.putShort(frame, Frames.FLAGS_AT, Frames.FLAG_EPHEMERAL);
                Frames.stamp(frame, node.now() / 1_000);
                broadcast(flow, frame);
                flow.deliverEphemeral(frame);
            }
        });
        pending.clear();
    }

    // ---- on their way down

    /** A batch came from the parent; its header and runs are sound. */
    void received(byte[] frame) {
        TopicFlow flow = node.topics.get(Wire.getHex(frame, 0));
        if (flow == null || flow.state != TopicFlow.State.LIVE) {
            return;
        }
        if (!flow.children.isEmpty()) {
            broadcast(flow, frame.clone());
        }
        flow.deliverEphemeral(frame);
    }

    private void broadcast(TopicFlow flow, byte[] frame) {
        if (flow.children.isEmpty()) {
            return;
        }
        if (node.children.pacing.isOpen()) {
            node.children.pacing.sent(flow.children, frame);
            node.out.broadcast(frame);
        } else {
            dropped(Frames.count(frame)); // a child is behind already
        }
    }
}
