package io.zinc.cli;

import picocli.CommandLine.Mixin;
import picocli.CommandLine.Option;

/** The options of what plays a recorded session on a tree of processes. */
final class ReplayOptions {

    @Mixin
    final ClusterOptions cluster = new ClusterOptions();

    @Option(
            names = {"-p", "--port"},
            paramLabel = "PORT",
            defaultValue = "5570",
            description = "The host's port on 127.0.0.1; the relays take the ones after it. (else 5570)")
    int port;

    @Option(names = "--relays", paramLabel = "N", defaultValue = "2", description = "How many relays. (else 2)")
    int relays;

    @Option(names = "--stay", description = "Leave the tree up when all is compared, until Ctrl-C.")
    boolean isStaying;
}
