package io.zinc.cli;

import io.zinc.core.Endpoint;
import java.util.concurrent.Callable;
import java.util.concurrent.CountDownLatch;
import picocli.CommandLine.Command;
import picocli.CommandLine.Mixin;

/** {@code zinc host}: the root of a tree. */
@Command(
        name = "host",
        header = "Starts the host of a cluster, the root of its tree.",
        description = "Starts the host of a cluster: the root of its tree, which puts messages in order.",
        footer = {
            "",
            "It prints its address once others can join, and stays until it is stopped.",
            "",
            "Examples:",
            "  zinc host",
            "  zinc host --bind tcp://0.0.0.0:5570 --advertise node1.example.org",
            "  ZINC_CREDENTIALS=secret zinc host --cluster prices --bind tcp://127.0.0.1:0"
        })
final class HostCommand implements Callable<Integer> {

    private final Console console;

    @Mixin
    private final ClusterOptions cluster = new ClusterOptions();

    @Mixin
    private final BindOptions bind = new BindOptions();

    HostCommand(Console console) {
        this.console = console;
    }

    @Override
    public Integer call() throws InterruptedException {
        if (bind.address.isEmpty()) {
            bind.address = ClusterOptions.DEFAULT_ADDRESS;
        }
        Endpoint host = new Members(console, cluster).host(bind);
        console.out.line("hosting " + host.cluster() + " at " + host.address());
        new CountDownLatch(1).await();
        return ExitCode.OK;
    }
}
