package io.zinc.gateway;

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
 * @param handshakeMs how long a connection may take to become a WebSocket or make a request
 * @param pingMs how often a socket is asked whether it is still there; a silent one is cut after three of these
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
        int handshakeMs,
        int pingMs,
        int lingerMs) {

    private static final GatewayLimits DEFAULTS = new GatewayLimits(
            8 << 20, 20_000, 2_000, 100, 500, 1 << 20, 16 << 10, 16, 4 << 20, 30_000, 10_000, 10_000, 10_000);

    public GatewayLimits {
        if (maxMessageBytes < 1024 || maxConnections < 1 || maxMessagesPerSecond < 1 || pingMs < 100) {
            throw new IllegalArgumentException(
                    "a gateway needs room for one visitor: maxMessageBytes " + maxMessageBytes
                            + " (at least 1024), maxConnections " + maxConnections + " (1), maxMessagesPerSecond "
                            + maxMessagesPerSecond + " (1), pingMs " + pingMs + " (100)");
        }
    }

    /** What is usual. */
    public static GatewayLimits defaults() {
        return DEFAULTS;
    }
}
