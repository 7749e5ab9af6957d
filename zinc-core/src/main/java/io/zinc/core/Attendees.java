package io.zinc.core;

import java.util.List;
import java.util.Set;
import java.util.UUID;
import java.util.concurrent.ConcurrentHashMap;
import java.util.concurrent.CopyOnWriteArrayList;
import java.util.function.Consumer;

/** The endpoints below a host, and who wants to know that one is gone. Thread-safe. */
final class Attendees {

    private final Set<UUID> present = ConcurrentHashMap.newKeySet();
    private final List<Consumer<UUID>> listeners = new CopyOnWriteArrayList<>();
    private final Lane lane;

    /** @param lane where listeners run */
    Attendees(Lane lane) {
        this.lane = lane;
    }

    void listen(Consumer<UUID> listener) {
        listeners.add(listener);
    }

    boolean isPresent(UUID endpoint) {
        return present.contains(endpoint);
    }

    void came(UUID endpoint) {
        present.add(endpoint);
    }

    void gone(UUID endpoint) {
        present.remove(endpoint);
        for (Consumer<UUID> listener : listeners) {
            lane.execute(() -> listener.accept(endpoint));
        }
    }
}
