package io.zinc.cli;

import java.nio.file.Files;
import java.nio.file.Path;
import java.util.concurrent.Callable;
import picocli.CommandLine.Command;
import picocli.CommandLine.Mixin;
import picocli.CommandLine.Option;

/** {@code zinc up}: everything at once on this machine, and a URL to open in a browser. */
@Command(
        name = "up",
        header = "Starts Zinc on this machine: open the URL that it prints in a browser.",
        description =
                "Starts a host and relays with gateways, each a process of its own, and shows the tree. At the URL, people"
                        + " write texts together in their browsers, each at one of the relays; Java programs and plain files take part"
                        + " in the same documents. Ctrl-C stops all of it, and keeps the documents.",
        footer = {
            "",
            "The first relay's gateway takes the port, the other relays' the ones after it; without relays the host has one.",
            "In another terminal, zinc doc, zinc sync and zinc tree take part. Kill a relay: it is started again, and",
            "its browsers come back.",
            "",
            "Examples:",
            "  zinc up                            then open http://127.0.0.1:8080",
            "  zinc up --demo                     two authors of a recorded session write at once",
            "  zinc up --relays 3 --port 9000 --data ~/texts"
        })
final class UpCommand implements Callable<Integer> {

    private static final int MOST_RELAYS = 100;

    private final Console console;

    @Mixin
    private final ClusterOptions cluster = new ClusterOptions();

    @Option(
            names = {"-p", "--port"},
            paramLabel = "PORT",
            defaultValue = "${env:ZINC_PORT:-8080}",
            description = "The port of 127.0.0.1 for browsers; the second relay takes the one after it, and so on."
                    + " (ZINC_PORT, else 8080)")
    private int port;

    @Option(
            names = "--tree-port",
            paramLabel = "PORT",
            defaultValue = "${env:ZINC_TREE_PORT:-5570}",
            description =
                    "The port of 127.0.0.1 where other endpoints join the host; the relays take the ones after it."
                            + " (ZINC_TREE_PORT, else 5570)")
    private int treePort;

    @Option(names = "--relays", paramLabel = "N", defaultValue = "2", description = "How many relays. (else 2)")
    private int relays;

    @Option(
            names = {"-d", "--data"},
            paramLabel = "DIR",
            defaultValue = "${env:ZINC_DATA:-zinc-data}",
            description =
                    "Where documents are kept: a folder, which is made if there is none. (ZINC_DATA, else zinc-data)")
    private String data = "";

    @Option(
            names = "--demo",
            description = "Let two authors of a recorded session write, so that there is something to see.")
    private boolean isDemo;

    UpCommand(Console console) {
        this.console = console;
    }

    @Override
    public Integer call() throws Exception {
        if (relays < 0 || relays > MOST_RELAYS) {
            throw new Failure("--relays is " + relays + "; it has to be from 0 to " + MOST_RELAYS);
        }
        LoopbackPorts.requireFree("--port", port, Math.max(1, relays), "each relay takes a port");
        LoopbackPorts.requireFree("--tree-port", treePort, 1 + relays, "the relays take the ports after the host's");
        Path folder = Path.of(data).toAbsolutePath().normalize();
        Path there = folder;
        while (!Files.exists(there) && there.getParent() != null) {
            there = there.getParent();
        }
        if (!Files.isDirectory(there) || !Files.isWritable(there)) {
            throw new Failure("documents cannot be kept in '" + folder + "': "
                    + (Files.isDirectory(there) ? "'" + there + "' is not writable" : "'" + there + "' is no folder")
                    + "; choose another folder with --data");
        }
        return new LocalCluster(console, cluster, folder, port, treePort, relays, isDemo).run();
    }
}
