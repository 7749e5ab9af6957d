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

    boolean wants(String caseName) {
        return options.common().includes(caseName);
    }

    /** Clients with empty hands in rooms that nobody has used yet. */
    CrowdPlan crowd(int clients, int rooms) {
        String prefix = "bench-" + Long.toString(ThreadLocalRandom.current().nextLong(1L << 40), 36) + "-";
        return CrowdPlan.of(server.address(), protocol, prefix, clients, rooms);
    }

    /** What the server has in memory when it has served a client and is left alone. */
    long residentBeforeBytes() {
        generator.connect(crowd(1, 1)).close();
        server.settle();
        return server.residentBytes();
    }
}
