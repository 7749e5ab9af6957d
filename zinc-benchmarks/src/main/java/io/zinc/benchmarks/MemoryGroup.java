package io.zinc.benchmarks;

import io.zinc.benchmarks.Comparison.Better;
import java.util.List;
import java.util.Locale;

/**
 * By how much a server's memory grows with each connection or room.
 *
 * @param content what the client of each room brings along; empty for connections that idle
 */
record MemoryGroup(String name, int clients, int rooms, byte[] content) implements GatewayGroup {

    /** Clients in a room where there is nothing but connections. */
    private static final int CLIENTS_OF_AN_IDLE_ROOM = 100;

    /** Connections without anything to do. */
    static MemoryGroup idle(int connections) {
        int rooms = Math.max(1, connections / CLIENTS_OF_AN_IDLE_ROOM);
        return new MemoryGroup("idle-connection/bytes", connections, rooms, new byte[0]);
    }

    /** Rooms with a document, and with one client each. */
    static MemoryGroup rooms(String name, int rooms, byte[] content) {
        return new MemoryGroup(name, rooms, rooms, content);
    }

    @Override
    public List<Case> cases() {
        return List.of(new Case(name, "bytes", Better.LOW, false));
    }

    @Override
    public GatewayFindings measure(GatewayRun run) {
        GatewayFindings findings = new GatewayFindings();
        long before = run.residentBeforeBytes();
        CrowdPlan plan = run.crowd(clients, rooms).bringing(content);
        try (Crowd crowd = run.generator().connect(plan)) {
            note(run, before, findings);
            crowd.mustBeWhole();
            if (content.length > 0) {
                LoadedRooms.check(run, plan);
            }
        }
        return findings;
    }

    private void note(GatewayRun run, long before, GatewayFindings findings) {
        run.server().settle();
        long after = run.server().residentBytes();
        findings.figure(name, (double) (after - before) / clients);
        findings.remark(String.format(
                Locale.ROOT,
                "%,d of them: %.1f MB resident before, %.1f MB with them",
                clients,
                before / 1e6,
                after / 1e6));
    }
}
