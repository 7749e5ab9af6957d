package io.zinc.gateway;

import io.vertx.core.Future;
import io.vertx.core.VerticleBase;
import io.vertx.core.buffer.Buffer;
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
import org.jspecify.annotations.Nullable;

/** The part of a gateway that one event loop serves; several listen on one port and share what comes. */
final class Shard extends VerticleBase {

    private static final String YJS = "/yjs/";
    private static final String HOCUSPOCUS = "/hocuspocus";
    private static final int BACKLOG = 4_096;
    private static final int MAX_LINE_BYTES = 16 << 10; // a name, encoded, and a token
    private static final int TICK_MS = 1_000;

    private final Gateway.Builder settings;
    private final GatewayLimits limits;
    private final Rooms rooms;
    private final Doorman doorman;
    private final Origins origins;
    private final Meters meters;
    private final HttpApi http;
    private final int number;
    private final Connections connections;
    private final Set<GatewaySocket> sockets = new LinkedHashSet<>();
    private volatile int port;

    Shard(
            Gateway.Builder settings,
            int number,
            Rooms rooms,
            Doorman doorman,
            Origins origins,
            Meters meters,
            HttpApi http) {
        this.settings = settings;
        this.limits = settings.limits;
        this.rooms = rooms;
        this.doorman = doorman;
        this.origins = origins;
        this.meters = meters;
        this.http = http;
        this.number = number;
        this.connections = new Connections(limits.handshakeMs(), nowMs());
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
                .setHttp2ClearTextEnabled(false) // so that a silent connection is known from its beginning
                .setSslHandshakeTimeout(limits.handshakeMs())
                .setSslHandshakeTimeoutUnit(TimeUnit.MILLISECONDS)
                .setTcpNoDelay(true);
        if (settings.certificate != null) {
            options.setSsl(true).setKeyCertOptions(settings.certificate);
        }
        vertx.setPeriodic(TICK_MS, id -> tick());
        SocketAddress address = settings.port == 0
                ? SocketAddress.sharedRandomPort(1, settings.host) // the same for all shards
                : SocketAddress.inetSocketAddress(settings.port, settings.host);
        return vertx.createHttpServer(options)
                .requestHandler(http.router(vertx, connections))
                .connectionHandler(connections::opened)
                .invalidRequestHandler(Faults::malformed)
                .webSocketHandshakeHandler(this::knock)
                .listen(address)
                .onSuccess(this::listening);
    }

    private void listening(HttpServer server) {
        port = server.actualPort();
    }

    private void tick() {
        long now = nowMs();
        http.beat(number);
        connections.tick(now);
        List.copyOf(sockets).forEach(socket -> socket.tick(now));
    }

    private static long nowMs() {
        return TimeUnit.NANOSECONDS.toMillis(System.nanoTime());
    }

    // ---- sockets

    private void knock(ServerWebSocketHandshake handshake) {
        String path = handshake.path();
        boolean isYjs = path.startsWith(YJS);
        if (!isYjs && !path.equals(HOCUSPOCUS) && !path.equals(HOCUSPOCUS + "/")) {
            refuse(handshake, 404);
        } else if (!origins.isForUs(handshake.authority())) {
            refuse(handshake, 421);
        } else if (!origins.allow(handshake.headers().get("Origin"), handshake.authority())) {
            refuse(handshake, 403);
        } else if (meters.opened() > limits.maxConnections()) {
            meters.closed();
            refuse(handshake, 503);
        } else if (isYjs) {
            askThenAccept(handshake, decoded(path.substring(YJS.length())));
        } else {
            accept(handshake, null);
        }
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
        doorman.ask(
                Tokens.of(handshake.headers(), handshake.query()),
                handshake.remoteAddress().hostAddress(),
                room,
                entry -> context.runOnContext(now -> accept(handshake, entry)));
    }

    private void accept(ServerWebSocketHandshake handshake, Doorman.@Nullable Entry entry) {
        String remoteAddress = handshake.remoteAddress().hostAddress();
        connections.upgraded(handshake.remoteAddress());
        handshake.accept().onFailure(fault -> meters.closed()).onSuccess(webSocket -> {
            GatewaySocket socket = new GatewaySocket(webSocket, context, limits, meters, nowMs());
            sockets.add(socket);
            Conversation conversation = switch (entry) {
                case null -> new HocuspocusConversation(socket, rooms, doorman, remoteAddress);
                case Doorman.Entry.Admitted admitted ->
                    new YConversation(socket, rooms, admitted.user(), admitted.document(), admitted.right());
                case Doorman.Entry.Refused refused -> new Farewell(socket, refused);
            };
            socket.converse(conversation, () -> {
                sockets.remove(socket);
                meters.closed();
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
        public Buffer keepAlive() {
            return YConversation.NOBODY;
        }

        @Override
        public void tick(long nowMs) {}

        @Override
        public void closed() {}
    }
}
