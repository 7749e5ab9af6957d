package io.zinc.zeromq;

import java.nio.channels.SelectableChannel;
import zmq.Ctx;
import zmq.ZMQ;
import zmq.ZObject;
import zmq.io.IOObject;
import zmq.poll.IPollEvents;
import zmq.poll.Poller;

/**
 * Sees to it that JeroMQ listens to the connections that a connecting socket makes. Its calls come from JeroMQ's I/O
 * thread.
 *
 * <p>Implementation notes: a channel that has just connected passes from JeroMQ's connecter to its engine. Both register
 * it with the I/O thread's selector, under the same key. When a command for the I/O thread comes in with the connection,
 * which is so when two sockets connect at once or something is sent meanwhile, the engine registers before the selector
 * has let go of the connecter's key: JeroMQ finds a cancelled key, does nothing, and looks again only when some other
 * registration changes. Until then nobody speaks on the connection. So a registration that means nothing is changed some
 * moments after each connect. There are several such moments, for the first may come too early; all are set at once, since
 * JeroMQ forgets about a timer set by a timer while a later one waits.
 */
final class FreshConnections extends ZObject implements ZMQ.EventConsummer, IPollEvents {

    static final int EVENTS = ZMQ.ZMQ_EVENT_CONNECTED;

    private static final int NOT_OF_THE_CONTEXT = -1;
    private static final int[] MOMENTS_MS = {1, 3, 10, 30, 100, 300, 1_000};

    private final IOObject io;
    private final Poller.Handle nothing;

    /** @param channel any one; it is not registered */
    FreshConnections(Ctx context, SelectableChannel channel) {
        super(context, NOT_OF_THE_CONTEXT);
        io = new IOObject(chooseIoThread(0), this);
        io.plug();
        nothing = new Poller.Handle(channel, this);
    }

    @Override
    public void consume(ZMQ.Event event) {
        for (int moment : MOMENTS_MS) {
            io.addTimer(moment, moment);
        }
    }

    @Override
    public void timerEvent(int id) {
        io.setPollIn(nothing);
    }
}
