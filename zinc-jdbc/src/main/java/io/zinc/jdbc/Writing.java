package io.zinc.jdbc;

import io.zinc.documents.spi.DocumentInfo;
import io.zinc.documents.spi.StoreException;
import io.zinc.documents.spi.StoreException.Problem;
import io.zinc.documents.spi.StoredFragment;
import io.zinc.documents.spi.Version;
import java.sql.PreparedStatement;
import java.sql.ResultSet;
import java.sql.SQLException;
import java.util.Collection;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import org.jspecify.annotations.Nullable;

/** The writing calls, each of which wants a transaction around it. They give back the rows that they left. */
final class Writing {

    private final Statements statements;
    private final Reading reading;
    private final Acknowledged acknowledged;

    Writing(Statements statements, Reading reading, Acknowledged acknowledged) {
        this.statements = statements;
        this.reading = reading;
        this.acknowledged = acknowledged;
    }

    DocumentRow create(DocumentInfo document) throws SQLException {
        if (document.position() != 0 || document.bytes() != 0 || document.generation() < 1) {
            throw conflict("A new document has position 0, 0 bytes and a generation from 1, not " + document + ".");
        }
        DocumentRow before = free(document.name(), document.generation());
        DocumentRow row = new DocumentRow(
                document.name(),
                document.kind(),
                document.generation(),
                document.createdAtMs(),
                0,
                0,
                false,
                before == null ? 1 : before.revision() + 1);
        put(row, before == null);
        put(BaseRow.empty(row.name(), row.generation()));
        return row;
    }

    /** The row of a name that a new document may have; null when there is none. */
    private @Nullable DocumentRow free(String name, long generation) throws SQLException {
        DocumentRow before = reading.find(name);
        if (before != null && !before.isDeleted()) {
            throw conflict("There is a document '" + name + "': open it, or choose another name.");
        }
        long highest = before == null ? 0 : before.generation();
        if (generation <= highest) {
            throw conflict("Document '" + name + "' had generations up to " + highest
                    + ". Its next one must have a higher generation than that, not " + generation + ".");
        }
        return before;
    }

    DocumentRow retype(String name, long generation, String kind) throws SQLException {
        return update(living(name, generation).withKind(kind));
    }

    Collection<DocumentRow> append(List<StoredFragment> fragments) throws SQLException {
        Map<String, DocumentRow> rows = new LinkedHashMap<>();
        PreparedStatement statement = statements.of(Sql.INSERT_FRAGMENT);
        for (StoredFragment fragment : fragments) {
            String name = fragment.document();
            DocumentRow before = rows.get(name);
            if (before == null || before.generation() != fragment.generation()) {
                before = living(name, fragment.generation());
            }
            if (fragment.position() != before.position() + 1) {
                throw conflict("Document '" + name + "' has fragments up to " + before.position() + ". The next one is "
                        + (before.position() + 1) + ", not " + fragment.position() + ".");
            }
            FragmentRow.bind(fragment, statement);
            statement.executeUpdate();
            rows.put(name, before.with(fragment.position(), before.bytes() + fragment.bytes().length));
        }
        for (DocumentRow row : rows.values()) {
            update(row);
        }
        return rows.values();
    }

    DocumentRow snapshot(String name, long generation, long through, byte[] state, byte[] authors) throws SQLException {
        DocumentRow row = living(name, generation);
        long before = number(Sql.THROUGH, name);
        if (through < before || through > row.position()) {
            throw conflict("Document '" + name + "' has a base state up to " + before + " and fragments up to "
                    + row.position() + ". A new base state must go up to a position of these, not " + through + ".");
        }
        put(new BaseRow(name, generation, through, authors, state));
        deleteFragments(name, through);
        return update(row.with(row.position(), state.length + number(Sql.FRAGMENT_BYTES, name)));
    }

    DocumentRow delete(String name, long generation) throws SQLException {
        DocumentRow row = reading.findUnchecked(name);
        Mark lost = acknowledged.lost(name);
        boolean isNew = row == null;
        if (row == null && lost != null) {
            row = new DocumentRow(name, "", lost.generation(), 0, lost.position(), 0, false, lost.revision());
        }
        DocumentRow living = requireLiving(name, generation, row);
        long revision = Math.max(living.revision(), lost == null ? 0 : lost.revision());
        return bury(living, revision + 1, isNew);
    }

    /** Leaves a tombstone of a document and nothing else. */
    private DocumentRow bury(DocumentRow row, long revision, boolean isNew) throws SQLException {
        DocumentRow tombstone = row.asTombstone(revision);
        put(tombstone, isNew);
        put(BaseRow.empty(row.name(), row.generation()));
        deleteFragments(row.name(), Long.MAX_VALUE);
        run(Sql.DELETE_VERSIONS, row.name());
        return tombstone;
    }

    /** Every record carries its name and generation in its checksum, so all are read, checked and written anew. */
    List<DocumentRow> rename(String name, long generation, String to, long toGeneration) throws SQLException {
        DocumentRow row = living(name, generation);
        DocumentRow before = free(to, toGeneration);
        DocumentRow renamed = row.renamed(to, toGeneration, before == null ? 1 : before.revision() + 1);
        put(renamed, before == null);
        BaseRow base = reading.base(row);
        put(new BaseRow(to, toGeneration, base.through(), base.authors(), base.state()));
        PreparedStatement insert = statements.of(Sql.INSERT_FRAGMENT);
        for (StoredFragment each : reading.fragments(row, base)) {
            FragmentRow.bind(
                    new StoredFragment(to, toGeneration, each.position(), each.author(), each.atMs(), each.bytes()),
                    insert);
            insert.executeUpdate();
        }
        for (Version version : reading.history(name)) {
            byte[] state = reading.version(name, version.name())
                    .orElseThrow(() -> Damage.of(
                            name, version.position(), "the state of its version '" + version.name() + "' is missing"));
            insert(to, version, state);
        }
        return List.of(renamed, bury(row, row.revision() + 1, false));
    }

    DocumentRow addVersion(String name, long generation, Version version, byte[] state) throws SQLException {
        DocumentRow row = living(name, generation);
        if (version.position() < 0 || version.position() > row.position()) {
            throw conflict("Document '" + name + "' has fragments up to " + row.position() + ". Its version '"
                    + version.name() + "' cannot be of position " + version.position() + ".");
        }
        PreparedStatement delete = statements.of(Sql.DELETE_VERSION);
        delete.setBytes(1, Names.bytes(name));
        delete.setBytes(2, Names.bytes(version.name()));
        delete.executeUpdate();
        insert(name, version, state);
        return update(row.touched());
    }

    private void insert(String name, Version version, byte[] state) throws SQLException {
        PreparedStatement insert = statements.of(Sql.INSERT_VERSION);
        VersionRow.bind(name, version, state, insert);
        insert.executeUpdate();
    }

    private DocumentRow living(String name, long generation) throws SQLException {
        return requireLiving(name, generation, reading.find(name));
    }

    private static DocumentRow requireLiving(String name, long generation, @Nullable DocumentRow row) {
        if (row == null) {
            throw conflict("There is no document '" + name + "': create it first.");
        }
        if (row.generation() != generation) {
            throw conflict("Document '" + name + "' is of generation " + row.generation() + ", not " + generation
                    + ": it was deleted and created anew meanwhile.");
        }
        if (row.isDeleted()) {
            throw conflict("Document '" + name + "' of generation " + generation + " was deleted.");
        }
        return row;
    }

    private DocumentRow update(DocumentRow row) throws SQLException {
        put(row, false);
        return row;
    }

    private void put(DocumentRow row, boolean isNew) throws SQLException {
        PreparedStatement statement = statements.of(isNew ? Sql.INSERT_DOCUMENT : Sql.UPDATE_DOCUMENT);
        row.bind(statement);
        if (statement.executeUpdate() != 1) {
            throw Damage.of(row.name(), row.position(), "its entry cannot be written");
        }
    }

    private void put(BaseRow base) throws SQLException {
        run(Sql.DELETE_BASE, base.name());
        PreparedStatement statement = statements.of(Sql.INSERT_BASE);
        base.bind(statement);
        statement.executeUpdate();
    }

    private void deleteFragments(String name, long through) throws SQLException {
        PreparedStatement statement = statements.of(Sql.DELETE_FRAGMENTS);
        statement.setBytes(1, Names.bytes(name));
        statement.setLong(2, through);
        statement.executeUpdate();
    }

    private void run(String sql, String name) throws SQLException {
        PreparedStatement statement = statements.of(sql);
        statement.setBytes(1, Names.bytes(name));
        statement.executeUpdate();
    }

    private long number(String sql, String name) throws SQLException {
        PreparedStatement statement = statements.of(sql);
        statement.setBytes(1, Names.bytes(name));
        try (ResultSet rows = statement.executeQuery()) {
            return rows.next() ? rows.getLong(1) : 0;
        }
    }

    private static StoreException conflict(String message) {
        return new StoreException(Problem.CONFLICT, message);
    }
}
