package io.zinc.cli;

import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.StandardCopyOption;
import java.security.MessageDigest;
import java.security.NoSuchAlgorithmException;
import java.util.HexFormat;
import java.util.Map;
import org.jspecify.annotations.Nullable;

/**
 * The text that a file and a document had in common last, kept between runs of {@code zinc sync}: what either has changed since
 * is seen by it. It lies in {@code $XDG_STATE_HOME/zinc/sync}, or {@code ~/.local/state/zinc/sync}.
 */
final class SyncMemory {

    private final Path file;
    private final long generation;

    /**
     * @param folder where memories are
     * @param what all that tells one pair of file and document from another
     * @param generation the document's; another generation is another document
     */
    SyncMemory(Path folder, String what, long generation) {
        this.file = folder.resolve(hash(what));
        this.generation = generation;
    }

    /** Where memories are, by the user's environment. */
    static Path folder(Map<String, String> environment) {
        String state = environment.getOrDefault("XDG_STATE_HOME", "");
        Path base = state.isEmpty() ? Path.of(System.getProperty("user.home"), ".local", "state") : Path.of(state);
        return base.resolve("zinc").resolve("sync");
    }

    private static String hash(String what) {
        try {
            byte[] hash = MessageDigest.getInstance("SHA-256").digest(what.getBytes(StandardCharsets.UTF_8));
            return HexFormat.of().formatHex(hash, 0, 16);
        } catch (NoSuchAlgorithmException e) {
            throw new IllegalStateException("every Java has SHA-256", e);
        }
    }

    /** The text; null if there is none for this document. */
    @Nullable
    String load() throws IOException {
        if (!Files.exists(file)) {
            return null;
        }
        String all = Files.readString(file);
        int end = all.indexOf('\n');
        return end > 0 && all.substring(0, end).equals(String.valueOf(generation)) ? all.substring(end + 1) : null;
    }

    void save(String text) throws IOException {
        Path folder = file.resolveSibling("");
        Files.createDirectories(folder);
        Path fresh = Files.createTempFile(folder, "sync", ".new");
        Files.writeString(fresh, generation + "\n" + text);
        Files.move(fresh, file, StandardCopyOption.ATOMIC_MOVE, StandardCopyOption.REPLACE_EXISTING);
    }
}
