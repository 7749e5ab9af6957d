package io.zinc.benchmarks;

import java.io.IOException;
import java.io.PrintStream;
import java.nio.file.Path;
import java.time.Duration;
import java.util.Locale;
import org.jspecify.annotations.Nullable;

/**
 * Opening a document with a long history in a process that has just started: through two relays that have no copy of it; and
 * for Yjs from its server, without anything between.
 */
final class ColdOpenBenchmark {

    static final String MS = "cold-open/ms";
    static final String BYTES = "cold-open/bytes";

    private static final String TRACE = "zinc-crdt/src/test/resources/io/zinc/crdt/traces/seph-blog1.json.gz";
    private static final String NAME = "seph-blog1";
    private static final Duration TYPING = Duration.ofMinutes(1);

    private final BenchmarkOptions options;
    private final Results results;
    private final PrintStream out;
    private final @Nullable Path checkout;
    private final @Nullable Path scripts;

    /** The figures of one contestant. */
    private record Figures(Samples ms, Samples bytes, Samples linkBytes) {
        Figures() {
            this(new Samples(), new Samples(), new Samples());
        }
    }

    ColdOpenBenchmark(
            BenchmarkOptions options,
            Results results,
            PrintStream out,
            @Nullable Path checkout,
            @Nullable Path scripts) {
        this.options = options;
        this.results = results;
        this.out = out;
        this.checkout = checkout;
        this.scripts = scripts;
    }

    void measure() throws IOException {
        if (!options.includes(MS) && !options.includes(BYTES)) {
            return;
        }
        if (checkout == null) {
            out.println("cold-open is not measured: that needs the sources of Zinc; run this in a checkout");
            return;
        }
        String trace = checkout.resolve(TRACE).toString();
        Figures zinc = new Figures();
        Figures yjs = new Figures();
        try (ChildProcess host = ChildProcess.start(DocumentHostProcess.class);
                ChildProcess server = scripts == null ? null : Engine.YJS.host(scripts)) {
            String address = host.answer().text("address");
            long length = host.ask("type " + NAME + " " + trace, TYPING).number("length");
            String there = server == null ? "" : server.answer().text("address");
            if (server != null) {
                Answer ignored = server.ask("type " + NAME + " " + trace, TYPING);
            }
            for (int i = 0; i < options.rounds(); i++) {
                throughRelays(address, length, zinc);
                if (scripts != null) {
                    fromServer(scripts, there, length, yjs);
                }
            }
        }
        report(zinc, yjs);
    }

    private static void throughRelays(String host, long length, Figures figures) throws IOException {
        try (CountingProxy first = CountingProxy.to(host);
                ChildProcess upper = ChildProcess.start(DocumentRelayProcess.class, first.instead(host));
                Relay above = new Relay(upper);
                ChildProcess lower = ChildProcess.start(DocumentRelayProcess.class, above.address);
                Relay below = new Relay(lower);
                ChildProcess client = ChildProcess.start(OpenProcess.class, below.address)) {
            Answer ignored = client.answer();
            open(client, length, figures, below.proxy, above.proxy, first);
        }
    }

    /** A relay, and the proxy to it. */
    private static final class Relay implements AutoCloseable {
        final CountingProxy proxy;
        final String address;

        Relay(ChildProcess process) throws IOException {
            String own = process.answer().text("address");
            this.proxy = CountingProxy.to(own);
            this.address = proxy.instead(own);
        }

        @Override
        public void close() throws IOException {
            proxy.close();
        }
    }

    private static void fromServer(Path scripts, String server, long length, Figures figures) throws IOException {
        try (CountingProxy proxy = CountingProxy.to(server);
                ChildProcess client =
                        ChildProcess.startNode(scripts.resolve("websocket-open.mjs"), proxy.instead(server))) {
            Answer ignored = client.answer();
            open(client, length, figures, proxy);
        }
    }

    /** Opens; the first link is the client's. */
    private static void open(ChildProcess client, long length, Figures figures, CountingProxy... links) {
        long[] before = new long[links.length];
        for (int i = 0; i < links.length; i++) {
            before[i] = links[i].bytes();
        }
        Answer opened = client.ask("open " + NAME);
        if (opened.number("length") != length) {
            throw new IllegalStateException(
                    "the document that was opened has " + opened.number("length") + " letters, not " + length);
        }
        figures.ms.add(opened.number("tookNs") / 1e6);
        long all = 0;
        for (int i = 0; i < links.length; i++) {
            all += links[i].bytes() - before[i];
        }
        figures.linkBytes.add((double) (links[0].bytes() - before[0]));
        figures.bytes.add((double) all);
    }

    private void report(Figures zinc, Figures yjs) {
        out.printf(
                Locale.ROOT,
                "cold-open: %s through two relays without a copy: %.0f ms, %,.0f bytes to and from the client, %,.0f on all"
                        + " three links%n%n",
                NAME,
                zinc.ms.median(),
                zinc.linkBytes.median(),
                zinc.bytes.median());
        add(MS, "milliseconds", zinc.ms, yjs.ms);
        add(BYTES, "bytes", zinc.linkBytes, yjs.linkBytes);
    }

    private void add(String name, String unit, Samples ours, Samples theirs) {
        results.add(
                theirs.count() == 0
                        ? Comparison.alone(name, unit, ours, Comparison.Better.LOW)
                        : new Comparison(
                                name, unit, ours, Engine.YJS.title + ", no relays", theirs, Comparison.Better.LOW));
    }
}
