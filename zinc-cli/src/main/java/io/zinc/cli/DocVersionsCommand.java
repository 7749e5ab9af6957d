package io.zinc.cli;

import io.zinc.documents.Document;
import io.zinc.documents.spi.Version;
import java.time.Instant;
import java.time.temporal.ChronoUnit;
import java.util.concurrent.Callable;
import picocli.CommandLine.Command;
import picocli.CommandLine.Mixin;
import picocli.CommandLine.Option;
import picocli.CommandLine.Parameters;

/** {@code zinc doc versions}. */
@Command(
        name = "versions",
        header = "Lists the versions of a document.",
        description = "Lists the versions of a document that were kept, oldest first.",
        footer = {
            "",
            "Examples:",
            "  zinc doc versions notes",
            "  zinc doc keep notes monday",
            "  zinc doc cat notes --as-of monday",
            "  zinc doc restore notes monday"
        })
final class DocVersionsCommand implements Callable<Integer> {

    private final Console console;

    @Mixin
    private final DocumentOptions options = new DocumentOptions();

    @Parameters(index = "0", paramLabel = "NAME", description = "The document.")
    private String name = "";

    @Option(names = "--json", description = "Print each as a JSON object: name, author, atMs, position.")
    private boolean isJson;

    DocVersionsCommand(Console console) {
        this.console = console;
    }

    @Override
    public Integer call() throws InterruptedException {
        try (OpenDocuments open = new OpenDocuments(console, options);
                Document document = open.existing(name)) {
            for (Version version : document.versions()) {
                console.out.line(isJson ? json(version) : line(version));
            }
        }
        console.out.flush();
        return ExitCode.OK;
    }

    private static String line(Version version) {
        return Instant.ofEpochMilli(version.atMs()).truncatedTo(ChronoUnit.SECONDS) + "  "
                + Text.printable(version.name())
                + (version.author().isEmpty() ? "" : "  (" + Text.printable(version.author()) + ")");
    }

    private static String json(Version version) {
        return JsonLine.object(json -> {
            json.writeStringField("name", version.name());
            json.writeStringField("author", version.author());
            json.writeNumberField("atMs", version.atMs());
            json.writeNumberField("position", version.position());
        });
    }
}
