package io.zinc.documents.protocol;

import io.zinc.crdt.Awareness;
import io.zinc.crdt.CrdtException;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Objects;
import java.util.UUID;
import org.jspecify.annotations.Nullable;

/**
 * Who is present in a document, as its host knows it. A client id belongs to the endpoint that told of it first; also when
 * that one has left, or was silent for long, as it may come back, for as long as there is room to remember it.
 */
final class HostPresence {

    private final int maxPresent;
    private final Map<Long, UUID> owners = new LinkedHashMap<>();
    private final Map<Long, UUID> formerOwners = new LinkedHashMap<>();
    private @Nullable Awareness awareness;

    HostPresence(int maxPresent) {
        this.maxPresent = maxPresent;
    }

    boolean isEmpty() {
        return owners.isEmpty();
    }

    /** All that are present, for a newcomer. */
    byte[] all(long now) {
        return awareness(now).encodeAll();
    }

    /** Takes what an endpoint tells; false when it is malformed, too much, or about somebody else's clients. */
    boolean take(byte[] update, UUID origin, long now) {
        try {
            List<Long> clients = Awareness.clientsOf(update);
            long more = clients.stream()
                    .filter(client -> !owners.containsKey(client))
                    .distinct()
                    .count();
            boolean isIts =
                    clients.stream().allMatch(client -> ownerOf(client, origin).equals(origin));
            if (!isIts || owners.size() + more > maxPresent) {
                return false;
            }
            Awareness all = awareness(now);
            all.apply(update, origin, now);
            Map<Long, @Nullable Object> present = all.states();
            for (long client : clients) {
                if (present.containsKey(client)) {
                    owners.put(client, origin);
                    formerOwners.remove(client);
                } else {
                    disown(client, origin);
                }
            }
            return true;
        } catch (CrdtException e) {
            return false;
        }
    }

    private UUID ownerOf(long client, UUID otherwise) {
        UUID owner = owners.get(client);
        return owner != null ? owner : formerOwners.getOrDefault(client, otherwise);
    }

    private void disown(long client, UUID owner) {
        owners.remove(client);
        formerOwners.put(client, owner);
        if (formerOwners.size() > 4 * maxPresent) {
            formerOwners.remove(formerOwners.keySet().iterator().next());
        }
    }

    private Awareness awareness(long now) {
        Awareness all = awareness;
        if (all == null || all.clocks().size() > 4L * maxPresent + 100) {
            // clocks of those that went long ago are forgotten
            Awareness fresh = new Awareness(0, now);
            fresh.setLocalState(null, now);
            if (all != null) {
                fresh.apply(all.encodeAll(), this, now);
            }
            awareness = fresh;
            return fresh;
        }
        return all;
    }

    /** Takes the clients of an endpoint for gone; what to tell the others, or null if there is nothing to tell. */
    byte @Nullable [] gone(UUID origin, long now) {
        List<Long> clients = new ArrayList<>();
        owners.forEach((client, owner) -> {
            if (owner.equals(origin)) {
                clients.add(client);
            }
        });
        return remove(clients, now);
    }

    /** Takes clients for gone that were silent for long; what to tell the others, or null if there is nothing to tell. */
    byte @Nullable [] outdated(long now) {
        if (owners.isEmpty()) {
            return null;
        }
        Awareness all = awareness(now);
        all.tick(now);
        List<Long> clients = new ArrayList<>(owners.keySet());
        clients.removeAll(all.states().keySet());
        return remove(clients, now);
    }

    private byte @Nullable [] remove(List<Long> clients, long now) {
        if (clients.isEmpty()) {
            return null;
        }
        Awareness all = awareness(now);
        all.remove(clients, null, now);
        clients.forEach(client -> disown(client, Objects.requireNonNull(owners.get(client))));
        return all.encode(clients);
    }

    void clear() {
        owners.clear();
        formerOwners.clear();
        awareness = null;
    }
}
