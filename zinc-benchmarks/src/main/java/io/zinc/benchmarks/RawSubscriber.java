package io.zinc.benchmarks;

import java.util.List;
import org.zeromq.ZMQ;

/** A raw SUB socket whose frames hold one message, or as many as fit when the publisher packs them. */
final class RawSubscriber implements Subscriber {

    private final Tally tally = new Tally(1);

    RawSubscriber(MessagesCase measured, String address, boolean isPacked) {
        ZMQ.Socket socket = new RawSockets(
                        isPacked ? RawSockets.HIGH_WATER_PACKED_FRAMES : RawSockets.HIGH_WATER_MESSAGES)
                .connectSubscriber(address);
        for (int i = 0; i < measured.topics(); i++) {
            RawSockets.require(socket.subscribe(Payloads.key(i)));
        }
        Runnable receiver = isPacked ? () -> receivePacked(socket, measured.payloadBytes()) : () -> receive(socket);
        Thread.ofPlatform().name("receiver").daemon().start(receiver);
    }

    private void receive(ZMQ.Socket socket) {
        while (true) {
            tally.received(Payloads.number(socket.recv(), 0));
        }
    }

    private void receivePacked(ZMQ.Socket socket, int payloadBytes) {
        while (true) {
            byte[] frame = socket.recv();
            for (int at = Payloads.KEY_BYTES; at < frame.length; at += payloadBytes) {
                tally.received(Payloads.number(frame, at));
            }
        }
    }

    @Override
    public List<Tally> tallies() {
        return List.of(tally);
    }
}
