package io.zinc.benchmarks;

import org.zeromq.ZMQ;

/** A thread that publishes what it pulls. */
final class RawEchoHost implements Echo.Host {

    private final ZMQ.Socket pull;
    private final ZMQ.Socket publisher;
    private final String address;

    RawEchoHost() {
        RawSockets sockets = new RawSockets(RawSockets.HIGH_WATER_MESSAGES);
        pull = sockets.bindPull();
        publisher = sockets.bindPublisher();
        address = pull.getLastEndpoint() + "," + publisher.getLastEndpoint();
        Thread.ofPlatform().name("echo").daemon().start(this::echo);
    }

    private void echo() {
        RawPublisher.awaitSubscriptions(publisher, 1);
        while (true) {
            RawSockets.require(publisher.send(pull.recv()));
        }
    }

    @Override
    public String address() {
        return address;
    }
}
