package io.zinc.benchmarks;

import java.util.List;

/**
 * A host that sends to subscribers as fast as they take it.
 *
 * @param payloadBytes the size of a message
 * @param subscribers processes that receive all messages
 * @param topics one message goes to each in turn
 */
record MessagesCase(String name, int payloadBytes, int subscribers, int topics) {

    static final List<MessagesCase> ALL = List.of(
            new MessagesCase("host-1/100B", 100, 1, 1),
            new MessagesCase("host-1/1KiB", 1024, 1, 1),
            new MessagesCase("host-8/100B", 100, 8, 1),
            new MessagesCase("topics-1000/100B", 100, 1, 1000));

    static MessagesCase named(String name) {
        return ALL.stream().filter(it -> it.name.equals(name)).findFirst().orElseThrow();
    }
}
