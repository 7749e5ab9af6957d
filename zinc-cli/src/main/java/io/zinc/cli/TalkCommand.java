package io.zinc.cli;

import io.zinc.core.Endpoint;
import io.zinc.core.SendResult;
import io.zinc.core.Topic;
import java.nio.charset.StandardCharsets;
import java.util.concurrent.Callable;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.TimeoutException;
import picocli.CommandLine.Command;
import picocli.CommandLine.Mixin;
import picocli.CommandLine.Option;

/** {@code zinc talk}: a client that sends at a steady pace and listens to the others; {@code zinc up} starts some. */
@Command(name = "talk", hidden = true, description = "Joins as a client that sends and listens.")
final class TalkCommand implements Callable<Integer> {

    private final Console console;

    @Mixin
    private final ClusterOptions cluster = new ClusterOptions();

    @Mixin
    private final JoinOptions join = new JoinOptions();

    @Mixin
    private final TopicOptions topics = new TopicOptions();

    @Option(names = "--name", defaultValue = "someone", description = "What each message begins with.")
    private String name = "";

    @Option(names = "--rate", defaultValue = "10", description = "Messages per second.")
    private int rate;

    TalkCommand(Console console) {
        this.console = console;
    }

    @Override
    public Integer call() throws Exception {
        CompletableFuture<Integer> end = new CompletableFuture<>();
        Topic<byte[]> topic = topics.topic();
        Members members = new Members(console, cluster);
        try (Endpoint client = members.client(join, event -> JoinCommand.endIfRefused(event, end))) {
            client.subscribe(topic, message -> {});
            console.out.line("joined " + client.cluster() + " as client " + client.id());
            long intervalNs = TimeUnit.SECONDS.toNanos(1) / Math.max(1, rate);
            long next = System.nanoTime();
            for (long number = 1; !end.isDone(); number++) {
                String words = name + ": message " + number;
                SendResult result = client.send(topic, words.getBytes(StandardCharsets.UTF_8));
                if (result instanceof SendResult.Closed || result instanceof SendResult.Refused) {
                    throw new Failure(name + " cannot send any more: " + result);
                }
                next = Math.max(next + intervalNs, System.nanoTime());
                pause(end, next - System.nanoTime());
            }
            return end.join();
        }
    }

    private static void pause(CompletableFuture<Integer> end, long ns) throws Exception {
        try {
            end.get(ns, TimeUnit.NANOSECONDS);
        } catch (TimeoutException e) {
            // time for the next one
        }
    }
}
