package io.zinc.gateway;

import io.vertx.core.http.HttpConnection;
import io.vertx.core.net.SocketAddress;
import io.vertx.ext.web.RoutingContext;
import java.util.HashMap;
import java.util.List;
import java.util.Map;

/**
 * The HTTP connections of a shard. One that makes no request within its time is cut, however slowly it sends one; one whose
 * request is under way may be silent for as long as that takes. WebSockets look after themselves. Confined to the shard's event
 * loop.
 *
 * <p>The idle timeout of the HTTP server would not do: it cuts a connection that waits for its reply as well.
 */
final class Connections {

    private final int patienceMs;
    private final Map<SocketAddress, Kept> kept = new HashMap<>();
    private long nowMs;

    private static final class Kept {
        final HttpConnection connection;
        long idleSinceMs;
        int underWay;

        Kept(HttpConnection connection, long nowMs) {
            this.connection = connection;
            this.idleSinceMs = nowMs;
        }
    }

    /** @param patienceMs how long a connection may take to make a request, or the next one */
    Connections(int patienceMs, long nowMs) {
        this.patienceMs = patienceMs;
        this.nowMs = nowMs;
    }

    void opened(HttpConnection connection) {
        SocketAddress peer = connection.remoteAddress();
        Kept fresh = new Kept(connection, nowMs);
        kept.put(peer, fresh);
        connection.closeHandler(closed -> kept.remove(peer, fresh));
    }

    /** A request has come, whole but for its body. */
    void began(RoutingContext routing) {
        Kept on = kept.get(routing.request().remoteAddress());
        if (on != null) {
            on.underWay++;
            routing.addEndHandler(ended -> {
                on.underWay--;
                on.idleSinceMs = nowMs;
            });
        }
    }

    /** It has become a WebSocket. */
    void upgraded(SocketAddress peer) {
        kept.remove(peer);
    }

    /** Once a second. */
    void tick(long now) {
        nowMs = now;
        for (Kept each : List.copyOf(kept.values())) {
            if (each.underWay == 0 && now - each.idleSinceMs > patienceMs) {
                var unused = each.connection.close();
            }
        }
    }
}
