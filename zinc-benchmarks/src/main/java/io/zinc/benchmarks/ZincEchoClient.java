package io.zinc.benchmarks;

import io.zinc.core.Endpoint;
import java.util.function.Consumer;

/** A Zinc client that sends, and one that is given what comes back: the same one, or another one. */
final class ZincEchoClient implements Echo.Client {

    private final Endpoint sender;

    private ZincEchoClient(Endpoint sender, Endpoint listener, Consumer<byte[]> receiver) {
        this.sender = sender;
        var unused = listener.subscribe(ZincEchoHost.REPLIES, message -> receiver.accept(message.payload()));
    }

    static ZincEchoClient toItself(String address, Consumer<byte[]> receiver) {
        Endpoint client = join(address);
        return new ZincEchoClient(client, client, receiver);
    }

    static ZincEchoClient toAnother(String address, Consumer<byte[]> receiver) {
        return new ZincEchoClient(join(address), join(address), receiver);
    }

    static Endpoint join(String address) {
        return Endpoint.client(ZincPublisher.CLUSTER).join(address).open();
    }

    @Override
    public void send(byte[] message) throws InterruptedException {
        ZincEchoHost.send(sender, ZincEchoHost.REQUESTS, message);
    }
}
