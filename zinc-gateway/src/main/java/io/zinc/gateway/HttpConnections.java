package io.zinc.gateway;

import io.netty.channel.ChannelHandlerContext;
import io.netty.channel.ChannelOutboundBuffer;
import io.vertx.core.http.HttpConnection;
import io.vertx.core.http.impl.HttpServerConnection;
import io.vertx.core.net.SocketAddress;
import io.vertx.ext.web.RoutingContext;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.function.LongSupplier;
import org.jspecify.annotations.Nullable;

/**
 * The connections of an event loop that are no WebSockets: each has so long to make a request, or to become one, however slowly
 * its bytes come, and then as long to read some more of a reply as any slow browser. The idle timeout of the HTTP server would
 * not do: it cuts what waits for its reply as well, and WebSockets.
 * Confined to that event loop.
 */
final class HttpConnections {

    private static final class Visit {
        final HttpConnection connection;
        long sinceMs;
        int answering;
        long unreadBytes;
        boolean isClosing;

        @Nullable
        Runnable onHangUp;

        Visit(HttpConnection connection, long sinceMs) {
            this.connection = connection;
            this.sinceMs = sinceMs;
        }
    }

    private final GatewayLimits limits;
    private final LongSupplier clockMs;
    private final Map<SocketAddress, Visit> visits = new HashMap<>();

    HttpConnections(GatewayLimits limits, LongSupplier clockMs) {
        this.limits = limits;
        this.clockMs = clockMs;
    }

    void opened(HttpConnection connection) {
        if (visits.size() >= limits.maxConnections()) {
            var unused = connection.close();
            return;
        }
        SocketAddress address = connection.remoteAddress();
        visits.put(address, new Visit(connection, clockMs.getAsLong()));
        connection.closeHandler(closed -> hungUp(address));
    }

    private void hungUp(SocketAddress address) {
        Visit visit = visits.remove(address);
        if (visit != null && visit.onHangUp != null) {
            visit.onHangUp.run();
        }
    }

    /** A request has come, whole but for its body; from now on it may take its time. */
    void requested(RoutingContext routing) {
        Visit visit = visits.get(routing.request().connection().remoteAddress());
        if (visit != null) {
            visit.answering++;
            routing.addEndHandler(answered -> {
                visit.answering--;
                visit.sinceMs = clockMs.getAsLong();
            });
        }
    }

    /** Somebody who wants a WebSocket is being asked who they are. */
    void awaitVerdict(SocketAddress address, Runnable onHangUp) {
        Visit visit = visits.get(address);
        if (visit != null) {
            visit.answering++;
            visit.onHangUp = onHangUp;
        }
    }

    boolean isThere(SocketAddress address) {
        return visits.containsKey(address);
    }

    /** A connection is a WebSocket from now on. */
    void upgraded(SocketAddress address) {
        visits.remove(address);
    }

    void tick(long nowMs) {
        for (Visit visit : List.copyOf(visits.values())) {
            long unreadBytes = unreadBytes(visit.connection);
            if (visit.answering == 0 || unreadBytes > 0) {
                lookAfter(visit, unreadBytes, nowMs);
            }
        }
    }

    private void lookAfter(Visit visit, long unreadBytes, long nowMs) {
        if (unreadBytes != visit.unreadBytes) {
            visit.unreadBytes = unreadBytes;
            visit.sinceMs = nowMs;
        } else if (nowMs - visit.sinceMs > (unreadBytes > 0 ? limits.maxStalledMs() : limits.handshakeMs())) {
            if (visit.isClosing || unreadBytes > 0) {
                var unused = beneath(visit.connection).close(); // Vert.x would wait until all is written
            } else {
                visit.isClosing = true;
                visit.sinceMs = nowMs;
                var unused = visit.connection.close(); // after what is written has been read, which may be never
            }
        }
    }

    /** How much of what was written the other end has left no room for. */
    private static long unreadBytes(HttpConnection connection) {
        ChannelOutboundBuffer waiting = beneath(connection).channel().unsafe().outboundBuffer();
        return waiting == null ? 0 : waiting.totalPendingWriteBytes() - waiting.currentProgress();
    }

    private static ChannelHandlerContext beneath(HttpConnection connection) {
        return ((HttpServerConnection) connection).channelHandlerContext();
    }
}
