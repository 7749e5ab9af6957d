package io.zinc.jdbc;

import io.zinc.documents.spi.StoredFragment;
import java.sql.PreparedStatement;
import java.sql.ResultSet;
import java.sql.SQLException;

/** Fragments as rows. */
final class FragmentRow {

    private FragmentRow() {}

    /** Reads the current row, which should be of this position. */
    static StoredFragment read(String name, long position, ResultSet rows) throws SQLException {
        StoredFragment fragment = new StoredFragment(
                name, rows.getLong(2), rows.getLong(1), Columns.text(rows, 3), rows.getLong(4), Columns.bytes(rows, 5));
        if (rows.getLong(6) != checksum(fragment)) {
            throw Damage.of(name, position, "its fragment there fails its checksum");
        }
        if (fragment.position() != position) {
            throw Damage.of(name, position, "its fragment there is missing; the next one is " + fragment.position());
        }
        return fragment;
    }

    /** Fills in {@link Sql#INSERT_FRAGMENT}. */
    static void bind(StoredFragment fragment, PreparedStatement statement) throws SQLException {
        statement.setBytes(1, Names.bytes(fragment.document()));
        statement.setLong(2, fragment.position());
        statement.setLong(3, fragment.generation());
        statement.setString(4, fragment.author());
        statement.setLong(5, fragment.atMs());
        statement.setBytes(6, fragment.bytes());
        statement.setLong(7, checksum(fragment));
    }

    private static long checksum(StoredFragment fragment) {
        return new Checksum('f')
                .text(fragment.document())
                .number(fragment.generation())
                .number(fragment.position())
                .text(fragment.author())
                .number(fragment.atMs())
                .bytes(fragment.bytes())
                .value();
    }
}
