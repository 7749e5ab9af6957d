package io.zinc.cli;

import io.zinc.benchmarks.trace.Trace;
import io.zinc.core.Endpoint;
import io.zinc.core.Role;
import io.zinc.core.SlowSubscriberPolicy;
import io.zinc.core.TreeStatus;
import io.zinc.documents.Documents;
import io.zinc.documents.Kinds;
import io.zinc.documents.TextDocument;
import java.io.IOException;
import java.util.ArrayList;
import java.util.List;
import java.util.Locale;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.TimeUnit;

/**
 * A recorded session on a tree of processes: starts them, shows how they get on, and compares what they have in the end. This
 * process takes part as one more reader.
 */
final class Replay {

    private static final int STATUS_INTERVAL_S = 2;
    private static final int MOST_PROCESSES = 200;
    private static final int SHOWN_LINES = 3;

    private final Console console;
    private final ReplayOptions options;
    private final String source;
    private final Trace trace;
    private final int readers;
    private final double speed;
    private final CompletableFuture<Integer> end = new CompletableFuture<>();
    private final ReplayProgress progress;
    private final ProcessTree tree;
    private final List<List<Runnable>> clientsOfRelays = new ArrayList<>();
    private long nextStatusS;

    /**
     * @param source what the trace was read from
     * @param trace the session, with as many authors as shall write
     * @param readers how many others have the document open
     * @param speed how many times as fast as recorded; 0 for as fast as possible
     */
    Replay(Console console, ReplayOptions options, String source, Trace trace, int readers, double speed) {
        this.console = console;
        this.options = options;
        this.source = source;
        this.trace = trace;
        this.readers = readers;
        this.speed = speed;
        this.progress = new ReplayProgress(trace, 1 + options.relays + trace.authors() + readers);
        this.tree = console.closing(new ProcessTree(options.cluster, this::heard, this::failed));
    }

    int run() throws Exception {
        check();
        console.out.onBroken(() -> end.complete(ExitCode.FAILURE));
        try (tree) {
            startTree();
            console.out.line("starting a host at " + address(0) + ", " + Text.count(options.relays, "relay") + ", "
                    + Text.count(trace.authors(), "author") + " and " + Text.count(readers, "reader") + "; "
                    + trace.name() + " has " + Text.count(trace.steps().size(), "edit"));
            JoinOptions join = new JoinOptions();
            join.addresses = List.of(address(0));
            join.isWaitingToldOf = false;
            Members members = new Members(console, options.cluster);
            try (Endpoint client = members.client(join, event -> JoinCommand.endIfRefused(event, end));
                    Documents documents = console.closing(Documents.on(client));
                    TextDocument document = documents.open(trace.name(), Kinds.TEXT)) {
                try (LivePicture picture = console.closing(new LivePicture(console, client.id(), false))) {
                    client.subscribe(
                            TreeStatus.TOPIC,
                            SlowSubscriberPolicy.LATEST,
                            message -> show(message.payload(), document, picture));
                    watch();
                    CompletableFuture.anyOf(progress.whenOver(), end).join();
                }
                if (!end.isDone()) {
                    compare(client, document);
                }
                return end.join();
            }
        } finally {
            console.out.flush();
        }
    }

    private void check() throws IOException {
        int relays = options.relays;
        long processes = 1L + relays + trace.authors() + readers;
        if (relays < 0 || readers < 0 || processes > MOST_PROCESSES) {
            throw new Failure("--relays " + relays + ", " + Text.count(trace.authors(), "author") + " and "
                    + Text.count(readers, "reader") + " would be " + processes + " processes; from 1 to "
                    + MOST_PROCESSES + " are possible, and none of the numbers can be negative");
        }
        if (!(speed >= 0) || Double.isInfinite(speed)) {
            throw new Failure("--speed is " + speed + "; it has to be 0 or more");
        }
        LoopbackPorts.requireFree("--port", options.port, 1 + relays, "the relays take the ports after the host's");
    }

    private String address(int offset) {
        return "tcp://127.0.0.1:" + (options.port + offset);
    }

    // ---- the processes

    /** Starts the host and the relays at once; each one's clients follow when it is there. */
    private void startTree() {
        for (int i = 0; i <= options.relays; i++) {
            clientsOfRelays.add(new ArrayList<>());
        }
        for (int i = 0; i < trace.authors() + readers; i++) {
            int client = i;
            int parent = options.relays == 0 ? 0 : 1 + i % options.relays;
            clientsOfRelays.get(parent).add(() -> startClient(client, parent));
        }
        tree.start("host", words("host", "--bind", address(0)));
        for (int i = 1; i <= options.relays; i++) {
            tree.start("relay " + i, words("relay", "--join", address(0), "--bind", address(i)));
        }
    }

    private void startClient(int client, int parent) {
        String parents = parent == 0 ? address(0) : address(parent) + "," + address(0);
        if (client < trace.authors()) {
            tree.start(
                    "author " + (client + 1),
                    words("author", "--join", parents, "--author", "" + client, "--speed", "" + speed));
        } else {
            tree.start("reader " + (client + 1 - trace.authors()), words("reader", "--join", parents));
        }
    }

    private List<String> words(String part, String... more) {
        List<String> words = new ArrayList<>(List.of(
                "play",
                "--as",
                part,
                "--trace",
                source,
                "--authors",
                "" + trace.authors(),
                "--document",
                trace.name()));
        words.addAll(List.of(more));
        return words;
    }

    private void heard(ProcessTree.Member member, String line) {
        if (!progress.heard(member, line)) {
            return;
        }
        // it is ready for the first time
        tree.note(member.name() + " is process " + member.pid());
        int place = member.name().startsWith("relay ")
                ? Integer.parseInt(member.name().substring(6))
                : 0;
        if (member.name().equals("host") || place > 0) {
            clientsOfRelays.get(place).forEach(Runnable::run);
        }
    }

    private void failed(String why) {
        if (!console.isLeaving()) {
            end.completeExceptionally(new Failure(why));
        }
    }

    /** Ends the wait for the last replicas some time after the last edit was acknowledged. */
    private void watch() {
        var unused = progress.whenAcknowledged()
                .thenRunAsync(
                        progress::giveUp,
                        CompletableFuture.delayedExecutor(ReplayProgress.PATIENCE_S, TimeUnit.SECONDS));
    }

    // ---- the end

    private void compare(Endpoint client, TextDocument document) throws InterruptedException {
        tree.newEvents().forEach(console.out::line);
        List<ReplayProgress.Report> reports = progress.reports(tree.members());
        List<ReplayProgress.Report> all = new ArrayList<>(reports);
        String text = document.text();
        all.add(new ReplayProgress.Report(
                "this one", ProcessHandle.current().pid(), client.id().toString(), Hash.of(text)));
        String expected = Hash.of(trace.end());
        for (ReplayProgress.Report report : all) {
            console.out.line(report.line() + (report.hash().equals(expected) ? "" : "  differs"));
        }
        long different =
                all.stream().filter(report -> !report.hash().equals(expected)).count();
        console.out.line(Text.count(trace.steps().size(), "edit") + " in "
                + String.format(Locale.ROOT, "%.1f", progress.playedMs() / 1e3) + " s");
        if (different == 0) {
            console.out.line("all " + all.size() + " texts are equal, and are what was recorded");
        } else {
            console.out.line(different + " of " + all.size() + " texts are not what was recorded, which has SHA-256 "
                    + expected);
        }
        console.out.flush();
        if (options.isStaying) {
            console.note("the tree stays up; Ctrl-C stops all");
        } else {
            end.complete(different == 0 ? ExitCode.OK : ExitCode.FAILURE);
        }
    }

    // ---- the picture

    private void show(TreeStatus status, TextDocument document, LivePicture picture) {
        long nowS = progress.runningMs() / 1_000;
        if (picture.isRedrawn()) {
            List<String> below = new ArrayList<>(List.of("", progress.line(), ""));
            document.text().lines().limit(SHOWN_LINES).map(Text::printable).forEach(below::add);
            below.add("");
            below.addAll(tree.lastEvents());
            String zinc = Text.zinc();
            String where = Text.options(options.cluster.cluster, address(0));
            below.add("In another terminal: " + zinc + " doc watch " + trace.name() + where + ", " + zinc + " listen"
                    + where + ". Ctrl-C stops all.");
            picture.footer(below);
            boolean unused = picture.show(status);
        } else if (nowS >= nextStatusS && !progress.whenOver().isDone()) {
            nextStatusS = nowS + STATUS_INTERVAL_S;
            tree.newEvents().forEach(console.out::line);
            console.out.line(nowS + " s: " + summary(status) + "; " + progress.line());
        }
    }

    /** The tree in a line. */
    static String summary(TreeStatus status) {
        long lag = 0;
        long gaps = 0;
        long repairs = 0;
        for (TreeStatus.Node node : status.nodes()) {
            lag += node.lagMessages();
            gaps += node.gaps();
            repairs += node.repairs();
        }
        return counts(status) + "; lag " + lag + ", gaps " + gaps + ", repairs " + repairs;
    }

    /** How many of which there are. */
    static String counts(TreeStatus status) {
        return Text.count(count(status, Role.HOST), "host") + ", "
                + Text.count(count(status, Role.RELAY), "relay") + ", "
                + Text.count(count(status, Role.CLIENT), "client");
    }

    private static long count(TreeStatus status, Role role) {
        return status.nodes().stream().filter(node -> node.role() == role).count();
    }
}
