package io.zinc.cli;

import io.zinc.documents.TextDocument;
import java.io.IOException;
import java.util.concurrent.Callable;
import picocli.CommandLine.Command;
import picocli.CommandLine.Mixin;
import picocli.CommandLine.Parameters;

/** {@code zinc doc put}. */
@Command(
        name = "put",
        header = "Makes a document's text that of a file.",
        description =
                "Makes a document's text that of a file or of standard input, by the smallest change that does it. Creates the document if there is none.",
        footer = {
            "",
            "What others change at the same time in other places stays. To take only your changes over, use zinc doc edit or",
            "zinc sync.",
            "",
            "Examples:",
            "  zinc doc put notes notes.txt",
            "  date | zinc doc put clock"
        })
final class DocPutCommand implements Callable<Integer> {

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
            description = "A file in UTF-8; - is standard input, and is read if nothing is given.")
    private String file = "";

    DocPutCommand(Console console) {
        this.console = console;
    }

    @Override
    public Integer call() throws IOException, InterruptedException {
        InputFile input = new InputFile(file);
        byte[] bytes = input.read(console);
        String text = TextFormat.of(bytes, input.words()).decode(bytes, input.words());
        try (OpenDocuments open = new OpenDocuments(console, options);
                TextDocument document = open.text(name)) {
            open.settle(document.replaceWith(text));
        }
        return ExitCode.OK;
    }
}
