package io.zinc.benchmarks;

import java.util.List;
import java.util.function.Consumer;
import org.zeromq.ZMQ;

/** One thread pushes, another one receives what is published. */
final class RawEchoClient implements Echo.Client {

    private final ZMQ.Socket push;

    RawEchoClient(String address, Consumer<byte[]> receiver) {
        List<String> addresses = List.of(address.split(","));
        RawSockets sockets = new RawSockets(RawSockets.HIGH_WATER_MESSAGES);
        push = sockets.connectPush(addresses.get(0));
        ZMQ.Socket subscriber = sockets.connectSubscriber(addresses.get(1));
        RawSockets.require(subscriber.subscribe(new byte[0]));
        Thread.ofPlatform().name("receiver").daemon().start(() -> receive(subscriber, receiver));
    }

    private static void receive(ZMQ.Socket subscriber, Consumer<byte[]> receiver) {
        while (true) {
            receiver.accept(subscriber.recv());
        }
    }

    @Override
    public void send(byte[] message) {
        RawSockets.require(push.send(message));
    }
}
