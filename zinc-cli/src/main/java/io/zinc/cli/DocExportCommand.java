package io.zinc.cli;

import io.zinc.documents.Document;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.concurrent.Callable;
import picocli.CommandLine.Command;
import picocli.CommandLine.Mixin;
import picocli.CommandLine.Parameters;

/** {@code zinc doc export}. */
@Command(
        name = "export",
        header = "Takes a document out as a Yjs update.",
        description =
                "Writes the whole state of a document as a Yjs update (format v1), which every Yjs client and server can apply.",
        footer = {"", "Example:", "  zinc doc export notes notes.yjs"})
final class DocExportCommand implements Callable<Integer> {

    private final Console console;

    @Mixin
    private final DocumentOptions options = new DocumentOptions();

    @Parameters(index = "0", paramLabel = "NAME", description = "The document.")
    private String name = "";

    @Parameters(
            index = "1",
            arity = "0..1",
            paramLabel = "FILE",
            defaultValue = "-",
            description = "Where to; - is standard output, and is written to if nothing is given.")
    private String file = "";

    DocExportCommand(Console console) {
        this.console = console;
    }

    @Override
    public Integer call() throws IOException, InterruptedException {
        try (OpenDocuments open = new OpenDocuments(console, options);
                Document document = open.existing(name)) {
            if (file.equals("-")) {
                console.out.now(document.state());
            } else {
                Files.write(Path.of(file), document.state());
            }
        }
        return ExitCode.OK;
    }
}
