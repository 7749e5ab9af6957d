package io.zinc.system;

import static org.assertj.core.api.Assertions.assertThat;

import java.util.List;
import java.util.concurrent.TimeUnit;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Test;

/** {@code zinc up}: a tree of processes that live and end together. */
class UpTest {

    private static final String ALL_HERE = "1 host, 2 relays, 5 clients";

    private final Commands zinc = new Commands();

    @AfterEach
    void endAll() {
        zinc.close();
    }

    /** Starts it, and returns when the whole tree is there and writes. */
    private Program up(int port, String... more) throws InterruptedException {
        String[] words = new String[3 + more.length];
        System.arraycopy(new String[] {"up", "--port", String.valueOf(port)}, 0, words, 0, 3);
        System.arraycopy(more, 0, words, 3, more.length);
        Program up = zinc.start(words);
        up.out()
                .awaitThat(
                        lines -> lines.stream()
                                .anyMatch(line -> line.contains(ALL_HERE) && line.matches(".*\\] [1-9]\\d* of .*")),
                        "line with " + ALL_HERE + " and edits");
        return up;
    }

    private static void assertAllEnd(List<ProcessHandle> processes) {
        for (ProcessHandle process : processes) {
            assertThat(process.onExit()
                            .completeOnTimeout(process, 30, TimeUnit.SECONDS)
                            .join()
                            .isAlive())
                    .as("process %d: %s", process.pid(), process.info().commandLine())
                    .isFalse();
        }
    }

    @Test
    void aTreeOfProcessesStartsWritesAndEndsTogether() throws Exception {
        Program up = up(Commands.freePorts(3));
        List<ProcessHandle> children = up.handle().descendants().toList();
        assertThat(children).hasSize(7);
        assertThat(up.signal("INT").exitCode()).as(up.toString()).isEqualTo(130);
        assertAllEnd(children);
        assertThat(up.err().all()).isEmpty();
    }

    @Test
    void itsProcessesEndEvenWhenItIsKilled() throws Exception {
        Program up = up(Commands.freePorts(3));
        List<ProcessHandle> children = up.handle().descendants().toList();
        up.signal("KILL").exitCode();
        assertAllEnd(children);
    }

    @Test
    void aSecondOneOnTheSamePortIsToldSo() throws Exception {
        int port = Commands.freePorts(3);
        up(port);
        Program second = zinc.start("up", "--port", String.valueOf(port));
        assertThat(second.exitCode()).isEqualTo(1);
        assertThat(second.err().all())
                .singleElement()
                .asString()
                .contains("port " + port + " is in use")
                .contains("--port");
    }

    @Test
    void itEndsWithTheSameTextInAllProcesses() throws Exception {
        Program up = up(Commands.freePorts(3), "--speed", "0");
        List<ProcessHandle> children = up.handle().descendants().toList();
        assertThat(up.exitCode()).as(up.toString()).isZero();
        assertThat(up.out().all()).last().asString().isEqualTo("all 8 texts are equal, and are what was recorded");
        assertAllEnd(children);
    }
}
