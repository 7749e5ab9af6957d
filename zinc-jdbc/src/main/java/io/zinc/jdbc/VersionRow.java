package io.zinc.jdbc;

import io.zinc.documents.spi.Version;
import java.sql.PreparedStatement;
import java.sql.ResultSet;
import java.sql.SQLException;

/** Versions as rows. The state has a checksum of its own, so that the list of versions need not read it. */
final class VersionRow {

    private VersionRow() {}

    /** Reads the current row of {@link Sql#VERSIONS}. */
    static Version read(String name, ResultSet rows) throws SQLException {
        Version version = new Version(
                Names.text(Columns.bytes(rows, 1)), Columns.text(rows, 2), rows.getLong(3), rows.getLong(4));
        if (rows.getLong(5) != checksum(name, version)) {
            throw Damage.of(
                    name, version.position(), "the entry of its version '" + version.name() + "' fails its checksum");
        }
        return version;
    }

    /** Reads the current row of {@link Sql#VERSION_STATE}. */
    static byte[] readState(String name, String version, ResultSet rows) throws SQLException {
        byte[] state = Columns.bytes(rows, 1);
        if (rows.getLong(2) != stateChecksum(name, version, state)) {
            throw Damage.of(name, rows.getLong(3), "the state of its version '" + version + "' fails its checksum");
        }
        return state;
    }

    /** Fills in {@link Sql#INSERT_VERSION}. */
    static void bind(String name, Version version, byte[] state, PreparedStatement statement) throws SQLException {
        statement.setBytes(1, Names.bytes(name));
        statement.setBytes(2, Names.bytes(version.name()));
        statement.setString(3, version.author());
        statement.setLong(4, version.atMs());
        statement.setLong(5, version.position());
        statement.setLong(6, checksum(name, version));
        statement.setBytes(7, state);
        statement.setLong(8, stateChecksum(name, version.name(), state));
    }

    private static long checksum(String name, Version version) {
        return new Checksum('v')
                .text(name)
                .text(version.name())
                .text(version.author())
                .number(version.atMs())
                .number(version.position())
                .value();
    }

    private static long stateChecksum(String name, String version, byte[] state) {
        return new Checksum('s').text(name).text(version).bytes(state).value();
    }
}
