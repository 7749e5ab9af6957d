package io.zinc.system;

import static org.assertj.core.api.Assertions.assertThat;

import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.Map;
import java.util.regex.Matcher;
import java.util.regex.Pattern;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** {@code zinc replay}: a recorded session on a tree of processes, some of which have a bad day. */
class ReplayTest {

    private static final Pattern MADE = Pattern.compile("\\] (\\d+) of (\\d+) edits made");
    private static final Pattern RESULT =
            Pattern.compile("([a-z]+(?: \\w+)?) +process (\\d+) +endpoint ([0-9a-f-]{36})  SHA-256 ([0-9a-f]{64})");

    private final Commands zinc = new Commands();

    @TempDir
    Path folder;

    @AfterEach
    void endAll() {
        zinc.close();
    }

    private Program replay(int port, String... more) {
        return replayAt(150, port, more);
    }

    /** @param speed how many times as fast as it was written; at 150 it takes some 12 s */
    private Program replayAt(int speed, int port, String... more) {
        String[] words = new String[6 + more.length];
        System.arraycopy(
                new String[] {
                    "replay", "friendsforever", "--port", String.valueOf(port), "--speed", String.valueOf(speed)
                },
                0,
                words,
                0,
                6);
        System.arraycopy(more, 0, words, 6, more.length);
        return zinc.start(words);
    }

    private static long pid(Program replay, String name) throws InterruptedException {
        String line = replay.out().await(name + " is process ");
        return Long.parseLong(line.replaceAll(".* is process (\\d+).*", "$1"));
    }

    private static void awaitMade(Program replay, int percent) throws InterruptedException {
        replay.out()
                .awaitThat(
                        lines -> lines.stream()
                                .map(MADE::matcher)
                                .filter(Matcher::find)
                                .anyMatch(made -> 100 * Integer.parseInt(made.group(1))
                                        >= percent * Integer.parseInt(made.group(2))),
                        percent + " % of the edits");
    }

    /** Every process tells its ids, and all texts have one hash. */
    private static void assertAllEqual(Program replay, int processes) throws InterruptedException {
        replay.out().await("all " + processes + " texts are equal, and are what was recorded");
        List<Matcher> results = replay.out().all().stream()
                .map(RESULT::matcher)
                .filter(Matcher::matches)
                .toList();
        assertThat(results).hasSize(processes);
        assertThat(results.stream().map(result -> result.group(2))).doesNotHaveDuplicates();
        assertThat(results.stream().map(result -> result.group(3))).doesNotHaveDuplicates();
        assertThat(results.stream().map(result -> result.group(4)).distinct()).hasSize(1);
    }

    @Test
    void aRelayThatIsKilledInTheMiddleIsStartedAgainAndAllTextsAreEqual() throws Exception {
        Program replay = replay(Commands.freePorts(3));
        long relay = pid(replay, "relay 1");
        awaitMade(replay, 20);
        Program.signal("KILL", relay);
        replay.out().await("relay 1 (process " + relay + ") has ended with exit code 137; started again");
        assertThat(replay.exitCode()).as(replay.toString()).isZero();
        assertAllEqual(replay, 8);
    }

    @Test
    void anAuthorThatIsKilledGoesOnWhereItWas() throws Exception {
        Program replay = replay(Commands.freePorts(2), "--relays", "1", "--readers", "0");
        long author = pid(replay, "author 2");
        awaitMade(replay, 20);
        Program.signal("KILL", author);
        replay.out().await("author 2 (process " + author + ") has ended with exit code 137; started again");
        assertThat(replay.exitCode()).as(replay.toString()).isZero();
        assertAllEqual(replay, 5);
    }

    @Test
    void aReaderThatIsAwayForHalfOfItAndOneThatJoinsLateHaveAllInTheEnd() throws Exception {
        int port = Commands.freePorts(3);
        Program replay = replayAt(50, port, "--stay"); // so that half of it is left when the late one has started
        long reader = pid(replay, "reader 1");
        awaitMade(replay, 1);
        Program.signal("STOP", reader);
        awaitMade(replay, 50);
        Program.signal("CONT", reader);
        Path late = folder.resolve("late.txt");
        Program sync = zinc.start(
                Map.of("XDG_STATE_HOME", folder.resolve("state").toString()),
                "sync",
                late.toString(),
                "friendsforever",
                "--join",
                "tcp://127.0.0.1:" + (port + 1));
        sync.err().await("keeping ");
        assertThat(replay.out().all()).noneMatch(line -> line.startsWith("all "));

        assertAllEqual(replay, 8);
        String text = zinc.run("doc", "cat", "friendsforever", "--join", "tcp://127.0.0.1:" + port);
        assertThat(text).hasSizeGreaterThan(20_000);
        Commands.await(
                "the late one has all\n" + sync,
                () -> text(late).stripTrailing().equals(text.stripTrailing()));
        assertThat(replay.signal("INT").exitCode()).isEqualTo(130);
    }

    private static String text(Path file) {
        try {
            return Files.readString(file);
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
    }
}
