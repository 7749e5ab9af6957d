package io.zinc.jdbc;

import static java.nio.charset.StandardCharsets.ISO_8859_1;
import static java.nio.charset.StandardCharsets.UTF_8;
import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import io.zinc.documents.spi.DocumentInfo;
import io.zinc.documents.spi.StoreException;
import io.zinc.documents.spi.StoreException.Problem;
import io.zinc.documents.spi.StoredDocument;
import io.zinc.documents.spi.Version;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Random;
import java.util.stream.IntStream;
import org.assertj.core.api.ThrowableAssert.ThrowingCallable;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** Flipped bytes are reported for the document that they are in, and never read as something else. */
class DamageTest {

    private static final int PAGE_BYTES = 4096;
    private static final List<String> NAMES =
            IntStream.range(0, 20).mapToObj("document-%02d"::formatted).toList();

    @TempDir
    private Path directory;

    /**
     * What a store of twenty documents should hold. The copy is from while it was open: the newest is in the write-ahead
     * log there.
     */
    private Map<String, StoredDocument> fill(Path home, Path copy) throws IOException {
        try (SqliteStore store = SqliteStore.at(home)) {
            for (String name : NAMES) {
                store.create(Filled.info(name));
                for (long position = 1; position <= 12; position++) {
                    store.append(
                            List.of(Filled.fragment(name, position, (name + " at " + position + ". ").repeat(20))));
                }
                store.snapshot(
                        name, 1, 3, ("state of " + name + ". ").repeat(300).getBytes(UTF_8), new byte[9]);
                store.addVersion(name, 1, new Version("v", "ann", 1, 3), ("version of " + name).getBytes(UTF_8));
            }
        }
        Map<String, StoredDocument> expected = new LinkedHashMap<>();
        try (SqliteStore store = SqliteStore.at(home)) {
            for (String name : NAMES) {
                Filled.append(store, name, 13);
                Filled.append(store, name, 14);
            }
            for (String name : NAMES) {
                expected.put(name, store.load(name).orElseThrow());
            }
            Filled.copy(home, copy);
        }
        return expected;
    }

    @Test
    void aFlippedByteOfAFragmentDamagesItsDocumentAtThatPositionAlone() throws IOException {
        Path at = directory.resolve("home");
        Map<String, StoredDocument> expected = fill(at, directory.resolve("copy"));
        flip(at.resolve("zinc.db"), "document-07 at 5. document-07 at 5. ");

        try (SqliteStore store = SqliteStore.at(at)) {
            assertDamaged(() -> store.load("document-07"), "'document-07'", "position 5");
            assertOthersAreAsTheyWere(store, expected, "document-07");
            assertThat(store.list("", "", 100)).hasSize(20);
            store.delete("document-07", 1);
            assertThat(store.load("document-07").orElseThrow().isDeleted()).isTrue();
        }
    }

    @Test
    void aFlippedByteOfABaseStateDamagesItsDocumentAlone() throws IOException {
        Path at = directory.resolve("home");
        Map<String, StoredDocument> expected = fill(at, directory.resolve("copy"));
        flip(at.resolve("zinc.db"), "state of document-07. state of document-07. ");

        try (SqliteStore store = SqliteStore.at(at)) {
            assertDamaged(() -> store.load("document-07"), "'document-07'", "position 3");
            assertOthersAreAsTheyWere(store, expected, "document-07");
        }
    }

    @Test
    void aFlippedByteOfAVersionDamagesThatVersionAlone() throws IOException {
        Path at = directory.resolve("home");
        Map<String, StoredDocument> expected = fill(at, directory.resolve("copy"));
        flip(at.resolve("zinc.db"), "version of document-07");

        try (SqliteStore store = SqliteStore.at(at)) {
            assertDamaged(() -> store.version("document-07", "v"), "'document-07'", "'v'");
            assertThat(store.history("document-07")).hasSize(1);
            assertOthersAreAsTheyWere(store, expected, "none");
        }
    }

    @Test
    void whatIsDamagedIsNotRenamedNotEvenTheSoundPartOfIt() throws IOException {
        Path at = directory.resolve("home");
        Map<String, StoredDocument> expected = fill(at, directory.resolve("copy"));
        flip(at.resolve("zinc.db"), "version of document-07");
        flip(at.resolve("zinc.db"), "document-08 at 5. document-08 at 5. ");

        try (SqliteStore store = SqliteStore.at(at)) {
            assertDamaged(() -> store.rename("document-07", 1, "other", 1), "'document-07'", "'v'");
            assertDamaged(() -> store.rename("document-08", 1, "other", 1), "'document-08'", "position 5");
            assertThat(store.load("other")).isEmpty();
            assertThat(store.list("", "", 100)).hasSize(20);
            assertOthersAreAsTheyWere(store, expected, "document-08");
        }
    }

    @Test
    void randomFlipsAreReportedAndNeverReadAsSomethingElse() throws IOException {
        long seed = Long.getLong("zinc.damage.seed", System.nanoTime());
        System.out.println("DamageTest: -Dzinc.damage.seed=" + seed);
        Path whole = directory.resolve("whole");
        Map<String, StoredDocument> expected = fill(directory.resolve("home"), whole);
        Random random = new Random(seed);
        int rounds = Integer.getInteger("zinc.damage.rounds", 150);
        int intact = 0;
        int damaged = 0;
        int closed = 0;
        for (int round = 0; round < rounds; round++) {
            Path at = directory.resolve("round-" + round);
            Filled.copy(whole, at);
            boolean isInFirstPage = spoil(at, random, round % 3);
            try (SqliteStore store = SqliteStore.at(at)) {
                for (Map.Entry<String, StoredDocument> document : expected.entrySet()) {
                    if (isAsItWas(store, document.getKey(), document.getValue(), isInFirstPage)) {
                        intact++;
                    } else {
                        damaged++;
                    }
                }
                requireNoGarbageListed(store, expected);
            } catch (StoreException e) {
                requireReported(e, isInFirstPage);
                closed++;
            }
        }
        System.out.printf(
                "DamageTest: in %d stores of 20 documents with flipped bytes %d documents were read as they were, %d were"
                        + " reported as damaged; %d stores could not be opened or listed%n",
                rounds, intact, damaged, closed);
        assertThat(damaged).isPositive();
        assertThat(intact).isGreaterThan(damaged);
    }

    /** Flips bytes in the newest page of the log, in its newest third, or in one page of the database. */
    private static boolean spoil(Path at, Random random, int how) throws IOException {
        Path file = at.resolve(how == 2 ? "zinc.db" : "zinc.db-wal");
        byte[] bytes = Files.readAllBytes(file);
        int from = switch (how) {
            case 0 -> bytes.length - PAGE_BYTES;
            case 1 -> bytes.length * 2 / 3;
            default -> random.nextInt(bytes.length / PAGE_BYTES) * PAGE_BYTES;
        };
        int range = how == 1 ? bytes.length - from : PAGE_BYTES;
        for (int flips = 1 + random.nextInt(4); flips > 0; flips--) {
            bytes[from + random.nextInt(range)] ^= (byte) (1 + random.nextInt(255));
        }
        Files.write(file, bytes);
        return how == 2 && from == 0;
    }

    private static boolean isAsItWas(SqliteStore store, String name, StoredDocument expected, boolean isInFirstPage) {
        try {
            assertThat(store.load(name).map(Filled::contents)).contains(Filled.contents(expected));
            return true;
        } catch (StoreException e) {
            requireReported(e, isInFirstPage);
            return false;
        }
    }

    private static void requireReported(StoreException e, boolean isInFirstPage) {
        // the first page says what the tables are: without it there is no store at all
        if (e.problem() != Problem.DAMAGED && !(isInFirstPage && e.problem() == Problem.UNUSABLE)) {
            throw new AssertionError("damage is reported as " + e.problem(), e);
        }
    }

    private static void requireNoGarbageListed(SqliteStore store, Map<String, StoredDocument> expected) {
        List<DocumentInfo> infos =
                expected.values().stream().map(StoredDocument::info).toList();
        for (DocumentInfo listed : store.list("", "", 100)) {
            StoredDocument known = expected.get(listed.name());
            assertThat(known).as(listed.name()).isNotNull();
            assertThat(listed.position()).isBetween(12L, 14L);
            assertThat(infos)
                    .anyMatch(info ->
                            info.name().equals(listed.name()) && info.kind().equals(listed.kind()));
        }
    }

    private static void assertOthersAreAsTheyWere(
            SqliteStore store, Map<String, StoredDocument> expected, String spoilt) {
        expected.forEach((name, document) -> {
            if (!name.equals(spoilt)) {
                assertThat(store.load(name).map(Filled::contents)).contains(Filled.contents(document));
            }
        });
    }

    private static void flip(Path file, String text) throws IOException {
        byte[] bytes = Files.readAllBytes(file);
        String all = new String(bytes, ISO_8859_1);
        // pages that are no longer used may hold it, too
        assertThat(all).contains(text);
        for (int at = all.indexOf(text); at >= 0; at = all.indexOf(text, at + text.length())) {
            bytes[at + text.length() / 2] ^= 1;
        }
        Files.write(file, bytes);
    }

    private static void assertDamaged(ThrowingCallable call, String... mentioned) {
        assertThatThrownBy(call)
                .hasMessageContainingAll(mentioned)
                .isInstanceOfSatisfying(
                        StoreException.class, e -> assertThat(e.problem()).isEqualTo(Problem.DAMAGED));
    }
}
