package io.zinc.testing;

import java.io.PrintStream;
import org.jspecify.annotations.Nullable;

/** Runs simulations from a range of seeds. */
public final class Simulate {

    private Simulate() {}

    /**
     * Runs seeds one after another, tells each that breaks a promise, and at the end what happened in all.
     *
     * @param firstSeed the first seed
     * @param seeds how many
     * @param story whether each run is told frame by frame; of use for one seed
     * @param out where to print
     * @return how many seeds broke a promise
     */
    public static int run(long firstSeed, int seeds, boolean story, PrintStream out) {
        return run(Simulation::run, firstSeed, seeds, story, out);
    }

    /** Runs seeds of simulated documents; otherwise as {@link #run}. */
    public static int documents(long firstSeed, int seeds, boolean story, PrintStream out) {
        return run(DocumentSimulation::run, firstSeed, seeds, story, out);
    }

    private interface Runner {
        Coverage run(long seed, @Nullable PrintStream story);
    }

    private static int run(Runner runner, long firstSeed, int seeds, boolean story, PrintStream out) {
        Coverage coverage = new Coverage();
        int broken = 0;
        for (long seed = firstSeed; seed < firstSeed + seeds; seed++) {
            try {
                coverage.add(runner.run(seed, story ? out : null));
            } catch (AssertionError e) {
                broken++;
                out.println(e.getMessage());
                if (story) {
                    e.printStackTrace(out);
                }
            }
        }
        coverage.figures().forEach((what, times) -> out.printf("%12d  %s%n", times, what));
        out.println(broken == 0 ? seeds + " seeds kept all promises" : broken + " of " + seeds + " seeds broke one");
        return broken;
    }
}
