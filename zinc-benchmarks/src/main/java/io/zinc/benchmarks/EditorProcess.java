package io.zinc.benchmarks;

import io.zinc.core.Ack;
import io.zinc.core.SendResult;
import io.zinc.documents.Documents;
import io.zinc.documents.Edit;
import io.zinc.documents.Kinds;
import io.zinc.documents.TextDocument;
import java.util.ArrayDeque;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.locks.LockSupport;
import org.HdrHistogram.Histogram;

/** A client whose edits are awaited at a level of acknowledgement, and that opens many documents. */
final class EditorProcess implements ChildCommands {

    private static final long INTERVAL_NS = 5_000_000;
    private static final int DIGITS = 3;

    /** So many edits are on their way at once where the rate is measured. */
    private static final int WINDOW = 1_000;

    private final Documents documents;
    private final List<TextDocument> open = new ArrayList<>();

    private EditorProcess(Documents documents) {
        this.documents = documents;
    }

    public static void main(String[] arguments) throws Exception {
        Documents documents = Documents.on(ZincEchoClient.join(arguments[0]));
        ChildCommands.serve(new Answer().with("ready", 1), new EditorProcess(documents));
        System.exit(0);
    }

    @Override
    public Answer run(String command, List<String> words) throws Exception {
        return switch (command) {
            case "rate" -> rate(Ack.valueOf(words.get(0)), words.get(1), Long.parseLong(words.get(2)));
            case "latency" -> latency(Ack.valueOf(words.get(0)), words.get(1), Long.parseLong(words.get(2)));
            case "open" -> open(Integer.parseInt(words.get(0)), Integer.parseInt(words.get(1)));
            case "close" -> close();
            default -> throw new IllegalArgumentException(command);
        };
    }

    private static void await(Edit edit, Ack level) throws InterruptedException {
        SendResult result = edit.await(level);
        if (!(result instanceof SendResult.Sent)) {
            throw new IllegalStateException("an edit was not taken: " + result);
        }
    }

    private static Edit type(TextDocument document) {
        return document.edit(text -> text.insert(text.length(), "x"));
    }

    /** Types for a time, with many edits on their way. */
    private Answer rate(Ack level, String name, long durationNs) throws InterruptedException {
        try (TextDocument document = documents.open(name, Kinds.TEXT)) {
            ArrayDeque<Edit> waiting = new ArrayDeque<>();
            long beganNs = System.nanoTime();
            long edits = 0;
            while (System.nanoTime() - beganNs < durationNs) {
                waiting.addLast(type(document));
                edits++;
                if (waiting.size() >= WINDOW) {
                    await(waiting.removeFirst(), level);
                }
            }
            while (!waiting.isEmpty()) {
                await(waiting.removeFirst(), level);
            }
            return new Answer().with("edits", edits).with("tookNs", System.nanoTime() - beganNs);
        }
    }

    /** Types 200 letters a second, each awaited before the next. */
    private Answer latency(Ack level, String name, long durationNs) throws InterruptedException {
        try (TextDocument document = documents.open(name, Kinds.TEXT)) {
            Histogram tookNs = new Histogram(DIGITS);
            long beganNs = System.nanoTime() + INTERVAL_NS;
            for (long i = 0; i < Math.max(1, durationNs / INTERVAL_NS); i++) {
                long intendedNs = beganNs + i * INTERVAL_NS;
                for (long rest = intendedNs - System.nanoTime(); rest > 0; rest = intendedNs - System.nanoTime()) {
                    LockSupport.parkNanos(rest);
                }
                await(type(document), level);
                tookNs.recordValue(System.nanoTime() - intendedNs);
            }
            return new Answer()
                    .with("p50", tookNs.getValueAtPercentile(50))
                    .with("p99", tookNs.getValueAtPercentile(99));
        }
    }

    /** Opens documents from one number to another, types a line into each, and keeps them open. */
    private Answer open(int from, int end) throws InterruptedException {
        ArrayDeque<Edit> waiting = new ArrayDeque<>();
        for (int i = from; i < end; i++) {
            TextDocument document = documents.open("small-" + i, Kinds.TEXT);
            String line = "This is document " + i + ".\n";
            waiting.addLast(document.edit(text -> text.insert(0, line)));
            open.add(document);
        }
        while (!waiting.isEmpty()) {
            await(waiting.removeFirst(), Ack.DURABLE);
        }
        return new Answer().with("open", open.size());
    }

    private Answer close() {
        open.forEach(TextDocument::close);
        open.clear();
        return new Answer().with("open", 0);
    }
}
