package io.zinc.system;

import static org.assertj.core.api.Assertions.assertThat;

import java.nio.file.Path;
import java.util.List;
import java.util.Map;
import java.util.regex.Pattern;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Test;

/** The {@code zinc} program as a person or a script uses it. */
class CommandLineTest {

    private final Commands zinc = new Commands();

    @AfterEach
    void endAll() {
        zinc.close();
    }

    private static void assertEndsWell(Program program) throws InterruptedException {
        assertThat(program.exitCode()).as(program.toString()).isZero();
    }

    /** One line that says what happened, and no stack trace. */
    private static void assertFailsInOneLine(Program program, String... words) throws InterruptedException {
        assertThat(program.exitCode()).as(program.toString()).isEqualTo(1);
        assertThat(program.complaints())
                .hasSize(1)
                .first()
                .asString()
                .startsWith("zinc: ")
                .contains(words);
    }

    @Test
    void linesOfAPipeArriveAsMessagesInOrder() throws Exception {
        String host = zinc.addressOf(zinc.host());
        Program listener = zinc.listen(host, "--count", "1000");
        Program sender = zinc.send(host).type(Commands.lines(1, 1000)).endInput();
        assertEndsWell(sender);
        assertEndsWell(listener);
        assertThat(listener.out().all()).isEqualTo(Commands.numbers(1, 1000));
        assertThat(sender.complaints()).isEmpty();
        assertThat(sender.out().all()).isEmpty();
    }

    @Test
    void argumentsAreMessagesToo() throws Exception {
        String host = zinc.addressOf(zinc.host());
        Program listener = zinc.listen(host, "--topic", "greetings", "--count", "3");
        assertEndsWell(zinc.send(host, "--topic", "greetings", "hello", "", "grüß Gott"));
        assertEndsWell(listener);
        assertThat(listener.out().all()).containsExactly("hello", "", "grüß Gott");
    }

    @Test
    void aTypedLineIsSentAtOnce() throws Exception {
        String host = zinc.addressOf(zinc.host());
        Program listener = zinc.listen(host);
        Program sender = zinc.send(host);
        for (int i = 1; i <= 3; i++) {
            sender.type(i + "\n");
            listener.out().awaitCount(i);
        }
        assertEndsWell(sender.endInput());
    }

    @Test
    void everyoneWaitsForAHostThatIsStillStarting() throws Exception {
        int port = Commands.freePorts(1);
        String host = "tcp://127.0.0.1:" + port;
        Program sender = zinc.send(host, "hello");
        Program listener = zinc.start("listen", "--join", host);
        sender.err().await("zinc: waiting for " + host);
        listener.err().await("zinc: waiting for " + host);
        zinc.start("host", "--bind", host);
        listener.err().await("listening on messages");
        assertEndsWell(sender);
        assertThat(sender.complaints()).isEmpty();
    }

    @Test
    void whoWaitsInVainIsToldInALine() throws Exception {
        String nobody = "tcp://127.0.0.1:" + Commands.freePorts(1);
        Program sender = zinc.send(nobody, "--wait", "2", "hello");
        assertThat(sender.exitCode()).as(sender.toString()).isEqualTo(1);
        assertThat(sender.complaints()).hasSize(1);
        assertThat(sender.complaints().getLast()).startsWith("zinc: ").contains(nobody);
    }

    @Test
    void optionsComeFromTheEnvironmentToo() throws Exception {
        String host = zinc.addressOf(zinc.host("--cluster", "elsewhere"));
        Map<String, String> environment =
                Map.of("ZINC_CLUSTER", "elsewhere", "ZINC_JOIN", host, "ZINC_TOPIC", "numbers");
        try (Program listener = Program.zinc(environment, "listen", "--count", "1")) {
            listener.err().await("listening on numbers in elsewhere");
            try (Program sender = Program.zinc(environment, "send", "hello")) {
                assertEndsWell(sender);
            }
            assertEndsWell(listener);
        }
    }

    @Test
    void signalsEndItCleanly() throws Exception {
        Program host = zinc.host();
        String address = zinc.addressOf(host);
        Program relay = zinc.relay(address);
        zinc.addressOf(relay);
        Program client = zinc.start("join", "--join", address);
        client.out().await("joined zinc as client");
        Program listener = zinc.listen(address);
        Program sender = zinc.send(address).type("hello\n");
        listener.out().awaitCount(1);
        for (Program program : List.of(listener, sender, client, relay)) {
            assertThat(program.signal("INT").exitCode()).as(program.toString()).isEqualTo(130);
        }
        assertThat(host.signal("TERM").exitCode()).as(host.toString()).isEqualTo(143);
        assertThat(listener.complaints()).hasSize(1);
        assertThat(sender.complaints()).isEmpty();
        assertThat(host.complaints()).isEmpty();
    }

    @Test
    void aReaderThatHasEnoughEndsAListenerQuietly() throws Exception {
        String host = zinc.addressOf(zinc.host());
        String java = Path.of(System.getProperty("java.home"), "bin", "java").toString();
        String listen = "'" + java + "' -Dzinc.terminals= -cp '" + System.getProperty("java.class.path")
                + "' io.zinc.cli.Main listen --join " + host;
        try (Program pipe = Program.start(
                "listen | head",
                List.of("bash", "-c", listen + " | head -n 2; echo \"ended with ${PIPESTATUS[0]}\""),
                Map.of())) {
            pipe.err().await("listening on messages");
            try (Program sender = Program.zinc("send", "--join", host)) {
                for (int i = 1; pipe.isRunning(); i++) {
                    sender.type(i + "\n");
                    Thread.onSpinWait();
                    if (i > 2) {
                        // the pipe breaks at some later line, when head has gone
                        pipe.out().awaitThat(lines -> lines.size() >= 2, "two lines");
                        if (pipe.handle().onExit().isDone()) {
                            break;
                        }
                        Thread.sleep(20);
                    }
                }
            }
            assertThat(pipe.exitCode()).isZero();
            assertThat(pipe.out().all()).containsExactly("1", "2", "ended with 0");
            assertThat(pipe.complaints()).hasSize(1);
        }
    }

    @Test
    void jsonTellsSequenceAndOrigin() throws Exception {
        String host = zinc.addressOf(zinc.host());
        Program listener = zinc.listen(host, "--json", "--count", "2");
        assertEndsWell(zinc.send(host, "one", "say \"two\""));
        assertEndsWell(listener);
        Pattern line = Pattern.compile("\\{\"topic\":\"messages\",\"sequence\":(\\d),\"origin\":\"[0-9a-f-]{36}\","
                + "\"originNumber\":\\d,\"epoch\":\\d+,\"message\":\"(.*)\"}");
        assertThat(listener.out().all()).allSatisfy(text -> assertThat(text).matches(line));
        assertThat(listener.out().all().get(1)).contains("\"sequence\":2").contains("say \\\"two\\\"");
    }

    @Test
    void credentialsAreAskedForAndShown() throws Exception {
        String host = zinc.addressOf(zinc.host("--credentials", "secret"));
        assertFailsInOneLine(zinc.send(host, "hello"), "ZINC_CREDENTIALS");
        assertFailsInOneLine(zinc.send(host, "--credentials", "guess", "hello"), "credentials");
        assertEndsWell(zinc.send(host, "--credentials", "secret", "hello"));
    }

    @Test
    void anotherClustersHostIsRefusedByName() throws Exception {
        String host = zinc.addressOf(zinc.host("--cluster", "one"));
        assertFailsInOneLine(zinc.send(host, "--cluster", "two", "hello"), "two");
    }

    @Test
    void aPortInUseIsToldInALine() throws Exception {
        String host = zinc.addressOf(zinc.host());
        assertFailsInOneLine(zinc.start("host", "--bind", host), host);
    }

    @Test
    void aMessageThatIsTooLargeIsToldWithTheLimit() throws Exception {
        String host = zinc.addressOf(zinc.host());
        Program sender = zinc.send(host).type("x".repeat((1 << 20) + 1) + "\n").endInput();
        assertFailsInOneLine(sender, "1048577", "1048576");
    }

    @Test
    void theTreeIsDrawnOnce() throws Exception {
        String host = zinc.addressOf(zinc.host());
        String relay = zinc.addressOf(zinc.relay(host));
        Program listener = zinc.listen(relay);
        Program tree = zinc.start("tree", "--once", "--join", relay);
        assertEndsWell(tree);
        List<String> lines = tree.out().all();
        assertThat(lines.get(0)).startsWith("cluster zinc, ");
        assertThat(lines.get(1)).startsWith("host ").contains(host);
        assertThat(lines)
                .as("a child may have gone to the host while the relay was slow")
                .anySatisfy(line -> assertThat(line).matches("[├└]─ relay .*").contains(relay));
        assertThat(String.join("\n", lines)).contains("(this)");
        assertThat(listener.isRunning()).isTrue();
    }

    @Test
    void theTreeIsDrawnAgainAndAgainIntoAPipe() throws Exception {
        String host = zinc.addressOf(zinc.host());
        Program tree = zinc.start("tree", "--join", host);
        tree.out()
                .awaitThat(
                        lines -> lines.stream()
                                        .filter(line -> line.startsWith("host "))
                                        .count()
                                >= 3,
                        "three pictures");
        assertThat(tree.signal("INT").exitCode()).isEqualTo(130);
        assertThat(String.join("", tree.out().all())).doesNotContain("\033");
    }
}
