package io.zinc.cli;

import io.zinc.benchmarks.LatencyBenchmark;
import java.io.PrintStream;
import java.nio.charset.StandardCharsets;
import java.util.concurrent.Callable;
import picocli.CommandLine.Command;
import picocli.CommandLine.Mixin;

/** {@code zinc bench latency}. */
@Command(
        name = "latency",
        header = "How long a message takes to a host and back, beside raw JeroMQ.",
        description = {
            "Measures how long a message takes from a client to its host and back, beside raw JeroMQ sockets, over tcp on"
                    + " the loopback interface, since the time at which it was meant to leave.",
            "Ends with 1 if anything was lost."
        },
        footer = {
            "",
            "Cases: echo-2k (2,000 messages/s), echo-100k (100,000 messages/s in bursts of 50).",
            "",
            "Example:",
            "  zinc bench latency --case echo-2k --rounds 9 --json latency.json"
        })
final class LatencyBenchCommand implements Callable<Integer> {

    private final Console console;

    @Mixin
    private final BenchOptions options = new BenchOptions();

    LatencyBenchCommand(Console console) {
        this.console = console;
    }

    @Override
    public Integer call() throws Exception {
        return LatencyBenchmark.run(
                options.toOptions(), new PrintStream(console.out.stream(), true, StandardCharsets.UTF_8));
    }
}
