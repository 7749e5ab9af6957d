package io.zinc.cli;

import io.zinc.benchmarks.trace.Trace;
import io.zinc.core.Endpoint;
import io.zinc.documents.Documents;
import io.zinc.documents.Kinds;
import io.zinc.documents.Presence;
import io.zinc.documents.TextDocument;
import java.io.BufferedReader;
import java.io.IOException;
import java.io.InputStreamReader;
import java.nio.charset.StandardCharsets;
import java.util.List;
import java.util.concurrent.Callable;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.atomic.AtomicBoolean;
import org.jspecify.annotations.Nullable;
import picocli.CommandLine.Command;
import picocli.CommandLine.Mixin;
import picocli.CommandLine.Option;

/**
 * {@code zinc play}: one process of a replay. It prints {@code ready ENDPOINT ADDRESS}, {@code played N} now and then,
 * {@code acknowledged} when its own part is, {@code complete} when its text is the recorded one; told {@code begin} it begins,
 * told {@code report} it prints {@code text SHA-256 LENGTH}. It ends with its standard input.
 */
@Command(name = "play", hidden = true, description = "Takes part in a replay.")
final class PlayCommand implements Callable<Integer> {

    private static final long TOLD_EVERY_NS = 250_000_000;
    private static final List<String> COLOURS = List.of("#c2410c", "#0e7490", "#7e22ce", "#15803d");

    /** What the process is. */
    enum Part {
        host,
        relay,
        author,
        reader
    }

    private final Console console;

    @Mixin
    private final ClusterOptions cluster = new ClusterOptions();

    @Mixin
    private final JoinOptions join = new JoinOptions();

    @Mixin
    private final BindOptions bind = new BindOptions();

    @Option(names = "--as", required = true, description = "What it is.")
    private Part part = Part.reader;

    @Option(names = "--trace", required = true, description = "The recorded session.")
    private String traceName = "";

    @Option(names = "--document", required = true, description = "The document.")
    private String name = "";

    @Option(names = "--authors", description = "How many authors there are.")
    private int authors;

    @Option(names = "--author", description = "Which of them it is, from 0 on.")
    private int author;

    @Option(names = "--speed", description = "How many times as fast as recorded; 0 for as fast as possible.")
    private double speed;

    private final CountDownLatch begin = new CountDownLatch(1);

    PlayCommand(Console console) {
        this.console = console;
    }

    @Override
    public Integer call() throws InterruptedException {
        cluster.untilStdinEnds = false; // we read it ourselves
        join.isWaitingToldOf = false;
        CompletableFuture<Integer> end = new CompletableFuture<>();
        Trace trace = Trace.read(traceName).sharedAmong(authors);
        Members members = new Members(console, cluster);
        Endpoint endpoint = endpoint(members, end);
        Documents documents = members.documents(endpoint, part == Part.author ? "author " + (author + 1) : part.name());
        TextDocument document = documents.open(name, Kinds.TEXT);
        tellWhenComplete(document, trace);
        Thread.ofPlatform().daemon().name("zinc-play-orders").start(() -> obey(document));
        console.out.line(
                "ready " + endpoint.id() + " " + (part == Part.host || part == Part.relay ? endpoint.address() : ""));
        if (part == Part.author) {
            begin.await();
            play(new TraceAuthor(trace, author, speed, document, presence()));
        }
        return end.join();
    }

    private Endpoint endpoint(Members members, CompletableFuture<Integer> end) {
        return switch (part) {
            case host -> members.host(bind);
            case relay -> members.relay(bind, join, event -> JoinCommand.endIfRefused(event, end));
            case author, reader -> members.client(join, event -> JoinCommand.endIfRefused(event, end));
        };
    }

    /** One who writes as people do shows a cursor, too. */
    private @Nullable Presence presence() {
        return speed == 0 ? null : Presence.of("Author " + (author + 1), COLOURS.get(author % COLOURS.size()));
    }

    private void play(TraceAuthor player) throws InterruptedException {
        long[] toldNs = {System.nanoTime() - TOLD_EVERY_NS};
        int[] last = {0};
        player.play(made -> {
            last[0] = made;
            if (System.nanoTime() - toldNs[0] >= TOLD_EVERY_NS) {
                toldNs[0] = System.nanoTime();
                console.out.line("played " + made);
            }
        });
        console.out.line("played " + last[0]);
        console.out.line("acknowledged");
    }

    private void tellWhenComplete(TextDocument document, Trace trace) {
        AtomicBoolean isTold = new AtomicBoolean();
        Runnable look = () -> {
            if (document.length() == trace.end().length()
                    && document.text().equals(trace.end())
                    && isTold.compareAndSet(false, true)) {
                console.out.line("complete");
            }
        };
        var unused = document.onChange(change -> look.run());
        look.run();
    }

    private void obey(TextDocument document) {
        try (BufferedReader orders = new BufferedReader(new InputStreamReader(console.in, StandardCharsets.UTF_8))) {
            for (String order = orders.readLine(); order != null; order = orders.readLine()) {
                switch (order) {
                    case "begin" -> begin.countDown();
                    case "report" -> {
                        String text = document.text();
                        console.out.line("text " + Hash.of(text) + " " + text.length());
                    }
                    default -> console.note("there is no order '" + order + "'");
                }
            }
        } catch (IOException e) {
            console.complain(e);
        }
        System.exit(ExitCode.OK);
    }
}
