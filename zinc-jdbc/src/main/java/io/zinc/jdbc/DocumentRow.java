package io.zinc.jdbc;

import io.zinc.documents.spi.DocumentInfo;
import java.sql.PreparedStatement;
import java.sql.ResultSet;
import java.sql.SQLException;

/**
 * A document's row.
 *
 * @param revision counts the writing calls on this name since ever; it never falls
 */
record DocumentRow(
        String name,
        String kind,
        long generation,
        long createdAtMs,
        long position,
        long bytes,
        boolean isDeleted,
        long revision) {

    /** Reads the current row. */
    static DocumentRow read(ResultSet rows) throws SQLException {
        DocumentRow row = new DocumentRow(
                Names.text(Columns.bytes(rows, 1)),
                Columns.text(rows, 2),
                rows.getLong(3),
                rows.getLong(4),
                rows.getLong(5),
                rows.getLong(6),
                rows.getInt(7) != 0,
                rows.getLong(8));
        if (rows.getLong(9) != row.checksum()) {
            throw Damage.of(row.name, row.position, "its entry fails its checksum");
        }
        return row;
    }

    /** Fills in {@link Sql#INSERT_DOCUMENT} or {@link Sql#UPDATE_DOCUMENT}. */
    void bind(PreparedStatement statement) throws SQLException {
        statement.setString(1, kind);
        statement.setLong(2, generation);
        statement.setLong(3, createdAtMs);
        statement.setLong(4, position);
        statement.setLong(5, bytes);
        statement.setInt(6, isDeleted ? 1 : 0);
        statement.setLong(7, revision);
        statement.setLong(8, checksum());
        statement.setBytes(9, Names.bytes(name));
    }

    DocumentInfo info() {
        return new DocumentInfo(name, kind, generation, createdAtMs, position, bytes);
    }

    DocumentRow withKind(String newKind) {
        return new DocumentRow(name, newKind, generation, createdAtMs, position, bytes, isDeleted, revision + 1);
    }

    DocumentRow with(long newPosition, long newBytes) {
        return new DocumentRow(name, kind, generation, createdAtMs, newPosition, newBytes, isDeleted, revision + 1);
    }

    DocumentRow touched() {
        return with(position, bytes);
    }

    DocumentRow renamed(String newName, long newGeneration, long newRevision) {
        return new DocumentRow(newName, kind, newGeneration, createdAtMs, position, bytes, false, newRevision);
    }

    DocumentRow asTombstone(long newRevision) {
        return new DocumentRow(name, kind, generation, createdAtMs, position, 0, true, newRevision);
    }

    private long checksum() {
        return new Checksum('d')
                .text(name)
                .text(kind)
                .number(generation)
                .number(createdAtMs)
                .number(position)
                .number(bytes)
                .number(isDeleted ? 1 : 0)
                .number(revision)
                .value();
    }
}
