package io.zinc.cli;

import io.zinc.testing.Simulate;
import java.io.PrintStream;
import java.nio.charset.StandardCharsets;
import java.util.concurrent.Callable;
import picocli.CommandLine.Command;
import picocli.CommandLine.Option;

/** {@code zinc simulate}: whole trees in virtual time, with faults. */
@Command(
        name = "simulate",
        header = "Runs simulated trees with faults, and checks the promises.",
        description = "Runs whole trees in virtual time, with losses, pauses, crashes and strangers that are drawn from"
                + " a seed, and checks each run against the promises. With --documents, documents over such"
                + " trees: sessions, copies, stores and hosts, edits, refusals, deletions and replicas that go wrong.",
        footer = {
            "",
            "A seed always gives the same run. It ends with exit code 1 if a seed broke a promise, and tells which.",
            "",
            "Examples:",
            "  zinc simulate --seeds 10000",
            "  zinc simulate --documents --seeds 10000       documents over trees, in place of bare messages",
            "  zinc simulate --seeds 10000 --seed 20001      goes on where an earlier run ended",
            "  zinc simulate --seed 4711 --story | less      what happened in one run, frame by frame",
            "  zinc simulate --documents --seed 4711 --story | grep -v '<>'       the same of documents, without the frames"
        })
final class SimulateCommand implements Callable<Integer> {

    private static final int DEFAULT_SEEDS = 1_000;

    private final Console console;

    @Option(names = "--seeds", paramLabel = "N", description = "How many seeds. (else 1000, or 1 with --story)")
    private int seeds;

    @Option(names = "--seed", paramLabel = "S", defaultValue = "1", description = "The first seed. (else 1)")
    private long seed;

    @Option(names = "--story", description = "Tell each run frame by frame.")
    private boolean isStory;

    @Option(names = "--documents", description = "Simulate documents.")
    private boolean isOfDocuments;

    SimulateCommand(Console console) {
        this.console = console;
    }

    @Override
    public Integer call() {
        if (seeds < 0) {
            throw new Failure("--seeds is " + seeds + "; it has to be at least 1");
        }
        int count = seeds > 0 ? seeds : isStory ? 1 : DEFAULT_SEEDS;
        console.out.onBroken(() -> System.exit(ExitCode.OK));
        PrintStream out = new PrintStream(console.out.stream(), false, StandardCharsets.UTF_8);
        int broken =
                isOfDocuments ? Simulate.documents(seed, count, isStory, out) : Simulate.run(seed, count, isStory, out);
        out.flush();
        return broken == 0 ? ExitCode.OK : ExitCode.FAILURE;
    }
}
