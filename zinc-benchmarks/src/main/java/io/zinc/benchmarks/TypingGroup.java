package io.zinc.benchmarks;

import io.zinc.benchmarks.Comparison.Better;
import java.util.List;
import java.util.Locale;

/**
 * Clients who type: processor time for each delivery and latency at a rate that a good server holds easily, and the highest rate.
 *
 * @param perSecond the fixed rate, characters a second of all clients
 */
record TypingGroup(String name, int clients, int rooms, double perSecond) implements GatewayGroup {

    private static final double LEAST_PER_SECOND = 20;
    private static final double MOST_PER_SECOND = 400_000;
    private static final int HALVINGS = 4;

    /** Warming up begins at such a part of the fixed rate. */
    private static final int FIRST_PART = 4;

    @Override
    public List<Case> cases() {
        return List.of(
                new Case(name + "/cpu", "us per delivery", Better.LOW, true),
                new Case(name + "/p50", "ms", Better.LOW, true),
                new Case(name + "/p99", "ms", Better.LOW, true),
                new Case(name + "/rate", "updates/s", Better.HIGH, false));
    }

    @Override
    public GatewayFindings measure(GatewayRun run) {
        GatewayFindings findings = new GatewayFindings();
        GatewayOptions options = run.options();
        double seconds = options.common().seconds();
        double scale = options.scale();
        int scaledRooms = options.scaled(rooms);
        CrowdPlan plan = run.crowd(Math.max(scaledRooms * 2, options.scaled(clients)), scaledRooms);
        try (Crowd crowd = run.generator().connect(plan)) {
            warmUp(crowd, perSecond * scale, options.common().warmUpSeconds());
            if (cases().stream().anyMatch(it -> it.atFixedRate() && run.wants(it.name()))) {
                fixedRate(run, crowd, perSecond * scale, seconds, findings);
            }
            if (run.wants(name + "/rate")) {
                search(crowd, scale, seconds, findings);
            }
        }
        return findings;
    }

    /** Goes up to the fixed rate as far as the server follows. */
    static void warmUp(Crowd crowd, double most, double seconds) {
        double least = most / FIRST_PART;
        double rate = least;
        for (double left = seconds; left > 0; left -= 1) {
            boolean holds = crowd.type(rate, Math.min(1, left), true).holds();
            rate = holds ? Math.min(most, rate * 2) : Math.max(least, rate / 2);
        }
    }

    private void fixedRate(GatewayRun run, Crowd crowd, double rate, double seconds, GatewayFindings findings) {
        long before = run.server().cpuNs();
        LoadFigures figures = crowd.type(rate, seconds, true);
        long cpuNs = run.server().cpuNs() - before;
        findings.fixedRate(figures);
        findings.figure(name + "/cpu", cpuNs / 1e3 / Math.max(1, figures.delivered()));
        findings.figure(name + "/p50", figures.p50Ms());
        findings.figure(name + "/p99", figures.p99Ms());
        findings.remark(String.format(
                Locale.ROOT,
                "%,.0f updates/s %s, %,d missing, server %.2f s of CPU, generator %.0f%% of the machine (lag p99 %.2f ms)",
                rate,
                figures.holds() ? "held" : "not held",
                figures.missing(),
                cpuNs / 1e9,
                figures.generatorShare() * 100,
                figures.lagP99Ms()));
    }

    private void search(Crowd crowd, double scale, double seconds, GatewayFindings findings) {
        LoadFigures[] best = new LoadFigures[1];
        RateSearch search = new RateSearch(perSecond * scale / 2, LEAST_PER_SECOND, MOST_PER_SECOND * scale, HALVINGS);
        double highest = search.highest(rate -> {
            LoadFigures figures = crowd.type(rate, seconds, true);
            if (figures.holds()) {
                best[0] = figures;
            }
            return figures.holds();
        });
        findings.figure(name + "/rate", highest);
        if (best[0] != null) {
            findings.remark(String.format(
                    Locale.ROOT,
                    "at most %,.0f updates/s, which are %,.0f deliveries/s, p99 %.0f ms, generator %.0f%% of the machine",
                    highest,
                    best[0].deliveriesPerSecond(),
                    best[0].p99Ms(),
                    best[0].generatorShare() * 100));
        }
    }
}
