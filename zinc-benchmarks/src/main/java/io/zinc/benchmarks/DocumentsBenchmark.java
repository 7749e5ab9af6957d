package io.zinc.benchmarks;

import io.zinc.benchmarks.trace.Trace;
import java.io.IOException;
import java.io.PrintStream;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import org.jspecify.annotations.Nullable;

/**
 * {@code zinc bench documents}: documents over the tree, beside Yjs clients at a y-websocket server, the engine without the
 * tree, and messages without documents. Contestants run as processes of their own and take turns in each round.
 */
public final class DocumentsBenchmark {

    static final String SESSION = "session/rate";
    static final String KEYSTROKE = "keystroke";

    /** The session that is played unless another one is asked for. */
    public static final String DEFAULT_SESSION = "friendsforever";

    private static final int DOCUMENTS = 10_000;
    private static final int READERS = 5;

    /** So many times longer than usual: eight processes on few cores compile for long. */
    private static final int WARM_UPS = 20;

    /** The folder of a checkout with the scripts for Node.js. */
    private static final String SCRIPTS = "zinc-benchmarks/src/main/node";

    /**
     * What is to be measured.
     *
     * @param checkout the folder with the sources, where the scripts of the peers are; null for none
     * @param session a recorded session: a name that Zinc brings, or a file
     * @param edits how many of its edits are played at most
     * @param documents how many documents a host holds when its memory is measured
     */
    public record Options(
            BenchmarkOptions general, @Nullable Path checkout, String session, int edits, int documents) {

        /** A whole session, and as many documents as the case is named after. */
        public static Options usual(BenchmarkOptions general, @Nullable Path checkout, String session) {
            return new Options(general, checkout, session, Integer.MAX_VALUE, DOCUMENTS);
        }
    }

    private final Options options;
    private final BenchmarkOptions general;
    private final PrintStream out;
    private final @Nullable Path scripts;
    private final Results results = new Results();
    private long lost;

    private DocumentsBenchmark(Options options, PrintStream out, @Nullable Path scripts) {
        this.options = options;
        this.general = options.general;
        this.out = out;
        this.scripts = scripts;
    }

    /** Measures and prints; 0 when all replicas ended the same and nothing was lost, 1 otherwise. */
    public static int run(Options options, PrintStream out) throws IOException, InterruptedException {
        DocumentsBenchmark benchmark = new DocumentsBenchmark(options, out, scripts(options.checkout, out));
        benchmark.runAll();
        benchmark.results.print(out);
        if (options.general.json() != null) {
            benchmark.results.write(options.general.json());
        }
        return benchmark.lost == 0 ? 0 : 1;
    }

    /** The folder of the scripts for Node.js; null, said aloud, where they cannot run. */
    private static @Nullable Path scripts(@Nullable Path checkout, PrintStream out) throws InterruptedException {
        if (checkout == null) {
            out.println("Yjs is not measured: that needs the sources of Zinc; run this in a checkout");
            return null;
        }
        Path folder = checkout.resolve(SCRIPTS);
        if (!Engine.isNodeInstalled() || !Files.isDirectory(folder.resolve("node_modules/y-websocket"))) {
            out.println("Yjs is not measured: install Node.js, then run 'npm ci' in " + SCRIPTS);
            return null;
        }
        return folder;
    }

    private void runAll() throws IOException, InterruptedException {
        if (general.includes(SESSION)) {
            session();
        }
        if (general.includes(KEYSTROKE)) {
            keystrokes();
        }
        Path folder = Files.createTempDirectory("zinc-bench-documents");
        try {
            new DurableBenchmark(general, results, out).measure(folder);
            new ColdOpenBenchmark(general, results, out, options.checkout, scripts).measure();
            new DocumentMemory(general, results, out).measure(folder, options.documents);
        } finally {
            Folders.delete(folder);
        }
    }

    private void session() throws IOException {
        SessionScript script = SessionScript.of(Trace.read(options.session), options.edits);
        Path file = Files.createTempFile("zinc-session", ".txt");
        List<SessionGroup> groups = new ArrayList<>();
        Samples bound = new Samples();
        int replicas = 1 + script.authors() + READERS;
        try {
            script.write(file);
            for (Engine engine : scripts == null ? List.of(Engine.ZINC) : List.of(Engine.values())) {
                SessionGroup group = new SessionGroup(engine, script, file, READERS, scripts);
                groups.add(group);
                group.warmUp(WARM_UPS * general.warmUpSeconds());
            }
            double unused = SessionBound.measure(script, replicas);
            for (int i = 0; i < general.rounds(); i++) {
                groups.forEach(SessionGroup::measure);
                bound.add(SessionBound.measure(script, replicas));
            }
        } finally {
            groups.forEach(SessionGroup::close);
            Files.delete(file);
        }
        out.println(SESSION + ": " + script.steps().size() + " edits of " + options.session + ", " + script.authors()
                + " authors, " + READERS + " readers, one host; all texts are the same in the end");
        Table table = new Table("", "edits/s", "least", "most", "host CPU us/edit", "fragments");
        for (SessionGroup group : groups) {
            Samples rate = group.samples(SessionGroup.Round::editsPerSecond);
            table.row(
                    group.engine().title,
                    Table.number(rate.median()),
                    Table.number(rate.least()),
                    Table.number(rate.most()),
                    Table.number(group.samples(SessionGroup.Round::hostCpuMicrosPerEdit)
                            .median()),
                    Table.number(group.samples(SessionGroup.Round::fragments).median()));
        }
        table.row(
                "the engine alone, " + replicas + " replicas, one thread",
                Table.number(bound.median()),
                Table.number(bound.least()),
                Table.number(bound.most()),
                "",
                "");
        table.print(out);
        out.println();
        Samples zinc = groups.get(0).samples(SessionGroup.Round::editsPerSecond);
        results.add(
                groups.size() == 1
                        ? Comparison.alone(SESSION, "edits/s", zinc, Comparison.Better.HIGH)
                        : new Comparison(
                                SESSION,
                                "edits/s",
                                zinc,
                                Engine.YJS.title,
                                groups.get(1).samples(SessionGroup.Round::editsPerSecond),
                                Comparison.Better.HIGH));
    }

    private void keystrokes() {
        LatencyBenchmark latency = new LatencyBenchmark(general, results, out);
        latency.measure(LatencyCase.KEYSTROKES, Echo.EDITS, Echo.PASSED_ON);
        lost += latency.lost();
    }
}
