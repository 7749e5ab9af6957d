package io.zinc.gateway;

import io.zinc.crdt.AwarenessEntry;
import io.zinc.crdt.Update;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import org.jspecify.annotations.Nullable;

/** What waits for one browser in one document because it reads slowly. Confined to the browser's event loop. */
final class Backlog {

    private final List<byte[]> updates = new ArrayList<>();
    private final Map<Long, AwarenessEntry> presences = new LinkedHashMap<>();
    private int bytes;

    boolean isEmpty() {
        return updates.isEmpty() && presences.isEmpty();
    }

    /** How much waits; the bytes themselves are shared with other browsers'. */
    int bytes() {
        return bytes;
    }

    void add(Delivery delivery) {
        bytes += delivery.bytes().length + 32;
        if (delivery.isPresence()) {
            for (AwarenessEntry entry : AwarenessEntry.decode(delivery.bytes())) {
                presences.put(entry.client(), entry);
            }
        } else {
            updates.add(delivery.bytes());
        }
    }

    /** All updates as one, or null; they do not wait any more. */
    @Nullable
    Delivery takeUpdate() {
        if (updates.isEmpty()) {
            return null;
        }
        byte[] merged = updates.size() == 1 ? updates.getFirst() : Update.merge(updates);
        updates.clear();
        bytes = 0;
        return Delivery.ofUpdate(merged);
    }

    /** The last that is known of each client, or null; that does not wait any more. */
    @Nullable
    Delivery takePresence() {
        if (presences.isEmpty()) {
            return null;
        }
        byte[] latest = AwarenessEntry.encode(List.copyOf(presences.values()));
        presences.clear();
        return Delivery.ofPresence(latest);
    }
}
