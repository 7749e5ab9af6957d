package io.zinc.cli;

import com.fasterxml.jackson.core.JsonProcessingException;
import com.fasterxml.jackson.databind.ObjectMapper;
import io.zinc.crdt.Doc;
import io.zinc.documents.Document;
import io.zinc.documents.JsonDocument;
import io.zinc.documents.TextDocument;
import java.util.concurrent.Callable;
import org.jspecify.annotations.Nullable;
import picocli.CommandLine.Command;
import picocli.CommandLine.Mixin;
import picocli.CommandLine.Option;
import picocli.CommandLine.Parameters;

/** {@code zinc doc cat}. */
@Command(
        name = "cat",
        header = "Prints a document.",
        description = "Prints a document as it is now: a text as it is, JSON as JSON.",
        footer = {
            "",
            "Examples:",
            "  zinc doc cat notes",
            "  zinc doc cat notes --authors",
            "  zinc doc cat notes --as-of monday | diff - notes.txt"
        })
final class DocCatCommand implements Callable<Integer> {

    private final Console console;

    @Mixin
    private final DocumentOptions options = new DocumentOptions();

    @Parameters(index = "0", paramLabel = "NAME", description = "The document.")
    private String name = "";

    @Option(names = "--authors", description = "Print a text line by line, each begun with those who wrote it.")
    private boolean isAuthored;

    @Option(names = "--as-of", paramLabel = "VERSION", description = "Print what a version kept.")
    private @Nullable String version;

    DocCatCommand(Console console) {
        this.console = console;
    }

    @Override
    public Integer call() throws InterruptedException {
        try (OpenDocuments open = new OpenDocuments(console, options);
                Document document = open.existing(name)) {
            String text =
                    version == null ? textOf(document) : textOf(document, Doc.fromUpdate(document.version(version)));
            console.out.now(console.terminal.isOutput() ? Text.printableLines(text) : text);
        }
        return ExitCode.OK;
    }

    private String textOf(Document document) {
        if (document instanceof TextDocument text) {
            return isAuthored ? AuthoredLines.of(text.authored()) : text.text();
        }
        if (document instanceof JsonDocument json) {
            return json(json.toMap());
        }
        throw noText(document);
    }

    private Failure noText(Document document) {
        return new Failure("'" + name + "' is of kind " + document.kind()
                + ", which cannot be printed; zinc doc export takes it out as it is");
    }

    private String textOf(Document document, Doc then) {
        if (document instanceof TextDocument) {
            String kind = document.kind();
            return then.getText(kind.substring(kind.indexOf(':') + 1)).toString();
        }
        if (document instanceof JsonDocument) {
            return json(then.getMap("json").toJson());
        }
        throw noText(document);
    }

    private static String json(Object value) {
        try {
            return new ObjectMapper().writerWithDefaultPrettyPrinter().writeValueAsString(value) + "\n";
        } catch (JsonProcessingException e) {
            throw new Failure("the document holds something that is no JSON: " + e.getOriginalMessage());
        }
    }
}
