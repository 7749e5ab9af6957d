package io.zinc.zeromq;

import io.zinc.core.spi.Readiness;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.channels.ClosedChannelException;
import java.nio.channels.SelectionKey;
import java.nio.channels.Selector;
import java.util.ArrayList;
import java.util.List;

/**
 * The sockets of a link with what watches them.
 *
 * <p>Implementation notes: JeroMQ signals a socket by a byte in a pipe, and counts the signal after it wrote the byte.
 * Whoever is woken by the byte before it is counted finds nothing, and nothing to clear the byte with: the channel stays
 * readable. If waking the reader took the processor from the writer, the reader then spins until its time slice ends,
 * some milliseconds, before the writer comes to count. A link that is polled in vain several times while a channel is
 * readable steps aside for a moment instead.
 */
final class WatchedSockets {

    private static final int POLLS_IN_VAIN = 4;

    private record Watched(LinkSocket socket, SelectionKey key) {}

    private final Readiness readiness;
    private final Selector probe;
    private final List<Watched> all = new ArrayList<>(3);
    private int pollsInVain;

    WatchedSockets(Readiness readiness) {
        this.readiness = readiness;
        try {
            probe = Selector.open();
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
    }

    <S extends LinkSocket> S add(S socket) {
        try {
            SelectionKey ignored = socket.channel().register(probe, SelectionKey.OP_READ);
        } catch (ClosedChannelException e) {
            throw new UncheckedIOException(e);
        }
        all.add(new Watched(socket, readiness.watch(socket.channel(), SelectionKey.OP_READ)));
        return socket;
    }

    /** To be told of each poll, how much it took. */
    void polled(int taken) {
        if (taken > 0) {
            pollsInVain = 0;
        } else if (++pollsInVain >= POLLS_IN_VAIN) {
            pollsInVain = 0;
            yieldIfReadable();
        }
    }

    @SuppressWarnings("ThreadPriorityCheck")
    private void yieldIfReadable() {
        try {
            if (probe.selectNow() > 0) {
                probe.selectedKeys().clear();
                Thread.yield(); // parking for a moment takes ten times as long
            }
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
    }

    void close() {
        for (Watched watched : all) {
            watched.key.cancel();
            watched.socket.close();
        }
        try {
            probe.close();
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
    }
}
