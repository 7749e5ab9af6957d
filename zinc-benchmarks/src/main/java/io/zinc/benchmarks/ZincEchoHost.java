package io.zinc.benchmarks;

import io.zinc.core.Codec;
import io.zinc.core.Endpoint;
import io.zinc.core.SendResult;
import io.zinc.core.Topic;
import java.time.Duration;

/** A Zinc host whose handler sends what comes on one topic to another one. */
final class ZincEchoHost implements Echo.Host {

    static final Topic<byte[]> REQUESTS = Topic.of("requests", Codec.bytes());
    static final Topic<byte[]> REPLIES = Topic.of("replies", Codec.bytes());

    private static final Duration PATIENCE = Duration.ofSeconds(30);

    private final Endpoint host =
            Endpoint.host(ZincPublisher.CLUSTER).bind("tcp://127.0.0.1:0").open();

    ZincEchoHost() {
        var unused = host.subscribe(REQUESTS, message -> send(host, REPLIES, message.payload()));
    }

    static void send(Endpoint endpoint, Topic<byte[]> topic, byte[] payload) throws InterruptedException {
        SendResult result = endpoint.send(topic, payload);
        if (!result.isSent()) {
            result = endpoint.send(topic, payload, PATIENCE);
            if (!result.isSent()) {
                throw new IllegalStateException("a message was not taken: " + result);
            }
        }
    }

    @Override
    public String address() {
        return host.address();
    }
}
