package io.zinc.benchmarks;

import java.util.function.Consumer;

/** Who carries the messages of a {@link LatencyCase}. */
enum Echo {
    ZINC("Zinc"),
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
            case ZINC -> new ZincEchoHost();
            case RAW -> new RawEchoHost();
        };
    }

    Client client(String address, Consumer<byte[]> receiver) {
        return switch (this) {
            case ZINC -> new ZincEchoClient(address, receiver);
            case RAW -> new RawEchoClient(address, receiver);
        };
    }
}
