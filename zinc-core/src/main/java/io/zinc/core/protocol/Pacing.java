package io.zinc.core.protocol;

import java.util.Collection;
import java.util.List;

/**
 * Waiting for children that are behind, within bounds.
 *
 * <p>Each broadcast frame carries the parent's position, a count of bytes; children tell how far they have got. While a
 * child lags by more than the window, the node takes no data from the application, its children or its parent, so that
 * whoever sends too fast feels it. That help is limited: a child that has used up its share of waiting is no longer
 * waited for until it has caught up, and one that does not read at all, or is further behind than
 * what is kept for repairs, is cut.
 */
final class Pacing {

    /** A frame counts at least this much, as the links' queues count frames. */
    private static final int LEAST_FRAME_BYTES = 2048;

    static final long PATIENCE_NS = 500_000_000;

    private static final int TICK_MS = 20;

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
            if (!link.isLagging && !link.patience.isSpent() && position - link.received > window) {
                link.isLagging = true;
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
        if (link.lastDestined - reached <= node.limits.pacingWindowBytes() / 2) {
            link.patience.caughtUp();
            stopWaiting(link);
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
        for (ChildLink link : List.copyOf(children.links())) {
            if (!link.patience.pass(elapsed, link.isLagging)) {
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
}
