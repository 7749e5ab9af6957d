package io.zinc.jdbc;

import java.sql.ResultSet;
import java.sql.SQLException;
import org.jspecify.annotations.Nullable;

/** Reads columns that may be damaged: what has become NULL is read as empty, and the checksum tells. */
final class Columns {

    private static final byte[] EMPTY = {};

    private Columns() {}

    static byte[] bytes(ResultSet rows, int column) throws SQLException {
        byte @Nullable [] value = rows.getBytes(column);
        return value == null ? EMPTY : value;
    }

    static String text(ResultSet rows, int column) throws SQLException {
        @Nullable String value = rows.getString(column);
        return value == null ? "" : value;
    }
}
