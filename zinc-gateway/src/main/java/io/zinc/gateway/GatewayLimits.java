package io.zinc.gateway;

import java.util.stream.IntStream;

/**
 * Bounds of what visitors may do to a gateway.
 *
 * @param maxMessageBytes how large one WebSocket message or request body may be: enough for a real paste
 * @param maxConnections how many sockets may be open at once
 * @param maxConnectionsPerAddress how many of them from one address other than loopback
 * @param maxDocumentsPerSocket how many documents one socket may have open
 * @param maxMessagesPerSecond how many messages one socket may send, on average over ten seconds; beyond it is read no faster
 * @param maxUnauthenticatedBytes how much a socket may send for a document before it is let in
 * @param maxAwarenessBytes how large what one socket tells of its presence may be
 * @param maxAwarenessClients for how many client ids one socket may speak
 * @param maxBacklogBytes how much may wait for a browser that reads slowly; beyond it is cut
 * @param maxStalledMs how long a browser may read nothing while something waits for it; then it is cut
 * @param maxRequests how many HTTP requests may be under way at once
 * @param maxRequestsPerSecond how many HTTP requests one address may make, on average over ten seconds
 * @param maxFollowers how many visitors may follow the tree at once
 * @param handshakeMs how long a connection may take to become a WebSocket or make a request, and to take its leave
 * @param pingMs how often a socket is asked whether it is still there; a silent one is cut after three of these
 * @param quietMs how long a socket may have nothing to say before a browser is told that; y-websocket and Hocuspocus clients take
 *     a server for gone that says nothing for 30 s
 * @param lingerMs how long a document stays open when its last browser has left
 */
public record GatewayLimits(
        int maxMessageBytes,
        int maxConnections,
        int maxConnectionsPerAddress,
        int maxDocumentsPerSocket,
        int maxMessagesPerSecond,
        int maxUnauthenticatedBytes,
        int maxAwarenessBytes,
        int maxAwarenessClients,
        int maxBacklogBytes,
        int maxStalledMs,
        int maxRequests,
        int maxRequestsPerSecond,
        int maxFollowers,
        int handshakeMs,
        int pingMs,
        int quietMs,
        int lingerMs) {

    private static final GatewayLimits DEFAULTS = new GatewayLimits(
            8 << 20, 20_000, 2_000, 100, 500, 1 << 20, 16 << 10, 16, 4 << 20, 30_000, 100, 200, 1_000, 10_000, 10_000,
            20_000, 10_000);

    public GatewayLimits {
        if (maxMessageBytes < 1024
                || maxConnections < 1
                || maxMessagesPerSecond < 1
                || maxRequests < 1
                || maxRequestsPerSecond < 1
                || pingMs < 100) {
            throw new IllegalArgumentException(
                    "a gateway needs room for one visitor: maxMessageBytes " + maxMessageBytes
                            + " (at least 1024), maxConnections " + maxConnections + " (1), maxMessagesPerSecond "
                            + maxMessagesPerSecond + " (1), maxRequests " + maxRequests + " (1), maxRequestsPerSecond "
                            + maxRequestsPerSecond + " (1), pingMs " + pingMs + " (100)");
        }
        int least = IntStream.of(
                        maxConnectionsPerAddress,
                        maxDocumentsPerSocket,
                        maxUnauthenticatedBytes,
                        maxAwarenessBytes,
                        maxAwarenessClients,
                        maxBacklogBytes,
                        maxStalledMs,
                        handshakeMs,
                        quietMs)
                .min()
                .orElse(1);
        if (least < 1 || maxFollowers < 0 || lingerMs < 0) {
            throw new IllegalArgumentException(
                    "limits of a gateway are positive, but for maxFollowers and lingerMs, which may be 0; these are "
                            + this);
        }
    }

    /** What is usual. */
    public static GatewayLimits defaults() {
        return DEFAULTS;
    }
}
