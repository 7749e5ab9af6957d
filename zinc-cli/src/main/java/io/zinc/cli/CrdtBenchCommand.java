package io.zinc.cli;

import io.zinc.benchmarks.CrdtBenchmark;
import java.io.IOException;
import java.io.PrintStream;
import java.nio.charset.StandardCharsets;
import java.nio.file.Path;
import java.util.List;
import java.util.concurrent.Callable;
import org.jspecify.annotations.Nullable;
import picocli.CommandLine.Command;
import picocli.CommandLine.Option;

/** {@code zinc bench crdt}: documents beside Yjs. */
@Command(
        name = "crdt",
        header = "Measures the document engine beside Yjs under Node.js.",
        footer = {"", "Examples:", "  zinc bench crdt", "  zinc bench crdt --case edit/rustcode --json crdt.json"})
final class CrdtBenchCommand implements Callable<Integer> {

    private final Console console;

    @Option(names = "--trace", paramLabel = "FILE", description = "A recorded session, gzipped, instead of ours.")
    private @Nullable Path trace;

    @Option(names = "--json", paramLabel = "FILE", description = "Write the figures there, too.")
    private @Nullable Path json;

    @Option(
            names = "--rounds",
            paramLabel = "N",
            defaultValue = "5",
            description = "How often each side is measured. (else 5)")
    private int rounds;

    @Option(names = "--case", paramLabel = "NAME", description = "Only cases that begin so; may be repeated.")
    private List<String> cases = List.of();

    CrdtBenchCommand(Console console) {
        this.console = console;
    }

    @Override
    public Integer call() throws IOException {
        PrintStream out = new PrintStream(console.out.stream(), true, StandardCharsets.UTF_8);
        CrdtBenchmark.run(new CrdtBenchmark.Options(BenchCommand.checkout(), trace, json, rounds, cases), out);
        return ExitCode.OK;
    }
}
