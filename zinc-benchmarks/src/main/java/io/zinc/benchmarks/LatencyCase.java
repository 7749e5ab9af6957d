package io.zinc.benchmarks;

import java.util.List;
import java.util.stream.Stream;

/**
 * A client whose messages come back from the host.
 *
 * @param perSecond messages a second
 * @param burst messages that are meant to leave at the same time
 */
record LatencyCase(String name, int perSecond, int burst) {

    static final List<LatencyCase> ALL =
            List.of(new LatencyCase("echo-2k", 2_000, 1), new LatencyCase("echo-100k", 100_000, 50));

    /** What makes the JIT compiler do its work, which at a low rate would take minutes. */
    static final LatencyCase WARM_UP = ALL.get(1);

    /** Somebody types, faster than anyone can. */
    static final LatencyCase KEYSTROKES = new LatencyCase("keystroke", 200, 1);

    static final LatencyCase WARM_UP_EDITS = new LatencyCase("warm-up", 10_000, 10);

    static LatencyCase named(String name) {
        return Stream.concat(ALL.stream(), Stream.of(KEYSTROKES))
                .filter(it -> it.name.equals(name))
                .findFirst()
                .orElseThrow();
    }
}
