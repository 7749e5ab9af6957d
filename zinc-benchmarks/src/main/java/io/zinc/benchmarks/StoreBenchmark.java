package io.zinc.benchmarks;

import io.zinc.documents.spi.DocumentInfo;
import io.zinc.documents.spi.DocumentStore;
import io.zinc.documents.spi.StoredFragment;
import io.zinc.jdbc.SqliteStore;
import java.io.IOException;
import java.io.PrintStream;
import java.nio.ByteBuffer;
import java.nio.channels.FileChannel;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.StandardOpenOption;
import java.util.ArrayList;
import java.util.Comparator;
import java.util.List;
import org.HdrHistogram.Histogram;

/**
 * Measures what it costs to make fragments durable: a store that appends them one by one and in groups, beside a bare file that
 * gets the same bytes and is forced after each, turn by turn. The last is what the disk takes by itself.
 */
public final class StoreBenchmark {

    private static final int[] GROUPS = {1, 16, 256};
    private static final int DOCUMENTS = 100;
    private static final int FRAGMENT_BYTES = 40;
    private static final long TURN_NS = 1_500_000_000L;
    private static final int ROUNDS = 5;

    private final Path directory;
    private final PrintStream out;

    private StoreBenchmark(Path directory, PrintStream out) {
        this.directory = directory;
        this.out = out;
    }

    /** Takes one argument: an empty directory on the disk to measure. */
    public static void main(String[] arguments) throws IOException {
        new StoreBenchmark(Path.of(arguments[0]), System.out).run();
    }

    /** One call that returns when its fragments are durable. */
    private interface Step {
        void take() throws IOException;
    }

    private record Measured(String name, int group, Step step, List<Turn> turns) {}

    private record Turn(double fragmentsPerSecond, double p50Us, double p99Us) {}

    private void run() throws IOException {
        Path file = directory.resolve("bare");
        try (DocumentStore store = SqliteStore.at(directory.resolve("store"));
                FileChannel bare = FileChannel.open(file, StandardOpenOption.CREATE, StandardOpenOption.WRITE)) {
            List<Measured> all = new ArrayList<>();
            all.add(new Measured("bare file", 1, () -> writeBare(bare), new ArrayList<>()));
            Fragments fragments = new Fragments(store);
            for (int group : GROUPS) {
                all.add(new Measured("store", group, () -> store.append(fragments.next(group)), new ArrayList<>()));
            }
            for (int round = 0; round <= ROUNDS; round++) {
                for (Measured measured : all) {
                    Turn turn = measure(measured);
                    if (round > 0) { // the first one warms up
                        measured.turns.add(turn);
                    }
                }
            }
            all.forEach(this::print);
        }
        Files.delete(file);
    }

    private static void writeBare(FileChannel bare) throws IOException {
        bare.write(ByteBuffer.allocate(FRAGMENT_BYTES));
        bare.force(false);
    }

    private static Turn measure(Measured measured) throws IOException {
        Histogram tookNs = new Histogram(3);
        long beganNs = System.nanoTime();
        long nowNs = beganNs;
        while (nowNs - beganNs < TURN_NS) {
            measured.step.take();
            long endedNs = System.nanoTime();
            tookNs.recordValue(endedNs - nowNs);
            nowNs = endedNs;
        }
        double seconds = (nowNs - beganNs) / 1e9;
        return new Turn(
                tookNs.getTotalCount() * measured.group / seconds,
                tookNs.getValueAtPercentile(50) / 1e3,
                tookNs.getValueAtPercentile(99) / 1e3);
    }

    private void print(Measured measured) {
        List<Turn> byRate = measured.turns.stream()
                .sorted(Comparator.comparingDouble(Turn::fragmentsPerSecond))
                .toList();
        Turn median = byRate.get(byRate.size() / 2);
        out.printf(
                "%-9s groups of %3d: %,9.0f fragments/s (%,.0f to %,.0f), one call p50 %,.0f us, p99 %,.0f us%n",
                measured.name,
                measured.group,
                median.fragmentsPerSecond,
                byRate.getFirst().fragmentsPerSecond,
                byRate.getLast().fragmentsPerSecond,
                median.p50Us,
                median.p99Us);
    }

    /** Fragments of a hundred documents, in turn. */
    private static final class Fragments {

        private final long[] positions = new long[DOCUMENTS];
        private int next;

        Fragments(DocumentStore store) {
            for (int i = 0; i < DOCUMENTS; i++) {
                store.create(new DocumentInfo("document-" + i, "text", 1, 0, 0, 0));
            }
        }

        List<StoredFragment> next(int count) {
            List<StoredFragment> fragments = new ArrayList<>(count);
            for (int i = 0; i < count; i++) {
                next = (next + 1) % DOCUMENTS;
                fragments.add(new StoredFragment(
                        "document-" + next, 1, ++positions[next], "ann", 0, new byte[FRAGMENT_BYTES]));
            }
            return fragments;
        }
    }
}
