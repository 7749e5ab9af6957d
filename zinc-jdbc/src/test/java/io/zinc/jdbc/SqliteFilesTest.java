package io.zinc.jdbc;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import io.zinc.documents.spi.StoreException;
import io.zinc.documents.spi.StoreException.Problem;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

class SqliteFilesTest {

    @TempDir
    private Path directory;

    @Test
    void aDirectoryGetsADatabase() throws IOException {
        SqliteStore.at(directory).close();
        SqliteStore.at(directory.resolve("new/deeper")).close();

        assertThat(directory.resolve("zinc.db")).isRegularFile();
        assertThat(directory.resolve("new/deeper/zinc.db")).isRegularFile();
    }

    @ParameterizedTest
    @ValueSource(strings = {"my.db", "a b.db", "what?x=1.db", "50%25.db", "#1 \u00e9\ud83d\ude00;'\".db"})
    void aFileIsUsedUnderItsOwnName(String name) {
        Path file = directory.resolve(name);
        try (SqliteStore store = SqliteStore.at(file)) {
            store.create(Filled.info("notes"));
        }
        try (SqliteStore store = SqliteStore.at(file)) {
            assertThat(store.load("notes")).isPresent();
        }
        assertThat(file).isRegularFile();
    }

    @Test
    void aStoreIsTheSameByWhateverPath() throws IOException {
        Path link =
                Files.createSymbolicLink(directory.resolve("link"), Files.createDirectory(directory.resolve("real")));
        try (SqliteStore store = SqliteStore.at(link)) {
            assertThatThrownBy(() -> SqliteStore.at(directory.resolve("real/../real/zinc.db"))
                            .close())
                    .hasMessageContainingAll("zinc.db", "in use by this process")
                    .isInstanceOfSatisfying(
                            StoreException.class, e -> assertThat(e.problem()).isEqualTo(Problem.UNUSABLE));
            store.create(Filled.info("notes"));
        }
    }

    @Test
    void aFileThatIsNoDatabaseIsDamaged() throws IOException {
        Path file = Files.writeString(directory.resolve("notes.txt"), "no database at all. ".repeat(100));

        assertThatThrownBy(() -> SqliteStore.at(file).close())
                .hasMessageContaining("notes.txt")
                .isInstanceOfSatisfying(
                        StoreException.class, e -> assertThat(e.problem()).isEqualTo(Problem.DAMAGED));
        assertThat(file).hasContent("no database at all. ".repeat(100));
        Files.delete(file);
        SqliteStore.at(directory.resolve("other.db")).close();
    }

    @Test
    void aDirectoryThatCannotBeMadeIsUnusable() throws IOException {
        Path file = Files.writeString(directory.resolve("file"), "x");

        assertThatThrownBy(() -> SqliteStore.at(file.resolve("below")).close())
                .hasMessageContaining("below")
                .isInstanceOf(StoreException.class);
    }
}
