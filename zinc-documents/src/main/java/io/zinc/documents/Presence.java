package io.zinc.documents;

import io.zinc.crdt.RelativePosition;
import java.util.LinkedHashMap;
import java.util.Map;
import org.jspecify.annotations.Nullable;

/**
 * Somebody who has a document open, and where they are in it. On the wire it has the form that editors with Yjs use:
 * {@code {"user": {"name", "color"}, "cursor": {"anchor", "head"}}}, so they understand one another.
 *
 * @param client under which id they edit; 0 for one that is not told yet
 * @param name what others see
 * @param colour as in CSS, such as {@code #30bced}; empty for none
 * @param cursor where they are; null for nowhere
 */
public record Presence(
        long client, String name, String colour, @Nullable Cursor cursor) {

    /**
     * A selection.
     *
     * @param anchor where it began
     * @param head where it ends: the caret
     */
    public record Cursor(RelativePosition anchor, RelativePosition head) {}

    /** A name and a colour, without a cursor. */
    public static Presence of(String name, String colour) {
        return new Presence(0, name, colour, null);
    }

    /** The same with a cursor. */
    public Presence at(@Nullable Cursor place) {
        return new Presence(client, name, colour, place);
    }

    Map<String, @Nullable Object> toState() {
        Map<String, @Nullable Object> user = new LinkedHashMap<>();
        user.put("name", name);
        if (!colour.isEmpty()) {
            user.put("color", colour);
        }
        Map<String, @Nullable Object> state = new LinkedHashMap<>();
        state.put("user", user);
        if (cursor != null) {
            Map<String, @Nullable Object> place = new LinkedHashMap<>();
            place.put("anchor", cursor.anchor.toJson());
            place.put("head", cursor.head.toJson());
            state.put("cursor", place);
        }
        return state;
    }

    /** What a state of another client says, as far as it has that form. */
    static Presence ofState(long client, @Nullable Object state) {
        Map<?, ?> all = state instanceof Map<?, ?> map ? map : Map.of();
        Map<?, ?> user = all.get("user") instanceof Map<?, ?> map ? map : Map.of();
        Map<?, ?> cursor = all.get("cursor") instanceof Map<?, ?> map ? map : Map.of();
        RelativePosition anchor = position(cursor.get("anchor"));
        RelativePosition head = position(cursor.get("head"));
        return new Presence(
                client,
                text(user.get("name")),
                text(user.get("color")),
                anchor == null || head == null ? null : new Cursor(anchor, head));
    }

    private static String text(@Nullable Object value) {
        return value instanceof String text ? text : "";
    }

    @SuppressWarnings("unchecked") // keys of JSON objects are strings
    private static @Nullable RelativePosition position(@Nullable Object value) {
        if (!(value instanceof Map<?, ?> map)) {
            return null;
        }
        try {
            return RelativePosition.fromJson((Map<String, @Nullable Object>) map);
        } catch (RuntimeException e) {
            return null; // another editor's form of a cursor
        }
    }
}
