package io.zinc.benchmarks;

import java.io.PrintStream;
import java.nio.file.Path;
import java.time.Duration;
import java.util.Locale;
import java.util.concurrent.TimeUnit;

/** What many small documents take of a host that keeps them in a store: while they are open, and when they are closed. */
final class DocumentMemory {

    static final String CASE = "memory/10000-documents";

    private static final Duration OPENING = Duration.ofMinutes(3);
    private static final int UNLOAD_IDLE_MS = 1_000;
    private static final int LOOK_MS = 200;

    /** A host tells a document's digest twice, half a minute apart, before it leaves it to the disk. */
    private static final Duration UNLOADING = Duration.ofSeconds(90);

    private final BenchmarkOptions options;
    private final Results results;
    private final PrintStream out;

    DocumentMemory(BenchmarkOptions options, Results results, PrintStream out) {
        this.options = options;
        this.results = results;
        this.out = out;
    }

    void measure(Path folder, int documents) throws InterruptedException {
        if (!options.includes(CASE)) {
            return;
        }
        String store = folder.resolve("memory").toString();
        try (ChildProcess host = ChildProcess.start(DocumentHostProcess.class, store, String.valueOf(UNLOAD_IDLE_MS));
                ChildProcess editor =
                        ChildProcess.start(EditorProcess.class, host.answer().text("address"))) {
            Answer ignored = editor.answer();
            ProcessMemory none = ProcessMemory.of(host.ask("memory"));
            long opened = editor.ask("open 0 " + documents, OPENING).number("open");
            ProcessMemory open = ProcessMemory.of(host.ask("memory"));
            long left = editor.ask("close", OPENING).number("open");
            ProcessMemory closed = unloaded(host);
            if (opened != documents || left != 0) {
                throw new IllegalStateException(opened + " documents were open, then " + left);
            }
            print("open", none, open, documents);
            print("closed", none, closed, documents);
            out.println();
            add("/open-heap", open.heapBytes() - none.heapBytes(), documents);
            add("/closed-heap", closed.heapBytes() - none.heapBytes(), documents);
            add("/open-resident", open.residentBytes() - none.residentBytes(), documents);
            add("/closed-resident", closed.residentBytes() - none.residentBytes(), documents);
        }
    }

    /** The memory once the host has left all documents to the disk. */
    private static ProcessMemory unloaded(ChildProcess host) throws InterruptedException {
        long endNs = System.nanoTime() + UNLOADING.toNanos();
        long loaded = host.ask("loaded").number("loaded");
        while (loaded > 0) {
            if (System.nanoTime() > endNs) {
                throw new IllegalStateException("the host still has " + loaded + " documents in its memory, "
                        + UNLOADING.toSeconds() + " s after they were closed");
            }
            TimeUnit.MILLISECONDS.sleep(LOOK_MS);
            loaded = host.ask("loaded").number("loaded");
        }
        return ProcessMemory.of(host.ask("memory"));
    }

    private void print(String state, ProcessMemory none, ProcessMemory some, int documents) {
        out.printf(
                Locale.ROOT,
                "%s: %,d %s: the heap grows by %.2f MB to %.1f MB, %,.0f bytes each; resident memory by %.1f MB to %.1f MB%n",
                CASE,
                documents,
                state,
                (some.heapBytes() - none.heapBytes()) / 1e6,
                some.heapBytes() / 1e6,
                (some.heapBytes() - none.heapBytes()) / (double) documents,
                (some.residentBytes() - none.residentBytes()) / 1e6,
                some.residentBytes() / 1e6);
    }

    private void add(String state, long bytes, int documents) {
        results.add(Comparison.alone(
                CASE + state, "bytes/document", Samples.of((double) bytes / documents), Comparison.Better.LOW));
    }
}
