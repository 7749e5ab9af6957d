package io.zinc.jdbc;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatCode;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import io.zinc.documents.spi.StoreException;
import io.zinc.documents.spi.StoreException.Problem;
import java.io.IOException;
import java.nio.channels.FileChannel;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.StandardOpenOption;
import java.util.List;
import org.assertj.core.api.ThrowableAssert.ThrowingCallable;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** What was acknowledged and is missing from the end of the write-ahead log is noticed. */
class LostTailTest {

    @TempDir
    private Path directory;

    private Path before;
    private Path after;

    @BeforeEach
    void name() {
        before = directory.resolve("before");
        after = directory.resolve("after");
    }

    /** Takes the files at the end of some work, and cuts the log back to where it was before the last step. */
    private void lose(ThrowingCallable lastStep, SqliteStore store) throws Throwable {
        long keptBytes = Files.size(before.resolve("zinc.db-wal"));
        lastStep.call();
        Filled.copy(before, after);
        store.close();
        try (FileChannel log = FileChannel.open(after.resolve("zinc.db-wal"), StandardOpenOption.WRITE)) {
            assertThat(log.size()).isGreaterThan(keptBytes);
            log.truncate(keptBytes);
        }
    }

    private SqliteStore storeWithTwo() {
        SqliteStore store = SqliteStore.at(before);
        for (String name : List.of("a", "b")) {
            store.create(Filled.info(name));
            Filled.append(store, name, 1);
        }
        return store;
    }

    @Test
    void aLogThatIsWholeIsNoLoss() throws IOException {
        SqliteStore original = storeWithTwo();
        Filled.copy(before, after);
        original.close();

        try (SqliteStore store = SqliteStore.at(after)) {
            assertThat(store.load("a").orElseThrow().fragments()).hasSize(1);
            assertThat(store.load("b").orElseThrow().fragments()).hasSize(1);
        }
    }

    @Test
    void aLostFragmentIsReportedForItsDocumentAlone() throws Throwable {
        SqliteStore store = storeWithTwo();
        lose(() -> Filled.append(store, "a", 2), store);

        try (SqliteStore reopened = SqliteStore.at(after)) {
            assertDamaged(() -> reopened.load("a"), "'a'", "position 2");
            assertDamaged(() -> Filled.append(reopened, "a", 2), "'a'");
            assertThat(reopened.load("b").orElseThrow().fragments()).hasSize(1);
            Filled.append(reopened, "b", 2);
        }
        try (SqliteStore again = SqliteStore.at(after)) {
            assertDamaged(() -> again.load("a"), "'a'");
            assertThat(again.load("b").orElseThrow().fragments()).hasSize(2);
        }
    }

    @Test
    void aDocumentThatLostSomethingCanBeDeletedAndCreatedAnew() throws Throwable {
        SqliteStore store = storeWithTwo();
        lose(() -> Filled.append(store, "a", 2), store);

        try (SqliteStore reopened = SqliteStore.at(after)) {
            reopened.delete("a", 1);
            assertThat(reopened.load("a").orElseThrow().isDeleted()).isTrue();
        }
        try (SqliteStore again = SqliteStore.at(after)) {
            assertThat(again.load("a").orElseThrow().isDeleted()).isTrue();
        }
    }

    @Test
    void whoRemovesTheNotesGoesOnWithWhatThereIs() throws Throwable {
        SqliteStore store = storeWithTwo();
        lose(() -> Filled.append(store, "a", 2), store);
        Files.delete(after.resolve("zinc.db-acknowledged"));

        try (SqliteStore reopened = SqliteStore.at(after)) {
            assertThat(reopened.load("a").orElseThrow().fragments()).hasSize(1);
            Filled.append(reopened, "a", 2);
        }
    }

    @Test
    void aLostCreationIsReported() throws Throwable {
        SqliteStore store = storeWithTwo();
        lose(() -> store.create(Filled.info("c")), store);

        try (SqliteStore reopened = SqliteStore.at(after)) {
            assertDamaged(() -> reopened.load("c"), "'c'");
            assertDamaged(() -> reopened.create(Filled.info("c")), "'c'");
            reopened.delete("c", 1);
            assertThat(reopened.load("c").orElseThrow().isDeleted()).isTrue();
        }
    }

    @Test
    void aLostDeletionBringsNothingBack() throws Throwable {
        SqliteStore store = storeWithTwo();
        lose(() -> store.delete("a", 1), store);

        try (SqliteStore reopened = SqliteStore.at(after)) {
            assertDamaged(() -> reopened.load("a"), "'a'");
            reopened.delete("a", 1);
        }
    }

    @Test
    void aLostRenamingIsReportedForBothNames() throws Throwable {
        SqliteStore store = storeWithTwo();
        lose(() -> store.rename("a", 1, "c", 1), store);

        try (SqliteStore reopened = SqliteStore.at(after)) {
            assertDamaged(() -> reopened.load("a"), "'a'");
            assertDamaged(() -> reopened.load("c"), "'c'");
            assertThat(reopened.load("b").orElseThrow().fragments()).hasSize(1);
        }
    }

    @Test
    void theNotesDoNotGrowForEver() throws IOException {
        Path notes = before.resolve("zinc.db-acknowledged");
        long most = 0;
        try (SqliteStore store = storeWithTwo()) {
            String longName = "long".repeat(60);
            store.create(Filled.info(longName));
            for (long position = 1; position <= 2_000; position++) {
                Filled.append(store, longName, position);
                most = Math.max(most, Files.size(notes));
            }
        }
        assertThat(most).isBetween(256_000L, 300_000L);
        assertThat(notes).isEmptyFile();
    }

    @Test
    void halfANoteIsNoNote() throws IOException {
        SqliteStore original = storeWithTwo();
        Filled.copy(before, after);
        original.close();
        Path notes = after.resolve("zinc.db-acknowledged");
        long size = Files.size(notes);
        try (FileChannel channel = FileChannel.open(notes, StandardOpenOption.WRITE)) {
            channel.truncate(size - 1);
        }

        assertThatCode(() -> {
                    try (SqliteStore store = SqliteStore.at(after)) {
                        Filled.append(store, "b", 2);
                        assertThat(Files.size(notes)).isEqualTo(size);
                    }
                })
                .doesNotThrowAnyException();
    }

    private static void assertDamaged(ThrowingCallable call, String... mentioned) {
        assertThatThrownBy(call)
                .hasMessageContainingAll(mentioned)
                .isInstanceOfSatisfying(
                        StoreException.class, e -> assertThat(e.problem()).isEqualTo(Problem.DAMAGED));
    }
}
