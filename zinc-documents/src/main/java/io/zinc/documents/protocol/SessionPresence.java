package io.zinc.documents.protocol;

import io.zinc.core.ZincException;
import io.zinc.crdt.Awareness;
import io.zinc.crdt.AwarenessChange;
import io.zinc.crdt.CrdtException;
import io.zinc.documents.DocumentLimits;
import io.zinc.documents.spi.FragmentException;
import java.util.ArrayList;
import java.util.Collection;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.TreeSet;
import java.util.function.Consumer;
import java.util.function.LongSupplier;
import org.jspecify.annotations.Nullable;

/**
 * Who is present in a document, as one session knows it, and those for whom this session speaks: its own user, under an id
 * that the session drew, and <i>guests</i>, such as the browsers at a gateway, under ids that they brought.
 *
 * <p>What is told may be lost on its way, and nobody sends it again: a change is told once more after a second, and the user
 * is renewed every ten, as guests are by whoever brings them. Whether a guest is still there is known to that one, so a silent guest is
 * not taken for gone here. An id is a guest's for as long as nobody else tells of it with a later clock.
 */
final class SessionPresence {

    private static final int REPEAT_MS = 1_000;
    private static final int RENEW_MS = 10_000;

    /** Sends an update to the host, if that can be reached; it may get lost. */
    interface Sender {
        void send(byte[] update, boolean areGuests);
    }

    private final DocumentLimits limits;
    private final Sender sender;
    private final Consumer<SessionEvent> events;
    private final LongSupplier randomId;
    private final TreeSet<Long> guests = new TreeSet<>();
    private Awareness awareness;
    private @Nullable Map<String, ? extends @Nullable Object> presented;
    // what is to be told once more, and when
    private final TreeSet<Long> changedOwn = new TreeSet<>();
    private final TreeSet<Long> changedGuests = new TreeSet<>();
    private long repeatAtMs = Long.MAX_VALUE;
    private long renewAtMs = Long.MAX_VALUE;
    private long nowMs;

    SessionPresence(
            long client,
            DocumentLimits limits,
            Sender sender,
            Consumer<SessionEvent> events,
            LongSupplier randomId,
            long nowMs) {
        this.limits = limits;
        this.sender = sender;
        this.events = events;
        this.randomId = randomId;
        this.nowMs = nowMs;
        this.awareness = new Awareness(client, nowMs);
        awareness.setLocalState(null, nowMs);
        listen();
    }

    private void listen() {
        Awareness all = awareness;
        var unused = all.onUpdate(change -> updated(all, change));
        var unusedToo = all.onChange(change ->
                events.accept(new SessionEvent.PresenceChanged(change.added(), change.updated(), change.removed())));
    }

    private void updated(Awareness all, AwarenessChange change) {
        if (change.origin() != this && change.clients().contains(all.localClient())) {
            sender.send(all.encode(List.of(all.localClient())), false);
            repeatLater(changedOwn, List.of(all.localClient()));
        }
        events.accept(new SessionEvent.AwarenessUpdated(all.encode(change.clients())));
    }

    private void repeatLater(Set<Long> those, Collection<Long> clients) {
        those.addAll(clients);
        repeatAtMs = Math.min(repeatAtMs, nowMs + REPEAT_MS);
    }

    Awareness awareness() {
        return awareness;
    }

    // ---- what is told here

    /** The user of this endpoint does something; null to be absent. */
    void present(@Nullable Map<String, ? extends @Nullable Object> presence, long now) {
        nowMs = now;
        presented = presence;
        awareness.setLocalState(presence, now);
    }

    /**
     * Takes what guests say.
     *
     * @return the ids of which nothing was taken though it was news, as others speak for them or there is no room
     * @throws ZincException when the bytes are no awareness update, or a state is too large; then nothing was taken
     */
    List<Long> tell(byte[] update, long now) {
        nowMs = now;
        List<Awareness.Entry> taken = new ArrayList<>();
        List<Long> refused = new ArrayList<>();
        int present = awareness.states().size();
        for (Awareness.Entry entry : read(update)) {
            long client = entry.client();
            if (!isNews(entry)) {
                continue;
            }
            boolean isGuest = guests.contains(client);
            boolean isOthers = client == awareness.localClient() || (!isGuest && awareness.isPresent(client));
            if (isOthers || (!isGuest && present >= limits.maxPresent())) {
                refused.add(client);
                continue;
            }
            taken.add(entry);
            if (entry.state() == null) {
                guests.remove(client);
            } else if (guests.add(client)) {
                present++;
            }
        }
        if (!taken.isEmpty()) {
            awareness.apply(Awareness.write(taken), this, now);
            send(taken);
            repeatLater(
                    changedGuests, taken.stream().map(Awareness.Entry::client).toList());
        }
        return refused;
    }

    private List<Awareness.Entry> read(byte[] update) {
        List<Awareness.Entry> entries;
        try {
            entries = Awareness.read(update);
        } catch (CrdtException e) {
            throw new FragmentException(
                    "these " + update.length + " bytes are no awareness update: " + e.getMessage(), e);
        }
        for (Awareness.Entry entry : entries) {
            int length = Awareness.write(List.of(entry)).length;
            if (length > limits.maxPresenceBytes()) {
                throw new FragmentException("the state of client " + entry.client() + " takes " + length
                        + " bytes; the limit maxPresenceBytes is " + limits.maxPresenceBytes()
                        + "; keep in the document what is so large");
            }
        }
        return entries;
    }

    /** Whether it changes anything here; of one that is absent, that it is so does not. */
    private boolean isNews(Awareness.Entry entry) {
        long known = awareness.clock(entry.client());
        return entry.state() == null
                ? awareness.isPresent(entry.client()) && entry.clock() >= known
                : entry.clock() > known;
    }

    /** Tells the host of guests in as many messages as it takes. */
    private void send(List<Awareness.Entry> entries) {
        List<Awareness.Entry> some = new ArrayList<>();
        int bytes = 0;
        for (Awareness.Entry entry : entries) {
            int more = Awareness.write(List.of(entry)).length;
            if (bytes + more > limits.maxPresenceBytes() && !some.isEmpty()) {
                sender.send(Awareness.write(some), true);
                some.clear();
                bytes = 0;
            }
            some.add(entry);
            bytes += more;
        }
        if (!some.isEmpty()) {
            sender.send(Awareness.write(some), true);
        }
    }

    /** Tells the host of everyone for whom this session speaks, as it may not have heard, or may take them for gone. */
    void tellAll(long now) {
        nowMs = now;
        if (presented != null) {
            awareness.setLocalState(presented, now);
        }
        send(Awareness.read(awareness.encode(guests)));
        repeatLater(changedGuests, guests);
    }

    /** Tells that the user and the guests are gone. */
    void leave(Sender last) {
        if (awareness.localState() != null) {
            last.send(awareness.encodeLeaving(), false);
        }
        List<Awareness.Entry> gone = guests.stream()
                .map(guest -> new Awareness.Entry(guest, awareness.clock(guest), null))
                .toList();
        if (!gone.isEmpty()) {
            last.send(Awareness.write(gone), true);
        }
    }

    // ---- what comes

    /**
     * Takes what the host passes on.
     *
     * @return false when this session's own id is another's now, or was taken for gone; then it has come under another one
     */
    boolean heard(byte[] update, long now) {
        nowMs = now;
        if (update.length == 0) {
            return true;
        }
        try {
            long own = awareness.localClient();
            long before = awareness.clock(own);
            boolean isAnothers = false;
            for (Awareness.Entry entry : Awareness.read(update)) {
                if (entry.clock() > awareness.clock(entry.client())) {
                    guests.remove(entry.client()); // another session tells of it
                    isAnothers |= entry.client() == own && entry.state() != null;
                }
            }
            awareness.apply(update, this, now);
            guests.removeIf(guest -> !awareness.isPresent(guest));
            if (awareness.clock(own) > before) {
                comeAnew(!isAnothers);
                return false;
            }
        } catch (CrdtException e) {
            // the host checks what it passes on; what it has let through is of a newer kind
        }
        return true;
    }

    /**
     * Another host reigns, and does not know whose ids are whose: so nobody can take this user's before they have come back.
     * Others stay until they are told gone, or are silent for long: they come back to that host, too.
     */
    void hostChanged(long now) {
        nowMs = now;
        comeAnew(true);
    }

    /** Goes on under another id. */
    private void comeAnew(boolean leavesId) {
        Awareness before = awareness;
        long former = before.localClient();
        if (leavesId) {
            before.remove(List.of(former), "anew", nowMs);
        }
        awareness = new Awareness(randomId.getAsLong() & 0xffffffffL, nowMs);
        awareness.setLocalState(null, nowMs);
        awareness.apply(before.encodeAll(), this, nowMs);
        awareness.apply(before.encode(List.of(former)), this, nowMs); // so that it can be told once more
        listen();
        if (presented != null) {
            awareness.setLocalState(presented, nowMs);
        }
    }

    // ---- time

    /** Does what time demands; returns when it wants to be called again. */
    long tick(long now) {
        nowMs = now;
        if (now >= repeatAtMs) {
            repeat();
        }
        if (now >= renewAtMs) {
            renew();
        }
        if (awareness.states().isEmpty()) {
            renewAtMs = Long.MAX_VALUE;
        } else if (renewAtMs == Long.MAX_VALUE) {
            renewAtMs = now + RENEW_MS;
        }
        return Math.min(repeatAtMs, renewAtMs);
    }

    private void repeat() {
        repeatAtMs = Long.MAX_VALUE;
        if (!changedOwn.isEmpty()) {
            sender.send(awareness.encode(changedOwn), false);
        }
        send(Awareness.read(awareness.encode(changedGuests)));
        changedOwn.clear();
        changedGuests.clear();
    }

    private void renew() {
        renewAtMs = Long.MAX_VALUE;
        if (presented != null) {
            awareness.setLocalState(presented, nowMs);
        }
        awareness.stillHere(guests, nowMs);
        awareness.tick(nowMs);
        awareness.forgetGone(4 * limits.maxPresent() + 100);
    }
}
