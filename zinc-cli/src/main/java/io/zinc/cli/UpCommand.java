package io.zinc.cli;

import io.zinc.core.Endpoint;
import io.zinc.core.Role;
import io.zinc.core.SlowSubscriberPolicy;
import io.zinc.core.TreeStatus;
import java.io.IOException;
import java.net.BindException;
import java.net.InetAddress;
import java.net.InetSocketAddress;
import java.net.ServerSocket;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.Callable;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.TimeUnit;
import picocli.CommandLine.Command;
import picocli.CommandLine.Mixin;
import picocli.CommandLine.Option;

/** {@code zinc up}: a whole tree of processes on this machine, to look at and to play with. */
@Command(
        name = "up",
        header = "Starts a whole tree of processes on this machine, and shows it.",
        description = "Starts a host, relays and clients as processes of their own, which exchange messages, and shows"
                + " their tree. Ctrl-C stops them all.",
        footer = {
            "",
            "The host takes the port, the relays the ones after it; all of it is on 127.0.0.1. In another terminal,",
            "zinc listen, zinc send and zinc tree take part. Kill a relay, and see its clients find another way.",
            "",
            "Examples:",
            "  zinc up",
            "  zinc up --relays 3 --clients 12 --rate 100",
            "  zinc up --for 10 | tail -1"
        })
final class UpCommand implements Callable<Integer> {

    private static final int STATUS_INTERVAL_S = 5;
    private static final int MOST_PROCESSES = 200;
    private static final int LAST_PORT = 65_535;
    private static final byte[] LOOPBACK = {127, 0, 0, 1};

    private final Console console;

    @Mixin
    private final ClusterOptions cluster = new ClusterOptions();

    @Option(
            names = {"-p", "--port"},
            paramLabel = "PORT",
            defaultValue = "${env:ZINC_PORT:-5570}",
            description = "The host's port on 127.0.0.1. (ZINC_PORT, else 5570)")
    private int port;

    @Option(names = "--relays", paramLabel = "N", defaultValue = "2", description = "How many relays. (else 2)")
    private int relays;

    @Option(names = "--clients", paramLabel = "N", defaultValue = "4", description = "How many clients. (else 4)")
    private int clients;

    @Option(
            names = "--rate",
            paramLabel = "N",
            defaultValue = "10",
            description = "Messages per second that each client sends. (else 10)")
    private int rate;

    @Option(names = "--for", paramLabel = "SECONDS", description = "Stop after so many seconds.")
    private long seconds;

    private final long beganNs = System.nanoTime();
    private final CompletableFuture<Integer> end = new CompletableFuture<>();
    private long nextStatusS;

    UpCommand(Console console) {
        this.console = console;
    }

    @Override
    public Integer call() throws IOException {
        check();
        console.out.onBroken(() -> end.complete(ExitCode.OK));
        if (seconds > 0) {
            end.completeOnTimeout(ExitCode.OK, seconds, TimeUnit.SECONDS);
        }
        try (ProcessTree tree = console.closing(new ProcessTree(cluster, this::hostEnded))) {
            start(tree);
            console.out.line("starting a host at " + address(0) + ", " + Text.count(relays, "relay") + " and "
                    + Text.count(clients, "client"));
            JoinOptions join = new JoinOptions();
            join.addresses = List.of(address(0));
            join.isWaitingToldOf = false;
            Members members = new Members(console, cluster);
            try (Endpoint client = members.client(join, event -> JoinCommand.endIfRefused(event, end));
                    LivePicture picture = console.closing(new LivePicture(console, client.id(), false))) {
                client.subscribe(
                        TreeStatus.TOPIC,
                        SlowSubscriberPolicy.LATEST,
                        message -> show(message.payload(), tree, picture));
                return end.join();
            }
        } finally {
            console.out.flush();
        }
    }

    private void check() throws IOException {
        if (relays < 0 || clients < 0 || (long) relays + clients >= MOST_PROCESSES) {
            throw new Failure("--relays " + relays + " and --clients " + clients + " would be "
                    + ((long) relays + clients + 1) + " processes; from 1 to " + MOST_PROCESSES + " are possible");
        }
        if (port < 1 || port + relays > LAST_PORT) {
            throw new Failure("--port is " + port + "; with " + Text.count(relays, "relay")
                    + " it has to be between 1 and " + (LAST_PORT - relays));
        }
        for (int i = 0; i <= relays; i++) {
            requireFree(port + i);
        }
    }

    private void requireFree(int candidate) throws IOException {
        try (ServerSocket socket = new ServerSocket()) {
            socket.setReuseAddress(true);
            socket.bind(new InetSocketAddress(InetAddress.getByAddress(LOOPBACK), candidate));
        } catch (BindException e) {
            throw new Failure("port " + candidate + " is in use, perhaps by another zinc up; choose another with --port"
                    + (candidate == port ? "" : " (the relays take the ports after the host's)"));
        }
    }

    /** Starts the host and the relays at once, and each relay's clients when it is there. */
    private void start(ProcessTree tree) {
        tree.start(
                "host",
                () -> {
                    if (relays == 0) {
                        startClients(tree, 0);
                    }
                },
                "host",
                "--bind",
                address(0));
        for (int i = 1; i <= relays; i++) {
            int relay = i;
            tree.start(
                    "relay " + relay,
                    () -> startClients(tree, relay),
                    "join",
                    "--join",
                    address(0),
                    "--bind",
                    address(relay));
        }
    }

    /** Starts the clients of a relay, or all of them at the host if there is no relay. */
    private void startClients(ProcessTree tree, int relay) {
        String parents = relay == 0 ? address(0) : address(relay) + "," + address(0);
        for (int i = 1; i <= clients; i++) {
            if (relay == 0 || (i - 1) % relays == relay - 1) {
                String name = "client " + i;
                tree.start(name, () -> {}, "talk", "--join", parents, "--name", name, "--rate", String.valueOf(rate));
            }
        }
    }

    private String address(int offset) {
        return "tcp://127.0.0.1:" + (port + offset);
    }

    private void hostEnded(String why) {
        if (!console.isLeaving()) {
            end.completeExceptionally(new Failure("the host has ended: " + why));
        }
    }

    private void show(TreeStatus status, ProcessTree tree, LivePicture picture) {
        long nowS = TimeUnit.NANOSECONDS.toSeconds(System.nanoTime() - beganNs);
        if (picture.isRedrawn()) {
            String zinc = System.getProperty("zinc.command", "zinc");
            List<String> below = new ArrayList<>(tree.lastEvents());
            below.addFirst("");
            below.add("Up for " + nowS + " s. In another terminal: " + zinc + " listen, " + zinc
                    + " send hello. Ctrl-C stops all.");
            picture.footer(below);
            picture.show(status);
        } else if (nowS >= nextStatusS) {
            nextStatusS = nowS + STATUS_INTERVAL_S;
            tree.newEvents().forEach(console.out::line);
            console.out.line(nowS + " s: " + summary(status));
        }
    }

    /** The tree in a line. */
    static String summary(TreeStatus status) {
        long sent = 0;
        long handled = 0;
        long lag = 0;
        long gaps = 0;
        long repairs = 0;
        for (TreeStatus.Node node : status.nodes()) {
            sent += node.sentPerSecond();
            handled += node.handledPerSecond();
            lag += node.lagMessages();
            gaps += node.gaps();
            repairs += node.repairs();
        }
        return Text.count(count(status, Role.HOST), "host") + ", "
                + Text.count(count(status, Role.RELAY), "relay") + ", "
                + Text.count(count(status, Role.CLIENT), "client") + "; " + sent + " sent/s, " + handled
                + " handled/s, lag " + lag + ", gaps " + gaps + ", repairs " + repairs;
    }

    private static long count(TreeStatus status, Role role) {
        return status.nodes().stream().filter(node -> node.role() == role).count();
    }
}
