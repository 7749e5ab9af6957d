package io.zinc.system;

import static org.assertj.core.api.Assertions.assertThat;

import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.Map;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** {@code zinc sync}: files that real text tools edit. */
class SyncTest {

    private static final int ROUNDS = 5;

    private final Commands zinc = new Commands();

    @TempDir
    Path folder;

    @AfterEach
    void endAll() {
        zinc.close();
    }

    private Program sync(String parents, Path file, String document) throws InterruptedException {
        Program sync = zinc.start(
                Map.of("XDG_STATE_HOME", folder.resolve("state").toString()),
                "sync",
                file.toString(),
                document,
                "--join",
                parents);
        sync.err().await("keeping ");
        return sync;
    }

    private static String text(Path file) {
        try {
            return Files.readString(file);
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
    }

    private Program shell(String script) {
        return Program.start(script, List.of("bash", "-ec", "cd '" + folder + "'; " + script), Map.of());
    }

    @Test
    void twoFilesThatTextToolsEditAtOnceBecomeTheSameAndLoseNothing() throws Exception {
        String host = zinc.addressOf(zinc.host());
        String relay = zinc.addressOf(zinc.relay(host));
        Path a = Files.writeString(folder.resolve("a.txt"), "one\ntwo\nthree\n");
        Path b = folder.resolve("b.txt");
        Program first = sync(host, a, "notes");
        Program second = sync(relay + "," + host, b, "notes");
        Commands.await("the second has what the first has", () -> text(b).equals(text(a)));
        for (int round = 1; round <= ROUNDS; round++) {
            String n = String.valueOf(round);
            try (Program left = shell("printf 'a%d.\\n' " + n + " >>a.txt; sed -i 's/^two.*/two " + n + "/' a.txt");
                    Program right = shell("sed 's/^three.*/three " + n + "/' b.txt >c.txt; printf 'b%d.\\n' " + n
                            + " >>c.txt; mv c.txt b.txt")) {
                assertThat(left.exitCode()).as(left.toString()).isZero();
                assertThat(right.exitCode()).as(right.toString()).isZero();
            }
            List<String> expected = List.of("a" + n + ".", "b" + n + ".", "two " + n, "three " + n);
            Commands.await(
                    "both files have " + expected + "\n" + first + second,
                    () -> text(a).lines().toList().containsAll(expected) && text(a).equals(text(b)));
        }
        assertThat(text(a).lines()).hasSize(3 + 2 * ROUNDS).doesNotHaveDuplicates();
        assertThat(zinc.run("doc", "cat", "notes", "--join", host)).isEqualTo(text(a).stripTrailing());
        assertThat(first.signal("INT").exitCode()).isEqualTo(130);
        assertThat(second.signal("INT").exitCode()).isEqualTo(130);
        try (var left = Files.list(folder)) {
            assertThat(left.map(file -> file.getFileName().toString()))
                    .containsExactlyInAnyOrder("a.txt", "b.txt", "state");
        }
    }

    @Test
    void aDocumentThatIsDeletedWhileAClientIsAwayDoesNotComeBack() throws Exception {
        Program hostProgram = zinc.host("--verbose");
        String host = zinc.addressOf(hostProgram);
        Path file = Files.writeString(folder.resolve("a.txt"), "one\n");
        Program away = sync(host, file, "notes");
        away.signal("STOP");
        hostProgram.err().await(" left: nothing came from it");
        Files.writeString(file, "one\nwritten while away\n");
        zinc.run("doc", "delete", "notes", "--join", host);
        away.signal("CONT");

        assertThat(away.exitCode()).as(away.toString()).isEqualTo(1);
        away.err().await("'notes' was deleted");
        assertThat(text(file)).isEqualTo("one\nwritten while away\n");
        assertThat(zinc.run("doc", "list", "--join", host)).isEmpty();
    }

    @Test
    void whatIsNoTextIsRefusedInALine() throws Exception {
        String host = zinc.addressOf(zinc.host());
        Path file = Files.write(folder.resolve("picture"), new byte[] {1, 0, 2});
        Program sync = zinc.start("sync", file.toString(), "picture", "--join", host);
        assertThat(sync.exitCode()).as(sync.toString()).isEqualTo(1);
        assertThat(sync.complaints()).singleElement().asString().contains("is no text");
        assertThat(Files.readAllBytes(file)).containsExactly(1, 0, 2);
    }
}
