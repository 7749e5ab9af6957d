package io.zinc.jdbc;

import io.zinc.documents.spi.StoreException;
import io.zinc.documents.spi.StoreException.Problem;
import java.sql.PreparedStatement;
import java.sql.ResultSet;
import java.sql.SQLException;
import java.util.List;

/**
 * The version of a database's tables, which the database itself carries, and the steps from each version to the next one.
 *
 * @param migrations the statements of each step; the first one starts from an empty database
 */
record Schema(List<List<String>> migrations) {

    /** Brings a database to the newest version, step by step, each step whole. */
    void bringUpToDate(String file, Statements statements) throws SQLException {
        if (!has(statements, Sql.COUNT_SCHEMAS)) {
            if (has(statements, Sql.COUNT_TABLES)) {
                throw new StoreException(
                        Problem.UNUSABLE,
                        file + " is a database of something else than Zinc: name another file or directory.");
            }
            statements.inTransaction("BEGIN IMMEDIATE", () -> {
                statements.run(Sql.CREATE_SCHEMA);
                return statements.of(Sql.INSERT_SCHEMA_VERSION).executeUpdate();
            });
        }
        int version = version(statements);
        if (version > migrations.size()) {
            throw new StoreException(
                    Problem.UNUSABLE,
                    file + " has tables of version " + version + ", and this program knows versions up to "
                            + migrations.size() + ": use the newer Zinc that wrote it, or another directory.");
        }
        for (int next = version + 1; next <= migrations.size(); next++) {
            migrate(statements, next);
        }
    }

    private void migrate(Statements statements, int version) throws SQLException {
        statements.inTransaction("BEGIN IMMEDIATE", () -> {
            for (String sql : migrations.get(version - 1)) {
                statements.run(sql);
            }
            PreparedStatement set = statements.of(Sql.SET_SCHEMA_VERSION);
            set.setInt(1, version);
            return set.executeUpdate();
        });
    }

    private static int version(Statements statements) throws SQLException {
        try (ResultSet rows = statements.of(Sql.SCHEMA_VERSION).executeQuery()) {
            return rows.next() ? rows.getInt(1) : 0;
        }
    }

    private static boolean has(Statements statements, String count) throws SQLException {
        try (ResultSet rows = statements.of(count).executeQuery()) {
            return rows.next() && rows.getInt(1) > 0;
        }
    }
}
