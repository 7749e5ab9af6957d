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

    /** What keeping one thing costs beside its bytes. */
    private static final int ENTRY_BYTES = 32;

    private final List<byte[]> updates = new ArrayList<>();
    private final Map<Long, AwarenessEntry> presences = new LinkedHashMap<>();
    private long updateBytes;
    private long presenceBytes;

    boolean isEmpty() {
        return updates.isEmpty() && presences.isEmpty();
    }

    /** How much waits; the bytes themselves are shared with other browsers'. */
    long bytes() {
        return updateBytes + presenceBytes;
    }

    void add(Delivery delivery) {
        if (delivery.isPresence()) {
            for (AwarenessEntry entry : AwarenessEntry.decode(delivery.bytes())) {
                AwarenessEntry before = presences.put(entry.client(), entry);
                presenceBytes += size(entry) - (before == null ? 0 : size(before));
            }
        } else {
            updateBytes += delivery.bytes().length + ENTRY_BYTES;
            updates.add(delivery.bytes());
        }
    }

    private static long size(AwarenessEntry entry) {
        return 2L * entry.json().length() + ENTRY_BYTES;
    }

    /** All updates as one, or null; they do not wait any more. */
    @Nullable
    Delivery takeUpdate() {
        if (updates.isEmpty()) {
            return null;
        }
        byte[] merged = Update.merge(updates);
        updates.clear();
        updateBytes = 0;
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
        presenceBytes = 0;
        return Delivery.ofPresence(latest);
    }
}
