package io.zinc.gateway;

import java.util.function.Consumer;

/** The usual limits, but for those that a test changes. */
final class ChosenLimits {

    private static final GatewayLimits USUAL = GatewayLimits.defaults();

    int maxMessageBytes = USUAL.maxMessageBytes();
    int maxConnections = USUAL.maxConnections();
    int maxConnectionsPerAddress = USUAL.maxConnectionsPerAddress();
    int maxDocumentsPerSocket = USUAL.maxDocumentsPerSocket();
    int maxMessagesPerSecond = USUAL.maxMessagesPerSecond();
    int maxUnauthenticatedBytes = USUAL.maxUnauthenticatedBytes();
    int maxAwarenessBytes = USUAL.maxAwarenessBytes();
    int maxAwarenessClients = USUAL.maxAwarenessClients();
    int maxBacklogBytes = USUAL.maxBacklogBytes();
    int maxStalledMs = USUAL.maxStalledMs();
    int maxRequests = USUAL.maxRequests();
    int maxRequestsPerSecond = USUAL.maxRequestsPerSecond();
    int maxFollowers = USUAL.maxFollowers();
    int handshakeMs = USUAL.handshakeMs();
    int pingMs = USUAL.pingMs();
    int quietMs = USUAL.quietMs();
    int lingerMs = USUAL.lingerMs();

    private ChosenLimits() {}

    static GatewayLimits with(Consumer<ChosenLimits> changes) {
        ChosenLimits chosen = new ChosenLimits();
        changes.accept(chosen);
        return new GatewayLimits(
                chosen.maxMessageBytes,
                chosen.maxConnections,
                chosen.maxConnectionsPerAddress,
                chosen.maxDocumentsPerSocket,
                chosen.maxMessagesPerSecond,
                chosen.maxUnauthenticatedBytes,
                chosen.maxAwarenessBytes,
                chosen.maxAwarenessClients,
                chosen.maxBacklogBytes,
                chosen.maxStalledMs,
                chosen.maxRequests,
                chosen.maxRequestsPerSecond,
                chosen.maxFollowers,
                chosen.handshakeMs,
                chosen.pingMs,
                chosen.quietMs,
                chosen.lingerMs);
    }
}
