package io.zinc.core.protocol;

import io.zinc.core.spi.Downlink;
import java.util.Iterator;
import java.util.LinkedHashSet;
import java.util.Set;

/**
 * The peers that have said something and are no children, or not yet. When there are too many, the one that has been
 * silent longest is disconnected; a joiner that suffers this knocks again.
 */
final class Strangers {

    private static final byte[] NO_TOKEN = new byte[Downlink.TOKEN_BYTES];

    private final TreeNode node;
    private final Set<Long> peers = new LinkedHashSet<>();

    Strangers(TreeNode node) {
        this.node = node;
    }

    void heard(long peer) {
        peers.remove(peer);
        peers.add(peer);
        if (peers.size() > node.limits.maxStrangers()) {
            Iterator<Long> silentFirst = peers.iterator();
            long silent = silentFirst.next();
            silentFirst.remove();
            node.counters.strangersCut++;
            node.out.disconnectChild(silent, NO_TOKEN);
        }
    }

    /** A child speaks over another connection now; this one is nobody's. */
    void dismiss(long peer) {
        peers.remove(peer);
        node.out.disconnectChild(peer, NO_TOKEN);
    }

    /** It is one no more. */
    void joined(long peer) {
        peers.remove(peer);
    }
}
