package io.zinc.jdbc;

import java.sql.PreparedStatement;
import java.sql.ResultSet;
import java.sql.SQLException;

/** A document's base state: all fragments up to a position in one. */
record BaseRow(String name, long generation, long through, byte[] authors, byte[] state) {

    private static final byte[] NOTHING = {};

    /** That of a document without one. */
    static BaseRow empty(String name, long generation) {
        return new BaseRow(name, generation, 0, NOTHING, NOTHING);
    }

    /** Reads the current row. */
    static BaseRow read(String name, ResultSet rows) throws SQLException {
        BaseRow row =
                new BaseRow(name, rows.getLong(1), rows.getLong(2), Columns.bytes(rows, 3), Columns.bytes(rows, 4));
        if (rows.getLong(5) != row.checksum()) {
            throw Damage.of(name, row.through, "its base state fails its checksum");
        }
        return row;
    }

    /** Fills in {@link Sql#INSERT_BASE}. */
    void bind(PreparedStatement statement) throws SQLException {
        statement.setBytes(1, Names.bytes(name));
        statement.setLong(2, generation);
        statement.setLong(3, through);
        statement.setBytes(4, authors);
        statement.setBytes(5, state);
        statement.setLong(6, checksum());
    }

    private long checksum() {
        return new Checksum('b')
                .text(name)
                .number(generation)
                .number(through)
                .bytes(authors)
                .bytes(state)
                .value();
    }
}
