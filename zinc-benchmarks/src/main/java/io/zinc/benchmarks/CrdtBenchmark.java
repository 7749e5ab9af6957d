package io.zinc.benchmarks;

import io.zinc.crdt.Doc;
import java.io.IOException;
import java.io.PrintStream;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import org.jspecify.annotations.Nullable;

/**
 * Measures the document engine beside Yjs under Node.js, turn by turn in the same run: {@code zinc bench crdt}.
 *
 * <p>Both sides warm up with the same work before anything counts. Every figure is the median of the rounds. Other
 * libraries, where they are installed, type each trace once, for {@value #OTHER_SECONDS} seconds at most.
 */
public final class CrdtBenchmark {
    private static final int MERGED_UPDATES = 20_000;
    private static final long WARM_UP_NANOS = 3_000_000_000L;
    private static final List<String> TRACES = List.of("seph-blog1", "rustcode");
    private static final List<String> OTHERS = List.of("ywasm", "loro-crdt", "@automerge/automerge");
    private static final int OTHER_SECONDS = 20;
    /** Documents that are held at once when their memory is measured. */
    private static final int COPIES = 5;

    private static final int MEGABYTE = 1_000_000;

    /**
     * What is to be measured.
     *
     * @param checkout the folder with the sources, where traces and the peer are
     * @param trace a recorded session, gzipped; null for the shipped ones
     * @param json where the figures go, or null
     * @param rounds how often each side is measured
     * @param only beginnings of the cases to run; all if empty
     */
    public record Options(
            Path checkout, @Nullable Path trace, @Nullable Path json, int rounds, List<String> only) {
        /** Checks the number of rounds. */
        public Options {
            if (rounds < 1) {
                throw new IllegalArgumentException("At least one round is needed, not " + rounds);
            }
            only = List.copyOf(only);
        }
    }

    private final Options options;
    private final CrdtReport report;
    private final @Nullable CrdtPeer peer;
    private final CrdtWork work = new CrdtWork();

    private CrdtBenchmark(Options options, CrdtReport report, @Nullable CrdtPeer peer) {
        this.options = options;
        this.report = report;
        this.peer = peer;
    }

    /** Runs the benchmark and prints what it finds. */
    public static void run(Options options, PrintStream out) throws IOException {
        CrdtReport report = new CrdtReport(out);
        try (CrdtPeer peer = CrdtPeer.yjs(options.checkout)) {
            new CrdtBenchmark(options, report, peer).runAll();
        }
        if (options.json != null) {
            report.write(options.json);
        }
    }

    /** Runs with arguments: {@code [--trace FILE] [--json FILE] [--rounds N] [--case NAME]...}. */
    public static void main(String[] arguments) throws IOException {
        Path trace = null;
        Path json = null;
        int rounds = 5;
        List<String> only = new ArrayList<>();
        for (int i = 0; i + 1 < arguments.length; i += 2) {
            String value = arguments[i + 1];
            switch (arguments[i]) {
                case "--trace" -> trace = Path.of(value);
                case "--json" -> json = Path.of(value);
                case "--rounds" -> rounds = Integer.parseInt(value);
                case "--case" -> only.add(value);
                default -> throw new IllegalArgumentException("Unknown option " + arguments[i]);
            }
        }
        run(new Options(checkout(), trace, json, rounds, only), System.out);
    }

    /** The folder with the sources: the working directory or one above it. */
    public static Path checkout() {
        Path folder = Path.of("").toAbsolutePath();
        while (!Files.isDirectory(folder.resolve("zinc-crdt/src/test/resources"))) {
            Path above = folder.getParent();
            if (above == null) {
                throw new IllegalStateException("The CRDT benchmark needs the sources of Zinc: run it in a checkout");
            }
            folder = above;
        }
        return folder;
    }

    private void runAll() throws IOException {
        if (peer == null) {
            report.say("Yjs is not measured: install Node.js, then run 'npm ci' in zinc-benchmarks/src/main/node");
        }
        report.say(
                "Zinc on Java %s%s; medians of up to %d rounds",
                Runtime.version(), peer == null ? "" : " beside " + peer.name(), options.rounds);
        for (CrdtTrace trace : traces()) {
            measureTrace(trace);
        }
        for (int megabytes : new int[] {1, 10}) {
            String name = "random-edit/" + megabytes + "MB";
            if (wanted(name)) {
                new CrdtRandomEdits(work, peer, report).measure(name, megabytes * MEGABYTE);
            }
        }
        Map<String, Integer> crowd = Map.of("clients", 1000, "each", 1000);
        measure("concurrent/1000x1000", "ms", 1, () -> work.concurrent(1000, 1000), "concurrent", crowd);
        Map<String, Integer> random = Map.of("count", 100_000, "copies", 2);
        measure("memory/random-100k", "bytes", 1, () -> work.memoryRandom(100_000, 2), "memoryRandom", random);
    }

    private List<CrdtTrace> traces() throws IOException {
        if (options.trace != null) {
            return List.of(CrdtTrace.read(options.trace));
        }
        List<CrdtTrace> traces = new ArrayList<>();
        for (String name : TRACES) {
            traces.add(CrdtTrace.read(
                    options.checkout.resolve("zinc-crdt/src/test/resources/io/zinc/crdt/traces/" + name + ".json.gz")));
        }
        return traces;
    }

    private boolean wanted(String name) {
        return options.only.isEmpty() || options.only.stream().anyMatch(name::startsWith);
    }

    private void measureTrace(CrdtTrace trace) throws IOException {
        Map<String, Object> file = Map.of("trace", trace.file().toAbsolutePath().toString());
        String name = "/" + trace.name();
        List<byte[]> updates = trace.updates();
        byte[] state = state(updates);
        int rounds = options.rounds;
        measure("edit" + name, "ms", rounds, () -> work.edit(trace), "edit", file);
        for (String library : OTHERS) {
            measureOther("edit" + name + "/" + library, trace, file, library);
        }
        measure("apply" + name, "ms", rounds, () -> work.apply(updates), "apply", file);
        measure("load" + name, "ms", rounds * 4, () -> work.load(state), "load", file);
        if (wanted("load" + name)) {
            report.say("    first load in a fresh JVM: %.1f ms", FreshLoad.measure(state));
        }
        List<byte[]> first = updates.subList(0, Math.min(MERGED_UPDATES, updates.size()));
        measure(
                "merge-20k" + name,
                "ms",
                Math.min(3, rounds),
                () -> work.merge(first),
                "merge",
                with(file, "count", MERGED_UPDATES));
        measure(
                "memory" + name,
                "bytes",
                Math.min(3, rounds),
                () -> work.memory(updates, COPIES),
                "memory",
                with(file, "copies", COPIES));
    }

    private static Map<String, Object> with(Map<String, Object> arguments, String name, int value) {
        Map<String, Object> more = new HashMap<>(arguments);
        more.put(name, value);
        return more;
    }

    private static byte[] state(List<byte[]> updates) {
        Doc doc = CrdtTrace.document(2);
        updates.forEach(doc::applyUpdate);
        return doc.encodeStateAsUpdate();
    }

    /** Lets another library type the trace once. */
    private void measureOther(String name, CrdtTrace trace, Map<String, Object> file, String library)
            throws IOException {
        if (!wanted(name)) {
            return;
        }
        try (CrdtPeer other = CrdtPeer.other(options.checkout, library)) {
            if (other == null) {
                report.say("%-34s is not installed; 'npm run others' in zinc-benchmarks/src/main/node does", name);
                return;
            }
            CrdtWork.Figure zinc = work.edit(trace);
            CrdtPeer.Answer answer = other.ask("edit", with(file, "seconds", OTHER_SECONDS));
            int edits = trace.edits().size();
            if (answer.done() < edits) {
                report.say("    %s stopped after %,d of %,d edits; its time is scaled", library, answer.done(), edits);
            } else {
                zinc.mustEqual(name, answer.check());
            }
            report.compare(name, "ms", zinc.value(), other.name(), answer.value() * edits / answer.done(), 1);
        }
    }

    private interface Work {
        CrdtWork.Figure run();
    }

    private void measure(String name, String unit, int rounds, Work zinc, String run, Map<String, ?> arguments)
            throws IOException {
        if (!wanted(name)) {
            return;
        }
        if (rounds > 1 && unit.equals("ms")) {
            long warm = System.nanoTime() + WARM_UP_NANOS;
            while (System.nanoTime() < warm) {
                zinc.run();
            }
            if (peer != null) {
                peer.ask(run, arguments);
            }
        }
        Samples ours = new Samples();
        Samples theirs = new Samples();
        for (int i = 0; i < rounds; i++) {
            CrdtWork.Figure figure = zinc.run();
            ours.add(figure.value());
            if (peer != null) {
                CrdtPeer.Answer answer = peer.ask(run, arguments);
                theirs.add(answer.value());
                figure.mustEqual(name, answer.check());
            }
        }
        if (peer == null) {
            report.alone(name, unit, ours.median(), rounds);
        } else {
            report.compare(name, unit, ours.median(), peer.name(), theirs.median(), rounds);
        }
    }
}
