package io.zinc.cli;

import io.zinc.documents.Document;
import java.util.concurrent.Callable;
import picocli.CommandLine.Command;
import picocli.CommandLine.Mixin;
import picocli.CommandLine.Parameters;

/** {@code zinc doc keep}. */
@Command(
        name = "keep",
        header = "Keeps a document as it is now under a name.",
        description =
                "Keeps the state of a document as a version of a name, in place of an older one of that name. The host needs a disk for it: zinc host --data DIR.",
        footer = {"", "Example:", "  zinc doc keep notes monday"})
final class DocKeepCommand implements Callable<Integer> {

    private final Console console;

    @Mixin
    private final DocumentOptions options = new DocumentOptions();

    @Parameters(index = "0", paramLabel = "NAME", description = "The document.")
    private String name = "";

    @Parameters(index = "1", paramLabel = "VERSION", description = "The version.")
    private String version = "";

    DocKeepCommand(Console console) {
        this.console = console;
    }

    @Override
    public Integer call() throws InterruptedException {
        try (OpenDocuments open = new OpenDocuments(console, options);
                Document document = open.existing(name)) {
            document.keepVersion(version);
        }
        return ExitCode.OK;
    }
}
