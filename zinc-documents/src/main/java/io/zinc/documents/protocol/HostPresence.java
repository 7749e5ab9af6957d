package io.zinc.documents.protocol;

import io.zinc.crdt.Awareness;
import io.zinc.crdt.CrdtException;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Objects;
import java.util.UUID;
import java.util.function.Predicate;
import org.jspecify.annotations.Nullable;

/**
 * Who is present in a document, as its host knows it. A client id belongs to the session that told of it first. An id that a
 * session drew for itself stays its own also when it has left, or was silent for long, as it may come back, for as long as
 * there is room to remember it; a guest's id is free when the guest is gone, as guests go from one gateway to another.
 */
final class HostPresence {

    /** Who tells of somebody: a session, as it is published, of an endpoint. */
    record Teller(UUID origin, long session) {}

    /**
     * What came of something that was told.
     *
     * @param news what to pass on; null for nothing
     * @param isWhole whether all of it was taken
     */
    record Taken(byte @Nullable [] news, boolean isWhole) {}

    private record Owner(Teller teller, boolean isOfGuest) {}

    private static final Taken NOTHING = new Taken(null, false);

    private final int maxPresent;
    private final Map<Long, Owner> owners = new LinkedHashMap<>();
    private final Map<Long, Teller> formerOwners = new LinkedHashMap<>();
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

    /** Takes what a session tells, but for what is malformed, too much, or about somebody else's clients. */
    Taken take(byte[] update, Teller teller, boolean areGuests, long now) {
        try {
            List<Awareness.Entry> told = Awareness.read(update);
            List<Awareness.Entry> taken = new ArrayList<>();
            for (Awareness.Entry entry : told) {
                if (isIts(entry.client(), teller) && hasRoom(entry)) {
                    taken.add(entry);
                    owners.put(entry.client(), new Owner(teller, areGuests));
                    formerOwners.remove(entry.client());
                }
            }
            if (taken.isEmpty()) {
                return NOTHING;
            }
            byte[] news = Awareness.write(taken);
            Awareness all = awareness(now);
            all.apply(news, teller, now);
            taken.stream()
                    .map(Awareness.Entry::client)
                    .filter(client -> !all.isPresent(client))
                    .forEach(this::disown);
            return new Taken(news, taken.size() == told.size());
        } catch (CrdtException e) {
            return NOTHING;
        }
    }

    private boolean isIts(long client, Teller teller) {
        Owner owner = owners.get(client);
        Teller known = owner != null ? owner.teller : formerOwners.get(client);
        return known == null || known.equals(teller);
    }

    private boolean hasRoom(Awareness.Entry entry) {
        return entry.state() == null || owners.containsKey(entry.client()) || owners.size() < maxPresent;
    }

    private void disown(long client) {
        Owner owner = owners.remove(client);
        if (owner != null && !owner.isOfGuest) {
            formerOwners.put(client, owner.teller);
            if (formerOwners.size() > 4 * maxPresent) {
                formerOwners.remove(formerOwners.keySet().iterator().next());
            }
        }
    }

    private Awareness awareness(long now) {
        Awareness all = awareness;
        if (all == null) {
            all = new Awareness(0, now);
            all.setLocalState(null, now);
            awareness = all;
        }
        all.forgetGone(4 * maxPresent + 100);
        return all;
    }

    /** Takes the clients of an endpoint for gone; what to tell the others, or null if there is nothing to tell. */
    byte @Nullable [] gone(UUID origin, long now) {
        return remove(
                client ->
                        Objects.requireNonNull(owners.get(client)).teller.origin.equals(origin),
                now);
    }

    /** Takes clients for gone that were silent for long; what to tell the others, or null if there is nothing to tell. */
    byte @Nullable [] outdated(long now) {
        if (owners.isEmpty()) {
            return null;
        }
        Awareness all = awareness(now);
        all.tick(now);
        return remove(client -> !all.isPresent(client), now);
    }

    private byte @Nullable [] remove(Predicate<Long> which, long now) {
        List<Long> clients = owners.keySet().stream().filter(which).toList();
        if (clients.isEmpty()) {
            return null;
        }
        Awareness all = awareness(now);
        all.remove(clients, null, now);
        clients.forEach(this::disown);
        return all.encode(clients);
    }

    void clear() {
        owners.clear();
        formerOwners.clear();
        awareness = null;
    }
}
