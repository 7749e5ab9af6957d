package io.zinc.cli;

import io.zinc.core.ZincException;
import io.zinc.documents.DocumentEvent;
import io.zinc.documents.TextDocument;
import java.io.IOException;
import java.util.Queue;
import java.util.concurrent.Callable;
import java.util.concurrent.ConcurrentLinkedQueue;
import picocli.CommandLine.Command;
import picocli.CommandLine.Mixin;
import picocli.CommandLine.Parameters;

/** {@code zinc doc edit}. */
@Command(
        name = "edit",
        header = "Opens a text in your editor.",
        description =
                "Opens a text in $VISUAL or $EDITOR. Each time you save, what you changed is merged into the document; what others change meanwhile stays.",
        footer = {
            "",
            "The editor shows the text as it was when you opened it. Creates the document if there is none.",
            "",
            "Examples:",
            "  zinc doc edit notes",
            "  EDITOR=\"code --wait\" zinc doc edit notes"
        })
final class DocEditCommand implements Callable<Integer> {

    private final Console console;

    @Mixin
    private final DocumentOptions options = new DocumentOptions();

    @Parameters(index = "0", paramLabel = "NAME", description = "The document.")
    private String name = "";

    DocEditCommand(Console console) {
        this.console = console;
    }

    @Override
    public Integer call() throws IOException, InterruptedException {
        String editor = editor();
        try (OpenDocuments open = new OpenDocuments(console, options);
                TextDocument document = open.text(name);
                EditedCopy copy = EditedCopy.of(document)) {
            Queue<String> lost = new ConcurrentLinkedQueue<>();
            var unused = document.onEvent(event -> {
                if (event instanceof DocumentEvent.Refused refused) {
                    lost.add("the host refused an edit: " + refused.reason());
                } else if (event instanceof DocumentEvent.Deleted deleted) {
                    lost.add(OpenDocuments.whatBecameOf(name, deleted));
                }
            });
            int code;
            try {
                code = copy.editWith(editor);
                open.settle(copy.lastEdit());
            } catch (ZincException | Failure e) {
                throw copy.keep(String.valueOf(e.getMessage()));
            }
            String fault = lost.poll();
            if (fault != null) {
                throw copy.keep(fault);
            }
            if (code != 0) {
                throw new Failure(
                        "'" + editor + "' ended with exit code " + code + "; what it had saved is in the document");
            }
        }
        return ExitCode.OK;
    }

    private String editor() {
        for (String variable : new String[] {"VISUAL", "EDITOR"}) {
            String editor = console.terminal.environment().getOrDefault(variable, "");
            if (!editor.isBlank()) {
                return editor;
            }
        }
        return "vi";
    }
}
