package io.zinc.jdbc;

import static java.nio.charset.StandardCharsets.UTF_8;

import io.zinc.documents.spi.DocumentInfo;
import io.zinc.documents.spi.DocumentStore;
import io.zinc.documents.spi.StoreException;
import io.zinc.documents.spi.StoreException.Problem;
import io.zinc.documents.spi.StoredDocument;
import io.zinc.documents.spi.StoredFragment;
import io.zinc.documents.spi.Version;
import java.io.FileNotFoundException;
import java.io.IOException;
import java.nio.file.AccessDeniedException;
import java.nio.file.FileAlreadyExistsException;
import java.nio.file.Path;
import java.sql.SQLException;
import java.util.Collection;
import java.util.List;
import java.util.Optional;
import java.util.concurrent.locks.ReentrantLock;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * Documents in an SQLite database on a local disk: the store for one host without a database server.
 *
 * <p>A writing call is one transaction, and its bytes are forced to the disk before it returns; that takes about as long as the
 * disk takes to force, so append many fragments at once. Reading calls run side by side with it, four at most. Every
 * record carries a checksum that is verified when it is read. Any thread may call; writing calls wait for one another.
 *
 * <p>Beside {@code zinc.db} lie {@code zinc.db-wal} and {@code zinc.db-shm}, which belong to it, {@code zinc.db.lock}, and
 * {@code zinc.db-acknowledged}, which shows whether acknowledged records are missing. Network file systems will not do:
 * their locks and their forcing cannot be relied on.
 */
public final class SqliteStore implements DocumentStore {

    /** After so many bytes of notes on what was acknowledged, the write-ahead log is emptied and they are forgotten. */
    private static final int MAX_NOTED_BYTES = 256 * 1024;

    private static final Logger LOG = LoggerFactory.getLogger(SqliteStore.class);

    private final SqliteFiles files;
    private final Parts parts;
    private final Acknowledged acknowledged;
    private final Statements writer;
    private final Writing writing;
    private final Readers readers;
    private final ReentrantLock lock = new ReentrantLock();
    private long clearAtBytes = MAX_NOTED_BYTES;
    private volatile boolean isClosed;

    private SqliteStore(SqliteFiles files, Parts parts, Acknowledged acknowledged, Statements writer) {
        this.files = files;
        this.parts = parts;
        this.acknowledged = acknowledged;
        this.writer = writer;
        this.writing = new Writing(writer, new Reading(writer, acknowledged), acknowledged);
        this.readers = new Readers(files::openReader);
        parts.add(readers::close);
    }

    /**
     * Opens a store, and creates it when there is none.
     *
     * @param directoryOrFile a directory, which gets a {@code zinc.db}, or a database's file; what does not exist is taken for
     *     a directory unless its name ends in {@code .db}
     * @throws StoreException of problem UNUSABLE when a process has it open, this one included, when a newer Zinc wrote it, or
     *     when it is no store; DAMAGED when its first pages cannot be read; UNAVAILABLE when the disk is full or gone
     */
    public static SqliteStore at(Path directoryOrFile) {
        return at(directoryOrFile, new Schema(Sql.MIGRATIONS));
    }

    static SqliteStore at(Path directoryOrFile, Schema schema) {
        Parts parts = new Parts();
        try {
            SqliteFiles files = SqliteFiles.at(directoryOrFile);
            StoreLock processLock = StoreLock.take(files.database());
            parts.add(processLock::close);
            return open(files, schema, parts);
        } catch (StoreException e) {
            parts.closeBecauseOf(e);
            throw e;
        } catch (SQLException e) {
            parts.closeBecauseOf(e);
            throw SqliteFaults.of(directoryOrFile, "could not be opened", e);
        } catch (IOException e) {
            parts.closeBecauseOf(e);
            throw cannotOpen(directoryOrFile, e);
        }
    }

    private static StoreException cannotOpen(Path path, IOException e) {
        boolean isForbidden = e instanceof AccessDeniedException
                || e instanceof FileAlreadyExistsException
                || e instanceof FileNotFoundException;
        String happened = path + " could not be opened: " + e + ".";
        return isForbidden
                ? new StoreException(
                        Problem.UNUSABLE, happened + " Let this user write there, or name another directory.", e)
                : new StoreException(Problem.UNAVAILABLE, happened + " Try again later.", e);
    }

    private static SqliteStore open(SqliteFiles files, Schema schema, Parts parts) throws IOException, SQLException {
        Statements writer = files.openWriter();
        parts.add(writer::close);
        files.writeAhead(writer);
        schema.bringUpToDate(files.database().toString(), writer);
        files.forceDirectory();
        Acknowledged acknowledged = Acknowledged.open(files.acknowledged());
        parts.add(acknowledged::close);
        acknowledged.compare(new Reading(writer, acknowledged)::findUnchecked);
        return new SqliteStore(files, parts, acknowledged, writer);
    }

    @Override
    public Optional<StoredDocument> load(String name) {
        return read(named(name), reading -> reading.load(name));
    }

    @Override
    public List<DocumentInfo> list(String prefix, String after, int limit) {
        if (limit < 1) {
            throw new StoreException(
                    Problem.CONFLICT, "A list of at most " + limit + " documents was asked for; ask for 1 or more.");
        }
        return read(
                "the list of documents", reading -> reading.list(prefix.getBytes(UTF_8), after.getBytes(UTF_8), limit));
    }

    @Override
    public List<Version> history(String name) {
        return read(named(name), reading -> reading.history(name));
    }

    @Override
    public Optional<byte[]> version(String name, String version) {
        return read(named(name), reading -> reading.version(name, version));
    }

    @Override
    public void create(DocumentInfo document) {
        write(named(document.name()), () -> List.of(writing.create(document)));
    }

    @Override
    public void retype(String name, long generation, String kind) {
        write(named(name), () -> List.of(writing.retype(name, generation, kind)));
    }

    @Override
    public void append(List<StoredFragment> fragments) {
        write(fragments.size() + " fragments", () -> writing.append(fragments));
    }

    @Override
    public void snapshot(String name, long generation, long through, byte[] state, byte[] authors) {
        write(named(name), () -> List.of(writing.snapshot(name, generation, through, state, authors)));
    }

    @Override
    public void delete(String name, long generation) {
        write(named(name), () -> List.of(writing.delete(name, generation)));
    }

    @Override
    public void rename(String name, long generation, String to, long toGeneration) {
        write(named(name), () -> writing.rename(name, generation, to, toGeneration));
    }

    @Override
    public void addVersion(String name, long generation, Version version, byte[] state) {
        write(named(name), () -> List.of(writing.addVersion(name, generation, version, state)));
    }

    private static String named(String document) {
        return "document '" + document + "'";
    }

    private interface Read<T> {
        T from(Reading reading) throws SQLException;
    }

    private <T> T read(String what, Read<T> read) {
        requireOpen();
        try {
            Statements reader = readers.take();
            try {
                requireOpen();
                return reader.inTransaction("BEGIN", () -> read.from(new Reading(reader, acknowledged)));
            } finally {
                readers.giveBack(reader);
            }
        } catch (SQLException e) {
            throw SqliteFaults.of(files.database(), what + " could not be read", e);
        }
    }

    private void write(String what, Statements.Work<Collection<DocumentRow>> work) {
        lock.lock();
        try {
            requireOpen();
            acknowledged.add(writer.inTransaction("BEGIN IMMEDIATE", work));
            if (acknowledged.bytes() > clearAtBytes) {
                clearNotes();
            }
        } catch (SQLException e) {
            throw SqliteFaults.of(files.database(), what + " could not be written", e);
        } finally {
            lock.unlock();
        }
    }

    private void requireOpen() {
        if (isClosed) {
            throw new StoreException(Problem.UNUSABLE, files.database() + " was closed here: open it again.");
        }
    }

    /** Moves the write-ahead log into the database; if that moved all of it, nothing can be missing from its end any more. */
    private void clearNotes() {
        boolean isMoved;
        try {
            isMoved = writer.moveLog();
        } catch (SQLException e) {
            LOG.warn("{}: the write-ahead log could not be moved into the database yet", files.database(), e);
            isMoved = false;
        }
        if (isMoved) {
            acknowledged.clear();
        }
        clearAtBytes = acknowledged.bytes() + MAX_NOTED_BYTES;
    }

    @Override
    public void close() {
        lock.lock();
        try {
            if (!isClosed) {
                isClosed = true;
                clearNotes();
                parts.close();
            }
        } catch (SQLException e) {
            throw SqliteFaults.of(files.database(), "could not be closed", e);
        } catch (IOException e) {
            throw new StoreException(Problem.UNAVAILABLE, files.database() + " could not be closed: " + e, e);
        } finally {
            lock.unlock();
        }
    }
}
