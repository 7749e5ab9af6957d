package io.zinc.benchmarks;

import io.zinc.crdt.Doc;
import java.io.IOException;
import java.io.PrintStream;
import java.util.ArrayList;
import java.util.Collections;
import java.util.List;

/**
 * {@code zinc bench gateway}: what a server of Yjs documents does for browsers, beside the servers that exist for Node.js.
 *
 * <p>Each round starts a fresh process of each server, in another order; figures are medians of the rounds.
 */
public final class GatewayBenchmark {

    private static final String HISTORY = "zinc-crdt/src/test/resources/io/zinc/crdt/traces/seph-blog1.json.gz";

    private static final int TEXT_CHARACTERS = 100_000;
    private static final int PARAGRAPH_CHARACTERS = 1_000;

    private final GatewayOptions options;
    private final PrintStream out;
    private final LoadGenerator generator;
    private final Results results = new Results();
    private long missing;

    private GatewayBenchmark(GatewayOptions options, PrintStream out, LoadGenerator generator) {
        this.options = options;
        this.out = out;
        this.generator = generator;
    }

    /** Measures and prints; 0 when nothing that Zinc, or the server at the URL, should have delivered was missing. */
    public static int run(GatewayOptions options, PrintStream out) throws IOException {
        try (LoadGenerator generator = new LoadGenerator(options.threads())) {
            if (options.url() != null) {
                return GatewayLoad.run(options, options.url(), generator, out);
            }
            if (!ProcFiles.areThere()) {
                throw new IllegalStateException(
                        "the comparison reads processor time and memory of servers from /proc, which only Linux has;"
                                + " with --url a server is loaded without that");
            }
            GatewayBenchmark benchmark = new GatewayBenchmark(options, out, generator);
            benchmark.compareAll();
            return benchmark.missing == 0 ? 0 : 1;
        }
    }

    private void compareAll() throws IOException {
        List<GatewayServer> servers = installed();
        for (GatewayGroup group : groups()) {
            if (group.cases().stream().anyMatch(it -> options.common().includes(it.name()))) {
                compare(group, servers);
            }
        }
        results.print(out);
        if (options.common().json() != null) {
            results.write(options.common().json());
        }
    }

    private List<GatewayServer> installed() {
        List<GatewayServer> servers = new ArrayList<>();
        for (GatewayServer server : GatewayServer.values()) {
            if (server.command(options.checkout(), options.protocol()).isPresent()) {
                servers.add(server);
            } else {
                out.println(server + " is not measured: " + server.howToInstall());
            }
        }
        return servers;
    }

    private List<GatewayGroup> groups() throws IOException {
        int rooms = options.scaled(100);
        return List.of(
                new TypingGroup("room-100", 100, 1, 4_000),
                new TypingGroup("rooms-1000", 1_000, 100, 3_000),
                MemoryGroup.idle(options.scaled(5_000)),
                MemoryGroup.rooms("text-room/bytes", options.scaled(400), text()),
                new HistoryGroup(rooms, options.scaled(1_000), options.scaled(20), history()));
    }

    private static byte[] text() {
        Doc doc = CrdtTrace.document(1);
        for (int at = 0; at < TEXT_CHARACTERS; at += PARAGRAPH_CHARACTERS) {
            doc.getText("text").insert(at, "The quick brown fox. ".repeat(50).substring(0, PARAGRAPH_CHARACTERS));
        }
        return doc.encodeStateAsUpdate();
    }

    private byte[] history() throws IOException {
        Doc doc = CrdtTrace.document(1);
        CrdtTrace.read(options.checkout().resolve(HISTORY)).type(doc);
        return doc.encodeStateAsUpdate();
    }

    private void compare(GatewayGroup group, List<GatewayServer> servers) {
        GatewayStandings standings = new GatewayStandings();
        for (int round = 0; round < options.common().rounds(); round++) {
            List<GatewayServer> order = new ArrayList<>(servers);
            Collections.rotate(order, round);
            for (GatewayServer server : order) {
                GatewayFindings findings = measure(group, server);
                standings.add(server, findings);
                out.println(server + ": " + findings.remarks());
                missing += server == GatewayServer.ZINC ? findings.missing() : 0;
            }
        }
        report(group, standings);
    }

    private void report(GatewayGroup group, GatewayStandings standings) {
        Table table = new Table("case", "unit", "server", "median", "spread", "");
        for (GatewayGroup.Case each : group.cases()) {
            if (options.common().includes(each.name())) {
                for (GatewayServer server : standings.servers()) {
                    Samples samples = standings.samples(each, server);
                    boolean holds = !each.atFixedRate() || standings.holds(server);
                    table.row(
                            each.name(),
                            each.unit(),
                            server.toString(),
                            Table.number(samples.median()),
                            Table.percent(samples.spread()),
                            holds ? "" : "does not hold the rate");
                }
                standings.comparison(each).ifPresent(results::add);
            }
        }
        table.print(out);
        out.println();
    }

    private GatewayFindings measure(GatewayGroup group, GatewayServer server) {
        ServerProcess.Command command =
                server.command(options.checkout(), options.protocol()).orElseThrow();
        try (ServerProcess process = ServerProcess.start(server.toString(), command)) {
            return group.measure(
                    new GatewayRun(server, process, server.protocol(options.protocol()), generator, options));
        }
    }
}
