package io.zinc.cli;

import io.zinc.benchmarks.MessagesBenchmark;
import java.io.PrintStream;
import java.nio.charset.StandardCharsets;
import java.util.concurrent.Callable;
import picocli.CommandLine.Command;
import picocli.CommandLine.Mixin;

/** {@code zinc bench messages}. */
@Command(
        name = "messages",
        header = "How many messages a host delivers, beside raw JeroMQ.",
        description = {
            "Measures how many messages a host delivers to subscribers in other processes, beside raw JeroMQ sockets,"
                    + " over tcp on the loopback interface; what they cost in CPU time and memory; what an in-process"
                    + " child takes of the heap; and how long a process takes to join.",
            "Ends with 1 if anything was lost."
        },
        footer = {
            "",
            "Cases: host-1/100B, host-1/1KiB, host-8/100B, topics-1000/100B, heap-1000, join.",
            "",
            "Example:",
            "  zinc bench messages --case host-1 --rounds 9 --json messages.json"
        })
final class MessagesBenchCommand implements Callable<Integer> {

    private final Console console;

    @Mixin
    private final BenchOptions options = new BenchOptions();

    MessagesBenchCommand(Console console) {
        this.console = console;
    }

    @Override
    public Integer call() throws Exception {
        return MessagesBenchmark.run(
                options.toOptions(), new PrintStream(console.out.stream(), true, StandardCharsets.UTF_8));
    }
}
