package io.zinc.cli;

import java.util.concurrent.Callable;
import picocli.CommandLine.Command;
import picocli.CommandLine.Mixin;
import picocli.CommandLine.Parameters;

/** {@code zinc doc rename}. */
@Command(
        name = "rename",
        header = "Gives a document another name, for everyone.",
        description = {
            "Gives a document another name, with its history, versions and authors, for everyone. Who has it open is told, and",
            "ends: the old name has no document any more. A document that is there under the new name stays as it is."
        },
        footer = {"", "Example:", "  zinc doc rename notes notes-2024"})
final class DocRenameCommand implements Callable<Integer> {

    private final Console console;

    @Mixin
    private final DocumentOptions options = new DocumentOptions();

    @Parameters(index = "0", paramLabel = "FROM", description = "The document.")
    private String from = "";

    @Parameters(index = "1", paramLabel = "TO", description = "The name that it shall have.")
    private String to = "";

    DocRenameCommand(Console console) {
        this.console = console;
    }

    @Override
    public Integer call() throws InterruptedException {
        try (OpenDocuments open = new OpenDocuments(console, options)) {
            open.documents().rename(from, to);
        }
        return ExitCode.OK;
    }
}
