package io.zinc.benchmarks;

import org.zeromq.SocketType;
import org.zeromq.ZContext;
import org.zeromq.ZMQ;

/** Sockets of JeroMQ with the settings of someone who knows them and wants no losses. */
final class RawSockets {

    /** How many frames of one message may wait at either end; as many as help, and the heap holds. */
    static final int HIGH_WATER_MESSAGES = 10_000;

    /** The same for frames that the application packs. */
    static final int HIGH_WATER_PACKED_FRAMES = 256;

    private final ZContext context = new ZContext();
    private final int highWaterFrames;

    RawSockets(int highWaterFrames) {
        this.highWaterFrames = highWaterFrames;
    }

    /** Blocks when a subscriber's queue is full, and tells of each subscription. */
    ZMQ.Socket bindPublisher() {
        ZMQ.Socket socket = open(SocketType.XPUB);
        require(socket.setRcvHWM(0)); // subscriptions that wait for each other
        require(socket.setXpubNoDrop(true) && socket.setXpubVerbose(true));
        bind(socket);
        return socket;
    }

    ZMQ.Socket connectSubscriber(String address) {
        ZMQ.Socket socket = open(SocketType.SUB);
        require(socket.setSndHWM(0)); // a thousand subscriptions at once; what does not fit would be dropped
        require(socket.connect(address));
        return socket;
    }

    ZMQ.Socket bindPull() {
        ZMQ.Socket socket = open(SocketType.PULL);
        bind(socket);
        return socket;
    }

    ZMQ.Socket connectPush(String address) {
        ZMQ.Socket socket = open(SocketType.PUSH);
        require(socket.connect(address));
        return socket;
    }

    private ZMQ.Socket open(SocketType type) {
        ZMQ.Socket socket = context.createSocket(type);
        require(socket.setHWM(highWaterFrames));
        return socket;
    }

    private static void bind(ZMQ.Socket socket) {
        require(socket.bind("tcp://127.0.0.1:*"));
    }

    static void require(boolean isDone) {
        if (!isDone) {
            throw new IllegalStateException("JeroMQ refused");
        }
    }
}
