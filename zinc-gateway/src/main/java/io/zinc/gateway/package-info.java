/**
 * HTTP and WebSocket for browsers: unmodified Yjs clients edit the documents of a tree through it.
 *
 * <p>{@link io.zinc.gateway.Gateway} is the entry. It runs beside any endpoint of a tree, and speaks the protocols of
 * {@code y-websocket} and of {@code @hocuspocus/provider}.
 */
@NullMarked
package io.zinc.gateway;

import org.jspecify.annotations.NullMarked;
