package io.zinc.benchmarks;

import java.nio.file.Path;
import java.util.List;
import org.jspecify.annotations.Nullable;

/**
 * What is to be measured, and how long.
 *
 * @param rounds how often each contestant is measured
 * @param seconds how long it is measured in each round
 * @param warmUpSeconds how long each contestant runs before anything counts
 * @param cases names of cases, or their beginnings; all cases if there is none
 * @param json where the figures go as JSON, if anywhere
 */
public record BenchmarkOptions(
        int rounds,
        double seconds,
        double warmUpSeconds,
        List<String> cases,
        @Nullable Path json) {

    public static final int DEFAULT_ROUNDS = 5;
    public static final double DEFAULT_SECONDS = 2;
    public static final double DEFAULT_WARM_UP_SECONDS = 6;

    public BenchmarkOptions {
        if (rounds < 1 || seconds <= 0 || warmUpSeconds < 0) {
            throw new IllegalArgumentException("at least one round of more than 0 seconds is needed; there were "
                    + rounds + " of " + seconds + " s after " + warmUpSeconds + " s to warm up");
        }
        cases = List.copyOf(cases);
    }

    /** Whether a case is asked for. */
    boolean includes(String name) {
        return cases.isEmpty() || cases.stream().anyMatch(it -> name.startsWith(it) || it.startsWith(name + "/"));
    }
}
