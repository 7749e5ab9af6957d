package io.zinc.benchmarks;

import io.zinc.core.Codec;
import io.zinc.core.Endpoint;
import io.zinc.core.SendResult;
import io.zinc.core.Topic;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;

/** A Zinc host. */
final class ZincPublisher implements Publisher {

    static final String CLUSTER = "benchmark";
    private static final Duration PATIENCE = Duration.ofSeconds(30);

    private final Endpoint host =
            Endpoint.host(CLUSTER).bind("tcp://127.0.0.1:0").open();
    private final List<Topic<byte[]>> topics;
    private final int payloadBytes;

    ZincPublisher(MessagesCase measured) {
        this.topics = topics(measured.topics());
        this.payloadBytes = measured.payloadBytes();
    }

    static List<Topic<byte[]>> topics(int count) {
        List<Topic<byte[]>> topics = new ArrayList<>();
        for (int i = 0; i < count; i++) {
            topics.add(Topic.of("topic-" + i, Codec.bytes()));
        }
        return topics;
    }

    @Override
    public String address() {
        return host.address();
    }

    @Override
    public void awaitSubscriptions(int count) {
        // subscribing returns when the host has confirmed it
    }

    @Override
    public void send(long number) throws InterruptedException {
        Topic<byte[]> topic = topics.get((int) (number % topics.size()));
        byte[] payload = Payloads.message(payloadBytes, 0, number);
        SendResult result = host.send(topic, payload);
        if (!result.isSent()) {
            result = host.send(topic, payload, PATIENCE);
            if (!result.isSent()) {
                throw new IllegalStateException("the message " + number + " was not taken: " + result);
            }
        }
    }

    @Override
    public void flush() {
        // an endpoint gathers nothing for longer than it has to
    }
}
