package io.zinc.crdt;

import java.util.Arrays;
import org.jspecify.annotations.Nullable;

/** The client stores of a document, by client id. */
final class ClientTable {
    private @Nullable ClientStore[] slots = new @Nullable ClientStore[8];
    private int size;
    private ClientStore @Nullable [] descending;

    /** How many stores there are, empty ones included. */
    int size() {
        return size;
    }

    @Nullable
    ClientStore get(long id) {
        int mask = slots.length - 1;
        for (int i = hash(id) & mask; ; i = i + 1 & mask) {
            ClientStore store = slots[i];
            if (store == null || store.id == id) {
                return store;
            }
        }
    }

    private static int hash(long id) {
        long mixed = id * 0x9E3779B97F4A7C15L;
        return (int) (mixed >>> 32);
    }

    /** The store of a client, made empty if there is none. */
    ClientStore intern(long id) {
        ClientStore store = get(id);
        if (store == null) {
            store = new ClientStore(id);
            put(store);
        }
        return store;
    }

    private void put(ClientStore store) {
        if (size * 2 >= slots.length) {
            @Nullable ClientStore[] old = slots;
            slots = new @Nullable ClientStore[old.length * 2];
            for (ClientStore each : old) {
                if (each != null) {
                    place(each);
                }
            }
        }
        place(store);
        size++;
        descending = null;
    }

    private void place(ClientStore store) {
        int mask = slots.length - 1;
        int i = hash(store.id) & mask;
        while (slots[i] != null) {
            i = i + 1 & mask;
        }
        slots[i] = store;
    }

    long state(long id) {
        ClientStore store = get(id);
        return store == null ? 0 : store.state();
    }

    /** All stores with structs, greatest client first. */
    ClientStore[] descending() {
        ClientStore[] sorted = descending;
        if (sorted == null) {
            sorted = new ClientStore[size];
            int n = 0;
            for (ClientStore store : slots) {
                if (store != null) {
                    sorted[n++] = store;
                }
            }
            Arrays.sort(sorted, (a, b) -> Long.compare(b.id, a.id));
            descending = sorted;
        }
        for (ClientStore store : sorted) {
            if (store.isEmpty()) {
                return Arrays.stream(sorted).filter(s -> !s.isEmpty()).toArray(ClientStore[]::new);
            }
        }
        return sorted;
    }

    /** Forgets clients that were only mentioned, when there are more than {@code expected} stores. */
    void dropEmpty(int expected) {
        if (size <= expected) {
            return;
        }
        @Nullable ClientStore[] old = slots;
        int kept = 0;
        for (ClientStore store : old) {
            if (store != null && !store.isEmpty()) {
                kept++;
            }
        }
        if (kept == size) {
            return;
        }
        slots = new @Nullable ClientStore[Math.max(8, Integer.highestOneBit(kept + 1) * 4)];
        size = kept;
        descending = null;
        for (ClientStore store : old) {
            if (store != null && !store.isEmpty()) {
                place(store);
            }
        }
    }
}
