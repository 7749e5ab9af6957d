package io.zinc.testing;

import static org.assertj.core.api.Assertions.assertThat;

import java.util.ArrayList;
import java.util.EnumMap;
import java.util.List;
import java.util.Map;
import java.util.function.LongFunction;

/** Seeds of a simulation that are run once for several tests: which promises they broke, and what happened in all. */
final class SeedRun {

    static final int SEEDS = Integer.getInteger("zinc.simulation.seeds", 2_000);

    private final Coverage coverage = new Coverage();
    private final Map<Promise, List<String>> broken = new EnumMap<>(Promise.class);

    void run(LongFunction<Coverage> simulation) {
        for (long seed = 1; seed <= SEEDS; seed++) {
            try {
                coverage.add(simulation.apply(seed));
            } catch (BrokenPromise e) {
                broken.computeIfAbsent(e.promise(), promise -> new ArrayList<>())
                        .add(String.valueOf(e.getMessage()));
            }
        }
    }

    /** How often something happened. */
    long figure(String what) {
        return coverage.get(what);
    }

    void assertKept(Promise promise) {
        assertThat(broken.getOrDefault(promise, List.of())).isEmpty();
    }

    void assertHappened(String... figures) {
        for (String figure : figures) {
            assertThat(coverage.get(figure)).as(figure).isPositive();
        }
    }
}
