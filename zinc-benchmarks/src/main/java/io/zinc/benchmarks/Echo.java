package io.zinc.benchmarks;

import java.util.function.Consumer;

/** Who carries the messages of a {@link LatencyCase}. */
enum Echo {
    ZINC("Zinc"),
    PASSED_ON("bare messages, client to host to client"),
    EDITS("edits, client to host to client"),
    RAW("raw JeroMQ, PUSH/PULL and PUB/SUB");

    final String title;

    Echo(String title) {
        this.title = title;
    }

    /** The side that sends everything back. It works from now on. */
    interface Host {
        String address();
    }

    /** The side that sends, and is given what comes back, by one thread at a time. */
    interface Client {
        void send(byte[] message) throws Exception;
    }

    Host host() {
        return switch (this) {
            case ZINC, PASSED_ON -> new ZincEchoHost();
            case EDITS -> new EditEchoHost();
            case RAW -> new RawEchoHost();
        };
    }

    /** What makes the JIT compiler do its work, which at a low rate would take minutes. */
    LatencyCase warmUp() {
        return switch (this) {
            case ZINC, RAW -> LatencyCase.WARM_UP;
            case PASSED_ON, EDITS -> LatencyCase.WARM_UP_EDITS;
        };
    }

    Client client(String address, Consumer<byte[]> receiver) {
        return switch (this) {
            case ZINC -> ZincEchoClient.toItself(address, receiver);
            case PASSED_ON -> ZincEchoClient.toAnother(address, receiver);
            case EDITS -> new EditEchoClient(address, receiver);
            case RAW -> new RawEchoClient(address, receiver);
        };
    }
}
