package io.zinc.cli;

import io.zinc.crdt.DeltaOp;
import io.zinc.documents.DocumentEvent;
import io.zinc.documents.TextChange;
import io.zinc.documents.TextDocument;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.Callable;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.atomic.AtomicLong;
import picocli.CommandLine.Command;
import picocli.CommandLine.Mixin;
import picocli.CommandLine.Option;
import picocli.CommandLine.Parameters;

/** {@code zinc doc watch}. */
@Command(
        name = "watch",
        header = "Follows the changes of a text.",
        description =
                "Prints each change of a text as it happens: where, what is new (+) and what is gone (-), and who did it.",
        footer = {
            "",
            "Where is a position in UTF-16 units. It stays until it is stopped, has printed --count changes, the document is",
            "deleted, or nobody reads what it prints.",
            "",
            "Examples:",
            "  zinc doc watch notes",
            "  zinc doc watch notes --text --count 1",
            "  zinc doc watch notes --json | jq -r .author"
        })
final class DocWatchCommand implements Callable<Integer> {

    private final Console console;

    @Mixin
    private final DocumentOptions options = new DocumentOptions();

    @Parameters(index = "0", paramLabel = "NAME", description = "The document.")
    private String name = "";

    @Option(
            names = {"-n", "--count"},
            paramLabel = "N",
            description = "End after N changes.")
    private long count = Long.MAX_VALUE;

    @Option(names = "--text", description = "Print the whole text: at first, and after each change.")
    private boolean isWhole;

    @Option(
            names = "--json",
            description = "Print each change as a JSON object: document, author, delta (retain, insert and delete, as"
                    + " in Yjs); with --text also text.")
    private boolean isJson;

    DocWatchCommand(Console console) {
        this.console = console;
    }

    @Override
    public Integer call() throws InterruptedException {
        if (count <= 0) {
            throw new Failure("--count is " + count + "; it has to be at least 1");
        }
        CompletableFuture<Integer> end = new CompletableFuture<>();
        console.out.onBroken(() -> end.complete(ExitCode.OK));
        try (OpenDocuments open = new OpenDocuments(console, options, event -> JoinCommand.endIfRefused(event, end));
                TextDocument document = open.existingText(name)) {
            AtomicLong printed = new AtomicLong();
            var unusedEvents = document.onEvent(event -> {
                if (event instanceof DocumentEvent.Deleted deleted) {
                    end.completeExceptionally(new Failure(OpenDocuments.whatBecameOf(name, deleted)));
                }
            });
            var unusedChanges = document.onChange(change -> {
                if (printed.get() < count) {
                    print(document, change);
                    if (printed.incrementAndGet() == count) {
                        end.complete(ExitCode.OK);
                    }
                }
            });
            if (isWhole && !isJson) {
                printWhole(document);
            }
            console.note("watching " + name);
            return end.join();
        } finally {
            console.out.flush();
        }
    }

    private void printWhole(TextDocument document) {
        console.out.now(console.terminal.isOutput() ? Text.printableLines(document.text()) : document.text());
    }

    private void print(TextDocument document, TextChange change) {
        if (isJson) {
            console.out.line(json(document, change));
        } else if (isWhole) {
            printWhole(document);
        } else {
            lines(change).forEach(console.out::line);
        }
    }

    /** The change as lines: position, sign, what is new, and how much is gone. */
    static List<String> lines(TextChange change) {
        String author = change.author().isEmpty() ? "" : " (" + Text.printable(change.author()) + ")";
        List<String> lines = new ArrayList<>();
        int at = 0;
        for (DeltaOp step : change.delta()) {
            switch (step) {
                case DeltaOp.Retain retain -> at += retain.length();
                case DeltaOp.Delete delete -> lines.add("@" + at + " -" + delete.length() + author);
                case DeltaOp.Insert insert -> {
                    String text = String.valueOf(insert.content());
                    lines.add("@" + at + " +" + quoted(text) + author);
                    at += text.length();
                }
            }
        }
        return lines;
    }

    private static String quoted(String text) {
        return "\""
                + Text.printable(text.replace("\\", "\\\\").replace("\n", "\\n").replace("\"", "\\\"")) + "\"";
    }

    private String json(TextDocument document, TextChange change) {
        return JsonLine.object(json -> {
            json.writeStringField("document", document.name());
            json.writeStringField("author", change.author());
            json.writeArrayFieldStart("delta");
            for (DeltaOp step : change.delta()) {
                json.writeStartObject();
                switch (step) {
                    case DeltaOp.Retain retain -> json.writeNumberField("retain", retain.length());
                    case DeltaOp.Delete delete -> json.writeNumberField("delete", delete.length());
                    case DeltaOp.Insert insert -> json.writeStringField("insert", String.valueOf(insert.content()));
                }
                json.writeEndObject();
            }
            json.writeEndArray();
            if (isWhole) {
                json.writeStringField("text", document.text());
            }
        });
    }
}
