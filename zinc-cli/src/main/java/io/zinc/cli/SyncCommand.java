package io.zinc.cli;

import io.zinc.documents.DocumentEvent;
import io.zinc.documents.DocumentException;
import io.zinc.documents.TextDocument;
import java.io.IOException;
import java.nio.file.Path;
import java.util.concurrent.Callable;
import java.util.concurrent.CompletableFuture;
import org.jspecify.annotations.Nullable;
import picocli.CommandLine.Command;
import picocli.CommandLine.Mixin;
import picocli.CommandLine.Option;
import picocli.CommandLine.Parameters;

/** {@code zinc sync}: a file and a document that stay the same. */
@Command(
        name = "sync",
        header = "Keeps a text file and a document the same.",
        description =
                "Keeps a text file and a document the same, in both directions, until it is stopped. Edit the file"
                        + " with whatever you like; what others change in the document meanwhile is merged, not overwritten.",
        footer = {
            "",
            "Makes the file or the document if there is none. Line ends, encoding (UTF-8, or UTF-16 with a byte order",
            "mark) and permissions of the file stay as they are. What was changed while it was not running is merged when",
            "it runs again. Ends with 1 when the document is deleted or the file is gone; the other one stays.",
            "",
            "Examples:",
            "  zinc sync notes.txt notes",
            "  zinc sync notes.txt notes --once              makes them the same, and ends",
            "  zinc sync notes.txt notes --take document     where both have a text already"
        })
final class SyncCommand implements Callable<Integer> {

    private final Console console;

    @Mixin
    private final DocumentOptions options = new DocumentOptions();

    @Parameters(index = "0", paramLabel = "FILE", description = "The file.")
    private Path path = Path.of("");

    @Parameters(index = "1", paramLabel = "DOCUMENT", description = "The document, a text.")
    private String name = "";

    @Option(
            names = "--take",
            paramLabel = "SIDE",
            description = "Which text to begin with where both have one: ${COMPLETION-CANDIDATES}.")
    private TextSync.@Nullable Winner winner;

    @Option(names = "--once", description = "End when they are the same and the host has it.")
    private boolean isOnce;

    SyncCommand(Console console) {
        this.console = console;
    }

    @Override
    public Integer call() throws Exception {
        CompletableFuture<Integer> end = new CompletableFuture<>();
        SyncedFile file = console.closing(new SyncedFile(path)); // also when it is interrupted
        try (FolderWatch watch = new FolderWatch(file.folder());
                OpenDocuments open = new OpenDocuments(console, options, event -> {
                    JoinCommand.endIfRefused(event, end);
                    watch.wake();
                });
                TextDocument document = open.text(name)) {
            var unusedEvents = document.onEvent(event -> {
                notice(event, end);
                watch.wake();
            });
            var unusedChanges = document.onChange(change -> watch.wake());
            TextSync sync = new TextSync(file, document, memory(file, document), end::isDone, this::detail);
            sync.begin(winner);
            console.note("keeping " + file.path() + " and '" + document.name() + "' the same");
            keep(sync, watch, end);
            return end.join();
        } finally {
            file.close();
        }
    }

    private SyncMemory memory(SyncedFile file, TextDocument document) {
        return new SyncMemory(
                SyncMemory.folder(console.terminal.environment()),
                file.path() + "\0" + options.cluster.cluster + "\0" + document.name(),
                document.generation());
    }

    private void keep(TextSync sync, FolderWatch watch, CompletableFuture<Integer> end)
            throws IOException, InterruptedException {
        while (!end.isDone()) {
            try {
                sync.step();
            } catch (DocumentException e) {
                if (e.problem() == DocumentException.Problem.ENDED) {
                    return; // its event, told before or after this, says what became of it
                }
                throw e;
            }
            if (isOnce && sync.isSettled()) {
                end.complete(ExitCode.OK);
            } else {
                watch.await();
            }
        }
    }

    /** What the host refused is still in the file, which has to stay as it is; so we end. */
    private void notice(DocumentEvent event, CompletableFuture<Integer> end) {
        switch (event) {
            case DocumentEvent.Deleted deleted ->
                end.completeExceptionally(
                        new Failure(OpenDocuments.whatBecameOf(name, deleted) + "; " + path + " stays as it is"));
            case DocumentEvent.Refused refused ->
                end.completeExceptionally(new Failure("the host refused a change of " + path + ": " + refused.reason()
                        + "; the file stays as it is"));
            case DocumentEvent.Repaired repaired
            when repaired.lost().length > 0 ->
                end.completeExceptionally(new Failure("'" + name + "' was loaded anew without the last changes of "
                        + path + ": " + repaired.reason() + "; the file stays as it is"));
            case DocumentEvent.Repaired repaired ->
                console.note("'" + name + "' was loaded anew: " + repaired.reason());
        }
    }

    private void detail(String text) {
        if (console.isVerbose()) {
            console.note(text);
        }
    }
}
