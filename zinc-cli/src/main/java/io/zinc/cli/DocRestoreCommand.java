package io.zinc.cli;

import io.zinc.documents.Document;
import java.util.concurrent.Callable;
import picocli.CommandLine.Command;
import picocli.CommandLine.Mixin;
import picocli.CommandLine.Parameters;

/** {@code zinc doc restore}. */
@Command(
        name = "restore",
        header = "Makes a document show a version again.",
        description =
                "Makes a document show what a version kept, as a new change; what came after it stays in its history.",
        footer = {"", "Example:", "  zinc doc restore notes monday"})
final class DocRestoreCommand implements Callable<Integer> {

    private final Console console;

    @Mixin
    private final DocumentOptions options = new DocumentOptions();

    @Parameters(index = "0", paramLabel = "NAME", description = "The document.")
    private String name = "";

    @Parameters(index = "1", paramLabel = "VERSION", description = "The version.")
    private String version = "";

    DocRestoreCommand(Console console) {
        this.console = console;
    }

    @Override
    public Integer call() throws InterruptedException {
        try (OpenDocuments open = new OpenDocuments(console, options);
                Document document = open.existing(name)) {
            open.settle(document.restore(version));
        }
        return ExitCode.OK;
    }
}
