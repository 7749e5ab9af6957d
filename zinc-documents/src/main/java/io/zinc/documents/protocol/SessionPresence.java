package io.zinc.documents.protocol;

import io.zinc.core.ZincException;
import io.zinc.crdt.Awareness;
import io.zinc.crdt.AwarenessChange;
import io.zinc.crdt.CrdtException;
import io.zinc.documents.DocumentLimits;
import io.zinc.documents.spi.FragmentException;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.TreeSet;
import java.util.function.Consumer;
import java.util.function.LongSupplier;
import org.jspecify.annotations.Nullable;

/**
 * Who is present in a document, as one session knows it, and those for whom this session speaks: its own user, under an id
 * that the session drew, and <i>guests</i>, such as the browsers at a gateway, under ids that they brought.
 *
 * <p>The user is renewed while present. Whether a guest is still there is known to whoever tells of it, so a silent one is not
 * taken for gone here. An id is a guest's for as long as nobody else tells of it with a later clock.
 */
final class SessionPresence {

    private static final int TICK_MS = 5_000;

    /** Sends an update to the host, if that can be reached. */
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
    private long nextTickMs = Long.MAX_VALUE;

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
        }
        events.accept(new SessionEvent.AwarenessUpdated(all.encode(change.clients())));
    }

    Awareness awareness() {
        return awareness;
    }

    // ---- what is told here

    /** The user of this endpoint does something; null to be absent. */
    void present(@Nullable Map<String, ? extends @Nullable Object> presence, long nowMs) {
        presented = presence;
        awareness.setLocalState(presence, nowMs);
    }

    /**
     * Takes what guests say.
     *
     * @return the ids of which nothing was taken though it was news, as others speak for them or there is no room
     * @throws ZincException when the bytes are no awareness update, or a state is too large; then nothing was taken
     */
    List<Long> tell(byte[] update, long nowMs) {
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
            awareness.apply(Awareness.write(taken), this, nowMs);
            send(taken);
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

    /** Tells the host of everyone for whom this session speaks, as it may not have heard. */
    void tellAll() {
        if (awareness.localState() != null) {
            sender.send(awareness.encode(List.of(awareness.localClient())), false);
        }
        send(Awareness.read(awareness.encode(guests)));
    }

    /** Others need not wait to see that the user and the guests are gone. */
    void leave() {
        if (awareness.localState() != null) {
            sender.send(awareness.encodeLeaving(), false);
        }
        send(guests.stream()
                .map(guest -> new Awareness.Entry(guest, awareness.clock(guest), null))
                .toList());
    }

    // ---- what comes

    /**
     * Takes what the host passes on.
     *
     * @return false when this session's own id is another's now, or was taken for gone; then it has come under another one
     */
    boolean heard(byte[] update, long nowMs) {
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
            awareness.apply(update, this, nowMs);
            guests.removeIf(guest -> !awareness.isPresent(guest));
            if (awareness.clock(own) > before) {
                comeAnew(!isAnothers, nowMs);
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
    void hostChanged(long nowMs) {
        comeAnew(true, nowMs);
    }

    /** Goes on under another id. */
    private void comeAnew(boolean leavesId, long nowMs) {
        Awareness before = awareness;
        if (leavesId) {
            before.remove(List.of(before.localClient()), "anew", nowMs);
        }
        awareness = new Awareness(randomId.getAsLong() & 0xffffffffL, nowMs);
        awareness.setLocalState(null, nowMs);
        awareness.apply(before.encodeAll(), this, nowMs);
        listen();
        if (presented != null) {
            awareness.setLocalState(presented, nowMs);
        }
    }

    // ---- time

    /** Does what time demands; returns when it wants to be called again. */
    long tick(long nowMs) {
        if (nowMs >= nextTickMs) {
            nextTickMs = Long.MAX_VALUE;
            awareness.stillHere(guests, nowMs);
            awareness.tick(nowMs);
            awareness.forgetGone(4 * limits.maxPresent() + 100);
        }
        if (nextTickMs == Long.MAX_VALUE && !awareness.states().isEmpty()) {
            nextTickMs = nowMs + TICK_MS;
        }
        return nextTickMs;
    }
}
