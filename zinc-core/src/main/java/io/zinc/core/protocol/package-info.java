/**
 * The tree protocol of one endpoint as a deterministic state machine. Internal: not part of the public API.
 *
 * <p>Nothing here has a thread, a clock, a socket or randomness of its own, or iterates a collection whose order depends
 * on the run. {@link io.zinc.core.protocol.TreeNode} is the entry; its comment is the map.
 */
@NullMarked
package io.zinc.core.protocol;

import org.jspecify.annotations.NullMarked;
