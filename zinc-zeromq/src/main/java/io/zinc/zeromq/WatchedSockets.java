package io.zinc.zeromq;

import io.zinc.core.spi.Readiness;
import java.nio.channels.SelectionKey;
import java.util.ArrayList;
import java.util.List;

/** The sockets of a link with what watches them. */
final class WatchedSockets {

    private record Watched(LinkSocket socket, SelectionKey key) {}

    private final Readiness readiness;
    private final List<Watched> all = new ArrayList<>(3);

    WatchedSockets(Readiness readiness) {
        this.readiness = readiness;
    }

    <S extends LinkSocket> S add(S socket) {
        all.add(new Watched(socket, readiness.watch(socket.channel(), SelectionKey.OP_READ)));
        return socket;
    }

    void close() {
        for (Watched watched : all) {
            watched.key.cancel();
            watched.socket.close();
        }
    }
}
