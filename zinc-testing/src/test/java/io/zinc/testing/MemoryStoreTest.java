package io.zinc.testing;

import static java.nio.charset.StandardCharsets.UTF_8;
import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import io.zinc.documents.spi.DocumentInfo;
import io.zinc.documents.spi.DocumentStore;
import io.zinc.documents.spi.StoreException;
import io.zinc.documents.spi.StoreException.Problem;
import io.zinc.documents.spi.StoredFragment;
import java.util.List;
import org.assertj.core.api.ThrowableAssert.ThrowingCallable;
import org.junit.jupiter.api.Test;

class MemoryStoreTest extends DocumentStoreContract {

    private final MemoryDisk disk = new MemoryDisk();

    @Override
    protected DocumentStore open() {
        return disk.open();
    }

    @Test
    void whatWasForcedSurvivesALossOfPowerAndTheRestIsLost() {
        MemoryDisk mine = new MemoryDisk();
        MemoryStore store = mine.open();
        store.create(info("notes"));
        append(store, 1);
        mine.stopForcing();
        append(store, 2);
        mine.force();
        mine.stopForcing();
        append(store, 3);
        store.create(info("late"));
        store.delete("notes", 1);

        mine.losePower();

        assertProblem(() -> append(store, 4), Problem.UNUSABLE);
        MemoryStore again = mine.open();
        assertThat(again.load("notes").orElseThrow().info().position()).isEqualTo(2);
        assertThat(again.load("notes").orElseThrow().isDeleted()).isFalse();
        assertThat(again.load("late")).isEmpty();
    }

    @Test
    void aFailingDiskDoesNothingUntilItRecovers() {
        MemoryDisk mine = new MemoryDisk();
        MemoryStore store = mine.open();
        store.create(info("notes"));

        mine.failWith(Problem.UNAVAILABLE);
        assertProblem(() -> append(store, 1), Problem.UNAVAILABLE);
        assertProblem(() -> store.load("notes"), Problem.UNAVAILABLE);

        mine.recover();
        assertThat(store.load("notes").orElseThrow().fragments()).isEmpty();
        append(store, 1);
        assertThat(store.load("notes").orElseThrow().fragments()).hasSize(1);
    }

    @Test
    void damageStaysWithItsDocument() {
        MemoryDisk mine = new MemoryDisk();
        MemoryStore store = mine.open();
        store.create(info("notes"));
        store.create(info("other"));

        mine.damage("notes");

        assertProblem(() -> store.load("notes"), Problem.DAMAGED);
        assertProblem(() -> append(store, 1), Problem.DAMAGED);
        assertThat(store.load("other")).isPresent();
    }

    private static void append(MemoryStore store, long position) {
        store.append(List.of(new StoredFragment("notes", 1, position, "ann", 0, "x".getBytes(UTF_8))));
    }

    private static DocumentInfo info(String name) {
        return new DocumentInfo(name, "text", 1, 0, 0, 0);
    }

    private static void assertProblem(ThrowingCallable call, Problem problem) {
        assertThatThrownBy(call)
                .isInstanceOfSatisfying(
                        StoreException.class, e -> assertThat(e.problem()).isEqualTo(problem));
    }
}
