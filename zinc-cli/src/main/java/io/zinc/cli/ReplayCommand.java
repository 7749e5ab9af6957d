package io.zinc.cli;

import io.zinc.benchmarks.trace.Trace;
import java.util.concurrent.Callable;
import picocli.CommandLine.Command;
import picocli.CommandLine.Mixin;
import picocli.CommandLine.Option;
import picocli.CommandLine.Parameters;

/** {@code zinc replay}: a recorded session, played by processes. */
@Command(
        name = "replay",
        header = "Plays a recorded editing session on a tree of processes, and compares all replicas.",
        description = "Plays a recorded editing session: a host, relays, the session's authors and some readers, each a"
                + " process of its own, have a document open that the authors write again as it was recorded, at once"
                + " and live. Then each replica's text is compared with the recorded one.",
        footer = {
            "",
            "It prints each process's id and the SHA-256 of its text. Exit code 0 means that all are what was recorded.",
            "A process other than the host that is killed meanwhile is started again, and goes on.",
            "",
            "TRACE is friendsforever (2 authors) or clownschool (3), of Joseph Gentle's collection editing-traces",
            "(CC BY 4.0), or a file in one of that collection's forms. A session of one author is shared: after some",
            "edits another one takes over. A session without times is taken to be half an hour long, and pauses longer",
            "than 10 s to be 10 s.",
            "",
            "Examples:",
            "  zinc replay friendsforever --speed 60",
            "  zinc replay clownschool --relays 3 --readers 6 --speed 0",
            "  zinc replay rustcode.json.gz --authors 5 --speed 0",
            "  zinc doc watch friendsforever                     looks on, in another terminal"
        })
final class ReplayCommand implements Callable<Integer> {

    private static final int LEAST_AUTHORS = 2;

    private final Console console;

    @Mixin
    private final ReplayOptions options = new ReplayOptions();

    @Parameters(paramLabel = "TRACE", description = "The session: friendsforever, clownschool, or a file.")
    private String trace = "";

    @Option(
            names = "--authors",
            paramLabel = "N",
            defaultValue = "0",
            description = "How many authors write. (else as many as were recorded, at least 2)")
    private int authors;

    @Option(
            names = "--readers",
            paramLabel = "N",
            defaultValue = "2",
            description = "How many others have the document open. (else 2)")
    private int readers;

    @Option(
            names = "--speed",
            paramLabel = "X",
            defaultValue = "1",
            description = "How many times as fast as recorded; 0 for as fast as possible. (else 1)")
    private double speed;

    ReplayCommand(Console console) {
        this.console = console;
    }

    @Override
    public Integer call() throws Exception {
        Trace session = Trace.read(trace);
        int count = authors == 0 ? Math.max(LEAST_AUTHORS, session.authors()) : authors;
        return new Replay(console, options, trace, session.sharedAmong(count), readers, speed).run();
    }
}
