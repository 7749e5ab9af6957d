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
    private final Results results = new Results();
    private long lost;

    private LatencyBenchmark(BenchmarkOptions options, PrintStream out) {
        this.options = options;
        this.out = out;
    }

    /** Measures and prints; 0 when nothing was lost, 1 otherwise. */
    public static int run(BenchmarkOptions options, PrintStream out) throws IOException {
        LatencyBenchmark benchmark = new LatencyBenchmark(options, out);
        for (LatencyCase measured : LatencyCase.ALL) {
            if (options.includes(measured.name())) {
                benchmark.measure(measured);
            }
        }
        benchmark.results.print(out);
        if (options.json() != null) {
            benchmark.results.write(options.json());
        }
        return benchmark.lost == 0 ? 0 : 1;
    }

    private void measure(LatencyCase measured) {
        List<LatencyGroup> groups = new ArrayList<>();
        try {
            for (Echo contestant : Echo.values()) {
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
        report(measured, groups);
    }

    private void report(LatencyCase measured, List<LatencyGroup> groups) {
        out.println(measured.name() + ": client to host to client, " + measured.perSecond() + " messages/s"
                + (measured.burst() == 1 ? "" : " in bursts of " + measured.burst())
                + ", microseconds since the intended time");
        Table table = new Table("", "p50", "p99", "p99.9", "most", "host CPU s/M", "lost");
        for (LatencyGroup group : groups) {
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
        compare(measured.name() + "/p50", groups, LatencyGroup.Round::p50);
        compare(measured.name() + "/p99", groups, LatencyGroup.Round::p99);
    }

    private static String median(LatencyGroup group, ToDoubleFunction<LatencyGroup.Round> figure) {
        return Table.number(group.samples(figure).median());
    }

    private void compare(String name, List<LatencyGroup> groups, ToDoubleFunction<LatencyGroup.Round> figure) {
        results.add(new Comparison(
                name,
                "microseconds",
                samples(groups, Echo.ZINC, figure),
                Echo.RAW.title,
                samples(groups, Echo.RAW, figure),
                Comparison.Better.LOW));
    }

    private static Samples samples(
            List<LatencyGroup> groups, Echo contestant, ToDoubleFunction<LatencyGroup.Round> figure) {
        return groups.stream()
                .filter(group -> group.contestant() == contestant)
                .findFirst()
                .orElseThrow()
                .samples(figure);
    }
}
