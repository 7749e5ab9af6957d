package io.zinc.crdt;

import org.jspecify.annotations.Nullable;

/** Where an item belongs: a chain, or the leaf of its index, once it is integrated, before that what its update says. */
sealed interface Parent permits Chain, PositionIndex.Leaf, Parent.Named, Parent.ById {
    /** The map key, or null for the child list. */
    @Nullable
    String key();

    /** A root type by its name. */
    record Named(String name, @Nullable String key) implements Parent {}

    /** The type in another item. */
    record ById(ClientStore client, long clock, @Nullable String key) implements Parent {}
}
