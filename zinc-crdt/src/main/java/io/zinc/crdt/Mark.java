package io.zinc.crdt;

import org.jspecify.annotations.Nullable;

/** A formatting mark: from here on the attribute has this value, or ends if that is null. */
record Mark(String key, @Nullable Object value) {}
