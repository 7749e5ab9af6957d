package io.zinc.cli;

import io.zinc.core.Ack;
import io.zinc.core.Codec;
import io.zinc.core.Endpoint;
import io.zinc.core.Role;
import io.zinc.core.SlowSubscriberPolicy;
import io.zinc.core.Topic;
import io.zinc.core.TreeStatus;
import io.zinc.documents.Documents;
import io.zinc.documents.Kinds;
import io.zinc.documents.TextDocument;
import java.io.ByteArrayInputStream;
import java.io.OutputStream;
import java.io.PrintStream;
import java.nio.charset.StandardCharsets;
import java.util.List;
import java.util.Map;
import java.util.UUID;
import java.util.concurrent.Callable;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.TimeUnit;
import picocli.CommandLine.Command;

/**
 * Does once what the program does at its starts. The launcher runs it after a build and has the JVM archive the classes
 * that were loaded, so that real starts are quick.
 */
@Command(name = "rehearse", hidden = true, description = "Loads what a start needs.")
final class RehearseCommand implements Callable<Integer> {

    private static final String CLUSTER = "rehearsal";
    private static final String FREE_PORT = "tcp://127.0.0.1:0";
    private static final Topic<String> TOPIC = Topic.of("rehearsal", Codec.strings());

    @Override
    public Integer call() throws InterruptedException {
        Console nowhere = new Console(
                new ByteArrayInputStream("hello\n".getBytes(StandardCharsets.UTF_8)),
                OutputStream.nullOutputStream(),
                new PrintStream(OutputStream.nullOutputStream(), true, StandardCharsets.UTF_8),
                new Terminal("1", Map.of("TERM", "xterm")));
        Main.commandLine(nowhere).execute("--help");
        CountDownLatch handled = new CountDownLatch(2);
        try (Endpoint host = Endpoint.host(CLUSTER).bind(FREE_PORT).open();
                Endpoint relay = Endpoint.relay(CLUSTER)
                        .bind(FREE_PORT)
                        .join(host.address())
                        .open();
                Endpoint client = Endpoint.client(CLUSTER).join(relay.address()).open()) {
            editDocument(host, relay, client);
            client.subscribe(TOPIC, message -> handled.countDown());
            client.subscribe(TreeStatus.TOPIC, SlowSubscriberPolicy.LATEST, message -> handled.countDown());
            host.sendAndAwait(TOPIC, "hello", Ack.SEQUENCED);
            Main.commandLine(nowhere)
                    .execute("send", "--cluster", CLUSTER, "--join", relay.address(), "--topic", TOPIC.name());
            boolean isHandled = handled.await(5, TimeUnit.SECONDS);
            try (LivePicture picture = new LivePicture(nowhere, client.id(), false)) {
                UUID self = client.id();
                TreeStatus.Node node = new TreeStatus.Node(self, self, Role.HOST, "", 0, 0, 0, 0, 0, 0, 0, 0, 0, "");
                picture.show(new TreeStatus(CLUSTER, 1, List.of(node), 0));
            }
            return isHandled ? ExitCode.OK : ExitCode.FAILURE;
        }
    }

    private static void editDocument(Endpoint host, Endpoint relay, Endpoint client) throws InterruptedException {
        Documents hosted = Documents.on(host);
        Documents relayed = Documents.on(relay);
        try (Documents documents = Documents.on(client);
                TextDocument document = documents.open(CLUSTER, Kinds.TEXT)) {
            document.edit(text -> text.insert(0, "hello")).await(Ack.SEQUENCED);
        } finally {
            relayed.close();
            hosted.close();
        }
    }
}
