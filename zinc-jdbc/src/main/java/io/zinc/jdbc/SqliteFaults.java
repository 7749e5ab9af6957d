package io.zinc.jdbc;

import io.zinc.documents.spi.StoreException;
import io.zinc.documents.spi.StoreException.Problem;
import java.nio.file.Path;
import java.sql.SQLException;
import org.sqlite.SQLiteErrorCode;
import org.sqlite.SQLiteException;

/** What SQLite's error codes mean to a store. */
final class SqliteFaults {

    /** The lower byte of an extended code is the code that it extends. */
    private static final int PRIMARY = 0xff;

    private SqliteFaults() {}

    /**
     * Says what went wrong.
     *
     * @param what what was being done, as in "could not be read"
     */
    static StoreException of(Path file, String what, SQLException e) {
        int code = e instanceof SQLiteException fault ? fault.getResultCode().code : e.getErrorCode();
        SQLiteErrorCode primary = SQLiteErrorCode.getErrorCode(code & PRIMARY);
        String happened = file + ": " + what + ": " + e.getMessage() + ".";
        return switch (primary) {
            case SQLITE_FULL ->
                new StoreException(
                        Problem.UNAVAILABLE, happened + " The disk is full: make room, then it goes on by itself.", e);
            case SQLITE_IOERR, SQLITE_BUSY, SQLITE_LOCKED, SQLITE_CANTOPEN, SQLITE_NOMEM, SQLITE_INTERRUPT ->
                new StoreException(Problem.UNAVAILABLE, happened + " Nothing was changed; try again later.", e);
            case SQLITE_CORRUPT, SQLITE_NOTADB, SQLITE_CONSTRAINT, SQLITE_MISMATCH ->
                new StoreException(Problem.DAMAGED, happened + " Put the store back from a copy to have it again.", e);
            case SQLITE_TOOBIG ->
                new StoreException(Problem.CONFLICT, happened + " One record can have 1,000,000,000 bytes.", e);
            case SQLITE_READONLY, SQLITE_PERM, SQLITE_AUTH ->
                new StoreException(
                        Problem.UNUSABLE, happened + " Let this user write there, or name another directory.", e);
            default -> new StoreException(Problem.UNUSABLE, happened, e);
        };
    }
}
