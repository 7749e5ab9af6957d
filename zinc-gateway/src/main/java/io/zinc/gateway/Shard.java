package io.zinc.gateway;

import io.vertx.core.Future;
import io.vertx.core.Promise;
import io.vertx.core.VerticleBase;
import io.vertx.core.http.HttpServer;
import io.vertx.core.http.HttpServerOptions;
import io.vertx.core.http.ServerWebSocketHandshake;
import io.vertx.core.net.SocketAddress;
import java.net.URLDecoder;
import java.nio.charset.StandardCharsets;
import java.util.LinkedHashSet;
import java.util.List;
import java.util.Set;
import java.util.concurrent.TimeUnit;
import java.util.stream.IntStream;
import org.jspecify.annotations.Nullable;

/** The part of a gateway that one event loop serves; several listen on one port and share what comes. */
final class Shard extends VerticleBase {

    private static final String YJS = "/yjs/";
    private static final String HOCUSPOCUS = "/hocuspocus";
    private static final int BACKLOG = 4_096;
    private static final int MAX_LINE_BYTES = 16 << 10; // a name, encoded, and a token
    private static final int CLOSING_MS = 2_000;
    private static final int TICK_MOST_MS = 1_000;
    private static final int TICK_LEAST_MS = 10;

    private final Gateway.Builder settings;
    private final GatewayLimits limits;
    private final Rooms rooms;
    private final Doorman doorman;
    private final Origins origins;
    private final Meters meters;
    private final HttpApi http;
    private final int number;
    private final Turnstile turnstile;
    private final HttpConnections connections;
    private final Set<GatewaySocket> sockets = new LinkedHashSet<>();
    private final Outbox outbox = new Outbox();

    /** A tick that comes later than so after the last one tells of a standstill. */
    private final int standstillMs;

    private long lastTickMs;
    private long stoodStillMs;
    private @Nullable Promise<Void> allLeft;
    private volatile int port;

    Shard(
            Gateway.Builder settings,
            int number,
            Rooms rooms,
            Doorman doorman,
            Origins origins,
            Turnstile turnstile,
            Meters meters,
            HttpApi http) {
        this.settings = settings;
        this.limits = settings.limits;
        this.rooms = rooms;
        this.doorman = doorman;
        this.origins = origins;
        this.turnstile = turnstile;
        this.connections = new HttpConnections(settings.limits, this::nowMs);
        this.meters = meters;
        this.http = http;
        this.number = number;
        this.standstillMs = (int) Math.min(2 * TICK_MOST_MS, Math.max(2 * tickMs(), limits.pingMs()));
    }

    int port() {
        return port;
    }

    @Override
    public Future<?> start() {
        HttpServerOptions options = new HttpServerOptions()
                .setAcceptBacklog(BACKLOG)
                .setMaxWebSocketFrameSize(limits.maxMessageBytes())
                .setMaxWebSocketMessageSize(limits.maxMessageBytes())
                .setPerMessageWebSocketCompressionSupported(false)
                .setPerFrameWebSocketCompressionSupported(false)
                .setRegisterWebSocketWriteHandlers(false)
                .setMaxInitialLineLength(MAX_LINE_BYTES)
                .setHttp2ClearTextEnabled(false) // it would be looked for before a connection is told of
                .setSslHandshakeTimeout(limits.handshakeMs())
                .setSslHandshakeTimeoutUnit(TimeUnit.MILLISECONDS)
                .setTcpNoDelay(true);
        if (settings.certificate != null) {
            options.setSsl(true).setKeyCertOptions(settings.certificate);
        }
        lastTickMs = Gateway.nowMs();
        vertx.setPeriodic(tickMs(), id -> tick());
        return vertx.createHttpServer(options)
                .requestHandler(http.router(vertx, connections))
                .connectionHandler(connections::opened)
                .invalidRequestHandler(Faults::malformed)
                .webSocketHandshakeHandler(this::knock)
                .listen(address())
                .onSuccess(this::listening);
    }

    /** Browsers hear that the gateway closes, and have a moment to take leave, before their connections do. */
    @Override
    public Future<?> stop() {
        Promise<Void> left = Promise.promise();
        allLeft = left;
        sockets.forEach(socket -> socket.close(GatewaySocket.TRY_AGAIN_LATER, "the gateway is closing"));
        vertx.setTimer(CLOSING_MS, id -> left.tryComplete());
        if (sockets.isEmpty()) {
            left.tryComplete();
        }
        return left.future();
    }

    private void left(GatewaySocket socket) {
        sockets.remove(socket);
        if (allLeft != null && sockets.isEmpty()) {
            allLeft.tryComplete();
        }
    }

    /** The same for all shards of a gateway, also where any free port will do. */
    private SocketAddress address() {
        return settings.port == 0
                ? SocketAddress.sharedRandomPort(1, settings.host)
                : SocketAddress.inetSocketAddress(settings.port, settings.host);
    }

    /** Often enough for the shortest of the times that it looks after. */
    private long tickMs() {
        int shortest = IntStream.of(limits.handshakeMs(), limits.pingMs(), limits.quietMs(), limits.maxStalledMs())
                .min()
                .orElse(TICK_MOST_MS);
        return Math.clamp(shortest / 4, TICK_LEAST_MS, TICK_MOST_MS);
    }

    private void listening(HttpServer server) {
        port = server.actualPort();
    }

    /** For how long this loop has run; what it stood still for, or the machine did, is no visitor's silence. */
    private long nowMs() {
        return Math.min(Gateway.nowMs() - stoodStillMs, lastTickMs + standstillMs);
    }

    private void tick() {
        stoodStillMs += Math.max(0, Gateway.nowMs() - stoodStillMs - lastTickMs - standstillMs);
        long now = nowMs();
        lastTickMs = now;
        http.beat(number);
        connections.tick(now);
        List.copyOf(sockets).forEach(socket -> socket.tick(now));
    }

    // ---- sockets

    private void knock(ServerWebSocketHandshake handshake) {
        String path = handshake.path();
        boolean isYjs = path.startsWith(YJS);
        if (!isYjs && !path.equals(HOCUSPOCUS) && !path.equals(HOCUSPOCUS + "/")) {
            refuse(handshake, 404);
        } else if (allLeft != null) {
            refuse(handshake, 503);
        } else if (!origins.isForUs(handshake.authority())) {
            refuse(handshake, 421);
        } else if (!origins.allow(handshake.headers().get("Origin"), handshake.authority())) {
            refuse(handshake, 403);
        } else {
            String address = handshake.remoteAddress().hostAddress();
            switch (turnstile.enter(address, Doorman.isLoopback(address))) {
                case FULL -> refuse(handshake, 503);
                case TOO_MANY_FROM_THERE -> refuse(handshake, 429);
                case IN -> {
                    if (isYjs) {
                        askThenAccept(handshake, decoded(path.substring(YJS.length())));
                    } else {
                        accept(handshake, null);
                    }
                }
            }
        }
    }

    private static Caller callerOf(ServerWebSocketHandshake handshake) {
        return Caller.of(handshake.remoteAddress(), handshake.headers());
    }

    private void refuse(ServerWebSocketHandshake handshake, int status) {
        meters.refused();
        var unused = handshake.reject(status);
    }

    /** A room comes percent-encoded, as URLs are; what is not decodable is taken as it stands. */
    private static String decoded(String room) {
        try {
            return URLDecoder.decode(room.replace("+", "%2B"), StandardCharsets.UTF_8);
        } catch (IllegalArgumentException e) {
            return room;
        }
    }

    private void askThenAccept(ServerWebSocketHandshake handshake, String room) {
        SocketAddress visitor = handshake.remoteAddress();
        connections.awaitVerdict(visitor, () -> turnstile.leave(visitor.hostAddress()));
        doorman.ask(
                Tokens.of(handshake.headers(), handshake.query()),
                callerOf(handshake),
                room,
                entry -> context.runOnContext(now -> {
                    if (connections.isThere(visitor)) {
                        accept(handshake, entry);
                    }
                }));
    }

    private void accept(ServerWebSocketHandshake handshake, Doorman.@Nullable Entry entry) {
        Caller caller = callerOf(handshake);
        connections.upgraded(handshake.remoteAddress());
        handshake.accept().onFailure(fault -> turnstile.leave(caller.address())).onSuccess(webSocket -> {
            GatewaySocket socket =
                    new GatewaySocket(webSocket, context, outbox, limits, meters, settings.onError, nowMs());
            sockets.add(socket);
            Conversation conversation = switch (entry) {
                case null -> new HocuspocusConversation(socket, rooms, doorman, caller);
                case Doorman.Entry.Admitted admitted -> new YConversation(socket, rooms, admitted);
                case Doorman.Entry.Refused refused -> new Farewell(socket, refused);
            };
            socket.converse(conversation, () -> {
                left(socket);
                turnstile.leave(caller.address());
            });
        });
    }

    /** Says why a y-websocket client is not let in; a handshake that fails would tell a browser nothing. */
    private record Farewell(GatewaySocket socket, Doorman.Entry.Refused refused) implements Conversation {

        Farewell {
            YConversation.deny(
                    socket,
                    refused.isUnknown() ? GatewaySocket.UNAUTHORIZED : GatewaySocket.FORBIDDEN,
                    refused.reason());
        }

        @Override
        public void received(byte[] message) {}

        @Override
        public byte[] keepAlive() {
            return YConversation.NOBODY;
        }

        @Override
        public void tick(long nowMs) {}

        @Override
        public void closed() {}
    }
}
