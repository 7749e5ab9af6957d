package io.zinc.core.protocol;

import java.util.Collection;
import java.util.List;

/**
 * Waiting for children that are behind, within bounds.
 *
 * <p>Each broadcast frame carries the parent's position, a count of bytes; children tell how far they have got. While a
 * child lags by more than the window, the node takes no data from the application, its children or its parent, so that
 * whoever sends too fast feels it.
 *
 * <p>A child is waited for as long as it reads on and nobody else stands idle because of it. While most of the other
 * readers have read all there is, the waiting is charged to its patience; one that reads nothing at all for longer than
 * it takes to say so has none. Who is out of patience is no longer waited for until it has caught up, and is cut when it
 * goes on reading nothing or falls further behind than what is kept for repairs. So readers that are equally fast, with a
 * sender that is faster, lose nothing, and a slow one among them holds the others up for a tenth of the time.
 */
final class Pacing {

    /** A frame counts at least this much, as the links' queues count frames. */
    private static final int LEAST_FRAME_BYTES = 2048;

    static final long PATIENCE_NS = 500_000_000;

    private static final int TICK_MS = 20;

    /** Children report their position with each heartbeat, if not sooner; this much later it is overdue. */
    private static final int OVERDUE_MS = 100;

    private final TreeNode node;
    private final Children children;
    private long position;
    private int lagging;
    private long tickedAtNs;

    Pacing(TreeNode node, Children children) {
        this.node = node;
        this.children = children;
    }

    long position() {
        return position;
    }

    /** Whether data may flow into the node. */
    boolean isOpen() {
        return lagging == 0;
    }

    /** Stamps a frame that is about to be broadcast to some children. */
    void sent(Collection<ChildLink> receivers, byte[] frame) {
        long before = position;
        position += Math.max(frame.length, LEAST_FRAME_BYTES);
        Wire.putLong(frame, Frames.POSITION_AT, position);
        Frames.stamp(frame, node.now() / 1_000);
        int window = node.limits.pacingWindowBytes();
        for (ChildLink link : receivers) {
            if (link.received >= link.lastDestined) {
                link.received = before; // nothing was under way: what others got does not count as its lag
            }
            link.lastDestined = position;
            link.lastBatch = frame[Frames.TYPE_AT] == Frames.TYPE_BATCH ? position : link.lastBatch;
            if (!link.isLagging && !link.patience.isSpent() && position - link.received > window) {
                link.isLagging = true;
                link.laggingSinceNs = node.now();
                lagging++;
                tickedAtNs = lagging == 1 ? node.now() : tickedAtNs;
                node.due(node.now() + node.millis(TICK_MS));
            }
        }
    }

    /** A child tells how far it has got. */
    void received(ChildLink link, long reached) {
        if (reached <= link.received || reached > position) {
            return;
        }
        link.received = reached;
        link.receivedAtNs = node.now();
        long behind = link.lastDestined - reached;
        if (behind <= node.limits.pacingWindowBytes()) {
            stopWaiting(link);
        }
        if (behind <= node.limits.pacingWindowBytes() / 2) {
            link.patience.caughtUp();
        }
    }

    private void stopWaiting(ChildLink link) {
        if (link.isLagging) {
            link.isLagging = false;
            lagging--;
        }
    }

    void forget(ChildLink link) {
        stopWaiting(link);
    }

    /** Does what time demands, and returns when to come again. */
    long tick() {
        long now = node.now();
        long elapsed = Math.max(0, Math.min(now - tickedAtNs, node.millis(10 * TICK_MS)));
        if (elapsed == 0 && lagging == 0) {
            return Long.MAX_VALUE;
        }
        tickedAtNs = now;
        boolean isBusy = lagging > 0;
        boolean isCharged = lagging > 0 && othersStandIdle();
        long overdueNs = node.millis(node.limits.heartbeatMs() + OVERDUE_MS);
        for (ChildLink link : List.copyOf(children.links())) {
            if (link.isLagging && now - Math.max(link.receivedAtNs, link.laggingSinceNs) > overdueNs) {
                link.patience.exhaust();
            }
            if (!link.patience.pass(elapsed, isCharged && link.isLagging)) {
                stopWaiting(link);
            }
            boolean isStuck = now - link.receivedAtNs > 2 * node.millis(node.limits.deadAfterMs());
            boolean isTooFar = link.lastDestined - link.received > node.limits.replayBytes();
            if (link.patience.isSpent() && (isStuck || isTooFar)) {
                children.cut(link, "it does not read what is sent to it", true);
            }
            isBusy |= !link.patience.isRested();
        }
        return isBusy ? now + node.millis(TICK_MS) : Long.MAX_VALUE;
    }

    /** Whether most of the readers that do not lag, here and below, have read all that there is for them. */
    private boolean othersStandIdle() {
        int step = node.limits.pacingWindowBytes() / 8; // nearer than that a child does not say where it is
        int idle = node.topics.localCount() > 0 ? 1 : 0;
        int busy = 0;
        for (ChildLink link : children.links()) {
            boolean isReader = link.lastBatch > 0 && position - link.lastBatch <= node.limits.replayBytes();
            if (isReader && !link.isLagging) {
                if (link.lastDestined - link.received <= step) {
                    idle++;
                } else {
                    busy++;
                }
            }
        }
        return idle > 0 && idle >= busy;
    }
}
