package io.zinc.system;

import static org.assertj.core.api.Assertions.assertThat;
import static org.junit.jupiter.api.Assumptions.assumeTrue;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** The order of system calls: a store forces its bytes to the disk before it says that it has them. */
class StoreForceTest {

    private static final int STEPS = 300;

    @TempDir
    private Path directory;

    @Test
    void noAppendReturnsBeforeItsBytesAreForced() throws Exception {
        assumeTrue(canTrace(), "SKIPPED: strace does not run; install it (apt install strace) and allow tracing");
        Path trace = directory.resolve("trace");
        List<String> command = new ArrayList<>(List.of(
                "strace",
                "-f",
                "-y",
                "-s",
                "100",
                "-e",
                "trace=pwrite64,write,fdatasync,fsync",
                "-o",
                trace.toString()));
        command.addAll(StoreWriter.command(directory.resolve("store"), 1, STEPS, directory));
        try (Program writer = Program.start("traced store writer", command, Map.of())) {
            assertThat(writer.exitCode()).as(writer.toString()).isZero();
        }

        List<String> lines = Files.readAllLines(trace);
        SystemCalls calls = new SystemCalls(lines);
        assertThat(calls.acknowledgements()).isEqualTo(STEPS);
        assertThat(calls.violations()).isEmpty();

        List<String> unforced = lines.stream()
                .filter(line -> !line.contains("sync(") && !line.contains("sync resumed"))
                .toList();
        assertThat(new SystemCalls(unforced).violations()).hasSize(STEPS);
    }

    @Test
    void anAcknowledgementBeforeTheEndOfTheForceIsNoticed() {
        String write = "7 pwrite64(9</d/zinc.db-wal>, \"x\"..., 4096, 32) = 4096";
        String acknowledgement = "8 write(1<pipe:[1]>, \"ack ant 1\\n\", 10) = 10";
        String begin = "7 fdatasync(9</d/zinc.db-wal> <unfinished ...>";
        String end = "7 <... fdatasync resumed>)          = 0";

        assertThat(new SystemCalls(List.of(write, begin, end, acknowledgement)).violations())
                .isEmpty();
        assertThat(new SystemCalls(List.of(write, begin, acknowledgement, end)).violations())
                .hasSize(1);
        assertThat(new SystemCalls(List.of(write, begin, write, end, acknowledgement)).violations())
                .hasSize(1);
        assertThat(new SystemCalls(List.of(acknowledgement)).violations()).hasSize(1);
        assertThat(new SystemCalls(List.of(write, "7 fdatasync(3</d/zinc.db>) = 0", acknowledgement)).violations())
                .hasSize(1);
    }

    private static boolean canTrace() throws InterruptedException {
        try {
            return new ProcessBuilder("strace", "-f", "-o", "/dev/null", "true")
                            .start()
                            .waitFor()
                    == 0;
        } catch (IOException notInstalled) {
            return false;
        }
    }
}
