package io.zinc.cli;

import io.zinc.documents.Document;
import io.zinc.documents.Kind;
import java.util.concurrent.Callable;
import picocli.CommandLine.Command;
import picocli.CommandLine.Mixin;
import picocli.CommandLine.Option;
import picocli.CommandLine.Parameters;

/** {@code zinc doc create}. */
@Command(
        name = "create",
        header = "Creates an empty document.",
        description = "Creates an empty document; fails if there is one of the name.",
        footer = {
            "",
            "Kinds: text, json, yjs (whatever Yjs clients make), and text:ROOT for a text under another root name, as editors",
            "make them that were used without Zinc: text:codemirror, text:quill, text:monaco.",
            "",
            "Examples:",
            "  zinc doc create notes",
            "  zinc doc create settings --kind json"
        })
final class DocCreateCommand implements Callable<Integer> {

    private final Console console;

    @Mixin
    private final DocumentOptions options = new DocumentOptions();

    @Parameters(index = "0", paramLabel = "NAME", description = "The document.")
    private String name = "";

    @Option(
            names = {"-k", "--kind"},
            paramLabel = "KIND",
            defaultValue = "text",
            description = "What it is: text, text:ROOT, json or yjs. (else text)")
    private String kind = "";

    DocCreateCommand(Console console) {
        this.console = console;
    }

    @Override
    public Integer call() throws InterruptedException {
        Kind<? extends Document> wanted = OpenDocuments.wanted(kind);
        try (OpenDocuments open = new OpenDocuments(console, options)) {
            open.documents().create(name, wanted).close();
        }
        return ExitCode.OK;
    }
}
