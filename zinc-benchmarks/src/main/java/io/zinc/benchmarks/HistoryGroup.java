package io.zinc.benchmarks;

import io.zinc.benchmarks.Comparison.Better;
import java.util.List;
import java.util.Locale;

/**
 * Rooms with a document that was typed in many thousand edits: their memory, how long one client takes to join, and how long a
 * crowd takes that comes back all at once.
 */
record HistoryGroup(int rooms, int crowd, int joins, byte[] history) implements GatewayGroup {

    static final String BYTES = "history-room/bytes";
    static final String STORM = "storm-1000/ms";
    static final String JOIN = "late-join/ms";

    @Override
    public List<Case> cases() {
        return List.of(
                new Case(BYTES, "bytes", Better.LOW, false),
                new Case(STORM, "ms", Better.LOW, false),
                new Case(JOIN, "ms", Better.LOW, false));
    }

    @Override
    public GatewayFindings measure(GatewayRun run) {
        GatewayFindings findings = new GatewayFindings();
        long before = run.residentBeforeBytes();
        CrowdPlan plan = run.crowd(rooms, rooms).bringing(history);
        try (Crowd holders = run.generator().connect(plan)) {
            run.server().settle();
            long after = run.server().residentBytes();
            findings.figure(BYTES, (double) (after - before) / rooms);
            findings.remark(String.format(
                    Locale.ROOT, "%,d rooms: %.1f MB before, %.1f MB with them", rooms, before / 1e6, after / 1e6));
            LoadedRooms.check(run, plan);
            findings.figure(JOIN, lateJoinMs(run, plan));
            run.server().settle();
            CrowdPlan all =
                    LoadedRooms.joiners(plan, Math.max(crowd, rooms), rooms).allAtOnce();
            ProcessMeter meter = ProcessMeter.now();
            try (Crowd back = run.generator().connect(all)) {
                findings.figure(STORM, back.joinMs());
                double generatorMs = ProcessMeter.now().since(meter).cpuNs() / 1e6;
                findings.remark(String.format(
                        Locale.ROOT,
                        "%,d clients came back in %,.0f ms, of which the generator used %,.0f ms of CPU",
                        back.clients().size(),
                        back.joinMs(),
                        generatorMs));
            }
            holders.mustBeWhole();
        }
        return findings;
    }

    /** The server, and the generator, have seen others join before, as those that have run for a while have. */
    private double lateJoinMs(GatewayRun run, CrowdPlan plan) {
        long warmUntilNs = System.nanoTime() + (long) (run.options().common().warmUpSeconds() * 1e9);
        while (System.nanoTime() < warmUntilNs) {
            double unused = joinMs(run, plan);
        }
        run.server().settle();
        Samples samples = new Samples();
        for (int i = 0; i < joins; i++) {
            samples.add(joinMs(run, plan));
        }
        return samples.median();
    }

    private static double joinMs(GatewayRun run, CrowdPlan plan) {
        try (Crowd one = run.generator().connect(LoadedRooms.joiners(plan, 1, 1))) {
            return one.joinMs();
        }
    }
}
