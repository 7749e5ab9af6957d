package io.zinc.cli;

import io.zinc.benchmarks.BenchmarkOptions;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import org.jspecify.annotations.Nullable;
import picocli.CommandLine.Option;

/** Options of the measurements between processes. */
final class BenchOptions {

    @Option(
            names = "--case",
            paramLabel = "NAME",
            description = "Measure this case only, or those whose names begin so; may be repeated.")
    private final List<String> cases = new ArrayList<>();

    @Option(
            names = "--rounds",
            paramLabel = "N",
            defaultValue = "" + BenchmarkOptions.DEFAULT_ROUNDS,
            description = "How often each side is measured; figures are medians. Default: ${DEFAULT-VALUE}.")
    private int rounds;

    @Option(
            names = "--seconds",
            paramLabel = "S",
            defaultValue = "" + BenchmarkOptions.DEFAULT_SECONDS,
            description = "How long it is measured in each round. Default: ${DEFAULT-VALUE}.")
    private double seconds;

    @Option(
            names = "--warm-up",
            paramLabel = "S",
            defaultValue = "" + BenchmarkOptions.DEFAULT_WARM_UP_SECONDS,
            description = "How long each side runs before anything counts. Default: ${DEFAULT-VALUE}.")
    private double warmUpSeconds;

    @Option(names = "--json", paramLabel = "FILE", description = "Write the figures there, too, as JSON.")
    private @Nullable Path json;

    BenchmarkOptions toOptions() {
        try {
            return new BenchmarkOptions(rounds, seconds, warmUpSeconds, cases, json);
        } catch (IllegalArgumentException e) {
            throw new Failure(String.valueOf(e.getMessage()));
        }
    }
}
