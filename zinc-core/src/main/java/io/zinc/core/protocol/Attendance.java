package io.zinc.core.protocol;

import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.UUID;

/**
 * Which endpoints the host can reach, by their sessions. An endpoint that closed its session is gone at once; one that was
 * lost has {@code deadAfterMs} to come back another way.
 */
final class Attendance {

    private final TreeNode node;
    private final Map<UUID, Integer> reached = new LinkedHashMap<>();
    private final Map<UUID, Long> lostAtNs = new LinkedHashMap<>();

    Attendance(TreeNode node) {
        this.node = node;
    }

    /** A session of an endpoint is reached, again or for the first time. */
    void came(UUID endpoint) {
        if (reached.merge(endpoint, 1, Integer::sum) == 1 && lostAtNs.remove(endpoint) == null) {
            node.out.endpointCame(endpoint);
        }
    }

    /** A session that was reached is not any more; the endpoint may come back. */
    void lost(UUID endpoint) {
        if (leaves(endpoint)) {
            lostAtNs.put(endpoint, node.now());
            node.due(node.now() + node.millis(node.limits.deadAfterMs()));
        }
    }

    /** A session that was reached was closed by its endpoint. */
    void closed(UUID endpoint) {
        if (leaves(endpoint)) {
            node.out.endpointGone(endpoint);
        }
    }

    private boolean leaves(UUID endpoint) {
        int left = reached.getOrDefault(endpoint, 0) - 1;
        if (left > 0) {
            reached.put(endpoint, left);
        } else {
            reached.remove(endpoint);
        }
        return left == 0;
    }

    /** Does what time demands, and returns when to come again. */
    long tick() {
        if (lostAtNs.isEmpty()) {
            return Long.MAX_VALUE;
        }
        long grace = node.millis(node.limits.deadAfterMs());
        List<UUID> gone = new ArrayList<>();
        long deadline = Long.MAX_VALUE;
        for (Map.Entry<UUID, Long> lost : lostAtNs.entrySet()) {
            if (node.now() - lost.getValue() >= grace) {
                gone.add(lost.getKey());
            } else {
                deadline = Math.min(deadline, lost.getValue() + grace);
            }
        }
        for (UUID endpoint : gone) {
            lostAtNs.remove(endpoint);
            node.out.endpointGone(endpoint);
        }
        return deadline;
    }
}
