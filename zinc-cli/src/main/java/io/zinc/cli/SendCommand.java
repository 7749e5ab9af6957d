package io.zinc.cli;

import io.zinc.core.Ack;
import io.zinc.core.ConnectionEvent;
import io.zinc.core.Endpoint;
import io.zinc.core.SendResult;
import io.zinc.core.Topic;
import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.time.Duration;
import java.util.List;
import java.util.concurrent.Callable;
import java.util.concurrent.TimeUnit;
import org.jspecify.annotations.Nullable;
import picocli.CommandLine.Command;
import picocli.CommandLine.Mixin;
import picocli.CommandLine.Parameters;

/** {@code zinc send}: lines become messages. */
@Command(
        name = "send",
        header = "Sends lines of standard input, or arguments, as messages.",
        description = "Sends messages: each argument is one, or without arguments each line of standard input.",
        footer = {
            "",
            "It ends with exit code 0 once the host has put every message in order, and with 1 if a message was",
            "refused or its outcome is unknown.",
            "",
            "Examples:",
            "  zinc send hello world",
            "  seq 1 1000 | zinc send --topic numbers",
            "  tail -f app.log | zinc send --topic log --join tcp://127.0.0.1:5571",
            "  zinc send --codec json --topic prices '{\"symbol\": \"ZN\", \"cents\": 249}'"
        })
final class SendCommand implements Callable<Integer> {

    private static final Duration BACK_PRESSURE_PATIENCE = Duration.ofSeconds(1);

    private final Console console;

    @Mixin
    private final ClusterOptions cluster = new ClusterOptions();

    @Mixin
    private final JoinOptions join = new JoinOptions();

    @Mixin
    private final TopicOptions topics = new TopicOptions();

    @Parameters(arity = "0..*", paramLabel = "MESSAGE", description = "A message; standard input is not read then.")
    private List<String> messages = List.of();

    /** Whether a message was refused, or its outcome is unknown. */
    private volatile boolean hasFailed;

    /** Whether there is no use in sending more. */
    private volatile boolean isRefused;

    SendCommand(Console console) {
        this.console = console;
    }

    @Override
    public Integer call() throws IOException, InterruptedException {
        Topic<byte[]> topic = topics.topic();
        try (Endpoint client = new Members(console, cluster).client(join, this::noticeFault)) {
            if (!messages.isEmpty()) {
                for (int i = 0; i < messages.size() && !isRefused; i++) {
                    byte[] message = messages.get(i).getBytes(StandardCharsets.UTF_8);
                    send(client, topic, message, i + 1L, i == messages.size() - 1);
                }
            } else {
                sendInput(client, topic);
            }
        }
        return hasFailed ? ExitCode.FAILURE : ExitCode.OK;
    }

    /** Lines in heaps are let run; when the input pauses, the last one's acknowledgement stands for all before it. */
    private void sendInput(Endpoint client, Topic<byte[]> topic) throws IOException, InterruptedException {
        InputLines lines = new InputLines(console.in);
        long number = 0;
        byte @Nullable [] line = lines.next();
        while (line != null && !isRefused) {
            send(client, topic, line, ++number, !lines.hasMore());
            line = lines.next();
        }
    }

    private void send(Endpoint client, Topic<byte[]> topic, byte[] message, long number, boolean isAwaited)
            throws InterruptedException {
        while (true) {
            SendResult result = isAwaited
                    ? client.sendAndAwait(topic, message, Ack.SEQUENCED)
                    : client.send(topic, message, BACK_PRESSURE_PATIENCE);
            switch (result) {
                case SendResult.Sent sent -> {
                    return;
                }
                case SendResult.BackPressured full -> TimeUnit.MILLISECONDS.sleep(1);
                case SendResult.Closed closed ->
                    throw new Failure("message " + number + " was not sent: the endpoint is closed");
                case SendResult.TooLarge large ->
                    throw new Failure("message " + number + " was not sent: it has " + large.bytes()
                            + " bytes, the limit is " + large.limitBytes() + "; split it");
                case SendResult.OutcomeUnknown unknown -> {
                    hasFailed = true;
                    return;
                }
                case SendResult.LevelUnavailable unavailable ->
                    throw new Failure("message " + number + " was not sent: " + unavailable.reason());
                case SendResult.Refused refused ->
                    throw new Failure("message " + number + " to " + topic + " was refused: " + refused.reason());
            }
        }
    }

    private void noticeFault(ConnectionEvent event) {
        boolean isForGood = event instanceof ConnectionEvent.SendRefused
                || (event instanceof ConnectionEvent.Refused refused && refused.isFinal());
        if (isForGood) {
            isRefused = true;
        }
        if (isForGood || event instanceof ConnectionEvent.OutcomeUnknown) {
            hasFailed = true;
        }
    }
}
