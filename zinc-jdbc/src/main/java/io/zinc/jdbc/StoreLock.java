package io.zinc.jdbc;

import static java.nio.charset.StandardCharsets.US_ASCII;

import io.zinc.documents.spi.StoreException;
import io.zinc.documents.spi.StoreException.Problem;
import java.io.IOException;
import java.nio.ByteBuffer;
import java.nio.channels.FileChannel;
import java.nio.channels.FileLock;
import java.nio.channels.OverlappingFileLockException;
import java.nio.file.Path;
import java.nio.file.StandardOpenOption;
import java.util.Set;
import java.util.concurrent.ConcurrentHashMap;
import org.jspecify.annotations.Nullable;

/**
 * The right to use a database: a lock of the operating system on a file beside it, which ends with the process whatever
 * ends it. The file holds the process id of who has it, and stays when the lock is gone.
 */
final class StoreLock implements AutoCloseable {

    private static final int MAX_PID_DIGITS = 20;

    /**
     * Databases that are open in this JVM. The lock belongs to the process, and a second look at the locked file would end it:
     * POSIX drops a process's locks on a file as soon as it closes any descriptor of it. So nobody may look.
     */
    private static final Set<Path> OPEN_HERE = ConcurrentHashMap.newKeySet();

    private final Path database;
    private final FileChannel channel;

    private StoreLock(Path database, FileChannel channel) {
        this.database = database;
        this.channel = channel;
    }

    /**
     * Takes the lock.
     *
     * @param database the database's real path
     * @throws StoreException of problem UNUSABLE when someone has it
     */
    static StoreLock take(Path database) throws IOException {
        if (!OPEN_HERE.add(database)) {
            throw inUse(database, "this process");
        }
        boolean isTaken = false;
        FileChannel channel = null;
        try {
            channel = FileChannel.open(
                    beside(database), StandardOpenOption.READ, StandardOpenOption.WRITE, StandardOpenOption.CREATE);
            @Nullable FileLock lock = channel.tryLock();
            if (lock == null) {
                throw inUse(database, holder(channel));
            }
            // always as long, so that a full disk has room for it
            String pid = ("%-" + MAX_PID_DIGITS + "d%n")
                    .formatted(ProcessHandle.current().pid());
            channel.write(ByteBuffer.wrap(pid.getBytes(US_ASCII)), 0);
            isTaken = true;
            return new StoreLock(database, channel);
        } catch (OverlappingFileLockException e) {
            // another class loader has it: the channel stays open, since closing it would drop that one's lock
            channel = null;
            throw inUse(database, "this process");
        } finally {
            if (!isTaken) {
                OPEN_HERE.remove(database);
                if (channel != null) {
                    channel.close();
                }
            }
        }
    }

    private static Path beside(Path database) {
        return database.resolveSibling(database.getFileName() + ".lock");
    }

    private static String holder(FileChannel channel) throws IOException {
        ByteBuffer pid = ByteBuffer.allocate(MAX_PID_DIGITS);
        int length = channel.read(pid, 0);
        String text = length <= 0 ? "" : new String(pid.array(), 0, length, US_ASCII).strip();
        return text.matches("\\d+") ? "process " + text : "another process";
    }

    private static StoreException inUse(Path database, String who) {
        return new StoreException(
                Problem.UNUSABLE,
                database + " is in use by " + who + ". One process uses a store at a time: stop that one, or name "
                        + "another directory.");
    }

    @Override
    public void close() throws IOException {
        channel.close();
        OPEN_HERE.remove(database);
    }
}
