package io.zinc.gateway;

import io.zinc.core.spi.LimitValues;

/**
 * Bounds of what visitors may do to a gateway. {@link #defaults()} is right for most; {@code with...} makes other limits of these,
 * with one changed. They never change themselves.
 *
 * <p>docs/ARCHITECTURE.md lists them with what happens at each.
 */
public final class GatewayLimits {

    /** The limits by name: the least, the most, and the default. */
    private enum Limit implements LimitValues.Named {
        MAX_MESSAGE_BYTES("maxMessageBytes", 1 << 10, Integer.MAX_VALUE, 8 << 20),
        MAX_CONNECTIONS("maxConnections", 1, Integer.MAX_VALUE, 20_000),
        MAX_CONNECTIONS_PER_ADDRESS("maxConnectionsPerAddress", 1, Integer.MAX_VALUE, 2_000),
        MAX_DOCUMENTS_PER_SOCKET("maxDocumentsPerSocket", 1, Integer.MAX_VALUE, 100),
        MAX_MESSAGES_PER_SECOND("maxMessagesPerSecond", 1, Integer.MAX_VALUE, 500),
        MAX_UNAUTHENTICATED_BYTES("maxUnauthenticatedBytes", 1, Integer.MAX_VALUE, 1 << 20),
        MAX_AWARENESS_BYTES("maxAwarenessBytes", 1, Integer.MAX_VALUE, 16 << 10),
        MAX_AWARENESS_CLIENTS("maxAwarenessClients", 1, Integer.MAX_VALUE, 16),
        MAX_BACKLOG_BYTES("maxBacklogBytes", 1, Integer.MAX_VALUE, 4 << 20),
        MAX_STALLED_MS("maxStalledMs", 1, Integer.MAX_VALUE, 30_000),
        MAX_REQUESTS("maxRequests", 1, Integer.MAX_VALUE, 100),
        MAX_REQUESTS_PER_SECOND("maxRequestsPerSecond", 1, Integer.MAX_VALUE, 200),
        MAX_FOLLOWERS("maxFollowers", 0, Integer.MAX_VALUE, 1_000),
        HANDSHAKE_MS("handshakeMs", 1, Integer.MAX_VALUE, 10_000),
        PING_MS("pingMs", 100, Integer.MAX_VALUE, 10_000),
        QUIET_MS("quietMs", 1, Integer.MAX_VALUE, 20_000),
        LINGER_MS("lingerMs", 0, Integer.MAX_VALUE, 10_000);

        @SuppressWarnings("ImmutableEnumChecker") // it is: a record of constants
        private final LimitValues.Bounds bounds;

        Limit(String name, long least, long most, long standard) {
            this.bounds = new LimitValues.Bounds(name, least, most, standard);
        }

        @Override
        public LimitValues.Bounds bounds() {
            return bounds;
        }
    }

    private static final GatewayLimits DEFAULTS = new GatewayLimits(LimitValues.defaults(Limit.class));

    private final LimitValues<Limit> values;

    private GatewayLimits(LimitValues<Limit> values) {
        this.values = values;
    }

    private GatewayLimits with(Limit limit, long value) {
        return new GatewayLimits(values.with(limit, value));
    }

    /** What is usual. */
    public static GatewayLimits defaults() {
        return DEFAULTS;
    }

    /** How large one WebSocket message or request body may be: enough for a real paste. */
    public int maxMessageBytes() {
        return values.getInt(Limit.MAX_MESSAGE_BYTES);
    }

    /** These limits with another {@link #maxMessageBytes}. */
    public GatewayLimits withMaxMessageBytes(int value) {
        return with(Limit.MAX_MESSAGE_BYTES, value);
    }

    /** How many sockets may be open at once. */
    public int maxConnections() {
        return values.getInt(Limit.MAX_CONNECTIONS);
    }

    /** These limits with another {@link #maxConnections}. */
    public GatewayLimits withMaxConnections(int value) {
        return with(Limit.MAX_CONNECTIONS, value);
    }

    /** How many of them from one address other than loopback. */
    public int maxConnectionsPerAddress() {
        return values.getInt(Limit.MAX_CONNECTIONS_PER_ADDRESS);
    }

    /** These limits with another {@link #maxConnectionsPerAddress}. */
    public GatewayLimits withMaxConnectionsPerAddress(int value) {
        return with(Limit.MAX_CONNECTIONS_PER_ADDRESS, value);
    }

    /** How many documents one socket may have open. */
    public int maxDocumentsPerSocket() {
        return values.getInt(Limit.MAX_DOCUMENTS_PER_SOCKET);
    }

    /** These limits with another {@link #maxDocumentsPerSocket}. */
    public GatewayLimits withMaxDocumentsPerSocket(int value) {
        return with(Limit.MAX_DOCUMENTS_PER_SOCKET, value);
    }

    /** How many messages one socket may send, on average over ten seconds; beyond it is read no faster. */
    public int maxMessagesPerSecond() {
        return values.getInt(Limit.MAX_MESSAGES_PER_SECOND);
    }

    /** These limits with another {@link #maxMessagesPerSecond}. */
    public GatewayLimits withMaxMessagesPerSecond(int value) {
        return with(Limit.MAX_MESSAGES_PER_SECOND, value);
    }

    /** How much a socket may send for a document before it is let in. */
    public int maxUnauthenticatedBytes() {
        return values.getInt(Limit.MAX_UNAUTHENTICATED_BYTES);
    }

    /** These limits with another {@link #maxUnauthenticatedBytes}. */
    public GatewayLimits withMaxUnauthenticatedBytes(int value) {
        return with(Limit.MAX_UNAUTHENTICATED_BYTES, value);
    }

    /** How large what one socket tells of its presence may be. */
    public int maxAwarenessBytes() {
        return values.getInt(Limit.MAX_AWARENESS_BYTES);
    }

    /** These limits with another {@link #maxAwarenessBytes}. */
    public GatewayLimits withMaxAwarenessBytes(int value) {
        return with(Limit.MAX_AWARENESS_BYTES, value);
    }

    /** For how many client ids one socket may speak. */
    public int maxAwarenessClients() {
        return values.getInt(Limit.MAX_AWARENESS_CLIENTS);
    }

    /** These limits with another {@link #maxAwarenessClients}. */
    public GatewayLimits withMaxAwarenessClients(int value) {
        return with(Limit.MAX_AWARENESS_CLIENTS, value);
    }

    /** How much may wait for a browser that reads slowly; one for which more waits is cut. */
    public int maxBacklogBytes() {
        return values.getInt(Limit.MAX_BACKLOG_BYTES);
    }

    /** These limits with another {@link #maxBacklogBytes}. */
    public GatewayLimits withMaxBacklogBytes(int value) {
        return with(Limit.MAX_BACKLOG_BYTES, value);
    }

    /** How long a browser may read nothing while something waits for it; then it is cut. */
    public int maxStalledMs() {
        return values.getInt(Limit.MAX_STALLED_MS);
    }

    /** These limits with another {@link #maxStalledMs}. */
    public GatewayLimits withMaxStalledMs(int value) {
        return with(Limit.MAX_STALLED_MS, value);
    }

    /** How many HTTP requests may be under way at once. */
    public int maxRequests() {
        return values.getInt(Limit.MAX_REQUESTS);
    }

    /** These limits with another {@link #maxRequests}. */
    public GatewayLimits withMaxRequests(int value) {
        return with(Limit.MAX_REQUESTS, value);
    }

    /** How many HTTP requests one address may make, on average over ten seconds. */
    public int maxRequestsPerSecond() {
        return values.getInt(Limit.MAX_REQUESTS_PER_SECOND);
    }

    /** These limits with another {@link #maxRequestsPerSecond}. */
    public GatewayLimits withMaxRequestsPerSecond(int value) {
        return with(Limit.MAX_REQUESTS_PER_SECOND, value);
    }

    /** How many visitors may follow the tree at once. */
    public int maxFollowers() {
        return values.getInt(Limit.MAX_FOLLOWERS);
    }

    /** These limits with another {@link #maxFollowers}. */
    public GatewayLimits withMaxFollowers(int value) {
        return with(Limit.MAX_FOLLOWERS, value);
    }

    /** How long a connection may take to become a WebSocket or make a request, and to take its leave. */
    public int handshakeMs() {
        return values.getInt(Limit.HANDSHAKE_MS);
    }

    /** These limits with another {@link #handshakeMs}. */
    public GatewayLimits withHandshakeMs(int value) {
        return with(Limit.HANDSHAKE_MS, value);
    }

    /** How often a socket is asked whether it is still there; a silent one is cut after three of these. */
    public int pingMs() {
        return values.getInt(Limit.PING_MS);
    }

    /** These limits with another {@link #pingMs}. */
    public GatewayLimits withPingMs(int value) {
        return with(Limit.PING_MS, value);
    }

    /**
     * How long a socket may have nothing to say before a browser is told that; y-websocket and Hocuspocus clients
     * take a server for gone that says nothing for 30 s.
     */
    public int quietMs() {
        return values.getInt(Limit.QUIET_MS);
    }

    /** These limits with another {@link #quietMs}. */
    public GatewayLimits withQuietMs(int value) {
        return with(Limit.QUIET_MS, value);
    }

    /** How long a document stays open when its last browser has left. */
    public int lingerMs() {
        return values.getInt(Limit.LINGER_MS);
    }

    /** These limits with another {@link #lingerMs}. */
    public GatewayLimits withLingerMs(int value) {
        return with(Limit.LINGER_MS, value);
    }

    @Override
    public boolean equals(Object other) {
        return other instanceof GatewayLimits limits && values.equals(limits.values);
    }

    @Override
    public int hashCode() {
        return values.hashCode();
    }

    @Override
    public String toString() {
        return "GatewayLimits" + values;
    }
}
