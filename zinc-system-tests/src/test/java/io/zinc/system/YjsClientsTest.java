package io.zinc.system;

import static org.assertj.core.api.Assertions.assertThat;

import io.zinc.core.Ack;
import io.zinc.core.Endpoint;
import io.zinc.documents.Documents;
import io.zinc.documents.Edit;
import io.zinc.documents.Kinds;
import io.zinc.documents.TextDocument;
import io.zinc.gateway.Gateway;
import io.zinc.gateway.GatewayLimits;
import io.zinc.gateway.spi.Access.Right;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.net.URI;
import java.net.http.HttpClient;
import java.net.http.HttpRequest;
import java.net.http.HttpResponse;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Map;
import java.util.Objects;
import org.jspecify.annotations.Nullable;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/**
 * The real y-websocket and Hocuspocus clients at gateways on different relays, each a process.
 *
 * <p>{@code -Dzinc.clients.seed=S} sets where the random edits begin.
 */
class YjsClientsTest {

    private static final Commands zinc = new Commands();

    @Nullable
    private static Program hostProgram;

    private static String host = "";
    private static String first = "";
    private static String second = "";

    @TempDir
    static Path folder = Path.of("");

    @BeforeAll
    static void startTree() throws Exception {
        if (NodeScript.isInstalled()) {
            hostProgram =
                    zinc.host("--verbose", "--data", folder.resolve("data").toString());
            host = zinc.addressOf(hostProgram);
            int port = Commands.freePorts(2);
            Program one = zinc.relay(host, "--http", String.valueOf(port));
            Program two = zinc.relay(host, "--http", String.valueOf(port + 1));
            first = Commands.urlOf(one);
            second = Commands.urlOf(two);
        }
    }

    @BeforeEach
    void needNode() {
        NodeScript.assumeInstalled();
    }

    @AfterAll
    static void endTree() {
        zinc.close();
    }

    @Test
    void randomEditsWithLostConnectionsEndTheSameEverywhere() throws Exception {
        long seed = Long.getLong("zinc.clients.seed", System.nanoTime() & 0xffff_ffffL);
        System.out.println("random edits of Yjs clients with seed " + seed);
        String file = folder.resolve("export.yjs").toString();
        try (NodeScript story = NodeScript.start("random-edits.mjs", first, second, file, String.valueOf(seed))) {
            story.asks("export", () -> zinc.run("doc", "export", "random edits/ü", file, "--join", host));
            story.passes();
        }
    }

    @Test
    void aGatewayThatIsKilledTakesNoEditWithIt() throws Exception {
        String port = freePort();
        Program gateway = zinc.relay(host, "--http", port);
        try (NodeScript story =
                NodeScript.start("lost-gateway.mjs", Commands.urlOf(gateway), second, "killed", "closed")) {
            story.asks("lose", () -> gateway.signal("KILL").exitCode());
            story.asks("return", () -> Commands.urlOf(zinc.relay(host, "--http", port)));
            story.passes();
        }
    }

    @Test
    void aGatewayThatStoodStillCatchesUp() throws Exception {
        Program gateway = zinc.relay(host, "--http", freePort());
        try (NodeScript story =
                NodeScript.start("lost-gateway.mjs", Commands.urlOf(gateway), second, "paused", "open")) {
            long before = left();
            story.asks("lose", () -> gateway.signal("STOP"));
            story.asks("return", () -> {
                Commands.await("the tree goes on without the gateway", () -> left() > before);
                gateway.signal("CONT");
            });
            story.passes();
        }
    }

    @Test
    void presenceComesAndGoesAcrossGatewaysAndProtocols() throws Exception {
        Program gateway = zinc.start("gateway", "--join", host, "--http", freePort());
        try (NodeScript story = NodeScript.start("presence.mjs", Commands.urlOf(gateway), second)) {
            story.asks("kill the first gateway", () -> gateway.signal("KILL").exitCode());
            story.passes();
        }
    }

    @Test
    void savedIsSaidWhenTheHostHasItOnDiskAndNotBefore() throws Exception {
        String address = "tcp://127.0.0.1:" + Commands.freePorts(1);
        String data = folder.resolve("saved").toString();
        Program keeper = zinc.start("host", "--bind", address, "--data", data);
        zinc.addressOf(keeper);
        Program gateway = zinc.relay(address, "--http", freePort());
        try (NodeScript story = NodeScript.start("saved.mjs", Commands.urlOf(gateway))) {
            story.asks("halt the host", () -> keeper.signal("STOP"));
            story.asks("let the host go on", () -> keeper.signal("CONT"));
            story.asks("kill the host and look", () -> {
                gateway.signal("KILL").exitCode(); // it could tell the new host what the old one had lost
                keeper.signal("KILL").exitCode();
                Program again = zinc.start("host", "--bind", address, "--data", data);
                zinc.addressOf(again);
                String file = folder.resolve("saved.yjs").toString();
                zinc.run("doc", "export", "saved", file, "--join", address);
                try (NodeScript look = NodeScript.start("text-of.mjs", file)) {
                    look.passes();
                    assertThat(look.lines()).first().isEqualTo("two one ");
                }
                again.close();
            });
            story.passes();
        }
    }

    @Test
    void browsersAJavaProgramAFileAndTheShellWriteInOneText() throws Exception {
        Path file = folder.resolve("together.txt");
        try (NodeScript story = NodeScript.start("together.mjs", first, second, "together");
                Endpoint endpoint = Endpoint.client("zinc").join(host).open();
                Documents documents = Documents.on(endpoint)) {
            story.asks("open it in Java and write", () -> {
                try (TextDocument document = documents.open("together", Kinds.TEXT)) {
                    assertThat(document.text()).isEqualTo("browser\n");
                    document.edit(text -> text.insert(document.length(), "java\n"))
                            .await(Ack.DURABLE);
                }
            });
            Program sync = zinc.start(
                    Map.of("XDG_STATE_HOME", folder.resolve("state").toString()),
                    "sync",
                    file.toString(),
                    "together",
                    "--join",
                    host);
            story.asks("keep it in a file and write", () -> {
                sync.err().await("keeping ");
                Commands.await(
                        "the file has what was written",
                        () -> Files.exists(file) && text(file).endsWith("java\n"));
                Files.writeString(file, text(file) + "file\n");
            });
            story.asks(
                    "put it with the shell",
                    () -> Commands.outputOf(
                            zinc.start("doc", "put", "together", "--join", host).type("shell\nbrowser\njava\nfile\n")));
            story.asks("look", () -> {
                Commands.await("the file follows", () -> text(file).equals("again\nshell\nbrowser\njava\nfile\n"));
                try (TextDocument document = documents.open("together", Kinds.TEXT)) {
                    assertThat(document.text()).isEqualTo(text(file));
                }
            });
            story.passes();
        }
    }

    @Test
    void rightsAreAskedForAndChangeWhileADocumentIsOpen() throws Exception {
        Guestbook guests = new Guestbook().with("owner", Right.WRITE).with("guest", Right.READ);
        try (Endpoint endpoint = Endpoint.client("zinc").join(host).open();
                Documents documents = Documents.on(endpoint);
                Gateway gateway = Gateway.on(endpoint, documents)
                        .bind("127.0.0.1", Commands.freePorts(1))
                        .access(guests)
                        .open();
                NodeScript story = NodeScript.start("rights.mjs", gateway.url(), "rights")) {
            story.asks("let the guest write", () -> guests.change(gateway, "guest", Right.WRITE));
            story.asks("take it back from the guest", () -> guests.change(gateway, "guest", Right.READ));
            story.asks("shut the guest out", () -> guests.change(gateway, "guest", Right.NONE));
            story.passes();
        }
    }

    private static String metrics(Gateway gateway) {
        try (HttpClient client = HttpClient.newHttpClient()) {
            HttpRequest request = HttpRequest.newBuilder(URI.create(gateway.url() + "/metrics"))
                    .build();
            return client.send(request, HttpResponse.BodyHandlers.ofString()).body();
        } catch (IOException e) {
            return ""; // on a slow machine it may hang up before it is asked
        } catch (InterruptedException e) {
            throw new AssertionError(e);
        }
    }

    @Test
    void clientsThatSleptComeBackAndHearWhatTheyHaveMissed() throws Exception {
        try (Endpoint endpoint = Endpoint.client("zinc").join(host).open();
                Documents documents = Documents.on(endpoint);
                TextDocument document = documents.open("sleepers", Kinds.TEXT);
                Gateway gateway = Gateway.on(endpoint, documents)
                        .limits(GatewayLimits.defaults().withPingMs(500).withHandshakeMs(1_000))
                        .open();
                NodeScript story = NodeScript.start("paused.mjs", gateway.url(), "sleepers")) {
            story.asks("let us sleep", () -> {
                story.signal("STOP");
                Commands.await(
                        "the gateway gives them up", () -> metrics(gateway).contains("\nzinc_gateway_sockets 0.0\n"));
                Edit unused = document.edit(text -> text.insert(0, "meanwhile"));
                story.signal("CONT");
            });
            story.passes();
        }
    }

    @Test
    void whatIsDeletedDoesNotComeBackWithThoseWhoHadItOpen() throws Exception {
        try (NodeScript story = NodeScript.start("deleted.mjs", first, second, "deleted")) {
            story.asks("delete", () -> zinc.run("doc", "delete", "deleted", "--join", host));
            story.asks(
                    "see that it is gone",
                    () -> assertThat(zinc.run("doc", "list", "deleted", "--join", host))
                            .isEmpty());
            story.passes();
        }
    }

    /** How many endpoints the host took for gone as they were silent. */
    private static long left() {
        return Objects.requireNonNull(hostProgram).err().all().stream()
                .filter(line -> line.contains(" left: nothing came from it"))
                .count();
    }

    private static String freePort() {
        return String.valueOf(Commands.freePorts(1));
    }

    private static String text(Path file) {
        try {
            return Files.readString(file);
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
    }
}
