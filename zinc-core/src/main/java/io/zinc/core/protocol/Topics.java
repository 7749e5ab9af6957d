package io.zinc.core.protocol;

import io.zinc.core.Missed;
import io.zinc.core.Role;
import io.zinc.core.wire.Control;
import io.zinc.core.wire.OpenTopic;
import io.zinc.core.wire.RepairRequest;
import io.zinc.core.wire.Subscribe;
import io.zinc.core.wire.Subscribed;
import io.zinc.core.wire.TooOld;
import io.zinc.core.wire.Unsubscribe;
import io.zinc.core.wire.WireAccess;
import java.nio.charset.StandardCharsets;
import java.security.InvalidKeyException;
import java.security.NoSuchAlgorithmException;
import java.util.ArrayList;
import java.util.Iterator;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import javax.crypto.Mac;
import javax.crypto.spec.SecretKeySpec;
import org.jspecify.annotations.Nullable;

/**
 * The topics at one endpoint, seen from the receiving side: subscriptions of its own and of its children, in one
 * subscription above each; gaps and their repair.
 *
 * <p>A local subscription first asks the host for the right, then its parent for the topic; the parent confirms when the
 * key is applied on the broadcast path and the parent itself is subscribed above.
 */
final class Topics {

    private static final int RENEW_KEY_AFTER_ASKS = 3;
    private static final long MAKE_ROOM_NS = 1_000_000_000L;

    private final TreeNode node;
    private final ReplayBudget replay;
    private final Map<Long, TopicFlow> byKey = new LinkedHashMap<>();
    private final List<Local> locals = new ArrayList<>();
    private byte[] hashKey = new byte[16];
    private final ForgottenTopics forgotten;
    private long heldBytes;
    private long madeRoomAtNs = Long.MIN_VALUE / 2;

    Topics(TreeNode node) {
        this.node = node;
        this.forgotten = new ForgottenTopics(node.limits.maxTopics());
        this.replay = new ReplayBudget(node.limits.replayBytes());
    }

    /** A local subscription that waits for the right or for its first confirmation. */
    private static final class Local {
        final String topic;
        final Subscriber subscriber;
        final boolean isOrdered;
        boolean isGranted;
        boolean isActive;
        boolean isResumed;
        long askedAtNs = Long.MIN_VALUE / 2;

        Local(String topic, Subscriber subscriber, boolean isOrdered) {
            this.topic = topic;
            this.isOrdered = isOrdered;
            this.subscriber = subscriber;
        }
    }

    Iterable<TopicFlow> flows() {
        return byKey.values();
    }

    int count() {
        return byKey.size();
    }

    /** How many subscriptions this endpoint itself has. */
    int localCount() {
        return locals.size();
    }

    /** Bytes held after gaps. */
    long heldBytes() {
        return heldBytes;
    }

    /** Bytes kept for repairs. */
    long replayBytes() {
        return replay.bytes();
    }

    void setHashKey(byte[] key) {
        hashKey = key;
    }

    byte[] hashKey() {
        return hashKey;
    }

    /** The key of a topic: the first 64 bits of HMAC-SHA-256 of its name, never 0. */
    long keyOf(String name) {
        try {
            Mac mac = Mac.getInstance("HmacSHA256");
            mac.init(new SecretKeySpec(hashKey, "HmacSHA256"));
            long key = Wire.getLong(mac.doFinal(name.getBytes(StandardCharsets.UTF_8)), 0);
            return key == Frames.CONTROL_KEY ? 1 : key;
        } catch (NoSuchAlgorithmException | InvalidKeyException e) {
            throw new IllegalStateException("every JDK has HmacSHA256", e);
        }
    }

    @Nullable
    TopicFlow get(long key) {
        return byKey.get(key);
    }

    /** The flow of a topic, made when it is new; null when there are too many, or its key is another topic's. */
    @Nullable
    TopicFlow open(String name) {
        long key = keyOf(name);
        TopicFlow flow = byKey.get(key);
        if (flow != null) {
            return flow.name.equals(name) ? flow : null;
        }
        if (!hasRoom()) {
            return null;
        }
        flow = new TopicFlow(key, name, node.config.role() == Role.CLIENT ? null : replay.new Replay());
        if (node.isHost()) {
            flow.next = forgotten.take(key);
            flow.state = TopicFlow.State.LIVE;
            flow.isGated = node.host().gates.covers(name);
        }
        for (Local local : locals) {
            flow.isResumed |= local.isResumed && local.topic.equals(name);
        }
        byKey.put(key, flow);
        return flow;
    }

    /** Whether {@link #open} would give a flow. */
    boolean canOpen(String name) {
        TopicFlow flow = byKey.get(keyOf(name));
        return flow == null ? hasRoom() : flow.name.equals(name);
    }

    private boolean hasRoom() {
        if (node.isHost() && byKey.size() >= node.limits.maxTopics() && node.now() - madeRoomAtNs >= MAKE_ROOM_NS) {
            madeRoomAtNs = node.now();
            forgetUnused();
        }
        return byKey.size() < node.limits.maxTopics();
    }

    /**
     * Host: forgets the topics that were without subscribers, and without sessions that may send to them, for long. What is kept of
     * them for repairs goes when its turn comes.
     */
    void forgetUnused() {
        long linger = node.millis(node.limits.sessionLingerMs());
        for (Iterator<TopicFlow> i = byKey.values().iterator(); i.hasNext(); ) {
            TopicFlow flow = i.next();
            boolean isUsed = flow.isWanted() || flow.publishers > 0 || flow.hasPending();
            flow.unusedSinceNs = isUsed ? 0 : flow.unusedSinceNs == 0 ? node.now() : flow.unusedSinceNs;
            if (flow.unusedSinceNs != 0 && node.now() - flow.unusedSinceNs >= linger) {
                i.remove();
                forgotten.add(flow.key, flow.next);
            }
        }
    }

    /** Why {@link #open} gave nothing. */
    String refusal(String name) {
        TopicFlow flow = byKey.get(keyOf(name));
        return flow != null
                ? "the name's key is taken by another topic; choose another name"
                : "there are " + byKey.size() + " topics, which is the limit maxTopics; raise it or use fewer";
    }

    /** Whether a local subscription to a topic has been confirmed, in this reign or the one before. */
    boolean isSubscribed(String topic) {
        for (Local local : locals) {
            if (local.topic.equals(topic) && (local.isActive || local.isResumed)) {
                return true;
            }
        }
        return false;
    }

    /** Whether the subscription above is confirmed now. */
    boolean isLive(String topic) {
        TopicFlow flow = byKey.get(keyOf(topic));
        return flow != null && flow.state == TopicFlow.State.LIVE;
    }

    // ---- local subscriptions

    void subscribe(String topic, Subscriber subscriber, boolean isOrdered) {
        if (node.upstream.isRefused()) {
            subscriber.refused("this endpoint has no place in the tree");
            return;
        }
        Local local = new Local(topic, subscriber, isOrdered);
        locals.add(local);
        if (node.isHost()) {
            grant(local);
        } else if (node.upstream.isLive()) {
            ask(local);
        }
    }

    void unsubscribe(Subscriber subscriber) {
        for (Iterator<Local> i = locals.iterator(); i.hasNext(); ) {
            Local local = i.next();
            if (local.subscriber.equals(subscriber)) {
                i.remove();
                TopicFlow flow = byKey.get(keyOf(local.topic));
                if (flow != null) {
                    flow.local.remove(subscriber);
                    release(flow);
                }
                return;
            }
        }
    }

    /** This endpoint has no place in the tree. */
    void refuseAll(String reason) {
        List<Local> refused = List.copyOf(locals);
        locals.clear();
        for (Local local : refused) {
            local.subscriber.refused(reason);
        }
    }

    private void ask(Local local) {
        local.askedAtNs = node.now();
        node.due(node.now() + node.millis(node.limits.resendMs()));
        node.upstream.send(Control.newBuilder()
                .setOpenTopic(OpenTopic.newBuilder()
                        .setSession(node.origin.session())
                        .setTopic(local.topic)
                        .setAccess(WireAccess.ACCESS_SUBSCRIBE)));
    }

    /** The host's answer to a local subscription. */
    void topicOpened(String topic, boolean isAllowed, String reason) {
        for (Local local : List.copyOf(locals)) {
            if (local.topic.equals(topic) && !local.isGranted) {
                if (isAllowed) {
                    grant(local);
                } else {
                    unsubscribe(local.subscriber);
                    local.subscriber.refused(reason);
                }
            }
        }
    }

    private void grant(Local local) {
        TopicFlow flow = open(local.topic);
        if (flow == null) {
            locals.remove(local);
            local.subscriber.refused(refusal(local.topic));
            return;
        }
        local.isGranted = true;
        if (local.isOrdered) {
            keepOrder(flow);
        }
        if (flow.state == TopicFlow.State.LIVE) {
            activate(local, flow);
        } else {
            subscribeAbove(flow);
        }
    }

    private void activate(Local local, TopicFlow flow) {
        if (local.isActive) {
            return;
        }
        local.isActive = true;
        flow.local.add(local.subscriber);
        local.subscriber.confirmed(local.isResumed ? 0 : flow.next - 1);
        if (local.isResumed) {
            catchUp(local.subscriber, flow);
        }
    }

    /** A subscription of the reign before gets what this reign had before it was granted, as far as it is kept. */
    private void catchUp(Subscriber subscriber, TopicFlow flow) {
        long from = 1;
        long kept = flow.replay == null ? flow.next : Math.min(flow.replay.first(), flow.next);
        if (from < kept) {
            subscriber.missed(from, kept - 1, Missed.Reason.TOO_OLD);
            from = kept;
        }
        if (flow.replay != null && from < flow.next) {
            for (byte[] frame : flow.replay.from(from, flow.next - 1)) {
                subscriber.deliver(Frames.restamped(frame, node.upstream.stampMicros()), from);
                from = Frames.base(frame) + Frames.count(frame);
            }
        }
    }

    private boolean hasLocal(TopicFlow flow) {
        for (Local local : locals) {
            if (local.topic.equals(flow.name)) {
                return true;
            }
        }
        return false;
    }

    private boolean hasGrantedLocal(TopicFlow flow) {
        for (Local local : locals) {
            if (local.isGranted && local.topic.equals(flow.name)) {
                return true;
            }
        }
        return false;
    }

    // ---- the subscription above

    /** Somebody wants the sending order across this topic and others; only the host can keep it. */
    void keepOrder(TopicFlow flow) {
        boolean isNew = !flow.isOrdered;
        flow.isOrdered = true;
        if (isNew && !node.isHost() && flow.state != TopicFlow.State.IDLE) {
            flow.expectsNoNews = flow.state == TopicFlow.State.LIVE;
            sendSubscribe(flow);
        }
    }

    private void sendSubscribe(TopicFlow flow) {
        node.upstream.send(Control.newBuilder()
                .setSubscribe(Subscribe.newBuilder()
                        .setSession(node.origin.session())
                        .setTopic(flow.name)
                        .setOrdered(flow.isOrdered)));
    }

    /** Asks the parent for a topic, unless that has begun already. */
    void subscribeAbove(TopicFlow flow) {
        if (flow.state == TopicFlow.State.IDLE && node.upstream.isLive()) {
            flow.state = TopicFlow.State.ASKED;
            flow.asks = 0;
            askAbove(flow);
        }
    }

    private void askAbove(TopicFlow flow) {
        flow.askedAtNs = node.now();
        node.due(node.now() + node.millis(node.limits.resendMs()));
        flow.asks++;
        if (flow.state == TopicFlow.State.APPLYING && flow.asks % RENEW_KEY_AFTER_ASKS == 0) {
            renewKey(flow);
        }
        sendSubscribe(flow);
    }

    /** Asks for the key on the broadcast path once more: the first request was lost, or refused because it came early. */
    private void renewKey(TopicFlow flow) {
        byte[] request = node.subscriptionRequest(flow.key);
        node.out.unsubscribe(request);
        node.out.subscribe(request);
    }

    void subscribed(Subscribed answer) {
        TopicFlow flow = byKey.get(answer.getKey());
        if (flow == null || node.isHost() || flow.state == TopicFlow.State.IDLE) {
            return;
        }
        if (!answer.getApplied()) {
            if (flow.state == TopicFlow.State.ASKED) {
                flow.state = TopicFlow.State.APPLYING;
                node.out.subscribe(node.subscriptionRequest(flow.key));
            }
            return;
        }
        long last = answer.getLast();
        if (flow.state == TopicFlow.State.LIVE) {
            if (!flow.expectsNoNews) {
                announced(flow, last);
            }
            flow.expectsNoNews = false;
            return;
        }
        flow.state = TopicFlow.State.LIVE;
        boolean isFirst = flow.next == 0;
        if (isFirst) {
            flow.next = flow.isResumed ? 1 : last + 1;
        }
        for (Local local : List.copyOf(locals)) {
            if (local.isGranted && local.topic.equals(flow.name)) {
                activate(local, flow);
            }
        }
        acceptHeld(flow);
        node.children.topicIsLive(flow);
        node.questions.topicIsLive(flow.name);
        announced(flow, flow.held.isEmpty() ? last : Math.max(last, flow.held.firstKey() - 1));
    }

    /**
     * Ends the subscription above when nobody wants the topic any more. Who waits for the host's leave wants it too: that may
     * have been given already, and ending the subscription would take it back.
     */
    void release(TopicFlow flow) {
        if (node.isHost() || flow.isWanted() || hasLocal(flow)) {
            return;
        }
        if (flow.state != TopicFlow.State.IDLE) {
            node.upstream.send(
                    Control.newBuilder().setUnsubscribe(Unsubscribe.newBuilder().setKey(flow.key)));
            node.out.unsubscribe(node.subscriptionRequest(flow.key));
        }
        drop(flow);
    }

    private void drop(TopicFlow flow) {
        releaseHeld(flow);
        if (flow.replay != null) {
            flow.replay.clear();
        }
        byKey.remove(flow.key);
    }

    private void releaseHeld(TopicFlow flow) {
        for (byte[] frame : flow.held.values()) {
            heldBytes -= frame.length;
        }
        flow.held.clear();
    }

    void onLive() {
        for (Local local : locals) {
            if (!local.isGranted) {
                ask(local);
            }
        }
        for (TopicFlow flow : byKey.values()) {
            if (!flow.children.isEmpty() || !flow.waiting.isEmpty() || hasGrantedLocal(flow)) {
                subscribeAbove(flow);
            }
        }
    }

    void onParentLost() {
        for (TopicFlow flow : byKey.values()) {
            flow.state = TopicFlow.State.IDLE;
            flow.repairAsks = 0;
        }
        for (Local local : locals) {
            local.isGranted = false;
            local.askedAtNs = Long.MIN_VALUE / 2;
        }
    }

    /** Another host's history begins. The key of every topic changes with it. */
    void onReignChanged() {
        for (TopicFlow flow : List.copyOf(byKey.values())) {
            if (flow.next > 0) {
                flow.missed(flow.next, Long.MAX_VALUE, Missed.Reason.HISTORY_CHANGED);
            }
            drop(flow);
        }
        for (Local local : locals) {
            local.isResumed |= local.isActive;
            local.isGranted = false;
            local.isActive = false;
            local.askedAtNs = Long.MIN_VALUE / 2;
        }
    }

    // ---- receiving

    /** A batch came from the parent; its header and runs are sound. */
    void received(byte[] frame) {
        TopicFlow flow = byKey.get(Wire.getHex(frame, 0));
        if (flow == null || flow.state == TopicFlow.State.IDLE) {
            return;
        }
        long base = Frames.base(frame);
        long end = base + Frames.count(frame);
        boolean isRepair = (Frames.flags(frame) & Frames.FLAG_REPAIR) != 0;
        flow.escalations = isRepair ? 0 : flow.escalations;
        if (flow.next == 0) {
            hold(flow, base, frame); // its place shows when the subscription is confirmed
            return;
        }
        boolean isNew = end > flow.next && !flow.held.containsKey(base);
        if (!flow.children.isEmpty() && (isNew || (isRepair && isAskedBelow(flow, base, end)))) {
            node.children.forward(flow, frame.clone());
        }
        if (!isNew) {
            node.counters.duplicates++;
            askNextPart(flow, frame);
            return;
        }
        if (base > flow.next) {
            hold(flow, base, frame);
            askRepair(flow, base - 1);
            return;
        }
        accept(flow, frame);
        acceptHeld(flow);
        if (flow.gapLast != 0) {
            flow.repairAskedAtNs = node.now();
            flow.repairAsks = Math.min(flow.repairAsks, 1);
            if (flow.next > flow.gapLast) {
                flow.gapLast = 0;
                flow.repairAsks = 0;
                if (!flow.held.isEmpty()) {
                    askRepair(flow, flow.held.firstKey() - 1);
                }
            } else {
                askNextPart(flow, frame);
            }
        }
    }

    private void accept(TopicFlow flow, byte[] frame) {
        if (Frames.base(frame) < flow.next) {
            node.counters.duplicates++;
        }
        flow.deliver(frame, flow.next);
        flow.next = Frames.base(frame) + Frames.count(frame);
        if (flow.replay != null && !flow.children.isEmpty()) {
            flow.replay.add(frame);
        } else if (flow.replay != null) {
            flow.replay.clear();
        }
    }

    /** Takes what was held and is next now. */
    private void acceptHeld(TopicFlow flow) {
        while (!flow.held.isEmpty() && flow.held.firstKey() <= flow.next) {
            byte[] held = flow.held.pollFirstEntry().getValue();
            heldBytes -= held.length;
            if (Frames.base(held) + Frames.count(held) > flow.next) {
                // that it had to wait for a repair does not make its subscriber a slow one
                accept(flow, Frames.restamped(held, node.upstream.stampMicros()));
            }
        }
    }

    private void hold(TopicFlow flow, long base, byte[] frame) {
        if (!flow.held.containsKey(base) && heldBytes + frame.length <= node.limits.reorderBytes()) {
            flow.held.put(base, frame);
            heldBytes += frame.length;
        }
    }

    /** The parent's last sequence of a topic is known: whatever is missing up to it was lost. */
    void announced(TopicFlow flow, long last) {
        if (flow.state == TopicFlow.State.LIVE && last >= flow.next) {
            askRepair(flow, last);
        }
    }

    private void askRepair(TopicFlow flow, long last) {
        if (flow.gapLast == 0) {
            node.counters.gaps++;
            flow.gapLast = last;
            flow.repairAsks = 0;
            if (flow.state == TopicFlow.State.LIVE) {
                sendRepairRequest(flow);
            }
        } else {
            flow.gapLast = Math.max(flow.gapLast, last);
        }
    }

    private void askNextPart(TopicFlow flow, byte[] frame) {
        if (flow.gapLast != 0
                && flow.state == TopicFlow.State.LIVE
                && (Frames.flags(frame) & Frames.FLAG_REPAIR_END) != 0) {
            sendRepairRequest(flow);
        }
    }

    private void sendRepairRequest(TopicFlow flow) {
        flow.repairAskedAtNs = node.now();
        node.due(node.now() + 2 * node.millis(node.limits.repairMs()));
        flow.repairAsks++;
        node.counters.repairsAsked++;
        if (flow.repairAsks % RENEW_KEY_AFTER_ASKS == 0) {
            renewKey(flow);
        }
        requestRepair(flow, flow.next, Math.max(holeLast(flow), flow.next));
    }

    /** The last sequence that is missing in a row with {@code next}. */
    private static long holeLast(TopicFlow flow) {
        return flow.held.isEmpty() ? flow.gapLast : Math.min(flow.gapLast, flow.held.firstKey() - 1);
    }

    /** Asks above for what a child misses and this endpoint has not got. */
    void requestRepairForChild(TopicFlow flow, long first, long last) {
        node.counters.repairsEscalated++;
        if (++flow.escalations % RENEW_KEY_AFTER_ASKS == 0) {
            renewKey(flow);
        }
        requestRepair(flow, first, last);
    }

    private void requestRepair(TopicFlow flow, long first, long last) {
        node.upstream.send(Control.newBuilder()
                .setRepairRequest(RepairRequest.newBuilder()
                        .setKey(flow.key)
                        .setFirst(first)
                        .setLast(last)));
    }

    private boolean isAskedBelow(TopicFlow flow, long base, long end) {
        return !flow.askers.isEmpty() && base <= flow.askersLast && end > flow.askersFirst;
    }

    /** The parent says that nobody keeps what is before a sequence. */
    void tooOld(TooOld answer) {
        TopicFlow flow = byKey.get(answer.getKey());
        if (flow == null || flow.state != TopicFlow.State.LIVE) {
            return;
        }
        for (ChildLink child : flow.askers.keySet()) {
            node.children.send(child, Control.newBuilder().setTooOld(answer));
        }
        flow.askers.clear();
        long first = Math.min(answer.getFirstAvailable(), holeLast(flow) + 1);
        if (flow.gapLast == 0 || first <= flow.next) {
            return;
        }
        node.counters.missed += first - flow.next;
        flow.missed(flow.next, first - 1, Missed.Reason.TOO_OLD);
        flow.next = first;
        if (flow.replay != null) {
            flow.replay.clear();
        }
        acceptHeld(flow);
        if (flow.next > flow.gapLast) {
            flow.gapLast = 0;
            if (!flow.held.isEmpty()) {
                askRepair(flow, flow.held.firstKey() - 1);
            }
        } else {
            sendRepairRequest(flow);
        }
    }

    /** Does what time demands, and returns when to come again. */
    long tick() {
        if (node.isHost() || !node.upstream.isLive()) {
            return Long.MAX_VALUE;
        }
        long now = node.now();
        long deadline = Long.MAX_VALUE;
        long retryNs = node.millis(node.limits.resendMs());
        long repairNs = node.millis(node.limits.repairMs());
        for (Local local : locals) {
            if (!local.isGranted) {
                if (now - local.askedAtNs >= retryNs) {
                    node.upstream.sessionInDoubt();
                    ask(local);
                }
                deadline = Math.min(deadline, local.askedAtNs + retryNs);
            }
        }
        for (TopicFlow flow : byKey.values()) {
            if (flow.state == TopicFlow.State.ASKED || flow.state == TopicFlow.State.APPLYING) {
                if (now - flow.askedAtNs >= retryNs) {
                    askAbove(flow);
                }
                deadline = Math.min(deadline, flow.askedAtNs + retryNs);
            } else if (flow.state == TopicFlow.State.LIVE && flow.gapLast != 0) {
                long patience = repairNs << Math.min(flow.repairAsks, 4);
                if (flow.repairAsks == 0 || now - flow.repairAskedAtNs >= patience) {
                    sendRepairRequest(flow);
                    patience = repairNs << Math.min(flow.repairAsks, 4);
                }
                deadline = Math.min(deadline, flow.repairAskedAtNs + patience);
            }
        }
        return deadline;
    }
}
