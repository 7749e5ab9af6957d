package io.zinc.system;

import static org.assertj.core.api.Assertions.assertThat;

import io.zinc.core.Ack;
import io.zinc.core.Endpoint;
import io.zinc.documents.Documents;
import io.zinc.documents.Kinds;
import io.zinc.documents.TextDocument;
import io.zinc.gateway.Gateway;
import io.zinc.gateway.spi.Access.Right;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import org.jspecify.annotations.Nullable;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** The workbench that {@code zinc up} serves, in a real browser. Its pictures lie in {@code target/screenshots}. */
class BrowserTest {

    private static final Commands zinc = new Commands();
    private static final int PORT = Commands.freePorts(5);
    private static final int TREE_PORT = PORT + 2;
    private static final String HOST = "tcp://127.0.0.1:" + TREE_PORT;
    private static final String FIRST = "http://127.0.0.1:" + PORT;
    private static final String SECOND = "http://127.0.0.1:" + (PORT + 1);

    private static final String PICTURES = NodeScript.folder()
            .resolve("../../../target/screenshots")
            .normalize()
            .toString();

    @Nullable
    private static Program up;

    @TempDir
    static Path folder = Path.of("");

    private final Commands own = new Commands();
    private String chromium = "";

    @BeforeEach
    void startOnce() throws Exception {
        chromium = NodeScript.assumeChromium();
        if (up == null) {
            up = zinc.start(
                    "up",
                    "--port",
                    String.valueOf(PORT),
                    "--tree-port",
                    String.valueOf(TREE_PORT),
                    "--data",
                    folder.resolve("data").toString());
            up.out().await("open " + FIRST);
        }
    }

    @AfterEach
    void endOwn() {
        own.close();
    }

    @AfterAll
    static void endAll() {
        zinc.close();
    }

    private NodeScript play(String story, String... arguments) {
        List<String> all = new ArrayList<>(List.of(chromium));
        all.addAll(List.of(arguments));
        return NodeScript.start(story, all.toArray(String[]::new));
    }

    /** Makes empty texts, as people do before they open them. */
    private static void create(String host, String... names) throws InterruptedException {
        try (Endpoint endpoint = Endpoint.client("zinc").join(host).open();
                Documents documents = Documents.on(endpoint)) {
            for (String name : names) {
                try (TextDocument document = documents.open(name, Kinds.TEXT)) {
                    document.barrier().await(Ack.SEQUENCED);
                }
            }
        }
    }

    private static String text(String host, String name) throws InterruptedException {
        try (Endpoint endpoint = Endpoint.client("zinc").join(host).open();
                Documents documents = Documents.on(endpoint);
                TextDocument document = documents.openExisting(name, Kinds.TEXT)) {
            return document.text();
        }
    }

    private static List<String> names(String host) throws InterruptedException {
        try (Endpoint endpoint = Endpoint.client("zinc").join(host).open();
                Documents documents = Documents.on(endpoint)) {
            return documents.list().stream().map(info -> info.name()).toList();
        }
    }

    @Test
    void twoWindowsOnTwoRelaysWriteAtOnceAndOneGoesOfflineAndComesBack() throws Exception {
        create(HOST, "together");
        try (NodeScript story = play("workbench-together.mjs", FIRST, SECOND)) {
            story.asks(
                    "look",
                    () -> assertThat(text(HOST, "together"))
                            .isEqualTo("Meanwhile. Ben types at the start. first line\nsecond line\n"
                                    + "Anna types at the end. Offline. "));
            story.passes();
        }
    }

    @Test
    void nothingIsLostWhenTheGatewayIsKilledAndTheWindowLeft() throws Exception {
        create(HOST, "lost");
        String port = String.valueOf(Commands.freePorts(1));
        List<Program> gateways = new ArrayList<>(List.of(relay(port)));
        try (NodeScript story = play("workbench-lost-gateway.mjs", "http://127.0.0.1:" + port, SECOND)) {
            for (int i = 0; i < 2; i++) {
                story.asks(
                        "kill the gateway",
                        () -> gateways.removeLast().signal("KILL").exitCode());
                story.asks("start it again", () -> gateways.add(relay(port)));
            }
            story.passes();
        }
    }

    private Program relay(String port) throws InterruptedException {
        Program relay = own.relay(HOST, "--http", port);
        String unused = Commands.urlOf(relay);
        return relay;
    }

    @Test
    void savedIsShownForWhatTheHostHasOnDisk() throws Exception {
        String host = "tcp://127.0.0.1:" + Commands.freePorts(1);
        String data = folder.resolve("saved").toString();
        Program keeper = own.start("host", "--bind", host, "--data", data);
        own.addressOf(keeper);
        Program gateway = own.relay(host, "--http", String.valueOf(Commands.freePorts(1)));
        create(host, "saved");
        try (NodeScript story = play("workbench-saved.mjs", Commands.urlOf(gateway))) {
            story.asks("halt the host", () -> keeper.signal("STOP"));
            story.asks("let the host go on", () -> keeper.signal("CONT"));
            story.asks("kill the host and look", () -> {
                gateway.signal("KILL").exitCode(); // it could tell the new host what the old one had lost
                keeper.signal("KILL").exitCode();
                own.addressOf(own.start("host", "--bind", host, "--data", data));
                assertThat(text(host, "saved")).isEqualTo("one two ");
            });
            story.passes();
        }
    }

    @Test
    void aReaderOnlyReadsAndRightsChangeWhileTheDocumentIsOpen() throws Exception {
        create(HOST, "rights");
        Guestbook guests = new Guestbook().with("owner", Right.WRITE).with("guest", Right.READ);
        try (Endpoint endpoint = Endpoint.client("zinc").join(HOST).open();
                Documents documents = Documents.on(endpoint);
                Gateway gateway = Gateway.on(endpoint, documents).access(guests).open();
                NodeScript story = play("workbench-rights.mjs", gateway.url(), PICTURES)) {
            story.asks("let the guest write", () -> guests.change(gateway, "guest", Right.WRITE));
            story.asks("take it back from the guest", () -> guests.change(gateway, "guest", Right.READ));
            story.asks("shut the guest out", () -> guests.change(gateway, "guest", Right.NONE));
            story.passes();
        }
    }

    @Test
    void whoHasADocumentOpenIsToldWhenItIsDeletedOrRenamed() throws Exception {
        create(HOST, "to delete", "to rename");
        try (NodeScript story = play("workbench-deleted.mjs", FIRST, SECOND, PICTURES)) {
            story.asks(
                    "look", () -> assertThat(names(HOST)).contains("renamed").doesNotContain("to delete", "to rename"));
            story.passes();
        }
    }

    @Test
    void theKeyboardIsEnough() throws Exception {
        try (NodeScript story = play("workbench-keyboard.mjs", FIRST)) {
            story.asks("look", () -> assertThat(names(HOST)).doesNotContain("by keyboard"));
            story.passes();
        }
    }

    @Test
    void allPagesAreAccessibleAtBothWidthsAndInBothThemes() throws Exception {
        try (NodeScript story = play("workbench-pages.mjs", FIRST, SECOND, PICTURES)) {
            story.passes();
            story.lines().stream()
                    .filter(line -> line.startsWith("first paint"))
                    .forEach(System.out::println);
        }
    }
}
