package io.zinc.crdt;

import org.jspecify.annotations.Nullable;

/**
 * What happened to a key of a map, or to an attribute.
 *
 * @param oldValue the value before, null if there was none
 */
public record KeyChange(Action action, @Nullable Object oldValue) {
    /** The kinds of change. */
    public enum Action {
        /** There was no value before. */
        ADD,
        /** Another value replaced one. */
        UPDATE,
        /** The value went. */
        DELETE
    }
}
