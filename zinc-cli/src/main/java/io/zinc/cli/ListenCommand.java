package io.zinc.cli;

import io.zinc.core.Endpoint;
import io.zinc.core.Message;
import io.zinc.core.MessageHandler;
import io.zinc.core.Missed;
import io.zinc.core.SlowSubscriberException;
import io.zinc.core.SlowSubscriberPolicy;
import java.nio.charset.StandardCharsets;
import java.util.Base64;
import java.util.concurrent.Callable;
import java.util.concurrent.CompletableFuture;
import picocli.CommandLine.Command;
import picocli.CommandLine.Mixin;
import picocli.CommandLine.Option;

/** {@code zinc listen}: messages become lines. */
@Command(
        name = "listen",
        header = "Prints the messages of a topic.",
        description = "Prints the messages of a topic, one a line, in the host's order.",
        footer = {
            "",
            "It says on standard error when it listens; from then on it misses nothing, or says what it missed.",
            "It stays until it is stopped, has printed --count messages, or nobody reads what it prints.",
            "",
            "Examples:",
            "  zinc listen",
            "  zinc listen --topic numbers --count 1000 | sort -n | tail -1",
            "  zinc listen --topic prices --codec json --json | jq .message.cents"
        })
final class ListenCommand implements Callable<Integer> {

    /** What to do when the lines are not taken as fast as messages come. */
    enum Policy {
        snail(SlowSubscriberPolicy.SNAIL),
        resync(SlowSubscriberPolicy.RESYNC),
        latest(SlowSubscriberPolicy.LATEST);

        private final SlowSubscriberPolicy policy;

        Policy(SlowSubscriberPolicy policy) {
            this.policy = policy;
        }
    }

    private final Console console;

    @Mixin
    private final ClusterOptions cluster = new ClusterOptions();

    @Mixin
    private final JoinOptions join = new JoinOptions();

    @Mixin
    private final TopicOptions topics = new TopicOptions();

    @Option(
            names = {"-n", "--count"},
            paramLabel = "N",
            description = "End after N messages.")
    private long count = Long.MAX_VALUE;

    @Option(
            names = "--json",
            description = "Print each message as a JSON object: topic, sequence, origin, originNumber, epoch, message;"
                    + " and each loss as one with missed, from, to.")
    private boolean isJson;

    @Option(
            names = "--policy",
            paramLabel = "POLICY",
            defaultValue = "${env:ZINC_POLICY:-resync}",
            description = "When we are too slow: give up (snail), skip to the newest and say what was skipped (resync),"
                    + " or print only the newest (latest). (ZINC_POLICY, else resync)")
    private Policy policy = Policy.resync;

    ListenCommand(Console console) {
        this.console = console;
    }

    @Override
    public Integer call() {
        if (count <= 0) {
            throw new Failure("--count is " + count + "; it has to be at least 1");
        }
        CompletableFuture<Integer> end = new CompletableFuture<>();
        console.out.onBroken(() -> end.complete(ExitCode.OK));
        Members members = new Members(console, cluster);
        try (Endpoint client = members.client(join, event -> JoinCommand.endIfRefused(event, end), fault -> {
            if (fault instanceof SlowSubscriberException) {
                end.complete(ExitCode.FAILURE);
            }
        })) {
            client.subscribe(topics.topic(), policy.policy, new Printer(end));
            console.note("listening on " + topics.name + " in " + client.cluster());
            return end.join();
        } finally {
            console.out.flush();
        }
    }

    /** Prints messages on the topic's lane. */
    private final class Printer implements MessageHandler<byte[]> {

        private final CompletableFuture<Integer> end;
        private long printed;

        Printer(CompletableFuture<Integer> end) {
            this.end = end;
        }

        @Override
        public void handle(Message<byte[]> message) {
            if (printed >= count) {
                return;
            }
            if (isJson) {
                console.out.line(json(message));
            } else if (console.terminal.isOutput()) {
                console.out.line(Text.printable(new String(message.payload(), StandardCharsets.UTF_8)));
            } else {
                console.out.line(message.payload());
            }
            if (++printed == count) {
                end.complete(ExitCode.OK);
            }
        }

        @Override
        public void missed(Missed missed) {
            if (isJson) {
                console.out.line(json(missed));
            } else {
                boolean isKnown = missed.count() != Long.MAX_VALUE;
                console.note("missed " + (isKnown ? Text.count(missed.count(), "message") : "some messages")
                        + " of " + missed.topic() + " from sequence " + missed.firstSequence() + " on: "
                        + switch (missed.reason()) {
                            case TOO_OLD -> "they were lost, and nobody keeps them any more";
                            case RESYNC -> "we were too slow";
                            case HISTORY_CHANGED -> "there is a new host";
                        });
            }
        }
    }

    private String json(Message<byte[]> message) {
        return JsonLine.object(json -> {
            json.writeStringField("topic", message.topic().name());
            json.writeNumberField("sequence", message.sequence());
            json.writeStringField("origin", message.origin().toString());
            json.writeNumberField("originNumber", message.originNumber());
            json.writeNumberField("epoch", message.epoch());
            json.writeFieldName("message");
            switch (topics.codec) {
                case text -> json.writeString(new String(message.payload(), StandardCharsets.UTF_8));
                case json -> json.writeRawValue(oneLine(new String(message.payload(), StandardCharsets.UTF_8)));
                case bytes -> json.writeString(Base64.getEncoder().encodeToString(message.payload()));
            }
        });
    }

    private static String json(Missed missed) {
        return JsonLine.object(json -> {
            json.writeStringField("topic", missed.topic());
            json.writeStringField("missed", missed.reason().name());
            json.writeNumberField("from", missed.firstSequence());
            if (missed.count() != Long.MAX_VALUE) {
                json.writeNumberField("to", missed.lastSequence());
            }
        });
    }

    /** JSON texts have line ends only between their tokens. */
    private static String oneLine(String json) {
        return json.replace('\n', ' ').replace('\r', ' ');
    }
}
