package io.zinc.jdbc;

import io.zinc.documents.spi.StoreException;
import java.io.ByteArrayOutputStream;
import java.io.IOException;
import java.io.RandomAccessFile;
import java.nio.ByteBuffer;
import java.nio.file.Path;
import java.sql.SQLException;
import java.util.ArrayList;
import java.util.Collection;
import java.util.List;
import java.util.Map;
import java.util.TreeMap;
import java.util.concurrent.ConcurrentHashMap;
import org.jspecify.annotations.Nullable;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * A small file beside the database that says what was acknowledged since the write-ahead log was last emptied.
 *
 * <p>A database ends its write-ahead log at the first frame that fails its checksum, and says nothing: that is how it drops
 * what was half written when the power went. Damage to frames that were whole looks the same, and would silently take
 * acknowledged records away. So after each commit one entry for each document goes into this file. It is not forced to the disk:
 * an entry is written only after its records are, so it is never ahead of them, and if it is lost, all that is lost is
 * the proof. When the database is opened, a document that is behind its entry is reported as damaged.
 *
 * <p>Used by the writing thread, but for {@link #requireKept}.
 */
final class Acknowledged implements AutoCloseable {

    private static final Logger LOG = LoggerFactory.getLogger(Acknowledged.class);
    private static final int MAX_FILE_BYTES = 1 << 30;

    /** Finds a document's row, without a look at what was acknowledged. */
    interface Lookup {
        @Nullable
        DocumentRow find(String name) throws SQLException;
    }

    private final Path file;
    // no channel: an interrupt would close it
    private final RandomAccessFile contents;
    private final Map<String, Mark> lost = new ConcurrentHashMap<>();
    private long endBytes;
    private boolean failedLast;

    private Acknowledged(Path file, RandomAccessFile contents) {
        this.file = file;
        this.contents = contents;
    }

    static Acknowledged open(Path file) throws IOException {
        return new Acknowledged(file, new RandomAccessFile(file.toFile(), "rw"));
    }

    /** Reads the file, and finds out what is behind it. */
    void compare(Lookup lookup) throws IOException, SQLException {
        Map<String, Mark> newest = new TreeMap<>();
        for (Mark mark : read()) {
            newest.merge(mark.name(), mark, (a, b) -> a.revision() > b.revision() ? a : b);
        }
        for (Mark mark : newest.values()) {
            if (isBehind(lookup, mark)) {
                lost.put(mark.name(), mark);
            }
        }
        for (Mark mark : lost.values()) {
            LOG.warn("{}", loss(mark));
        }
    }

    private static boolean isBehind(Lookup lookup, Mark mark) throws SQLException {
        try {
            DocumentRow row = lookup.find(mark.name());
            return row == null || row.revision() < mark.revision();
        } catch (StoreException damagedAnyway) {
            LOG.warn("{}", damagedAnyway.getMessage());
            return false;
        }
    }

    private List<Mark> read() throws IOException {
        long size = contents.length();
        if (size > MAX_FILE_BYTES) {
            throw new IOException(file + " has " + size + " bytes, more than it can ever have: " + MAX_FILE_BYTES);
        }
        byte[] all = new byte[(int) size];
        contents.seek(0);
        contents.readFully(all);
        ByteBuffer bytes = ByteBuffer.wrap(all);
        List<Mark> marks = new ArrayList<>();
        for (Mark mark = Mark.decode(bytes); mark != null; mark = Mark.decode(bytes)) {
            marks.add(mark);
        }
        endBytes = bytes.position();
        return marks;
    }

    /** @throws StoreException of problem DAMAGED when the document has lost something that was acknowledged */
    void requireKept(String name, @Nullable DocumentRow row) {
        Mark mark = lost.get(name);
        if (mark != null && (row == null || row.revision() < mark.revision())) {
            throw loss(mark);
        }
    }

    /** What was acknowledged and is lost of a document; null when nothing is. */
    @Nullable
    Mark lost(String name) {
        return lost.get(name);
    }

    private StoreException loss(Mark mark) {
        return Damage.of(
                mark.name(),
                mark.position(),
                "changes up to there were acknowledged and are gone, by damage to the newest pages or because the database was "
                        + "replaced by an older copy (to go on with what there is, stop the program and remove "
                        + file + ")");
    }

    /** How much was noted since the last {@link #clear}. */
    long bytes() {
        return endBytes;
    }

    /** Notes what was committed. A failure does not fail the commit: it is logged, once. */
    void add(Collection<DocumentRow> rows) {
        for (DocumentRow row : rows) {
            lost.computeIfPresent(row.name(), (name, mark) -> row.revision() < mark.revision() ? mark : null);
        }
        try {
            write(rows.stream().map(Mark::of).toList());
        } catch (IOException e) {
            tellFailure(e);
        }
    }

    /** Forgets what is now safe in the database proper, and keeps what was lost. */
    void clear() {
        endBytes = 0;
        try {
            write(lost.values());
            contents.setLength(endBytes);
        } catch (IOException e) {
            tellFailure(e);
        }
    }

    /** Writes behind the last whole entry, so that half of one left by a failure is written over. */
    private void write(Collection<Mark> marks) throws IOException {
        ByteArrayOutputStream entries = new ByteArrayOutputStream();
        marks.forEach(mark -> entries.writeBytes(mark.encode()));
        contents.seek(endBytes);
        contents.write(entries.toByteArray());
        endBytes += entries.size();
        failedLast = false;
    }

    private void tellFailure(IOException e) {
        if (!failedLast) {
            LOG.warn("{} could not be written. Nothing is lost, but damage might not be noticed.", file, e);
        }
        failedLast = true;
    }

    @Override
    public void close() throws IOException {
        contents.close();
    }
}
