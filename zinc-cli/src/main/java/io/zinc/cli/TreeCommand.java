package io.zinc.cli;

import io.zinc.core.Endpoint;
import io.zinc.core.SlowSubscriberPolicy;
import io.zinc.core.TreeStatus;
import java.util.UUID;
import java.util.concurrent.Callable;
import java.util.concurrent.CompletableFuture;
import picocli.CommandLine.Command;
import picocli.CommandLine.Mixin;
import picocli.CommandLine.Option;

/** {@code zinc tree}: a live picture of the tree. */
@Command(
        name = "tree",
        header = "Shows the tree of a cluster, live.",
        description = "Shows the tree of a cluster, once a second: who is where, what they send, and what is late.",
        footer = {
            "",
            "sent/s, handled/s   messages that the endpoint sent, and that its handlers got",
            "lag                 messages that wait for its handlers now",
            "gaps, repairs       messages missed for good, and repairs asked for, since it started",
            "dropped             frames dropped as malformed or not allowed, since it started",
            "",
            "Examples:",
            "  zinc tree",
            "  zinc tree --once --join tcp://127.0.0.1:5571",
            "  zinc listen --topic zinc.tree --codec json        the same for programs"
        })
final class TreeCommand implements Callable<Integer> {

    private final Console console;

    @Mixin
    private final ClusterOptions cluster = new ClusterOptions();

    @Mixin
    private final JoinOptions join = new JoinOptions();

    @Option(names = "--once", description = "Print one picture and end.")
    private boolean isOnce;

    TreeCommand(Console console) {
        this.console = console;
    }

    @Override
    public Integer call() {
        CompletableFuture<Integer> end = new CompletableFuture<>();
        console.out.onBroken(() -> end.complete(ExitCode.OK));
        Members members = new Members(console, cluster);
        try (Endpoint client = members.client(join, event -> JoinCommand.endIfRefused(event, end));
                LivePicture picture = console.closing(new LivePicture(console, client.id(), isOnce))) {
            client.subscribe(TreeStatus.TOPIC, SlowSubscriberPolicy.LATEST, message -> {
                TreeStatus tree = message.payload();
                if (isOnce && !isKnownIn(tree, client.id())) {
                    return; // the host has not heard of this endpoint yet, so the picture would lack it
                }
                if (picture.show(tree) && isOnce) {
                    end.complete(ExitCode.OK);
                }
            });
            return end.join();
        } finally {
            console.out.flush();
        }
    }

    private static boolean isKnownIn(TreeStatus tree, UUID id) {
        return tree.omitted() > 0
                || tree.nodes().stream().anyMatch(node -> node.id().equals(id));
    }
}
