package io.zinc.zeromq;

import java.nio.channels.SelectableChannel;
import java.util.function.Consumer;
import org.jspecify.annotations.Nullable;
import zmq.Msg;

/** DEALER, XSUB, PUSH or PULL of JeroMQ. */
final class JeroMqFrames implements FrameSocket {

    private final JeroMqSocket socket;
    private final String address;
    private final @Nullable JeroMqConnections connections;

    /** @param connections those of a bound socket */
    JeroMqFrames(JeroMqSocket socket, String address, @Nullable JeroMqConnections connections) {
        this.socket = socket;
        this.address = address;
        this.connections = connections;
    }

    @Override
    public String address() {
        return address;
    }

    @Override
    public boolean send(byte[] frame) {
        return socket.send(new Msg(frame), false) == JeroMqSocket.Result.DONE;
    }

    @Override
    public int receive(Consumer<byte[]> receiver, int most) {
        int taken = 0;
        for (Msg message; taken < most && (message = socket.receive()) != null; taken++) {
            receiver.accept(message.data());
        }
        return taken;
    }

    @Override
    public SelectableChannel channel() {
        return socket.channel();
    }

    @Override
    public boolean hasInput() {
        return socket.hasInput();
    }

    @Override
    public void close() {
        socket.close();
        if (connections != null) {
            connections.awaitUnbound(TcpAddress.parse(address));
        }
    }
}
