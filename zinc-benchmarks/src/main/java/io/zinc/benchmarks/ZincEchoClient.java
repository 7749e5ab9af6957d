package io.zinc.benchmarks;

import io.zinc.core.Endpoint;
import java.util.function.Consumer;

/** A Zinc client. */
final class ZincEchoClient implements Echo.Client {

    private final Endpoint client;

    ZincEchoClient(String address, Consumer<byte[]> receiver) {
        client = Endpoint.client(ZincPublisher.CLUSTER).join(address).open();
        var unused = client.subscribe(ZincEchoHost.REPLIES, message -> receiver.accept(message.payload()));
    }

    @Override
    public void send(byte[] message) throws InterruptedException {
        ZincEchoHost.send(client, ZincEchoHost.REQUESTS, message);
    }
}
