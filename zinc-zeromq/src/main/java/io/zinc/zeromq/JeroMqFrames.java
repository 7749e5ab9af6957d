package io.zinc.zeromq;

import java.nio.channels.SelectableChannel;
import java.util.Objects;
import java.util.function.Consumer;
import org.jspecify.annotations.Nullable;
import zmq.Msg;
import zmq.io.Metadata;

/** DEALER, XSUB, PUSH or PULL of JeroMQ. */
final class JeroMqFrames implements FrameSocket {

    private final JeroMqSocket socket;
    private final String address;
    private final @Nullable JeroMqConnections connections;

    /** All messages of a connection share one; several connections in turn make this cost what it should spare. */
    private @Nullable Metadata lastSender;

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
            noteSender(message);
            receiver.accept(message.data());
        }
        return taken;
    }

    private void noteSender(Msg message) {
        Metadata sender = message.getMetadata();
        if (connections != null && !Objects.equals(sender, lastSender)) {
            lastSender = sender;
            connections.spoke(JeroMqConnections.nameIn(message));
        }
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
