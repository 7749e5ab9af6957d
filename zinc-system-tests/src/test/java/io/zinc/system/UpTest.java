package io.zinc.system;

import static org.assertj.core.api.Assertions.assertThat;

import java.io.IOException;
import java.net.URI;
import java.net.http.HttpClient;
import java.net.http.HttpRequest;
import java.net.http.HttpResponse;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.concurrent.TimeUnit;
import java.util.stream.Stream;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** {@code zinc up}: a tree of processes with gateways, which live and end together. */
class UpTest {

    private final Commands zinc = new Commands();
    private final int port = Commands.freePorts(5);
    private final int treePort = port + 2;

    @TempDir
    Path folder;

    @AfterEach
    void endAll() {
        zinc.close();
    }

    private Program start(String... more) {
        return zinc.start(Stream.concat(
                        Stream.of(
                                "up",
                                "--port",
                                String.valueOf(port),
                                "--tree-port",
                                String.valueOf(treePort),
                                "--data",
                                folder.resolve("data").toString()),
                        Stream.of(more))
                .toArray(String[]::new));
    }

    /** Starts it, and returns when the whole tree is there. */
    private Program up(String... more) throws InterruptedException {
        Program up = start(more);
        up.out().await("open http://127.0.0.1:" + port);
        return up;
    }

    private String doc(String... words) throws InterruptedException {
        return zinc.run(Stream.concat(
                        Stream.of("doc"),
                        Stream.concat(Stream.of(words), Stream.of("--join", "tcp://127.0.0.1:" + treePort)))
                .toArray(String[]::new));
    }

    /** Whether there is an HTTP server that answers. */
    private static boolean answers(int at) {
        try (HttpClient client = HttpClient.newHttpClient()) {
            HttpRequest request = HttpRequest.newBuilder(URI.create("http://127.0.0.1:" + at + "/"))
                    .build();
            return client.send(request, HttpResponse.BodyHandlers.discarding()).statusCode() > 0;
        } catch (IOException e) {
            return false;
        } catch (InterruptedException e) {
            Thread.currentThread().interrupt();
            return false;
        }
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
    void aHostAndRelaysWithGatewaysStartAndEndTogether() throws Exception {
        Program up = up();
        up.out().await("1 host, 2 relays, 1 client");
        assertThat(answers(port)).isTrue();
        assertThat(answers(port + 1)).isTrue();
        List<ProcessHandle> children = up.handle().descendants().toList();
        assertThat(children).hasSize(3);
        assertThat(up.signal("INT").exitCode()).as(up.toString()).isEqualTo(130);
        assertAllEnd(children);
        assertThat(up.complaints()).isEmpty();
    }

    @Test
    void itsProcessesEndEvenWhenItIsKilled() throws Exception {
        Program up = up();
        List<ProcessHandle> children = up.handle().descendants().toList();
        up.signal("KILL").exitCode();
        assertAllEnd(children);
    }

    @Test
    void documentsOutliveIt() throws Exception {
        Program first = up("--relays", "0");
        assertThat(doc("cat", "welcome")).startsWith("Welcome to Zinc");
        Program put = zinc.start("doc", "put", "mine", "--join", "tcp://127.0.0.1:" + treePort);
        put.type("kept");
        assertThat(put.endInput().exitCode()).as(put.toString()).isZero();
        first.signal("INT").exitCode();
        Program second = up("--relays", "0");
        assertThat(doc("cat", "mine")).contains("kept");
        assertThat(second.signal("INT").exitCode()).isEqualTo(130);
    }

    @Test
    void theAuthorsOfTheDemoWrite() throws Exception {
        up("--demo", "--relays", "1");
        Program watch = zinc.start(
                "doc", "watch", "friendsforever", "--count", "2", "--join", "tcp://127.0.0.1:" + (treePort + 1));
        assertThat(watch.exitCode()).as(watch.toString()).isZero();
        assertThat(watch.out().all()).anyMatch(line -> line.contains("(author "));
    }

    @Test
    void aRelayThatIsKilledIsStartedAgain() throws Exception {
        Program up = up("--relays", "1");
        String line = up.out().await("relay 1 is process ");
        long relay = Long.parseLong(line.substring(line.lastIndexOf(' ') + 1));
        Program.signal("KILL", relay);
        up.out().await("relay 1 (process " + relay + ") has ended with exit code 137; started again");
        Commands.await("the gateway answers again", () -> answers(port));
    }

    @Test
    void aSecondOneOnTheSamePortIsToldSo() throws Exception {
        up("--relays", "0");
        Program second = start("--relays", "0");
        assertThat(second.exitCode()).isEqualTo(1);
        assertThat(second.err().all())
                .singleElement()
                .asString()
                .contains("port " + port + " is in use")
                .contains("--port");
    }

    @Test
    void aSecondOneOnTheSameFolderIsToldSo() throws Exception {
        up("--relays", "0");
        Program second = zinc.start(
                "up",
                "--relays",
                "0",
                "--port",
                String.valueOf(port + 1),
                "--tree-port",
                String.valueOf(treePort + 1),
                "--data",
                folder.resolve("data").toString());
        assertThat(second.exitCode()).isEqualTo(1);
        assertThat(second.err().all()).last().asString().contains("in use by process");
    }

    @Test
    void aFolderThatIsNoneIsToldSo() throws Exception {
        Path file = Files.writeString(folder.resolve("file"), "x");
        Program up = zinc.start(
                "up",
                "--port",
                String.valueOf(port),
                "--tree-port",
                String.valueOf(treePort),
                "--data",
                file.toString());
        assertThat(up.exitCode()).isEqualTo(1);
        assertThat(up.err().all())
                .singleElement()
                .asString()
                .contains("is no folder")
                .contains("--data");
    }
}
