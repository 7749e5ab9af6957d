package io.zinc.benchmarks;

import com.fasterxml.jackson.databind.ObjectMapper;
import io.zinc.crdt.Doc;
import java.io.IOException;
import java.io.PrintStream;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import org.jspecify.annotations.Nullable;

/**
 * Measures the document engine beside Yjs under Node.js, turn by turn in the same run: {@code zinc bench crdt}.
 *
 * <p>Both sides warm up with the same work before anything counts. Every figure is the median of the rounds.
 */
public final class CrdtBenchmark {
    private static final int MERGED_UPDATES = 20_000;
    private static final long WARM_UP_NANOS = 4_000_000_000L;
    private static final List<String> TRACES = List.of("seph-blog1", "rustcode", "sveltecomponent");
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
    private final PrintStream out;
    private final @Nullable CrdtPeer peer;
    private final String peerName;
    private final CrdtWork work = new CrdtWork();
    private final List<Map<String, @Nullable Object>> results = new ArrayList<>();

    private CrdtBenchmark(Options options, PrintStream out, @Nullable CrdtPeer peer) throws IOException {
        this.options = options;
        this.out = out;
        this.peer = peer;
        this.peerName = peer == null ? "" : peer.ask("version", Map.of()).name();
    }

    /** Runs the benchmark and prints what it finds. */
    public static void run(Options options, PrintStream out) throws IOException {
        try (CrdtPeer peer = CrdtPeer.start(options.checkout)) {
            CrdtBenchmark benchmark = new CrdtBenchmark(options, out, peer);
            benchmark.runAll();
            if (options.json != null) {
                Files.writeString(
                        options.json,
                        new ObjectMapper().writerWithDefaultPrettyPrinter().writeValueAsString(benchmark.results)
                                + "\n");
            }
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
            out.println("Yjs is not measured: install Node.js, then run 'npm ci' in zinc-benchmarks/src/main/node");
        }
        out.printf("Zinc on Java %s beside %s; median of %d rounds%n", Runtime.version(), peerName, options.rounds);
        for (CrdtTrace trace : traces()) {
            measureTrace(trace);
        }
        for (int size : new int[] {MEGABYTE, 10 * MEGABYTE}) {
            measureRandom(size);
        }
        if (wanted("concurrent/1000x1000")) {
            measure(
                    "concurrent/1000x1000",
                    "ms",
                    1,
                    () -> work.concurrent(1000, 1000),
                    "concurrent",
                    Map.of("clients", 1000, "each", 1000));
        }
        if (wanted("memory/random-100k")) {
            measure(
                    "memory/random-100k",
                    "bytes",
                    1,
                    () -> work.memoryRandom(100_000, 3),
                    "memoryRandom",
                    Map.of("count", 100_000, "copies", 3));
        }
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
        if (wanted("edit" + name)) {
            measure("edit" + name, "ms", options.rounds, () -> work.edit(trace), "edit", file);
        }
        if (wanted("apply" + name)) {
            measure("apply" + name, "ms", options.rounds, () -> work.apply(updates), "apply", file);
        }
        if (wanted("load" + name)) {
            measure("load" + name, "ms", options.rounds * 2, () -> work.load(state), "load", file);
            out.printf("    first load in a fresh JVM: %.1f ms%n", FreshLoad.measure(state));
        }
        if (wanted("merge-20k" + name)) {
            List<byte[]> first = updates.subList(0, Math.min(MERGED_UPDATES, updates.size()));
            Map<String, Object> arguments = new LinkedHashMap<>(file);
            arguments.put("count", MERGED_UPDATES);
            measure("merge-20k" + name, "ms", Math.min(3, options.rounds), () -> work.merge(first), "merge", arguments);
        }
        if (wanted("memory" + name)) {
            Map<String, Object> arguments = new LinkedHashMap<>(file);
            arguments.put("copies", 5);
            measure("memory" + name, "bytes", 1, () -> work.memory(updates, 5), "memory", arguments);
        }
    }

    private static byte[] state(List<byte[]> updates) {
        Doc doc = CrdtTrace.document(2);
        updates.forEach(doc::applyUpdate);
        return doc.encodeStateAsUpdate();
    }

    /** Random edits all over a text that grows; the time per edit as the number of edits grows. */
    private void measureRandom(int size) throws IOException {
        String name = "random-edit/" + size / MEGABYTE + "MB";
        if (!wanted(name)) {
            return;
        }
        work.randomStart(size);
        if (peer != null) {
            peer.ask("randomStart", Map.of("size", size));
        }
        int done = 0;
        CrdtWork.Figure zinc = new CrdtWork.Figure(0, 0);
        double theirs = Double.NaN;
        for (int target : new int[] {1_000, 3_000, 10_000, 30_000, 60_000}) {
            int count = target - done;
            zinc = work.randomEdit(size, count);
            if (peer != null) {
                CrdtPeer.Answer answer = peer.ask("randomEdit", Map.of("size", size, "count", count));
                check(name, zinc.check(), answer.check());
                theirs = answer.value();
            }
            done = target;
            out.printf(
                    Locale.ROOT,
                    "    %s up to %,d edits: %.2f us per edit, Yjs %.2f%n",
                    name,
                    target,
                    zinc.value(),
                    theirs);
        }
        record(name, "us", zinc.value(), theirs, 1);
    }

    private interface Work {
        CrdtWork.Figure run();
    }

    private void measure(String name, String unit, int rounds, Work zinc, String run, Map<String, ?> arguments)
            throws IOException {
        boolean once = rounds == 1;
        if (!once) {
            long warm = System.nanoTime() + WARM_UP_NANOS;
            while (System.nanoTime() < warm) {
                zinc.run();
            }
            if (peer != null) {
                peer.ask(run, arguments);
            }
        }
        double[] ours = new double[rounds];
        double[] theirs = new double[rounds];
        for (int i = 0; i < rounds; i++) {
            CrdtWork.Figure figure = zinc.run();
            ours[i] = figure.value();
            theirs[i] = Double.NaN;
            if (peer != null) {
                CrdtPeer.Answer answer = peer.ask(run, arguments);
                theirs[i] = answer.value();
                check(name, figure.check(), answer.check());
            }
        }
        record(name, unit, median(ours), median(theirs), rounds);
    }

    private static void check(String name, long zinc, long peer) {
        if (zinc != peer) {
            throw new IllegalStateException(name + ": Zinc ends with " + zinc + ", the peer with " + peer);
        }
    }

    private static double median(double[] values) {
        Arrays.sort(values);
        int half = values.length / 2;
        return values.length % 2 == 1 ? values[half] : (values[half - 1] + values[half]) / 2;
    }

    private void record(String name, String unit, double zinc, double theirs, int rounds) {
        Map<String, @Nullable Object> result = new LinkedHashMap<>();
        result.put("case", name);
        result.put("unit", unit);
        result.put("zinc", zinc);
        boolean compared = !Double.isNaN(theirs);
        result.put("peer", compared ? peerName : null);
        result.put("peerValue", compared ? theirs : null);
        result.put("ratio", compared ? theirs / zinc : null);
        result.put("rounds", rounds);
        results.add(result);
        out.printf(
                Locale.ROOT, "%-28s Zinc %,14.2f %-5s  Yjs %,14.2f  %6.1fx%n", name, zinc, unit, theirs, theirs / zinc);
    }
}
