package io.zinc.benchmarks;

import java.util.Arrays;
import org.zeromq.ZMQ;

/**
 * Raw JeroMQ with frames of 64 KiB that the application packs, one for each topic. It is the limit of what the sockets
 * can do: nothing is ordered, kept or handed to a handler, messages are written where they are sent from, and one that
 * comes alone waits for others.
 */
final class PackedPublisher implements Publisher {

    static final int FRAME_BYTES = 64 << 10;

    private final ZMQ.Socket socket = new RawSockets(RawSockets.HIGH_WATER_PACKED_FRAMES).bindPublisher();
    private final long[] keys;
    private final byte[][] frames;
    private final int[] lengths;
    private final int payloadBytes;
    private final int fullBytes;

    PackedPublisher(MessagesCase measured) {
        this.keys = RawPublisher.keys(measured.topics());
        this.frames = new byte[keys.length][];
        this.lengths = new int[keys.length];
        this.payloadBytes = measured.payloadBytes();
        this.fullBytes = Payloads.KEY_BYTES + (FRAME_BYTES - Payloads.KEY_BYTES) / payloadBytes * payloadBytes;
        for (int i = 0; i < keys.length; i++) {
            begin(i);
        }
    }

    private void begin(int topic) {
        frames[topic] = new byte[fullBytes];
        Payloads.putLong(frames[topic], 0, keys[topic]);
        lengths[topic] = Payloads.KEY_BYTES;
    }

    @Override
    public String address() {
        return socket.getLastEndpoint();
    }

    @Override
    public void awaitSubscriptions(int count) {
        RawPublisher.awaitSubscriptions(socket, count);
    }

    @Override
    public void send(long number) {
        int topic = (int) (number % keys.length);
        int at = lengths[topic];
        Payloads.putLong(frames[topic], at + Payloads.KEY_BYTES, number);
        lengths[topic] = at + payloadBytes;
        if (lengths[topic] == fullBytes) {
            RawSockets.require(socket.send(frames[topic]));
            begin(topic);
        }
    }

    @Override
    public void flush() {
        for (int i = 0; i < keys.length; i++) {
            if (lengths[i] > Payloads.KEY_BYTES) {
                RawSockets.require(socket.send(Arrays.copyOf(frames[i], lengths[i])));
                begin(i);
            }
        }
    }
}
