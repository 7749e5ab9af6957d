/** A Yjs-compatible document engine: shared types, update formats v1 and v2, awareness and sync messages. */
@NullMarked
package io.zinc.crdt;

import org.jspecify.annotations.NullMarked;
