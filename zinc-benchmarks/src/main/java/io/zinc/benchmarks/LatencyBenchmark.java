package io.zinc.benchmarks;

import java.io.IOException;
import java.io.PrintStream;
import java.util.ArrayList;
import java.util.List;
import java.util.function.ToDoubleFunction;

/**
 * {@code zinc bench latency}: how long a message takes from a client to the host's handler and back to the client's, beside
 * raw JeroMQ. Contestants run and take turns as in {@link MessagesBenchmark}.
 */
public final class LatencyBenchmark {

    /** So many times longer than where millions of messages a second keep the compiler busy. */
    private static final int WARM_UPS = 2;

    private final BenchmarkOptions options;
    private final PrintStream out;
    private final Results results;
    private long lost;

    LatencyBenchmark(BenchmarkOptions options, Results results, PrintStream out) {
        this.options = options;
        this.results = results;
        this.out = out;
    }

    /** Measures and prints; 0 when nothing was lost, 1 otherwise. */
    public static int run(BenchmarkOptions options, PrintStream out) throws IOException {
        LatencyBenchmark benchmark = new LatencyBenchmark(options, new Results(), out);
        for (LatencyCase measured : LatencyCase.ALL) {
            if (options.includes(measured.name())) {
                benchmark.measure(measured, Echo.ZINC, Echo.RAW);
            }
        }
        benchmark.results.print(out);
        if (options.json() != null) {
            benchmark.results.write(options.json());
        }
        return benchmark.lost == 0 ? 0 : 1;
    }

    long lost() {
        return lost;
    }

    /** Measures a case of one contestant beside another. */
    void measure(LatencyCase measured, Echo ours, Echo theirs) {
        List<LatencyGroup> groups = new ArrayList<>();
        try {
            for (Echo contestant : List.of(ours, theirs)) {
                LatencyGroup group = new LatencyGroup(contestant, measured);
                groups.add(group);
                group.warmUp(WARM_UPS * options.warmUpSeconds());
            }
            for (int i = 0; i < options.rounds(); i++) {
                groups.forEach(group -> group.measure(options.seconds()));
            }
        } finally {
            groups.forEach(LatencyGroup::close);
        }
        report(measured, groups.get(0), groups.get(1));
    }

    private void report(LatencyCase measured, LatencyGroup ours, LatencyGroup theirs) {
        out.println(measured.name() + ": client to host to client, " + measured.perSecond() + " messages/s"
                + (measured.burst() == 1 ? "" : " in bursts of " + measured.burst())
                + ", microseconds since the intended time");
        Table table = new Table("", "p50", "p99", "p99.9", "most", "host CPU s/M", "lost");
        for (LatencyGroup group : List.of(ours, theirs)) {
            long lostHere =
                    group.rounds().stream().mapToLong(LatencyGroup.Round::lost).sum();
            lost += lostHere;
            table.row(
                    group.contestant().title,
                    median(group, LatencyGroup.Round::p50),
                    median(group, LatencyGroup.Round::p99),
                    median(group, LatencyGroup.Round::p999),
                    median(group, LatencyGroup.Round::most),
                    median(group, LatencyGroup.Round::hostCpuSecondsPerMillion),
                    String.valueOf(lostHere));
        }
        table.print(out);
        out.println();
        compare(measured.name() + "/p50", ours, theirs, LatencyGroup.Round::p50);
        compare(measured.name() + "/p99", ours, theirs, LatencyGroup.Round::p99);
    }

    private static String median(LatencyGroup group, ToDoubleFunction<LatencyGroup.Round> figure) {
        return Table.number(group.samples(figure).median());
    }

    private void compare(
            String name, LatencyGroup ours, LatencyGroup theirs, ToDoubleFunction<LatencyGroup.Round> figure) {
        results.add(new Comparison(
                name,
                "microseconds",
                ours.samples(figure),
                theirs.contestant().title,
                theirs.samples(figure),
                Comparison.Better.LOW));
    }
}
