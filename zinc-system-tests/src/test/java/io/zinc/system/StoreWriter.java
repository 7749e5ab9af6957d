package io.zinc.system;

import static java.nio.charset.StandardCharsets.UTF_8;

import io.zinc.documents.spi.DocumentInfo;
import io.zinc.documents.spi.DocumentStore;
import io.zinc.documents.spi.StoredDocument;
import io.zinc.documents.spi.StoredFragment;
import io.zinc.jdbc.SqliteStore;
import java.io.FileDescriptor;
import java.io.FileOutputStream;
import java.io.IOException;
import java.io.OutputStream;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Random;
import java.util.TreeMap;

/**
 * A process that appends to a store as fast as it can. It says {@code try NAME POSITION ...} before each step and {@code ack
 * NAME POSITION ...} after it. All that it
 * writes follows from names and positions, so that another process can tell whether it is there.
 */
final class StoreWriter {

    static final List<String> NAMES = List.of("ant", "bee", "cat", "dog", "eel", "fox");

    /** After so many fragments of a document they are replaced by a base state. */
    private static final int SNAPSHOT_EVERY = 40;

    private final DocumentStore store;
    private final OutputStream out;
    private final Random random;
    private final Map<String, Long> positions = new TreeMap<>();

    private StoreWriter(DocumentStore store, OutputStream out, long seed) {
        this.store = store;
        this.out = out;
        this.random = new Random(seed);
    }

    /** Arguments: the store's directory, a seed, and how many steps to take. */
    public static void main(String[] arguments) throws IOException {
        try (OutputStream out = new FileOutputStream(FileDescriptor.out);
                DocumentStore store = SqliteStore.at(Path.of(arguments[0]))) {
            StoreWriter writer = new StoreWriter(store, out, Long.parseLong(arguments[1]));
            writer.begin();
            for (long steps = Long.parseLong(arguments[2]); steps > 0; steps--) {
                writer.step();
            }
        }
    }

    private void begin() throws IOException {
        for (String name : NAMES) {
            StoredDocument document = store.load(name).orElse(null);
            if (document == null) {
                store.create(new DocumentInfo(name, "text", 1, 0, 0, 0));
            }
            positions.put(name, document == null ? 0 : document.info().position());
        }
        say("open");
    }

    private void step() throws IOException {
        List<StoredFragment> group = new ArrayList<>();
        StringBuilder step = new StringBuilder();
        for (String name : NAMES) {
            if (group.isEmpty() || random.nextInt(3) == 0) {
                long position = positions.merge(name, 1L, Long::sum);
                group.add(fragment(name, position));
                step.append(' ').append(name).append(' ').append(position);
            }
        }
        say("try" + step);
        store.append(group);
        say("ack" + step);
        for (StoredFragment fragment : group) {
            if (fragment.position() % SNAPSHOT_EVERY == 0) {
                long through = fragment.position() - 5;
                store.snapshot(fragment.document(), 1, through, state(fragment.document(), through), new byte[0]);
            }
        }
    }

    private void say(String line) throws IOException {
        out.write((line + "\n").getBytes(UTF_8));
    }

    static StoredFragment fragment(String name, long position) {
        String content = (name + " " + position + " ").repeat((int) (1 + position % 50));
        return new StoredFragment(name, 1, position, "ann", position, content.getBytes(UTF_8));
    }

    static byte[] state(String name, long through) {
        return through == 0 ? new byte[0] : ("all of " + name + " up to " + through).getBytes(UTF_8);
    }

    /** The command that runs it in a process of its own, with the library that SQLite's driver unpacks in a given place. */
    static List<String> command(Path directory, long seed, long steps, Path unpacked) {
        List<String> command = new ArrayList<>(List.of(
                Path.of(System.getProperty("java.home"), "bin", "java").toString(),
                "-XX:+UseSerialGC",
                "-XX:TieredStopAtLevel=1",
                "-Xshare:auto"));
        if (Runtime.version().feature() >= 22) {
            command.add("--enable-native-access=ALL-UNNAMED");
        }
        command.addAll(List.of(
                "-Dorg.sqlite.tmpdir=" + unpacked,
                "-cp",
                System.getProperty("java.class.path"),
                StoreWriter.class.getName(),
                directory.toString(),
                String.valueOf(seed),
                String.valueOf(steps)));
        return command;
    }
}
