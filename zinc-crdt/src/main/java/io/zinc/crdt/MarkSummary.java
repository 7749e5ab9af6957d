package io.zinc.crdt;

import java.util.LinkedHashMap;
import java.util.Map;
import org.jspecify.annotations.Nullable;

/**
 * What a stretch of a list does to the attributes in force: a function from attributes to attributes.
 *
 * <p>Attributes keep the order in which they were set, and ending one and setting it again moves it to the back, so a
 * summary remembers per key the last value, and whether the key was ended in between. Summaries compose, which lets a
 * tree cache one for each subtree.
 */
final class MarkSummary {
    static final MarkSummary EMPTY = new MarkSummary();

    /** The last effect on a key: a value or null for ended; {@code ended} if it was ended at any time before. */
    private record Effect(@Nullable Object value, boolean ended) {}

    private final Map<String, Effect> effects = new LinkedHashMap<>();

    boolean isEmpty() {
        return effects.isEmpty();
    }

    void add(Item item) {
        if (item.kind() == Item.FORMAT && !item.isDeleted()) {
            Mark mark = item.mark();
            add(mark.key(), new Effect(mark.value(), mark.value() == null));
        }
    }

    void add(MarkSummary next) {
        next.effects.forEach(this::add);
    }

    private void add(String key, Effect next) {
        Effect before = effects.get(key);
        boolean ended = next.ended || (before != null && before.ended);
        if (before != null && (next.ended || before.value == null)) {
            effects.remove(key);
        }
        effects.put(key, new Effect(next.value, ended));
    }

    void applyTo(Map<String, @Nullable Object> attributes) {
        effects.forEach((key, effect) -> {
            if (effect.ended) {
                attributes.remove(key);
            }
            if (effect.value != null) {
                attributes.put(key, effect.value);
            }
        });
    }
}
