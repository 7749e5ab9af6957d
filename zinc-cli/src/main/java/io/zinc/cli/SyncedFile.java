package io.zinc.cli;

import io.zinc.documents.DocumentLimits;
import java.io.IOException;
import java.nio.file.FileAlreadyExistsException;
import java.nio.file.FileSystemException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.StandardCopyOption;
import java.nio.file.attribute.PosixFileAttributeView;
import java.util.Objects;
import org.jspecify.annotations.Nullable;

/**
 * A text file that others edit, too. It is read when nobody is writing it, and written in one step: a new file takes the old
 * one's place, with its permissions, encoding and line ends.
 *
 * <p>The file that was replaced is kept for a moment under a name of its own: a program that had opened it before may still
 * write to it, and {@link #takeLateWriting} gives out what came so. Not thread-safe.
 */
final class SyncedFile implements AutoCloseable {

    private static final int MAX_BYTES = DocumentLimits.defaults().maxFragmentBytes();
    private static final long LATE_NS = 500_000_000;

    /** A text that was read, and what the file looked like then. */
    record Content(String text, FileStamp stamp) {}

    private final Path path;
    private final Path replaced;
    private TextFormat format = TextFormat.USUAL;
    private @Nullable FileStamp replacedStamp;
    private long replacedAtNs;

    SyncedFile(Path file) throws IOException {
        Path absolute = file.toAbsolutePath();
        if (!Files.isDirectory(folderOf(absolute))) {
            throw new Failure("there is no folder " + folderOf(absolute) + "; make it first");
        }
        this.path = Files.exists(absolute)
                ? absolute.toRealPath()
                : folderOf(absolute).toRealPath().resolve(absolute.getFileName());
        if (Files.isDirectory(path)) {
            throw new Failure(path + " is a folder; name a file");
        }
        this.replaced = path.resolveSibling("." + path.getFileName() + ".zinc-replaced");
        Files.deleteIfExists(replaced);
    }

    private static Path folderOf(Path absolute) {
        Path folder = absolute.getParent();
        if (folder == null) {
            throw new Failure(absolute + " is a folder; name a file");
        }
        return folder;
    }

    Path path() {
        return path;
    }

    Path folder() {
        return folderOf(path);
    }

    /** What the file looks like now; null if there is none. */
    @Nullable
    FileStamp stamp() throws IOException {
        return FileStamp.of(path);
    }

    /**
     * Reads the file when it is at rest; null if there is none.
     *
     * @throws Failure when it is no text or too large
     */
    @Nullable
    Content read() throws IOException, InterruptedException {
        while (true) {
            FileStamp before = FileStamp.settled(path);
            if (before == null) {
                return null;
            }
            if (before.size() > MAX_BYTES) {
                throw new Failure(
                        path + " has " + before.size() + " bytes; a document takes at most " + MAX_BYTES + " at once");
            }
            byte[] bytes = Files.readAllBytes(path);
            if (before.equals(stamp())) {
                String name = path.toString();
                format = bytes.length == 0 ? format : TextFormat.of(bytes, name);
                return new Content(format.withMark(bytes).decode(bytes, name), before);
            }
        }
    }

    /**
     * Writes a text in the place of what was read.
     *
     * @param expected what the file looked like when it was read; null for no file
     * @return what the file looks like now, or null if it has changed since it was read and was left alone
     */
    @Nullable
    FileStamp write(String text, @Nullable FileStamp expected) throws IOException {
        Path fresh = Files.createTempFile(folder(), "." + path.getFileName() + ".", ".zinc");
        try {
            Files.write(fresh, format.encode(text));
            if (expected != null) {
                copyPermissions(fresh);
                if (!keepReplaced(expected)) {
                    return null;
                }
            }
            FileStamp stamp = FileStamp.of(fresh);
            // as late as can be: nothing tells who replaces it just after this
            if (!Objects.equals(stamp(), expected)) {
                forgetReplaced();
                return null;
            }
            Files.move(fresh, path, StandardCopyOption.ATOMIC_MOVE, StandardCopyOption.REPLACE_EXISTING);
            return stamp;
        } finally {
            Files.deleteIfExists(fresh);
        }
    }

    private void copyPermissions(Path fresh) throws IOException {
        PosixFileAttributeView view = Files.getFileAttributeView(path, PosixFileAttributeView.class);
        if (view != null && Files.exists(path)) {
            Files.setPosixFilePermissions(fresh, view.readAttributes().permissions());
        }
    }

    /** Gives the file a second name before it is replaced; false when it is not what was expected. */
    private boolean keepReplaced(FileStamp expected) throws IOException {
        forgetReplaced();
        try {
            Files.createLink(replaced, path);
        } catch (UnsupportedOperationException | FileAlreadyExistsException e) {
            return expected.equals(stamp());
        } catch (FileSystemException e) {
            // a file system without links, or the file is gone, which the stamp tells
            return expected.equals(stamp());
        }
        if (!expected.equals(FileStamp.of(replaced))) {
            Files.deleteIfExists(replaced);
            return false;
        }
        replacedStamp = expected;
        replacedAtNs = System.nanoTime();
        return true;
    }

    private void forgetReplaced() throws IOException {
        Files.deleteIfExists(replaced);
        replacedStamp = null;
    }

    /** Whether a file that was replaced is still looked after. */
    boolean isWaitingForLateWriting() {
        return replacedStamp != null;
    }

    /**
     * What the file that was replaced last has become, if somebody has written to it afterwards.
     *
     * @param isNow whether to look now, and not only when it has been left alone for long enough
     */
    @Nullable
    String takeLateWriting(boolean isNow) throws IOException {
        FileStamp expected = replacedStamp;
        if (expected == null || (!isNow && System.nanoTime() - replacedAtNs < LATE_NS)) {
            return null;
        }
        replacedStamp = null;
        FileStamp late = FileStamp.of(replaced);
        byte[] bytes = late == null || late.equals(expected) ? null : Files.readAllBytes(replaced);
        Files.deleteIfExists(replaced);
        return bytes == null ? null : format.withMark(bytes).decode(bytes, path.toString());
    }

    /** Removes what was kept; from any thread. */
    @Override
    public void close() throws IOException {
        Files.deleteIfExists(replaced);
    }
}
