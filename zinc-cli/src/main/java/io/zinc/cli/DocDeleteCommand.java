package io.zinc.cli;

import io.zinc.documents.Document;
import java.util.concurrent.Callable;
import picocli.CommandLine.Command;
import picocli.CommandLine.Mixin;
import picocli.CommandLine.Parameters;

/** {@code zinc doc delete}. */
@Command(
        name = "delete",
        header = "Deletes a document for everyone.",
        description =
                "Deletes a document with its versions, for everyone. Those who are away are told when they are back.",
        footer = {"", "Example:", "  zinc doc delete notes"})
final class DocDeleteCommand implements Callable<Integer> {

    private final Console console;

    @Mixin
    private final DocumentOptions options = new DocumentOptions();

    @Parameters(index = "0", paramLabel = "NAME", description = "The document.")
    private String name = "";

    DocDeleteCommand(Console console) {
        this.console = console;
    }

    @Override
    public Integer call() throws InterruptedException {
        try (OpenDocuments open = new OpenDocuments(console, options);
                Document document = open.existing(name)) {
            document.delete();
        }
        return ExitCode.OK;
    }
}
