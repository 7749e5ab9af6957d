package io.zinc.crdt;

import java.util.List;
import org.jspecify.annotations.Nullable;

/**
 * Which clients' states came, changed and went.
 *
 * @param origin where the change came from: {@code "local"}, {@code "timeout"}, or what the caller said
 */
public record AwarenessChange(
        List<Long> added,
        List<Long> updated,
        List<Long> removed,
        @Nullable Object origin) {
    /** Makes independent copies. */
    public AwarenessChange {
        added = List.copyOf(added);
        updated = List.copyOf(updated);
        removed = List.copyOf(removed);
    }

    boolean isNothing() {
        return added.isEmpty() && updated.isEmpty() && removed.isEmpty();
    }

    /** All clients that are mentioned. */
    public List<Long> clients() {
        List<Long> all = new java.util.ArrayList<>(added);
        all.addAll(updated);
        all.addAll(removed);
        return all;
    }
}
