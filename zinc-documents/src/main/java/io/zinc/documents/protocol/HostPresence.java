package io.zinc.documents.protocol;

import io.zinc.crdt.Awareness;
import io.zinc.crdt.CrdtException;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.LinkedHashSet;
import java.util.List;
import java.util.Map;
import java.util.Objects;
import java.util.Set;
import java.util.UUID;
import java.util.function.Predicate;
import org.jspecify.annotations.Nullable;

/**
 * Who is present in a document, as its host knows it. A client id belongs to the session that told of it first. An id that a
 * session drew for itself stays its own for a while after it has left, or was silent for long, as it may come back; a guest's id is
 * free when the guest is gone, as guests go from one gateway to another.
 *
 * <p>What is passed on may be lost on its way: what has changed is passed on once more after a while. Who tells of somebody with a
 * clock that is too low to be heard, as a stranger had the id in between, is told the clock by which that one is gone, and comes
 * back with a higher one.
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

    private record FormerOwner(Teller teller, long untilMs) {}

    private static final long KEPT_FOR_FORMER_OWNER_MS = 120_000;

    /** Nobody gets there by changing often; who began higher would leave an id's next owner little room. */
    private static final long MAX_CLOCK = 1L << 40;

    private static final Taken NOTHING = new Taken(null, false);

    private final int maxPresent;
    private final Map<Long, Owner> owners = new LinkedHashMap<>();
    private final Map<Long, FormerOwner> formerOwners = new LinkedHashMap<>();
    private final Set<Long> changed = new LinkedHashSet<>();
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
            Awareness all = awareness(now);
            List<Awareness.Entry> told = Awareness.read(update);
            List<Awareness.Entry> taken = new ArrayList<>();
            List<Awareness.Entry> news = new ArrayList<>();
            for (Awareness.Entry entry : told) {
                if (!isIts(entry.client(), teller, now) || !hasRoom(entry) || entry.clock() > MAX_CLOCK) {
                    continue;
                }
                taken.add(entry);
                owners.putIfAbsent(entry.client(), new Owner(teller, areGuests));
                formerOwners.remove(entry.client());
                if (isNews(entry, areGuests, all)) {
                    news.add(entry);
                } else if (entry.state() != null && !all.isPresent(entry.client())) {
                    news.add(new Awareness.Entry(entry.client(), all.clock(entry.client()), null));
                }
            }
            byte[] passedOn = Awareness.write(news);
            all.apply(passedOn, teller, now);
            for (Awareness.Entry entry : taken) {
                if (!all.isPresent(entry.client())) {
                    disown(entry.client(), now);
                }
            }
            return new Taken(news.isEmpty() ? null : passedOn, !taken.isEmpty() && taken.size() == told.size());
        } catch (CrdtException e) {
            return NOTHING;
        }
    }

    private static boolean isNews(Awareness.Entry entry, boolean isGuest, Awareness all) {
        long known = all.clock(entry.client());
        if (entry.state() != null) {
            return entry.clock() > known;
        }
        // a session may tell that the id is gone that it had at a host before
        boolean isUnknown = known == 0 && !isGuest;
        return isUnknown || (all.isPresent(entry.client()) && entry.clock() >= known);
    }

    /** What has changed since the last call, to be passed on once more; null for nothing. */
    byte @Nullable [] repeat(long now) {
        if (changed.isEmpty()) {
            return null;
        }
        byte[] again = awareness(now).encode(changed);
        changed.clear();
        return again;
    }

    boolean hasChanged() {
        return !changed.isEmpty();
    }

    private boolean isIts(long client, Teller teller, long now) {
        Owner owner = owners.get(client);
        if (owner != null) {
            return owner.teller.equals(teller);
        }
        FormerOwner former = formerOwners.get(client);
        return former == null || former.teller.equals(teller) || now >= former.untilMs;
    }

    private boolean hasRoom(Awareness.Entry entry) {
        return entry.state() == null || owners.containsKey(entry.client()) || owners.size() < maxPresent;
    }

    private void disown(long client, long now) {
        Owner owner = owners.remove(client);
        if (owner != null && !owner.isOfGuest) {
            formerOwners.put(client, new FormerOwner(owner.teller, now + KEPT_FOR_FORMER_OWNER_MS));
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
            var unused = all.onChange(change -> changed.addAll(change.clients()));
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
        clients.forEach(client -> disown(client, now));
        return all.encode(clients);
    }

    void clear() {
        owners.clear();
        formerOwners.clear();
        changed.clear();
        awareness = null;
    }
}
