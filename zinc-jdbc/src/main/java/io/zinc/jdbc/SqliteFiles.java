package io.zinc.jdbc;

import io.zinc.documents.spi.StoreException;
import io.zinc.documents.spi.StoreException.Problem;
import java.io.IOException;
import java.nio.channels.FileChannel;
import java.nio.file.Files;
import java.nio.file.Path;
import java.sql.Connection;
import java.sql.DriverManager;
import java.sql.SQLException;

/**
 * Where a store's files are, and connections to them.
 *
 * @param database the real path of the database, which may not exist yet
 */
record SqliteFiles(Path database) {

    private static final int BUSY_MS = 5_000;
    private static final int KEPT_LOG_BYTES = 64 << 20;

    static SqliteFiles at(Path directoryOrFile) throws IOException {
        boolean isFile = Files.exists(directoryOrFile)
                ? !Files.isDirectory(directoryOrFile)
                : String.valueOf(directoryOrFile.getFileName()).endsWith(".db");
        Path file = isFile ? directoryOrFile.toAbsolutePath() : directoryOrFile.resolve("zinc.db");
        if (Files.exists(file)) {
            return new SqliteFiles(file.toRealPath());
        }
        Path directory = isFile ? file.resolveSibling("") : directoryOrFile;
        Files.createDirectories(directory);
        return new SqliteFiles(directory.toRealPath().resolve(file.getFileName()));
    }

    Path acknowledged() {
        return database.resolveSibling(database.getFileName() + "-acknowledged");
    }

    /** Makes sure that the names of the files outlast a loss of power. */
    void forceDirectory() throws IOException {
        if (System.getProperty("os.name").startsWith("Windows")) {
            return; // directories cannot be opened there; the file system keeps their order
        }
        for (Path path = database.getParent(); path != null && Files.isReadable(path); path = path.getParent()) {
            try (FileChannel channel = FileChannel.open(path)) {
                channel.force(true);
            }
        }
    }

    Statements openWriter() throws SQLException {
        return open(
                "PRAGMA synchronous = FULL",
                // macOS forces to the disk only when asked in its own way
                "PRAGMA fullfsync = ON",
                "PRAGMA checkpoint_fullfsync = ON",
                "PRAGMA journal_size_limit = " + KEPT_LOG_BYTES);
    }

    /** Makes a writer write ahead, which lets readers go on beside it and forces one file for each transaction. */
    void writeAhead(Statements writer) throws SQLException {
        String mode = writer.answer("PRAGMA journal_mode = WAL");
        if (!mode.equals("wal")) {
            throw new StoreException(
                    Problem.UNUSABLE,
                    database + " is on a file system where SQLite cannot have a write-ahead log (it chose '" + mode
                            + "'): name a directory on a local disk.");
        }
    }

    Statements openReader() throws SQLException {
        return open("PRAGMA query_only = ON");
    }

    private Statements open(String... pragmas) throws SQLException {
        // an address, not a path: SQLite's driver cuts paths at a question mark
        Connection connection = DriverManager.getConnection("jdbc:sqlite:" + database.toUri());
        Statements statements = new Statements(connection);
        boolean isReady = false;
        try {
            statements.run("PRAGMA busy_timeout = " + BUSY_MS);
            statements.run("PRAGMA cell_size_check = ON");
            statements.run("PRAGMA trusted_schema = OFF");
            for (String pragma : pragmas) {
                statements.run(pragma);
            }
            isReady = true;
            return statements;
        } finally {
            if (!isReady) {
                statements.close();
            }
        }
    }
}
