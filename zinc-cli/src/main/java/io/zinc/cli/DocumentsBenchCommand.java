package io.zinc.cli;

import io.zinc.benchmarks.DocumentsBenchmark;
import java.io.PrintStream;
import java.nio.charset.StandardCharsets;
import java.nio.file.Path;
import java.util.concurrent.Callable;
import picocli.CommandLine.Command;
import picocli.CommandLine.Mixin;
import picocli.CommandLine.Option;

/** {@code zinc bench documents}. */
@Command(
        name = "documents",
        header = "How fast documents are over the tree, beside Yjs over y-websocket.",
        description = {
            "Measures a recorded session between two authors and five readers at full speed, beside Yjs clients at a"
                    + " y-websocket server under Node.js; how long a keystroke takes to a remote listener, beside a"
                    + " bare message; what durable adds to sequenced; how a long document opens through two relays;"
                    + " and what many documents take of a host's memory. Processes talk over tcp on the loopback"
                    + " interface.",
            "Ends with 1 if anything was lost, and with an error if replicas differ in the end."
        },
        footer = {
            "",
            "Cases: session/rate, keystroke/p50 and /p99, durable/rate, durable/added-p50, cold-open,",
            "memory/10000-documents. Without Node.js, or without 'npm ci' in zinc-benchmarks/src/main/node, Zinc",
            "is measured alone.",
            "",
            "Examples:",
            "  zinc bench documents --json documents.json",
            "  zinc bench documents --case session --session clownschool --rounds 9"
        })
final class DocumentsBenchCommand implements Callable<Integer> {

    private final Console console;

    @Mixin
    private final BenchOptions options = new BenchOptions();

    @Option(
            names = "--session",
            paramLabel = "TRACE",
            defaultValue = DocumentsBenchmark.DEFAULT_SESSION,
            description = "The recorded session: one that zinc replay knows, or a file. Default: ${DEFAULT-VALUE}.")
    private String session = DocumentsBenchmark.DEFAULT_SESSION;

    DocumentsBenchCommand(Console console) {
        this.console = console;
    }

    @Override
    public Integer call() throws Exception {
        String home = System.getProperty("zinc.home");
        return DocumentsBenchmark.run(
                DocumentsBenchmark.Options.usual(options.toOptions(), home == null ? null : Path.of(home), session),
                new PrintStream(console.out.stream(), true, StandardCharsets.UTF_8));
    }
}
