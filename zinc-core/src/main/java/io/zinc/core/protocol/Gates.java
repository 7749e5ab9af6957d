package io.zinc.core.protocol;

import io.zinc.core.GatedMessage;
import io.zinc.core.wire.Control;
import io.zinc.core.wire.Expected;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.Iterator;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;

/**
 * What stands before topics of the host: runs for such a topic are not ordered but offered to the application, message by
 * message. What it does not take is dropped here; its session is told after a while to send from there again.
 */
final class Gates {

    private static final int RETRY_MS = 20;
    private static final int RETRY_MOST_MS = 300;

    private final TreeNode node;
    private final List<String> prefixes = new ArrayList<>();
    private final Map<HostOrder.Session, Wait> waiting = new LinkedHashMap<>();
    private long retryDueNs = Long.MAX_VALUE;

    Gates(TreeNode node) {
        this.node = node;
    }

    /** A session whose next message was not taken. */
    private static final class Wait {
        long next;
        int refusals;
        long retryAtNs;
    }

    void add(String prefix) {
        prefixes.add(prefix);
        for (TopicFlow flow : node.topics.flows()) {
            flow.isGated |= flow.name.startsWith(prefix);
        }
    }

    /** Whether a gate stands before a topic. */
    boolean covers(String topic) {
        for (int i = 0; i < prefixes.size(); i++) {
            if (topic.startsWith(prefixes.get(i))) {
                return true;
            }
        }
        return false;
    }

    /** Sessions that wait for a gate to have room. */
    int waiting() {
        return waiting.size();
    }

    /** Whether a session will be told to send again when the gate may have room. */
    boolean isWaiting(HostOrder.Session session) {
        return !waiting.isEmpty() && waiting.containsKey(session);
    }

    /** Offers the messages of a run that are new, and moves the session's next number behind those that are taken. */
    void offer(
            HostOrder.Session session, String topic, byte[] frame, int at, int end, int count, int codec, int schema) {
        int position = at;
        for (int i = 0; i < count; i++) {
            long length = Wire.getLength(frame, position, end);
            int start = position + (int) (length >>> 32);
            position = start + (int) length;
            GatedMessage message = new GatedMessage(
                    topic,
                    session.endpoint,
                    session.subject,
                    session.id,
                    session.next,
                    codec,
                    schema,
                    Arrays.copyOfRange(frame, start, position));
            if (!node.out.gate(message)) {
                node.counters.gateRefusals++;
                await(session);
                return;
            }
            node.counters.gated++;
            session.next++;
        }
        waiting.remove(session);
    }

    private void await(HostOrder.Session session) {
        Wait wait = waiting.computeIfAbsent(session, absent -> new Wait());
        wait.refusals = wait.next == session.next ? wait.refusals + 1 : 0;
        wait.next = session.next;
        schedule(wait);
    }

    private void schedule(Wait wait) {
        wait.retryAtNs = node.now() + node.millis(Math.min(RETRY_MOST_MS, RETRY_MS << Math.min(10, wait.refusals)));
        retryDueNs = Math.min(retryDueNs, wait.retryAtNs);
    }

    /** Does what time demands, and returns when to come again. */
    long tick() {
        if (node.now() < retryDueNs) {
            return retryDueNs;
        }
        retryDueNs = Long.MAX_VALUE;
        for (Iterator<Map.Entry<HostOrder.Session, Wait>> i = waiting.entrySet().iterator(); i.hasNext(); ) {
            Map.Entry<HostOrder.Session, Wait> entry = i.next();
            HostOrder.Session session = entry.getKey();
            Wait wait = entry.getValue();
            if (!node.host().isReached(session)) {
                i.remove(); // when it comes back, it learns its next number and sends from there
                continue;
            }
            if (node.now() >= wait.retryAtNs) {
                wait.refusals++; // the answer may be lost
                schedule(wait);
                node.counters.expecteds++;
                node.host()
                        .route(
                                session.id,
                                Control.newBuilder()
                                        .setExpected(Expected.newBuilder()
                                                .setSession(session.id)
                                                .setNext(session.next)));
            }
            retryDueNs = Math.min(retryDueNs, wait.retryAtNs);
        }
        return retryDueNs;
    }
}
