package io.zinc.crdt;

import java.util.ArrayList;
import java.util.Collection;
import java.util.Collections;
import java.util.Comparator;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.TreeMap;
import java.util.function.Consumer;
import org.jspecify.annotations.Nullable;

/**
 * Who is here and what they are doing: a state of plain values per client, each with a clock that only grows. It has no
 * timer: callers say what time it is, and call {@link #tick} every few seconds.
 */
public final class Awareness {
    /** A client that was silent for this long is taken for gone. */
    public static final long OUTDATED_MS = 30_000;

    /** More clients than this are refused, gone ones included. */
    public static final int MAX_CLIENTS = 65_536;

    private record Meta(long clock, long updatedMs) {}

    /**
     * What an update says about one client.
     *
     * @param state null for one that is gone
     */
    public record Entry(long client, long clock, @Nullable Object state) {}

    private final long localClient;
    private final Map<Long, @Nullable Object> states = new LinkedHashMap<>();
    private final Map<Long, Meta> metas = new LinkedHashMap<>();
    private final Listeners<Consumer<AwarenessChange>> changeListeners = new Listeners<>();
    private final Listeners<Consumer<AwarenessChange>> updateListeners = new Listeners<>();

    /** A new awareness, in which the local client is present with an empty state. */
    public Awareness(long localClient, long nowMs) {
        this.localClient = localClient;
        setLocalState(Map.of(), nowMs);
    }

    // --- reading -------------------------------------------------------------------------------------------------

    /** The id of the local client. */
    public long localClient() {
        return localClient;
    }

    /** The local state, or null if the local client is absent. */
    public @Nullable Object localState() {
        return states.get(localClient);
    }

    /** The states of all that are present. */
    public Map<Long, @Nullable Object> states() {
        return Collections.unmodifiableMap(new TreeMap<>(states));
    }

    /** The last clocks of all clients that were ever heard of. */
    public Map<Long, Long> clocks() {
        Map<Long, Long> clocks = new TreeMap<>();
        metas.forEach((client, meta) -> clocks.put(client, meta.clock));
        return clocks;
    }

    /** Whether a client is present. */
    public boolean isPresent(long client) {
        return states.containsKey(client);
    }

    /** The last clock of a client; 0 for one that was never heard of. */
    public long clock(long client) {
        Meta meta = metas.get(client);
        return meta == null ? 0 : meta.clock;
    }

    /** Calls {@code listener} when a state really differs. */
    public Subscription onChange(Consumer<AwarenessChange> listener) {
        return changeListeners.add(listener);
    }

    /** Calls {@code listener} for everything that others must hear of, renewals included. */
    public Subscription onUpdate(Consumer<AwarenessChange> listener) {
        return updateListeners.add(listener);
    }

    // --- local changes -------------------------------------------------------------------------------------------

    /** Sets the local state; null to leave. */
    public void setLocalState(@Nullable Map<String, ? extends @Nullable Object> state, long nowMs) {
        Meta meta = metas.get(localClient);
        Object before = states.get(localClient);
        Object value = Values.canonical(state);
        metas.put(localClient, new Meta(meta == null ? 0 : meta.clock + 1, nowMs));
        List<Long> added = new ArrayList<>();
        List<Long> updated = new ArrayList<>();
        List<Long> changed = new ArrayList<>();
        List<Long> removed = new ArrayList<>();
        if (value == null) {
            states.remove(localClient);
            removed.add(localClient);
        } else {
            states.put(localClient, value);
            if (before == null) {
                added.add(localClient);
            } else {
                updated.add(localClient);
                if (!before.equals(value)) {
                    changed.add(localClient);
                }
            }
        }
        tell(
                new AwarenessChange(added, changed, removed, "local"),
                new AwarenessChange(added, updated, removed, "local"));
    }

    /** Sets one member of the local state; does nothing if the local client is absent. */
    public void setLocalField(String key, @Nullable Object value, long nowMs) {
        if (localState() instanceof Map<?, ?> state) {
            Map<String, @Nullable Object> copy = new LinkedHashMap<>();
            state.forEach((k, v) -> copy.put(String.valueOf(k), v));
            copy.put(key, value);
            setLocalState(copy, nowMs);
        }
    }

    /** Takes clients for gone, because their connection is. */
    public void remove(Collection<Long> clients, @Nullable Object origin, long nowMs) {
        List<Long> removed = new ArrayList<>();
        for (long client : clients) {
            if (states.remove(client) != null) {
                Meta meta = metas.get(client);
                if (client == localClient && meta != null) {
                    metas.put(client, new Meta(meta.clock + 1, nowMs));
                }
                removed.add(client);
            }
        }
        AwarenessChange change = new AwarenessChange(List.of(), List.of(), removed, origin);
        tell(change, change);
    }

    /** Takes clients for heard of just now, whose liveness the caller knows of in another way. */
    public void stillHere(Collection<Long> clients, long nowMs) {
        for (long client : clients) {
            metas.computeIfPresent(client, (same, meta) -> new Meta(meta.clock, nowMs));
        }
    }

    /**
     * Forgets the clocks of clients that are gone, those first that were heard of longest ago.
     *
     * @param most how many clients may be remembered, those that are present among them
     */
    public void forgetGone(int most) {
        if (metas.size() <= most) {
            return;
        }
        List<Long> gone = metas.entrySet().stream()
                .filter(entry -> entry.getKey() != localClient && !states.containsKey(entry.getKey()))
                .sorted(Comparator.comparingLong(entry -> entry.getValue().updatedMs))
                .limit(metas.size() - most)
                .map(Map.Entry::getKey)
                .toList();
        metas.keySet().removeAll(Set.copyOf(gone));
    }

    /** Renews the local state when it is getting old, and takes clients for gone that were silent too long. */
    public void tick(long nowMs) {
        Meta own = metas.get(localClient);
        if (own != null && localState() instanceof Map<?, ?> state && nowMs - own.updatedMs >= OUTDATED_MS / 2) {
            Map<String, @Nullable Object> same = new LinkedHashMap<>();
            state.forEach((key, value) -> same.put(String.valueOf(key), value));
            setLocalState(same, nowMs);
        }
        List<Long> silent = new ArrayList<>();
        metas.forEach((client, meta) -> {
            if (client != localClient && states.containsKey(client) && nowMs - meta.updatedMs >= OUTDATED_MS) {
                silent.add(client);
            }
        });
        if (!silent.isEmpty()) {
            remove(silent, "timeout", nowMs);
        }
    }

    // --- exchange ------------------------------------------------------------------------------------------------

    /** All that is known, for a newcomer: the states of those that are present. */
    public byte[] encodeAll() {
        return encode(states.keySet());
    }

    /** The clocks and states of clients; those that went are told as gone, those never heard of are left out. */
    public byte[] encode(Collection<Long> clients) {
        List<Entry> known = new ArrayList<>();
        for (long client : clients) {
            Meta meta = metas.get(client);
            if (meta != null) {
                known.add(new Entry(client, meta.clock, states.get(client)));
            }
        }
        return write(known);
    }

    /** Tells others that the local client leaves, without changing anything here. */
    public byte[] encodeLeaving() {
        return write(List.of(new Entry(localClient, clock(localClient), null)));
    }

    /** An update that says this. */
    public static byte[] write(List<Entry> entries) {
        return AwarenessEntry.encode(entries.stream()
                .map(entry -> new AwarenessEntry(entry.client, entry.clock, Json.write(entry.state)))
                .toList());
    }

    /**
     * Takes in what others said.
     *
     * @throws MalformedUpdateException if the bytes are no awareness update; then nothing was changed
     * @throws LimitException if there were more clients than allowed; then nothing was changed
     */
    public void apply(byte[] update, @Nullable Object origin, long nowMs) {
        List<Entry> entries = read(update);
        long unknown = entries.stream()
                .map(Entry::client)
                .filter(client -> !metas.containsKey(client))
                .distinct()
                .count();
        if (metas.size() + unknown > MAX_CLIENTS) {
            throw new LimitException("Awareness of " + (metas.size() + unknown) + " clients, the limit is "
                    + MAX_CLIENTS + ": the update was not applied");
        }
        List<Long> added = new ArrayList<>();
        List<Long> updated = new ArrayList<>();
        List<Long> changed = new ArrayList<>();
        List<Long> removed = new ArrayList<>();
        for (Entry entry : entries) {
            Meta meta = metas.get(entry.client);
            Object before = states.get(entry.client);
            long known = meta == null ? 0 : meta.clock;
            boolean gone = entry.state == null;
            if (known >= entry.clock && !(known == entry.clock && gone && before != null)) {
                continue;
            }
            boolean isMe = entry.client == localClient && before != null;
            if (!gone) {
                states.put(entry.client, entry.state);
            } else if (!isMe) {
                states.remove(entry.client);
            }
            metas.put(entry.client, new Meta(gone && isMe ? entry.clock + 1 : entry.clock, nowMs));
            if (meta == null && !gone) {
                added.add(entry.client);
            } else if (meta != null && gone) {
                removed.add(entry.client);
            } else if (!gone) {
                updated.add(entry.client);
                if (!java.util.Objects.equals(before, entry.state)) {
                    changed.add(entry.client);
                }
            }
        }
        tell(
                new AwarenessChange(added, changed, removed, origin),
                new AwarenessChange(added, updated, removed, origin));
    }

    /**
     * What an update says.
     *
     * @throws MalformedUpdateException if the bytes are no awareness update
     */
    public static List<Entry> read(byte[] update) {
        List<Entry> entries = new ArrayList<>();
        for (AwarenessEntry entry : AwarenessEntry.decode(update)) {
            entries.add(new Entry(entry.client(), entry.clock(), Json.read(entry.json())));
        }
        return entries;
    }

    /** The clients that an awareness update is about. */
    public static List<Long> clientsOf(byte[] update) {
        return read(update).stream().map(Entry::client).toList();
    }

    private void tell(AwarenessChange change, AwarenessChange update) {
        Faults faults = new Faults();
        if (!change.isNothing()) {
            changeListeners.call(faults, l -> l.accept(change));
        }
        if (!update.isNothing()) {
            updateListeners.call(faults, l -> l.accept(update));
        }
        faults.rethrow();
    }
}
