package io.zinc.benchmarks;

import io.zinc.core.Endpoint;
import java.io.PrintStream;
import java.util.Locale;

/** What endpoints cost before a message flows: heap, and the time until a new process has joined. Zinc alone. */
final class Footprint {

    static final String HEAP = "heap-1000";
    static final String JOIN = "join";

    private static final int CHILDREN = 1_000;
    private static final int JOINS = 11;

    private final PrintStream out;

    Footprint(PrintStream out) {
        this.out = out;
    }

    void heap() {
        try (ChildProcess process = ChildProcess.start(ManyChildrenProcess.class, String.valueOf(CHILDREN))) {
            long bytes = process.answer().number("bytes");
            out.printf(
                    Locale.ROOT,
                    "%s: the heap grows by %.1f MB with %,d in-process children of a host, each with one subscription:"
                            + " %.1f kB each, with both ends of its link%n%n",
                    HEAP,
                    bytes / 1e6,
                    CHILDREN,
                    bytes / 1e3 / CHILDREN);
        }
    }

    void join() {
        Samples milliseconds = new Samples();
        try (Endpoint host =
                Endpoint.host(ZincPublisher.CLUSTER).bind("tcp://127.0.0.1:0").open()) {
            for (int i = 0; i < JOINS; i++) {
                long beganNs = System.nanoTime();
                try (ChildProcess process = ChildProcess.start(JoinProcess.class, host.address())) {
                    Answer ignored = process.answer();
                    milliseconds.add((System.nanoTime() - beganNs) / 1e6);
                }
            }
        }
        out.printf(
                Locale.ROOT,
                "%s: %.0f ms from the start of a client's process until it has joined over tcp (p50 of %d; %.0f to %.0f)%n%n",
                JOIN,
                milliseconds.median(),
                JOINS,
                milliseconds.least(),
                milliseconds.most());
    }
}
