package io.zinc.system;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;
import static org.junit.jupiter.api.Assumptions.assumeTrue;

import io.zinc.documents.spi.DocumentInfo;
import io.zinc.documents.spi.StoreException;
import io.zinc.documents.spi.StoreException.Problem;
import io.zinc.documents.spi.StoredDocument;
import io.zinc.documents.spi.StoredFragment;
import io.zinc.jdbc.SqliteStore;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** A store on a disk of 3 MB that is full. */
class StoreFullDiskTest {

    private static final int FRAGMENT_BYTES = 10_000;

    @TempDir
    private Path directory;

    private Path disk;
    private Path ballast;
    private boolean isMounted;

    @BeforeEach
    void mount() throws Exception {
        disk = Files.createDirectory(directory.resolve("disk"));
        ballast = disk.resolve("ballast");
        isMounted = run("mount", "-t", "tmpfs", "-o", "size=3m", "zinc-test", disk.toString()) == 0;
        assumeTrue(isMounted, "SKIPPED: a small tmpfs cannot be mounted; run as root where that is allowed");
        Files.write(ballast, new byte[1 << 20]);
    }

    @AfterEach
    void unmount() throws Exception {
        if (isMounted) {
            assertThat(run("umount", disk.toString())).isZero();
        }
    }

    @Test
    void whatWasAcknowledgedIsThereAndItGoesOnOnceThereIsRoom() throws Exception {
        long acknowledged = 0;
        try (SqliteStore store = SqliteStore.at(disk)) {
            store.create(new DocumentInfo("notes", "text", 1, 0, 0, 0));
            acknowledged = appendUntilFull(store, acknowledged);
            assertThat(acknowledged).isGreaterThan(10);
            assertHolds(store, acknowledged);

            Files.delete(ballast);
            append(store, ++acknowledged);
            assertHolds(store, acknowledged);
            acknowledged = appendUntilFull(store, acknowledged);
        }
        try (SqliteStore store = SqliteStore.at(disk)) {
            assertHolds(store, acknowledged);
        }
    }

    private static long appendUntilFull(SqliteStore store, long acknowledged) {
        long position = acknowledged;
        while (true) {
            try {
                append(store, position + 1);
                position++;
            } catch (StoreException e) {
                assertThat(e.problem()).as(e.toString()).isEqualTo(Problem.UNAVAILABLE);
                long next = position + 1;
                assertThatThrownBy(() -> append(store, next))
                        .isInstanceOfSatisfying(
                                StoreException.class,
                                again -> assertThat(again.problem()).isEqualTo(Problem.UNAVAILABLE));
                return position;
            }
        }
    }

    private static void append(SqliteStore store, long position) {
        byte[] bytes = new byte[FRAGMENT_BYTES];
        bytes[0] = (byte) position;
        store.append(List.of(new StoredFragment("notes", 1, position, "ann", 1, bytes)));
    }

    private static void assertHolds(SqliteStore store, long acknowledged) {
        StoredDocument document = store.load("notes").orElseThrow();
        assertThat(document.info().position()).isEqualTo(acknowledged);
        for (StoredFragment fragment : document.fragments()) {
            assertThat(fragment.bytes()[0]).isEqualTo((byte) fragment.position());
        }
    }

    private static int run(String... command) throws InterruptedException {
        try {
            return new ProcessBuilder(command)
                    .redirectErrorStream(true)
                    .redirectOutput(ProcessBuilder.Redirect.DISCARD)
                    .start()
                    .waitFor();
        } catch (IOException notInstalled) {
            return -1;
        }
    }
}
