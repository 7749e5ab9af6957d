package io.zinc.benchmarks.trace;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import io.zinc.core.ZincException;
import io.zinc.crdt.Doc;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

class RetellingTest {

    @TempDir
    Path folder;

    private static String told(Trace trace) {
        Retelling retelling = new Retelling(trace);
        Doc doc = new Doc();
        for (int i = 0; i < trace.steps().size(); i++) {
            byte[] update = retelling.next();
            if (update.length > 0) {
                doc.applyUpdate(update);
            }
        }
        return doc.getText("text").toString();
    }

    @ParameterizedTest
    @CsvSource({"friendsforever, 2, 2", "friendsforever, 2, 5", "clownschool, 3, 3"})
    void aSessionEndsInTheRecordedTextHoweverItIsShared(String name, int recorded, int authors) {
        Trace trace = Trace.read(name);
        assertThat(trace.authors()).isEqualTo(recorded);
        Trace shared = trace.sharedAmong(authors);
        assertThat(shared.steps().stream()
                        .mapToInt(Trace.Step::author)
                        .distinct()
                        .count())
                .isEqualTo(authors);
        assertThat(told(shared)).isEqualTo(trace.end());
    }

    @Test
    void updatesAreTheSameWhereverTheyAreMade() {
        Trace trace = Trace.read("friendsforever");
        Retelling here = new Retelling(trace);
        Retelling there = new Retelling(trace);
        for (int i = 0; i < 3_000; i++) {
            assertThat(here.next()).isEqualTo(there.next());
            assertThat(here.clockAfter(i)).isEqualTo(there.clockAfter(i));
        }
    }

    @Test
    void aFileOfOneAuthorIsSharedAndCountsCodePoints() throws Exception {
        Path file = Files.writeString(folder.resolve("small.json"), """
                {"startContent": "a😀b", "endContent": "a😀XbY",
                 "txns": [{"time": "2024-01-01T00:00:00.000Z", "patches": [[2, 0, "X"]]},
                          {"time": "2024-01-01T00:00:01.000Z", "patches": [[4, 0, "YZ"], [5, 1, ""]]}]}
                """);
        Trace trace = Trace.read(file.toString());
        assertThat(trace.name()).isEqualTo("small");
        assertThat(trace.steps().stream().map(Trace.Step::atMs)).containsExactly(0L, 0L, 1_000L);
        assertThat(told(trace.sharedAmong(2))).isEqualTo(trace.end());
    }

    @Test
    void timesAreTheRecordedOnesWithoutLongPauses() {
        Trace trace = Trace.read("clownschool");
        List<Long> times =
                new ArrayList<>(trace.steps().stream().map(Trace.Step::atMs).toList());
        assertThat(times.getFirst()).isZero();
        assertThat(times.stream().mapToLong(Long::longValue).max().orElse(0)).isBetween(20 * 60_000L, 53 * 60_000L);
        assertThat(Trace.read("friendsforever").steps().getLast().atMs())
                .isBetween(Trace.UNTIMED_MS - 1_000, Trace.UNTIMED_MS);
    }

    @Test
    void whatIsNoTraceIsToldInALine() throws Exception {
        Path file = Files.writeString(folder.resolve("other.json"), "{}");
        assertThatThrownBy(() -> Trace.read(file.toString()))
                .isInstanceOf(ZincException.class)
                .hasMessageContaining("endContent");
        assertThatThrownBy(() -> Trace.read("nobody"))
                .isInstanceOf(ZincException.class)
                .hasMessageContaining("friendsforever and clownschool");
        assertThatThrownBy(() -> Trace.read("clownschool").sharedAmong(2))
                .isInstanceOf(ZincException.class)
                .hasMessageContaining("--authors is 2");
    }
}
