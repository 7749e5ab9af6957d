package io.zinc.benchmarks;

import org.zeromq.ZMQ;

/** Raw JeroMQ, one frame a message. */
final class RawPublisher implements Publisher {

    private final ZMQ.Socket socket = new RawSockets(RawSockets.HIGH_WATER_MESSAGES).bindPublisher();
    private final long[] keys;
    private final int payloadBytes;

    RawPublisher(MessagesCase measured) {
        this.keys = keys(measured.topics());
        this.payloadBytes = measured.payloadBytes();
    }

    static long[] keys(int topics) {
        long[] keys = new long[topics];
        for (int i = 0; i < topics; i++) {
            keys[i] = Payloads.getLong(Payloads.key(i), 0);
        }
        return keys;
    }

    @Override
    public String address() {
        return socket.getLastEndpoint();
    }

    @Override
    public void awaitSubscriptions(int count) {
        awaitSubscriptions(socket, count);
    }

    static void awaitSubscriptions(ZMQ.Socket publisher, int count) {
        for (int i = 0; i < count; i++) {
            RawSockets.require(publisher.recv() != null);
        }
    }

    @Override
    public void send(long number) {
        long key = keys[(int) (number % keys.length)];
        RawSockets.require(socket.send(Payloads.message(payloadBytes, key, number)));
    }

    @Override
    public void flush() {
        // each message is a frame
    }
}
