package io.zinc.cli;

import io.zinc.documents.spi.DocumentInfo;
import java.time.Instant;
import java.time.temporal.ChronoUnit;
import java.util.List;
import java.util.concurrent.Callable;
import picocli.CommandLine.Command;
import picocli.CommandLine.Mixin;
import picocli.CommandLine.Option;
import picocli.CommandLine.Parameters;

/** {@code zinc doc list}. */
@Command(
        name = "list",
        header = "Lists the documents.",
        description = "Lists the documents of a cluster, in the order of their names.",
        footer = {"", "Examples:", "  zinc doc list", "  zinc doc list reports/", "  zinc doc list --json | jq -r .name"
        })
final class DocListCommand implements Callable<Integer> {

    private final Console console;

    @Mixin
    private final DocumentOptions options = new DocumentOptions();

    @Parameters(arity = "0..1", paramLabel = "PREFIX", description = "Only documents whose names begin so.")
    private String prefix = "";

    @Option(
            names = "--json",
            description = "Print each as a JSON object: name, kind, generation, createdAtMs, position, bytes.")
    private boolean isJson;

    DocListCommand(Console console) {
        this.console = console;
    }

    @Override
    public Integer call() throws InterruptedException {
        try (OpenDocuments open = new OpenDocuments(console, options)) {
            List<DocumentInfo> all = open.documents().list(prefix);
            int width =
                    all.stream().mapToInt(info -> info.name().length()).max().orElse(0);
            for (DocumentInfo info : all) {
                console.out.line(isJson ? json(info) : line(info, width));
            }
        }
        console.out.flush();
        return ExitCode.OK;
    }

    private static String line(DocumentInfo info, int width) {
        String name = Text.printable(info.name());
        return name + " ".repeat(Math.max(0, width - name.length())) + "  " + Text.printable(info.kind()) + "  "
                + Text.count(info.bytes(), "byte") + "  created "
                + Instant.ofEpochMilli(info.createdAtMs()).truncatedTo(ChronoUnit.SECONDS);
    }

    private static String json(DocumentInfo info) {
        return JsonLine.object(json -> {
            json.writeStringField("name", info.name());
            json.writeStringField("kind", info.kind());
            json.writeNumberField("generation", info.generation());
            json.writeNumberField("createdAtMs", info.createdAtMs());
            json.writeNumberField("position", info.position());
            json.writeNumberField("bytes", info.bytes());
        });
    }
}
