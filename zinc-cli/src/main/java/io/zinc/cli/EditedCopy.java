package io.zinc.cli;

import io.zinc.core.ZincException;
import io.zinc.documents.Edit;
import io.zinc.documents.TextDocument;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.concurrent.CompletableFuture;
import org.jspecify.annotations.Nullable;

/** A copy of a text in a file of its own, for an editor. What is saved there is merged into the document. */
final class EditedCopy implements AutoCloseable {

    private static final int MOST_NAME = 60;

    private final TextDocument document;
    private final Path folder;
    private final Path path;
    private final SyncedFile file;
    private String saved;
    private @Nullable FileStamp seen;
    private Edit lastEdit;
    private boolean isKept;

    private EditedCopy(TextDocument document, Path folder) throws IOException {
        this.document = document;
        this.folder = folder;
        this.path = folder.resolve(fileName(document.name()));
        this.file = new SyncedFile(path);
        this.saved = document.text();
        this.lastEdit = document.merge(saved, saved);
        this.seen = file.write(saved, null);
    }

    static EditedCopy of(TextDocument document) throws IOException {
        return new EditedCopy(document, Files.createTempDirectory("zinc-edit"));
    }

    private static String fileName(String name) {
        String safe = name.replaceAll("[^\\p{L}\\p{N}._-]", "_");
        String cut = safe.length() > MOST_NAME ? safe.substring(0, MOST_NAME) : safe;
        return (cut.startsWith(".") ? "_" : "") + cut + (cut.contains(".") ? "" : ".txt");
    }

    /**
     * Runs an editor, and returns its exit code when it has ended and all that it saved is merged. What cannot be merged does not
     * end the editor, whose user may be in the middle of a sentence.
     */
    int editWith(String editor) throws IOException, InterruptedException {
        @Nullable RuntimeException fault = null;
        Process process = new ProcessBuilder("sh", "-c", editor + " \"$1\"", "sh", path.toString())
                .inheritIO()
                .start();
        try (FolderWatch watch = new FolderWatch(folder)) {
            CompletableFuture<Process> ended = process.onExit();
            var unused = ended.thenRun(watch::wake);
            while (!ended.isDone()) {
                watch.await();
                fault = fault(fault);
            }
        } finally {
            process.destroy();
        }
        fault = fault(fault);
        if (fault != null) {
            throw fault;
        }
        return process.waitFor();
    }

    /** Merges what was saved last, if it was not; why what was saved last could not be. */
    private @Nullable RuntimeException fault(@Nullable RuntimeException before)
            throws IOException, InterruptedException {
        try {
            return mergeSaved() ? null : before;
        } catch (ZincException | Failure e) {
            return e;
        }
    }

    /** Leaves the file where it is, as it has what did not get into the document. */
    Failure keep(String reason) {
        isKept = true;
        return new Failure(reason + "; what you wrote is in " + path);
    }

    private boolean mergeSaved() throws IOException, InterruptedException {
        FileStamp stamp = file.stamp();
        if (stamp == null || stamp.equals(seen)) {
            return false;
        }
        SyncedFile.Content content = file.read();
        if (content != null) {
            seen = content.stamp();
            Edit edit = document.merge(saved, content.text());
            saved = content.text();
            if (edit.hasChanged()) {
                lastEdit = edit;
            }
        }
        return content != null;
    }

    /** The last edit that changed the document; acknowledgements are cumulative. */
    Edit lastEdit() {
        return lastEdit;
    }

    @Override
    public void close() throws IOException {
        file.close();
        if (isKept) {
            return;
        }
        try (var files = Files.list(folder)) {
            for (Path left : files.toList()) {
                Files.deleteIfExists(left);
            }
        }
        Files.deleteIfExists(folder);
    }
}
