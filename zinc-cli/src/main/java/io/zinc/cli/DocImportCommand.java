package io.zinc.cli;

import io.zinc.documents.Document;
import io.zinc.documents.Kind;
import java.io.IOException;
import java.util.concurrent.Callable;
import picocli.CommandLine.Command;
import picocli.CommandLine.Mixin;
import picocli.CommandLine.Option;
import picocli.CommandLine.Parameters;

/** {@code zinc doc import}. */
@Command(
        name = "import",
        header = "Puts a Yjs update into a document.",
        description =
                "Applies a Yjs update (format v1), such as another server's document, to a document. Creates the document if there is none.",
        footer = {
            "",
            "Examples:",
            "  zinc doc import notes notes.yjs",
            "  zinc doc import notes notes.yjs --kind text:codemirror      a text that CodeMirror's users wrote"
        })
final class DocImportCommand implements Callable<Integer> {

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
            description = "The update; - is standard input, and is read if nothing is given.")
    private String file = "";

    @Option(
            names = {"-k", "--kind"},
            paramLabel = "KIND",
            defaultValue = "yjs",
            description = "What a new document is: text, text:ROOT, json or yjs. (else yjs)")
    private String kind = "";

    DocImportCommand(Console console) {
        this.console = console;
    }

    @Override
    public Integer call() throws IOException, InterruptedException {
        Kind<? extends Document> wanted = OpenDocuments.wanted(kind);
        byte[] update = new InputFile(file).read(console);
        try (OpenDocuments open = new OpenDocuments(console, options);
                Document document = open.find(name).isPresent()
                        ? open.existing(name)
                        : open.documents().open(name, wanted)) {
            open.settle(document.apply(update));
        }
        return ExitCode.OK;
    }
}
