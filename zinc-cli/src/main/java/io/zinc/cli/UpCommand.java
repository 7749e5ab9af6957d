package io.zinc.cli;

import java.util.concurrent.Callable;
import picocli.CommandLine.Command;
import picocli.CommandLine.Mixin;
import picocli.CommandLine.Option;

/** {@code zinc up}: a whole tree of processes on this machine, to look at and to play with. */
@Command(
        name = "up",
        header = "Starts a whole tree of processes on this machine, and shows it.",
        description = "Starts a host, relays and clients as processes of their own. Two of the clients write what two"
                + " people once wrote at once, live, in a document that all of them have open; then the texts of all are"
                + " compared. Ctrl-C stops them all.",
        footer = {
            "",
            "The host takes the port, the relays the ones after it; all of it is on 127.0.0.1. In another terminal,",
            "zinc doc watch, zinc tree, zinc listen and zinc send take part. Kill a relay, and see its clients find",
            "another way. Exit code 0 means that all texts are what was recorded. zinc replay has more to choose from.",
            "",
            "Examples:",
            "  zinc up",
            "  zinc up --relays 3 --clients 12 --speed 100",
            "  zinc up --stay                     leaves the tree up afterwards",
            "  zinc up --speed 0 | tail -1"
        })
final class UpCommand implements Callable<Integer> {

    private static final String SESSION = "friendsforever";

    private final Console console;

    @Mixin
    private final ReplayOptions options = new ReplayOptions();

    @Option(
            names = "--clients",
            paramLabel = "N",
            defaultValue = "4",
            description = "How many clients; two of them write, the others read. (else 4)")
    private int clients;

    @Option(
            names = "--speed",
            paramLabel = "X",
            defaultValue = "30",
            description = "How many times as fast as recorded; 0 for as fast as possible. (else 30: about a minute)")
    private double speed;

    UpCommand(Console console) {
        this.console = console;
    }

    @Override
    public Integer call() throws Exception {
        Trace session = Trace.read(SESSION);
        if (clients < session.authors()) {
            throw new Failure("--clients is " + clients + "; it has to be at least " + session.authors()
                    + ", as two people write");
        }
        return new Replay(console, options, SESSION, session, clients - session.authors(), speed).run();
    }
}
