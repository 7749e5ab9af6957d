package io.zinc.system;

import static org.assertj.core.api.Assertions.assertThat;
import static org.junit.jupiter.api.Assumptions.assumeTrue;

import java.io.File;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.stream.Stream;

/**
 * A story that Node.js plays with the real Yjs clients or a real browser. What only the test can do, such as to kill a
 * process, the story asks for in a line, and goes on when it gets one.
 */
final class NodeScript implements AutoCloseable {

    private final Program program;
    private int asked;

    private NodeScript(Program program) {
        this.program = program;
    }

    /** Something that a story asks for. */
    interface Deed {
        void run() throws Exception;
    }

    /** Skips the test, visibly, where Node.js or what the stories import is not installed. */
    static void assumeInstalled() {
        assumeTrue(
                isInstalled(),
                "SKIPPED: the real Yjs clients are not installed; install Node.js 20 or newer and run 'npm ci' in"
                        + " zinc-system-tests/src/test/node");
    }

    static boolean isInstalled() {
        return Files.isDirectory(folder().resolve("node_modules/yjs")) && hasNode();
    }

    /** Skips the test, visibly, where there is no Chromium either. */
    static String assumeChromium() {
        assumeInstalled();
        Optional<String> chromium = chromium();
        assumeTrue(
                chromium.isPresent(),
                "SKIPPED: there is no chromium on the PATH; install it (apt install chromium), or set CHROMIUM to the path"
                        + " of a Chromium or Chrome");
        return chromium.orElseThrow();
    }

    private static Optional<String> chromium() {
        String chosen = System.getenv("CHROMIUM");
        if (chosen != null && !chosen.isEmpty()) {
            return Optional.of(chosen);
        }
        return Stream.of(System.getenv("PATH").split(File.pathSeparator, -1))
                .map(folder -> Path.of(folder, "chromium"))
                .filter(Files::isExecutable)
                .map(Path::toString)
                .findFirst();
    }

    /** Starts a story of the folder {@code src/test/node}. */
    static NodeScript start(String story, String... arguments) {
        List<String> command =
                new ArrayList<>(List.of("node", folder().resolve(story).toString()));
        command.addAll(List.of(arguments));
        return new NodeScript(Program.start(story, command, Map.of()));
    }

    /** Waits until the story asks for a deed, the next one in its order, does it, and lets the story go on. */
    NodeScript asks(String what, Deed deed) throws Exception {
        int number = ++asked;
        program.out().awaitThat(all -> questions(all).size() >= number, "question '" + what + "'");
        assertThat(questions(program.out().all()).get(number - 1)).isEqualTo(what);
        deed.run();
        program.type("done\n");
        return this;
    }

    private static List<String> questions(List<String> lines) {
        return lines.stream()
                .filter(line -> line.startsWith("ask: "))
                .map(line -> line.substring("ask: ".length()))
                .toList();
    }

    /** Sends a signal to the story's process. */
    void signal(String signal) {
        Program unused = program.signal(signal);
    }

    /** Waits for the good end. Its steps have patience of their own; there may be many of them. */
    void passes() throws InterruptedException {
        assertThat(program.exitCode(Duration.ofMinutes(5)))
                .as(program.toString())
                .isZero();
        assertThat(program.out().all()).as(program.toString()).last().isEqualTo("passed");
    }

    /** What the story has printed so far. */
    List<String> lines() {
        return program.out().all();
    }

    @Override
    public void close() {
        program.close();
    }

    static Path folder() {
        Path here = Path.of("src/test/node").toAbsolutePath();
        return Files.isDirectory(here)
                ? here
                : Path.of("zinc-system-tests/src/test/node").toAbsolutePath();
    }

    private static boolean hasNode() {
        try {
            return new ProcessBuilder("node", "--version")
                            .redirectOutput(ProcessBuilder.Redirect.DISCARD)
                            .start()
                            .waitFor()
                    == 0;
        } catch (IOException notInstalled) {
            return false;
        } catch (InterruptedException e) {
            Thread.currentThread().interrupt();
            return false;
        }
    }
}
