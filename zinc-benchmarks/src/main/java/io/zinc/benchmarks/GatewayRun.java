package io.zinc.benchmarks;

import java.util.concurrent.ThreadLocalRandom;

/**
 * A fresh server process, and what is used to measure it.
 *
 * @param protocol what clients speak with it
 */
record GatewayRun(
        GatewayServer contestant,
        ServerProcess server,
        YjsProtocol protocol,
        LoadGenerator generator,
        GatewayOptions options) {

    private static final int USERS_BEFORE = 100;
    private static final int ROOMS_BEFORE = 10;
    private static final double USED_PER_SECOND = 1_000;
    private static final double MOST_SECONDS_BEFORE = 5;

    boolean wants(String caseName) {
        return options.common().includes(caseName);
    }

    /** Clients with empty hands in rooms that nobody has used yet. */
    CrowdPlan crowd(int clients, int rooms) {
        String prefix = "bench-" + Long.toString(ThreadLocalRandom.current().nextLong(1L << 40), 36) + "-";
        return CrowdPlan.of(server.address(), protocol, prefix, clients, rooms);
    }

    /** What the server has in memory when some clients have used it for a while and have left. */
    long residentBeforeBytes() {
        try (Crowd some = generator.connect(crowd(options.scaled(USERS_BEFORE), options.scaled(ROOMS_BEFORE)))) {
            double seconds = Math.min(MOST_SECONDS_BEFORE, options.common().warmUpSeconds());
            TypingGroup.warmUp(some, USED_PER_SECOND * options.scale(), seconds);
        }
        server.settle();
        return server.residentBytes();
    }
}
