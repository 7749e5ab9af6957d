package io.zinc.cli;

import io.zinc.core.ConnectionEvent;
import io.zinc.core.Endpoint;
import java.util.concurrent.Callable;
import java.util.concurrent.CompletableFuture;
import picocli.CommandLine.Command;
import picocli.CommandLine.Mixin;

/** {@code zinc join}: a relay, or a client that only stays. */
@Command(
        name = "join",
        header = "Joins a tree and stays, as a relay or a client.",
        description = "Joins a tree and stays: as a relay, which others can join in turn, if --bind is given, else as a"
                + " client.",
        footer = {
            "",
            "It says so once it has joined, and stays until it is stopped. When its parent goes, it joins again.",
            "",
            "Examples:",
            "  zinc join --bind tcp://127.0.0.1:5571                        a relay below the default host",
            "  zinc join --join tcp://node1:5570 --bind tcp://0.0.0.0:5571 --advertise node2",
            "  zinc join --join tcp://127.0.0.1:5571                        a client below that relay"
        })
final class JoinCommand implements Callable<Integer> {

    private final Console console;

    @Mixin
    private final ClusterOptions cluster = new ClusterOptions();

    @Mixin
    private final JoinOptions join = new JoinOptions();

    @Mixin
    private final BindOptions bind = new BindOptions();

    @Mixin
    private final GatewayOptions gateway = new GatewayOptions();

    JoinCommand(Console console) {
        this.console = console;
    }

    @Override
    public Integer call() {
        CompletableFuture<Integer> end = new CompletableFuture<>();
        Members members = new Members(console, cluster);
        if (bind.address.isEmpty()) {
            Endpoint client = members.client(join, event -> endIfRefused(event, end));
            String door = gateway.isWanted()
                    ? gateway.open(console, client, members.documents(client), bind.advertisedHost)
                    : "";
            console.out.line("joined " + client.cluster() + " as client " + client.id() + door);
        } else {
            Endpoint relay = members.relay(bind, join, event -> endIfRefused(event, end));
            String door = gateway.open(console, relay, members.documents(relay), bind.advertisedHost);
            console.out.line("relaying " + relay.cluster() + " at " + relay.address() + door);
        }
        IdleMemory unused = console.closing(IdleMemory.watch());
        return end.join();
    }

    /** Ends a command whose endpoint was turned away for good. */
    static void endIfRefused(ConnectionEvent event, CompletableFuture<Integer> end) {
        if (event instanceof ConnectionEvent.Refused refused && refused.isFinal()) {
            end.complete(ExitCode.FAILURE);
        }
    }
}
