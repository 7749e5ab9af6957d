package io.zinc.cli;

import io.zinc.benchmarks.BenchmarkOptions;
import io.zinc.benchmarks.GatewayBenchmark;
import io.zinc.benchmarks.GatewayOptions;
import io.zinc.benchmarks.YjsProtocol;
import java.io.IOException;
import java.io.PrintStream;
import java.net.URI;
import java.nio.charset.StandardCharsets;
import java.nio.file.Path;
import java.util.List;
import java.util.concurrent.Callable;
import org.jspecify.annotations.Nullable;
import picocli.CommandLine.Command;
import picocli.CommandLine.Option;

/** {@code zinc bench gateway}. */
@Command(
        name = "gateway",
        header = "Loads a server of Yjs documents, or compares Zinc's with others.",
        description = {
            "With --url, clients join rooms of a server that is there already, Zinc's or not, and type one character after"
                    + " the other at a steady rate. It prints how long they took to the other clients of the room since"
                    + " they were due, and how many never came.",
            "Without, it starts Zinc's gateway, y-websocket's server and Hocuspocus in turn, as far as they are installed,"
                    + " and compares them.",
            "Ends with 1 if anything was missing."
        },
        footer = {
            "",
            "Cases of the comparison: room-100/cpu, p50, p99, rate; rooms-1000/cpu, p50, p99, rate; idle-connection/bytes;",
            "text-room/bytes; history-room/bytes; storm-1000/ms; late-join/ms.",
            "",
            "Examples:",
            "  zinc bench gateway --url ws://127.0.0.1:1234 --protocol y-websocket --clients 100 --rate 500",
            "  zinc bench gateway --case room-100 --json gateway.json"
        })
final class GatewayBenchCommand implements Callable<Integer> {

    private final Console console;

    @Option(
            names = "--url",
            paramLabel = "URL",
            description = "A server to load, ws://...; for y-websocket without the room.")
    private @Nullable URI url;

    @Option(
            names = "--protocol",
            paramLabel = "NAME",
            defaultValue = "y-websocket",
            description = "y-websocket or hocuspocus: what clients speak with that server, or with Zinc's. Default:"
                    + " ${DEFAULT-VALUE}.")
    private String protocol = "";

    @Option(names = "--token", paramLabel = "TOKEN", defaultValue = "", description = "What clients show there.")
    private String token = "";

    @Option(
            names = "--clients",
            paramLabel = "N",
            defaultValue = "" + GatewayOptions.DEFAULT_CLIENTS,
            description = "Clients that join there. Default: ${DEFAULT-VALUE}.")
    private int clients;

    @Option(
            names = "--rooms",
            paramLabel = "N",
            defaultValue = "1",
            description = "Rooms over which they spread. Default: ${DEFAULT-VALUE}.")
    private int rooms;

    @Option(
            names = "--rate",
            paramLabel = "N",
            defaultValue = "" + GatewayOptions.DEFAULT_PER_SECOND,
            description = "Characters a second that all together type there. Default: ${DEFAULT-VALUE}.")
    private double perSecond;

    @Option(
            names = "--seconds",
            paramLabel = "S",
            defaultValue = "" + GatewayOptions.DEFAULT_SECONDS,
            description = "How long they do, and how long each rate is tried. Default: ${DEFAULT-VALUE}.")
    private double seconds;

    @Option(
            names = "--warm-up",
            paramLabel = "S",
            defaultValue = "" + GatewayOptions.DEFAULT_WARM_UP_SECONDS,
            description = "How long they type before anything counts. Default: ${DEFAULT-VALUE}.")
    private double warmUpSeconds;

    @Option(
            names = "--threads",
            paramLabel = "N",
            defaultValue = "1",
            description = "Threads of the clients. Default: ${DEFAULT-VALUE}.")
    private int threads;

    @Option(
            names = "--case",
            paramLabel = "NAME",
            description = "Compare this case only, or those whose names begin so; may be repeated.")
    private List<String> cases = List.of();

    @Option(
            names = "--rounds",
            paramLabel = "N",
            defaultValue = "" + GatewayOptions.DEFAULT_ROUNDS,
            description = "Fresh processes of each server; figures are medians. Default: ${DEFAULT-VALUE}.")
    private int rounds;

    @Option(
            names = "--scale",
            paramLabel = "PART",
            defaultValue = "1",
            hidden = true,
            description = "Makes the comparison's cases smaller, to try whether it works.")
    private double scale;

    @Option(names = "--json", paramLabel = "FILE", description = "Write the figures there, too, as JSON.")
    private @Nullable Path json;

    GatewayBenchCommand(Console console) {
        this.console = console;
    }

    @Override
    public Integer call() throws IOException {
        PrintStream out = new PrintStream(console.out.stream(), true, StandardCharsets.UTF_8);
        return GatewayBenchmark.run(options(), out);
    }

    private GatewayOptions options() {
        try {
            return new GatewayOptions(
                    new BenchmarkOptions(rounds, seconds, warmUpSeconds, cases, json),
                    url,
                    YjsProtocol.named(protocol),
                    token,
                    clients,
                    rooms,
                    perSecond,
                    threads,
                    scale,
                    BenchCommand.checkout());
        } catch (IllegalArgumentException e) {
            throw new Failure(String.valueOf(e.getMessage()));
        }
    }
}
