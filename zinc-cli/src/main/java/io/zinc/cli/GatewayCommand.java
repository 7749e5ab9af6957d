package io.zinc.cli;

import io.zinc.core.Endpoint;
import java.util.concurrent.Callable;
import java.util.concurrent.CompletableFuture;
import picocli.CommandLine.Command;
import picocli.CommandLine.Mixin;

/** {@code zinc gateway}: a door for browsers into a cluster that is there. */
@Command(
        name = "gateway",
        header = "Lets browsers into a cluster.",
        description =
                "Joins a tree as a client, and lets browsers edit its documents: with the workbench that it serves, or"
                        + " with unmodified Yjs clients on any page. zinc host and zinc join can do that, too, with --http.",
        footer = {
            "",
            "It prints its URL once it has joined, and stays until it is stopped. Clients of y-websocket use the URL's",
            "/yjs as their server, and clients of Hocuspocus its /hocuspocus, both with ws for http. The room is the document.",
            "",
            "Examples:",
            "  zinc gateway                                      at 127.0.0.1:8080",
            "  zinc gateway --join tcp://node1:5570 --http 0.0.0.0:8080 --anonymous",
            "  zinc gateway --allow-origin https://app.example.org"
        })
final class GatewayCommand implements Callable<Integer> {

    private static final String DEFAULT_PORT = "8080";

    private final Console console;

    @Mixin
    private final ClusterOptions cluster = new ClusterOptions();

    @Mixin
    private final JoinOptions join = new JoinOptions();

    @Mixin
    private final GatewayOptions gateway = new GatewayOptions();

    GatewayCommand(Console console) {
        this.console = console;
    }

    @Override
    public Integer call() {
        if (!gateway.isWanted()) {
            gateway.http = DEFAULT_PORT;
        }
        CompletableFuture<Integer> end = new CompletableFuture<>();
        Members members = new Members(console, cluster);
        Endpoint client = members.client(join, event -> JoinCommand.endIfRefused(event, end));
        console.out.line("joined " + client.cluster() + " as client " + client.id()
                + gateway.open(console, client, members.documents(client), ""));
        IdleMemory unused = console.closing(IdleMemory.watch());
        return end.join();
    }
}
