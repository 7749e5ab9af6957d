package io.zinc.benchmarks;

/** Who carries the messages of a {@link MessagesCase}. */
enum Contestant {
    ZINC("Zinc"),
    RAW("raw JeroMQ PUB/SUB, one frame a message"),
    PACKED("raw JeroMQ PUB/SUB, 64 KiB frames packed by the application");

    final String title;

    Contestant(String title) {
        this.title = title;
    }

    Publisher publisher(MessagesCase measured) {
        return switch (this) {
            case ZINC -> new ZincPublisher(measured);
            case RAW -> new RawPublisher(measured);
            case PACKED -> new PackedPublisher(measured);
        };
    }

    Subscriber subscriber(MessagesCase measured, String address) {
        return switch (this) {
            case ZINC -> new ZincSubscriber(measured, address);
            case RAW -> new RawSubscriber(measured, address, false);
            case PACKED -> new RawSubscriber(measured, address, true);
        };
    }
}
