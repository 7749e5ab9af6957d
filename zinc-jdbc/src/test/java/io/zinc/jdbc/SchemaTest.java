package io.zinc.jdbc;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import io.zinc.documents.spi.DocumentInfo;
import io.zinc.documents.spi.StoreException;
import io.zinc.documents.spi.StoreException.Problem;
import io.zinc.documents.spi.StoredFragment;
import java.nio.file.Path;
import java.sql.ResultSet;
import java.sql.SQLException;
import java.util.ArrayList;
import java.util.List;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

class SchemaTest {

    private static final Schema NOW = new Schema(Sql.MIGRATIONS);

    @TempDir
    private Path directory;

    /** The schema of today and more steps. */
    private static Schema later(List<String> step) {
        List<List<String>> steps = new ArrayList<>(Sql.MIGRATIONS);
        steps.add(step);
        return new Schema(steps);
    }

    @Test
    void anOlderDatabaseIsBroughtUpToDateWithAllThatIsInIt() throws SQLException {
        try (SqliteStore store = SqliteStore.at(directory, NOW)) {
            store.create(Filled.info("notes"));
            Filled.append(store, "notes", 1);
        }
        Schema later = later(List.of(
                "CREATE TABLE later (name BLOB NOT NULL PRIMARY KEY, note TEXT NOT NULL)",
                "INSERT INTO later (name, note) SELECT name, 'was there' FROM zinc_document"));

        for (int opening = 0; opening < 2; opening++) {
            try (SqliteStore store = SqliteStore.at(directory, later)) {
                assertThat(store.load("notes").orElseThrow().fragments()).hasSize(1);
            }
        }

        assertThat(number("SELECT COUNT(*) FROM later")).isEqualTo(1);
        assertThat(number("SELECT version FROM zinc_schema")).isEqualTo(Sql.MIGRATIONS.size() + 1);
    }

    @Test
    void anEmptyDatabaseGoesThroughAllSteps() throws SQLException {
        SqliteStore.at(directory, later(List.of("CREATE TABLE later (a INTEGER)")))
                .close();
        assertThat(number("SELECT COUNT(*) FROM later")).isZero();
        assertThat(number("SELECT version FROM zinc_schema")).isEqualTo(Sql.MIGRATIONS.size() + 1);
    }

    @Test
    void aStepThatFailsLeavesTheVersionBefore() throws SQLException {
        try (SqliteStore store = SqliteStore.at(directory, NOW)) {
            store.create(Filled.info("notes"));
        }

        assertThatThrownBy(() -> SqliteStore.at(
                                directory, later(List.of("CREATE TABLE later (a INTEGER)", "no such statement")))
                        .close())
                .isInstanceOf(StoreException.class);

        assertThat(number("SELECT version FROM zinc_schema")).isEqualTo(Sql.MIGRATIONS.size());
        try (SqliteStore store = SqliteStore.at(directory, NOW)) {
            assertThat(store.load("notes")).isPresent();
            assertThat(number("SELECT COUNT(*) FROM sqlite_master WHERE name = 'later'"))
                    .isZero();
        }
    }

    @Test
    void aDatabaseOfANewerVersionIsRefused() {
        SqliteStore.at(directory, later(List.of("CREATE TABLE later (a INTEGER)")))
                .close();

        assertUnusable(directory, "version 2", "up to 1", "newer Zinc");
    }

    @Test
    void aDatabaseOfSomethingElseIsRefused() throws SQLException {
        Path file = directory.resolve("other.db");
        try (Statements statements = new SqliteFiles(file).openWriter()) {
            statements.run("CREATE TABLE customers (name TEXT)");
        }

        assertUnusable(file, "something else", "other.db");
    }

    @Test
    void aFullDatabaseIsUnavailableUntilThereIsRoomAgain() {
        Schema small = later(List.of("PRAGMA max_page_count = 60"));
        byte[] large = new byte[20_000];
        long acknowledged = 0;
        try (SqliteStore store = SqliteStore.at(directory, small)) {
            store.create(Filled.info("notes"));
            store.create(Filled.info("ballast"));
            store.snapshot("ballast", 1, 0, new byte[60_000], new byte[0]);
            StoreException full = null;
            while (full == null) {
                try {
                    store.append(List.of(new StoredFragment("notes", 1, acknowledged + 1, "ann", 1, large)));
                    acknowledged++;
                } catch (StoreException e) {
                    full = e;
                }
            }
            assertThat(full.problem()).isEqualTo(Problem.UNAVAILABLE);
            assertThat(full).hasMessageContainingAll("zinc.db", "full", "make room");
            assertThat(acknowledged).isPositive();
            assertThat(info(store).position()).isEqualTo(acknowledged);

            store.delete("ballast", 1);
            store.append(List.of(new StoredFragment("notes", 1, acknowledged + 1, "ann", 1, large)));
        }
        try (SqliteStore store = SqliteStore.at(directory, small)) {
            assertThat(store.load("notes").orElseThrow().fragments()).hasSize((int) acknowledged + 1);
        }
    }

    private static DocumentInfo info(SqliteStore store) {
        return store.load("notes").orElseThrow().info();
    }

    private long number(String sql) throws SQLException {
        try (Statements statements = new SqliteFiles(directory.resolve("zinc.db")).openReader();
                ResultSet rows = statements.of(sql).executeQuery()) {
            assertThat(rows.next()).isTrue();
            return rows.getLong(1);
        }
    }

    private static void assertUnusable(Path path, String... mentioned) {
        assertThatThrownBy(() -> SqliteStore.at(path).close())
                .hasMessageContainingAll(mentioned)
                .isInstanceOfSatisfying(
                        StoreException.class, e -> assertThat(e.problem()).isEqualTo(Problem.UNUSABLE));
    }
}
