package io.zinc.system;

import static java.nio.charset.StandardCharsets.UTF_8;
import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import io.zinc.documents.spi.StoreException;
import io.zinc.documents.spi.StoreException.Problem;
import io.zinc.documents.spi.StoredDocument;
import io.zinc.documents.spi.StoredFragment;
import io.zinc.jdbc.SqliteStore;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Random;
import java.util.TreeMap;
import java.util.TreeSet;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.Executors;
import java.util.concurrent.Future;
import java.util.concurrent.locks.LockSupport;
import java.util.stream.LongStream;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/**
 * A store whose process is killed under load. {@code -Dzinc.kill.count=N} sets how often, {@code -Dzinc.kill.seed=S} the seed
 * of the moments; the moments themselves are not repeatable.
 */
class StoreKillTest {

    /** Stores that are killed side by side. */
    private static final int STORES = 2;

    private static final int MOST_STEPS_BEFORE = 40;
    private static final int MOST_NS_AFTER = 4_000_000;

    @TempDir
    private Path directory;

    @Test
    void nothingAcknowledgedIsMissingAfterManyKills() throws Exception {
        int kills = Integer.getInteger("zinc.kill.count", 200);
        long seed = Long.getLong("zinc.kill.seed", System.nanoTime());
        System.out.printf("StoreKillTest: %d kills, -Dzinc.kill.seed=%d%n", kills, seed);
        List<Future<Long>> stores = new ArrayList<>();
        try (ExecutorService threads = Executors.newFixedThreadPool(STORES)) {
            for (int i = 0; i < STORES; i++) {
                Path store = Files.createDirectory(directory.resolve("store-" + i));
                Random random = new Random(seed + i);
                stores.add(threads.submit(() -> killAgainAndAgain(store, random, kills / STORES)));
            }
        }
        long acknowledged = 0;
        for (Future<Long> store : stores) {
            acknowledged += store.get();
        }
        System.out.printf("StoreKillTest: %d fragments were acknowledged, and are there%n", acknowledged);
        assertThat(acknowledged).isGreaterThan(kills);
    }

    private long killAgainAndAgain(Path store, Random random, int kills) throws InterruptedException, IOException {
        Path unpacked = Files.createDirectory(store.resolve("unpacked"));
        Map<String, Long> acknowledged = new TreeMap<>();
        for (int kill = 0; kill < kills; kill++) {
            long seed = random.nextLong();
            List<String> command = StoreWriter.command(store, seed, Long.MAX_VALUE, unpacked);
            try (Program writer = Program.start("store writer", command, Map.of())) {
                writer.out().awaitCount(1 + random.nextInt(MOST_STEPS_BEFORE));
                // somewhere in a step: this is no wait for anything
                LockSupport.parkNanos(random.nextInt(MOST_NS_AFTER));
                writer.handle().destroyForcibly();
                assertThat(writer.exitCode()).isEqualTo(128 + 9);
                assertThat(writer.err().all()).isEmpty();
                compare(store, acknowledged, writer.out().all(), "kill " + kill);
            }
            try (var left = Files.list(unpacked)) {
                for (Path file : left.toList()) {
                    Files.delete(file);
                }
            }
        }
        return acknowledged.values().stream().mapToLong(Long::longValue).sum();
    }

    /** Compares the store with what its writer said, and adds that to what must be there from now on. */
    private static void compare(Path directory, Map<String, Long> acknowledged, List<String> said, String when) {
        said.stream().filter(line -> line.startsWith("ack")).forEach(line -> acknowledged.putAll(positions(line)));
        // the step that was cut off is there as a whole or not at all
        Map<String, Long> cutOff = said.getLast().startsWith("try") ? positions(said.getLast()) : Map.of();
        TreeSet<Long> cutOffSteps = new TreeSet<>();
        try (SqliteStore store = SqliteStore.at(directory)) {
            for (String name : StoreWriter.NAMES) {
                StoredDocument document = store.load(name).orElseThrow();
                long position = document.info().position();
                long expected = acknowledged.getOrDefault(name, 0L);
                if (cutOff.containsKey(name)) {
                    cutOffSteps.add(position - expected);
                } else {
                    assertThat(position).as("%s: %s", when, name).isEqualTo(expected);
                }
                assertThat(document.state()).isEqualTo(StoreWriter.state(name, document.through()));
                assertThat(document.fragments().stream().map(StoreKillTest::text))
                        .containsExactlyElementsOf(LongStream.rangeClosed(document.through() + 1, position)
                                .mapToObj(each -> text(StoreWriter.fragment(name, each)))
                                .toList());
                acknowledged.put(name, position);
            }
            assertThat(cutOffSteps).as(when).hasSizeLessThanOrEqualTo(1).isSubsetOf(0L, 1L);
        }
    }

    private static Map<String, Long> positions(String line) {
        Map<String, Long> positions = new TreeMap<>();
        List<String> words = List.of(line.split(" ", -1));
        for (int i = 1; i < words.size(); i += 2) {
            positions.put(words.get(i), Long.parseLong(words.get(i + 1)));
        }
        return positions;
    }

    private static String text(StoredFragment fragment) {
        return fragment.position() + " by " + fragment.author() + ": " + new String(fragment.bytes(), UTF_8);
    }

    @Test
    void aSecondProcessIsToldWhoHasTheStore() throws Exception {
        Path unpacked = Files.createDirectory(directory.resolve("unpacked"));
        List<String> command = StoreWriter.command(directory, 1, Long.MAX_VALUE, unpacked);
        try (Program writer = Program.start("store writer", command, Map.of())) {
            writer.out().awaitCount(1);

            assertThatThrownBy(() -> SqliteStore.at(directory).close())
                    .hasMessageContainingAll(
                            directory.toRealPath().resolve("zinc.db").toString(),
                            "process " + writer.handle().pid(),
                            "stop that one")
                    .isInstanceOfSatisfying(
                            StoreException.class, e -> assertThat(e.problem()).isEqualTo(Problem.UNUSABLE));

            writer.handle().destroyForcibly();
            writer.exitCode();
        }
        SqliteStore.at(directory).close();
    }
}
