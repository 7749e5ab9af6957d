package io.zinc.cli;

import io.zinc.core.Endpoint;
import io.zinc.documents.Documents;
import io.zinc.jdbc.SqliteStore;
import java.nio.file.Path;
import java.util.concurrent.Callable;
import java.util.concurrent.CountDownLatch;
import picocli.CommandLine.Command;
import picocli.CommandLine.Mixin;
import picocli.CommandLine.Option;

/** {@code zinc host}: the root of a tree. */
@Command(
        name = "host",
        header = "Starts the host of a cluster, the root of its tree.",
        description = "Starts the host of a cluster: the root of its tree, which puts messages in order.",
        footer = {
            "",
            "It prints its address once others can join, and stays until it is stopped.",
            "",
            "With --data, documents and their versions outlive it, and what changes a document is acknowledged as durable",
            "once it is on the disk. Without, documents are held in memory.",
            "",
            "Examples:",
            "  zinc host",
            "  zinc host --data /var/lib/zinc",
            "  zinc host --http 8080               browsers can join, too",
            "  zinc host --bind tcp://0.0.0.0:5570 --advertise node1.example.org",
            "  ZINC_CREDENTIALS=secret zinc host --cluster prices --bind tcp://127.0.0.1:0"
        })
final class HostCommand implements Callable<Integer> {

    private final Console console;

    @Mixin
    private final ClusterOptions cluster = new ClusterOptions();

    @Mixin
    private final BindOptions bind = new BindOptions();

    @Option(
            names = {"-d", "--data"},
            paramLabel = "DIR",
            defaultValue = "${env:ZINC_DATA:-}",
            description = "Where documents are kept: a folder, which is made if there is none. (ZINC_DATA, else in"
                    + " memory)")
    private String data = "";

    @Mixin
    private final GatewayOptions gateway = new GatewayOptions();

    HostCommand(Console console) {
        this.console = console;
    }

    @Override
    public Integer call() throws InterruptedException {
        if (bind.address.isEmpty()) {
            bind.address = ClusterOptions.DEFAULT_ADDRESS;
        }
        // closed in the opposite order
        SqliteStore store = data.isEmpty() ? null : console.closing(SqliteStore.at(Path.of(data)));
        Endpoint host = new Members(console, cluster).host(bind);
        Documents.Builder documents = Documents.configure(host).onError(console::complain);
        Documents opened = console.closing((store == null ? documents : documents.store(store)).open());
        String door = gateway.open(console, host, opened, bind.advertisedHost);
        console.out.line("hosting " + host.cluster() + " at " + host.address() + door);
        IdleMemory unused = console.closing(IdleMemory.watch());
        new CountDownLatch(1).await();
        return ExitCode.OK;
    }
}
