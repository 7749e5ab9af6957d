package io.zinc.cli;

import io.zinc.benchmarks.trace.Trace;
import io.zinc.core.Ack;
import io.zinc.core.Endpoint;
import io.zinc.core.SlowSubscriberPolicy;
import io.zinc.core.TreeStatus;
import io.zinc.documents.Documents;
import io.zinc.documents.Kinds;
import io.zinc.documents.TextDocument;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.atomic.AtomicInteger;

/**
 * A cluster of processes on this machine: a host, relays with gateways, perhaps two authors who write by themselves. This
 * process looks on as a client, and shows the tree.
 */
final class LocalCluster {

    static final String WELCOME = "welcome";

    private static final String DEMO = "friendsforever";
    private static final String DEMO_SPEED = "6";

    private final Console console;
    private final ClusterOptions cluster;
    private final Path data;
    private final int port;
    private final int treePort;
    private final int relays;
    private final boolean isDemo;
    private final CompletableFuture<Integer> end = new CompletableFuture<>();
    private final CompletableFuture<Void> hostIsUp = new CompletableFuture<>();
    private final CompletableFuture<Void> isUp = new CompletableFuture<>();
    private final AtomicInteger gatewaysMissing;
    private final ProcessTree tree;
    private String shown = "";

    LocalCluster(
            Console console, ClusterOptions cluster, Path data, int port, int treePort, int relays, boolean isDemo) {
        this.console = console;
        this.cluster = cluster;
        this.data = data;
        this.port = port;
        this.treePort = treePort;
        this.relays = relays;
        this.isDemo = isDemo;
        this.gatewaysMissing = new AtomicInteger(Math.max(1, relays));
        this.tree = console.closing(new ProcessTree(cluster, this::heard, this::failed));
    }

    /** Runs until it is stopped, or cannot go on. */
    int run() throws InterruptedException {
        console.out.onBroken(() -> end.complete(ExitCode.FAILURE));
        try (tree) {
            startHostAndRelays();
            CompletableFuture.anyOf(hostIsUp, end).join();
            if (end.isDone()) {
                return end.join();
            }
            JoinOptions join = new JoinOptions();
            join.addresses = List.of(address(0));
            join.isWaitingToldOf = false;
            Members members = new Members(console, cluster);
            try (Endpoint client = members.client(join, event -> JoinCommand.endIfRefused(event, end));
                    Documents documents = members.documents(client, "zinc up")) {
                welcome(documents);
                if (isDemo) {
                    startAuthors(documents);
                }
                CompletableFuture.anyOf(isUp, end).join();
                if (!end.isDone()) {
                    console.out.line("open " + url() + " in a browser");
                    console.out.flush();
                }
                try (LivePicture picture = console.closing(new LivePicture(console, client.id(), false))) {
                    client.subscribe(
                            TreeStatus.TOPIC, SlowSubscriberPolicy.LATEST, message -> show(message.payload(), picture));
                    return end.join();
                }
            }
        } finally {
            console.out.flush();
        }
    }

    // ---- the processes

    private void startHostAndRelays() {
        List<String> host = new ArrayList<>(List.of("host", "--bind", address(0), "--data", data.toString()));
        if (relays == 0) {
            host.addAll(List.of("--http", String.valueOf(port)));
        }
        tree.start("host", host);
        for (int i = 1; i <= relays; i++) {
            tree.start(
                    "relay " + i,
                    List.of("join", "--join", address(0), "--bind", address(i), "--http", "" + (port + i - 1)));
        }
    }

    private String address(int offset) {
        return "tcp://127.0.0.1:" + (treePort + offset);
    }

    private String options() {
        return Text.options(cluster.cluster, address(0));
    }

    private String url() {
        return "http://127.0.0.1:" + port;
    }

    private void heard(ProcessTree.Member member, String line) {
        if (ProcessTree.isReady(line)) {
            tree.note(member.name() + " is process " + member.pid());
        }
        if (line.startsWith("hosting ")) {
            hostIsUp.complete(null);
        }
        if (line.startsWith("ready ")) {
            member.tell("begin"); // an author, who may have been killed and started again
        }
        if (line.contains(", browsers at ") && gatewaysMissing.decrementAndGet() <= 0) {
            isUp.complete(null);
        }
    }

    private void failed(String why) {
        if (!console.isLeaving()) {
            end.completeExceptionally(new Failure(why));
        }
    }

    // ---- what there is to see

    /** Makes a document that says what this is, if there has never been one. */
    private void welcome(Documents documents) throws InterruptedException {
        if (documents.list().isEmpty()) {
            try (TextDocument document = documents.open(WELCOME, Kinds.TEXT)) {
                document.edit(text -> text.insert(0, welcomeText())).await(Ack.DURABLE);
            }
        }
    }

    private String welcomeText() {
        String zinc = Text.zinc();
        StringBuilder text = new StringBuilder("Welcome to Zinc\n\n");
        text.append("Whoever has this page open edits this text with you, and sees your cursor. Open it twice, or");
        text.append(relays > 1 ? " at the other relay: http://127.0.0.1:" + (port + 1) + "\n\n" : " elsewhere.\n\n");
        text.append(
                "\"Saved\" means that the host has it on its disk. Go offline, write on, and come back: nothing is lost.\n\n");
        text.append("In a terminal, the same text:\n\n");
        for (String command : List.of("doc cat ", "doc edit ", "sync welcome.txt ")) {
            text.append("    ").append(zinc).append(' ').append(command).append(WELCOME);
            text.append(options()).append('\n');
        }
        return text.toString();
    }

    /** Two authors of a recorded session write it again; a session that was played to its end begins anew. */
    private void startAuthors(Documents documents) throws InterruptedException {
        Trace trace = Trace.read(DEMO);
        try (TextDocument document = documents.open(DEMO, Kinds.TEXT)) {
            if (document.text().equals(trace.end())) {
                document.delete();
            }
        }
        for (int author = 0; author < trace.authors(); author++) {
            int parent = relays == 0 ? 0 : 1 + author % relays;
            List<String> words = new ArrayList<>(List.of("play", "--as", "author", "--trace", DEMO));
            words.addAll(List.of("--authors", "" + trace.authors(), "--author", "" + author, "--document", DEMO));
            words.addAll(List.of("--speed", DEMO_SPEED, "--join", address(parent) + "," + address(0)));
            tree.start("author " + (author + 1), words);
        }
    }

    private void show(TreeStatus status, LivePicture picture) {
        if (picture.isRedrawn()) {
            List<String> below =
                    new ArrayList<>(List.of("", "Open " + url() + " in a browser. Documents are kept in " + data));
            below.addAll(tree.lastEvents());
            String zinc = Text.zinc();
            below.add("In another terminal: " + zinc + " doc edit " + WELCOME + options() + ", " + zinc + " doc list"
                    + options() + ". Ctrl-C stops all.");
            picture.footer(below);
            boolean unused = picture.show(status);
            return;
        }
        tree.newEvents().forEach(console.out::line);
        String summary = Replay.counts(status);
        if (!summary.equals(shown)) {
            shown = summary;
            console.out.line(summary);
        }
    }
}
