package io.zinc.jdbc;

import java.sql.Connection;
import java.sql.PreparedStatement;
import java.sql.ResultSet;
import java.sql.SQLException;
import java.sql.Statement;
import java.util.HashMap;
import java.util.Map;

/** A connection with its prepared statements. One thread uses it at a time. */
final class Statements implements AutoCloseable {

    private final Connection connection;
    private final Map<String, PreparedStatement> prepared = new HashMap<>();

    Statements(Connection connection) {
        this.connection = connection;
    }

    /** The statement of this text, prepared at its first use. */
    PreparedStatement of(String sql) throws SQLException {
        PreparedStatement statement = prepared.get(sql);
        if (statement == null) {
            statement = connection.prepareStatement(sql);
            prepared.put(sql, statement);
        }
        return statement;
    }

    /** Runs a text that is needed once, or that cannot be prepared. */
    void run(String sql) throws SQLException {
        try (Statement statement = connection.createStatement()) {
            statement.execute(sql);
        }
    }

    /** Runs a text, and gives back its one answer; empty without one. */
    String answer(String sql) throws SQLException {
        try (Statement statement = connection.createStatement();
                ResultSet rows = statement.executeQuery(sql)) {
            return rows.next() ? Columns.text(rows, 1) : "";
        }
    }

    /** Moves the write-ahead log into the database without waiting for anyone; whether it is all there now. */
    boolean moveLog() throws SQLException {
        try (Statement statement = connection.createStatement();
                ResultSet rows = statement.executeQuery("PRAGMA wal_checkpoint(PASSIVE)")) {
            return rows.next() && rows.getInt(1) == 0 && rows.getInt(2) == rows.getInt(3);
        }
    }

    /** Work inside a transaction. */
    interface Work<T> {
        T run() throws SQLException;
    }

    /** Does all of the work, or none of it if it throws. */
    <T> T inTransaction(String begin, Work<T> work) throws SQLException {
        run(begin);
        try {
            T result = work.run();
            run("COMMIT");
            return result;
        } catch (SQLException e) {
            rollBackBecauseOf(e);
            forgetAll(e);
            throw e;
        } catch (RuntimeException | Error e) {
            rollBackBecauseOf(e);
            throw e;
        }
    }

    private void rollBackBecauseOf(Throwable fault) {
        try {
            run("ROLLBACK");
        } catch (SQLException alreadyRolledBack) {
            // after a full disk or an I/O error the database may have done so by itself
            fault.addSuppressed(alreadyRolledBack);
        }
    }

    /** SQLite's driver closes a statement that failed, and does not prepare it again. */
    private void forgetAll(SQLException fault) {
        for (PreparedStatement statement : prepared.values()) {
            try {
                statement.close();
            } catch (SQLException e) {
                fault.addSuppressed(e);
            }
        }
        prepared.clear();
    }

    @Override
    public void close() throws SQLException {
        connection.close();
    }
}
