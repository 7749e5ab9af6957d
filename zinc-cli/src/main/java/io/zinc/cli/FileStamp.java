package io.zinc.cli;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.NoSuchFileException;
import java.nio.file.Path;
import java.nio.file.attribute.BasicFileAttributes;
import java.nio.file.attribute.FileTime;
import java.util.concurrent.TimeUnit;
import org.jspecify.annotations.Nullable;

/**
 * What shows that a file has changed: which file it is, its size, and when it was written.
 *
 * @param key which file it is; null where the file system does not tell
 */
record FileStamp(@Nullable Object key, long size, FileTime writtenAt) {

    private static final long SETTLE_MS = 40;
    private static final int MOST_LOOKS = 50;

    /** The stamp of a file now; null if there is none. */
    static @Nullable FileStamp of(Path file) throws IOException {
        try {
            BasicFileAttributes attributes = Files.readAttributes(file, BasicFileAttributes.class);
            return new FileStamp(attributes.fileKey(), attributes.size(), attributes.lastModifiedTime());
        } catch (NoSuchFileException e) {
            return null;
        }
    }

    /** The stamp once it stays the same for a moment, so that nobody's half-written file is read; null if there is no file. */
    static @Nullable FileStamp settled(Path file) throws IOException, InterruptedException {
        FileStamp last = of(file);
        for (int look = 0; look < MOST_LOOKS; look++) {
            TimeUnit.MILLISECONDS.sleep(SETTLE_MS);
            FileStamp next = of(file);
            if (next == null ? last == null : next.equals(last)) {
                return next;
            }
            last = next;
        }
        return last;
    }
}
