package io.zinc.benchmarks;

import java.util.ArrayList;
import java.util.List;
import org.zeromq.ZMQ;

/** A raw SUB socket whose frames hold one message, or as many as fit when the publisher packs them. */
final class RawSubscriber implements Subscriber {

    private final List<Tally> tallies = new ArrayList<>();

    RawSubscriber(MessagesCase measured, String address, boolean isPacked) {
        ZMQ.Socket socket = new RawSockets(
                        isPacked ? RawSockets.HIGH_WATER_PACKED_FRAMES : RawSockets.HIGH_WATER_MESSAGES)
                .connectSubscriber(address);
        // messages come in their order; frames that are packed keep it within a topic alone
        for (int i = 0; i < (isPacked ? measured.topics() : 1); i++) {
            tallies.add(new Tally(isPacked ? measured.topics() : 1));
        }
        for (int i = 0; i < measured.topics(); i++) {
            RawSockets.require(socket.subscribe(Payloads.key(i)));
        }
        Runnable receiver = isPacked ? () -> receivePacked(socket, measured.payloadBytes()) : () -> receive(socket);
        Thread.ofPlatform().name("receiver").daemon().start(receiver);
    }

    private void receive(ZMQ.Socket socket) {
        Tally tally = tallies.get(0);
        while (true) {
            tally.received(Payloads.number(socket.recv(), 0));
        }
    }

    private void receivePacked(ZMQ.Socket socket, int payloadBytes) {
        while (true) {
            byte[] frame = socket.recv();
            Tally tally = tallies.get(Payloads.topic(frame));
            for (int at = Payloads.KEY_BYTES; at < frame.length; at += payloadBytes) {
                tally.received(Payloads.number(frame, at));
            }
        }
    }

    @Override
    public List<Tally> tallies() {
        return tallies;
    }
}
