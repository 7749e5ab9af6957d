package io.zinc.benchmarks;

import java.io.PrintStream;
import java.nio.file.Path;
import java.time.Duration;
import java.util.Locale;

/** What it costs to await that an edit is on the host's disk, beside awaiting that it has its place; both with a store. */
final class DurableBenchmark {

    static final String RATE = "durable/rate";
    static final String ADDED = "durable/added-p50";

    private static final String DURABLE = "DURABLE";
    private static final String SEQUENCED = "SEQUENCED";

    private final BenchmarkOptions options;
    private final Results results;
    private final PrintStream out;
    private int documents;

    DurableBenchmark(BenchmarkOptions options, Results results, PrintStream out) {
        this.options = options;
        this.results = results;
        this.out = out;
    }

    void measure(Path folder) {
        if (!options.includes(RATE) && !options.includes(ADDED)) {
            return;
        }
        try (ChildProcess host = ChildProcess.start(
                        DocumentHostProcess.class, folder.resolve("durable").toString());
                ChildProcess editor =
                        ChildProcess.start(EditorProcess.class, host.answer().text("address"))) {
            Answer ignored = editor.answer();
            if (options.includes(RATE)) {
                rate(editor);
            }
            if (options.includes(ADDED)) {
                added(editor);
            }
        }
    }

    private Answer ask(ChildProcess editor, String command, String level, double seconds) {
        return editor.ask(
                command + " " + level + " durable-" + ++documents + " " + Math.round(seconds * 1e9),
                Duration.ofMillis((long) (seconds * 1e3)));
    }

    private void rate(ChildProcess editor) {
        Samples durable = new Samples();
        Samples sequenced = new Samples();
        for (int i = 0; i <= options.rounds(); i++) {
            double seconds = i == 0 ? options.warmUpSeconds() / 2 : options.seconds();
            Answer theirs = ask(editor, "rate", SEQUENCED, seconds);
            Answer ours = ask(editor, "rate", DURABLE, seconds);
            if (i > 0) {
                sequenced.add(theirs.number("edits") * 1e9 / theirs.number("tookNs"));
                durable.add(ours.number("edits") * 1e9 / ours.number("tookNs"));
            }
        }
        results.add(new Comparison(RATE, "edits/s", durable, "sequenced alone", sequenced, Comparison.Better.HIGH));
    }

    private void added(ChildProcess editor) {
        Samples added = new Samples();
        Samples sequenced = new Samples();
        Samples durable = new Samples();
        Samples sequencedP99 = new Samples();
        Samples durableP99 = new Samples();
        for (int i = 0; i <= options.rounds(); i++) {
            double seconds = i == 0 ? options.warmUpSeconds() / 2 : options.seconds();
            Answer theirs = ask(editor, "latency", SEQUENCED, seconds);
            Answer ours = ask(editor, "latency", DURABLE, seconds);
            if (i > 0) {
                sequenced.add(theirs.number("p50") / 1e3);
                durable.add(ours.number("p50") / 1e3);
                added.add((ours.number("p50") - theirs.number("p50")) / 1e3);
                sequencedP99.add(theirs.number("p99") / 1e3);
                durableP99.add(ours.number("p99") / 1e3);
            }
        }
        out.printf(
                Locale.ROOT,
                "durable: an edit is awaited for %.1f us (p99 %,.0f) until it is on the disk, %.1f us (p99 %,.0f) until it has its"
                        + " place; 200 edits/s%n%n",
                durable.median(),
                durableP99.median(),
                sequenced.median(),
                sequencedP99.median());
        results.add(
                new Comparison(ADDED, "microseconds", added, "sequenced, all of it", sequenced, Comparison.Better.LOW));
    }
}
