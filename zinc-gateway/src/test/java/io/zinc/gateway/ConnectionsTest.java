package io.zinc.gateway;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import io.zinc.crdt.Doc;
import io.zinc.crdt.Frame;
import io.zinc.crdt.SyncMessage;
import io.zinc.documents.Kinds;
import io.zinc.documents.spi.DocumentInfo;
import java.io.IOException;
import java.net.URLEncoder;
import java.nio.charset.StandardCharsets;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.CountDownLatch;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

/** Many connections, slow ones, and odd ones. */
class ConnectionsTest {

    private final GatewayTree tree = new GatewayTree();

    @AfterEach
    void close() {
        tree.close();
    }

    @Test
    void aThousandConnectionsThatNeverReadHinderNobody() throws Exception {
        Gateway gateway = tree.gateway(tree.host());
        for (int i = 0; i < 1_000; i++) {
            tree.keep(RawSocket.open(gateway, "/yjs/notes"));
        }
        assertThat(gateway.sockets()).isEqualTo(1_000);
        YBrowser ann = tree.browser(gateway, "notes");
        YBrowser ben = tree.browser(gateway, "notes");

        for (int i = 0; i < 100; i++) {
            ann.type("some words ");
        }

        GatewayTree.await("Ben has it all", () -> ben.text().length() == 1_100);
        GatewayTree.awaitEqual(ann, ben);
    }

    @Test
    void connectionsBeyondTheLimitAreRefusedUntilOthersLeave() throws Exception {
        Gateway gateway = tree.gateway(
                tree.host(),
                settings -> settings.limits(GatewayLimits.defaults().withMaxConnections(2)));
        RawSocket one = tree.keep(RawSocket.open(gateway, "/yjs/notes"));
        tree.keep(RawSocket.open(gateway, "/hocuspocus"));

        assertThatThrownBy(() -> RawSocket.open(gateway, "/yjs/notes"))
                .isInstanceOf(IOException.class)
                .hasMessageContaining("503");
        one.close();
        GatewayTree.await("one has left", () -> gateway.sockets() == 1);

        GatewayTree.await("there is room", tree.browser(gateway, "notes")::isSynced);
    }

    @ParameterizedTest
    @ValueSource(strings = {"", "GET /yjs/notes HTTP/1.1\r\nHost: a\r\n", "G", "\u0016\u0003\u0001"})
    void aHandshakeThatIsNotMadeInTimeIsCut(String begun) throws Exception {
        Gateway gateway = tree.gateway(
                tree.host(),
                settings -> settings.limits(GatewayLimits.defaults().withHandshakeMs(500)));
        RawSocket slow = tree.keep(new RawSocket(gateway));
        slow.send(begun.getBytes(StandardCharsets.ISO_8859_1));

        slow.readToEnd();

        YBrowser ann = tree.browser(gateway, "notes");
        GatewayTree.await("others come in", ann::isSynced);
    }

    @Test
    void aHandshakeThatTricklesIsCutThoughItNeverPausesForLong() throws Exception {
        Gateway gateway = tree.gateway(
                tree.host(),
                settings -> settings.limits(GatewayLimits.defaults().withHandshakeMs(200)));
        RawSocket slow = tree.keep(new RawSocket(gateway));
        slow.send("GET /yjs/notes HTTP/1.1\r\nX: ".getBytes(StandardCharsets.ISO_8859_1));

        assertThatThrownBy(() -> {
                    long deadline = System.nanoTime() + 20_000_000_000L;
                    while (System.nanoTime() < deadline) {
                        slow.send(new byte[] {'x'});
                        Thread.sleep(5); // as slowly as somebody would who wants to stay
                    }
                })
                .isInstanceOf(IOException.class);
    }

    @Test
    void whoHangsUpWhileBeingAskedWhoTheyAreLeavesNothingBehind() throws Exception {
        ListedAccess access = new ListedAccess();
        CountDownLatch gate = access.closeGate();
        Gateway gateway = tree.gateway(tree.host(), settings -> settings.access(access));
        List<RawSocket> impatient = new ArrayList<>();
        for (int i = 0; i < 200; i++) {
            RawSocket raw = new RawSocket(gateway);
            raw.send(RawSocket.request("/yjs/notes?token=" + ListedAccess.token("ann"))
                    .getBytes(StandardCharsets.ISO_8859_1));
            impatient.add(raw);
        }
        GatewayTree.await("all of them are being asked", () -> gateway.sockets() == 200);
        for (RawSocket raw : impatient) {
            raw.close();
        }

        gate.countDown();

        GatewayTree.await("none of them counts any more", () -> gateway.sockets() == 0);
        GatewayTree.await(
                "nor has a document open",
                () -> tree.browser(gateway, "other?token=" + ListedAccess.token("ben"))
                                .socket()
                                .isClosed()
                        == false);
    }

    @Test
    void aFloodIsReadMoreSlowlyAndNothingOfItIsLost() throws Exception {
        Gateway gateway = tree.gateway(
                tree.host(),
                settings -> settings.limits(GatewayLimits.defaults()
                        .withMaxMessagesPerSecond(50) // so that it can be exceeded on a slow machine, too
                        .withPingMs(1_000))); // so that allowance is given often
        YBrowser flooding = tree.browser(gateway, "notes");
        YBrowser ben = tree.browser(gateway, "notes");
        GatewayTree.await("both are synced", () -> flooding.isSynced() && ben.isSynced());

        for (int i = 0; i < 700; i++) {
            flooding.type("x");
        }
        GatewayTree.await("the flood is held back", () -> gateway.heldBackSockets() == 1);
        ben.typeFirst("b");
        GatewayTree.await("Ben's edit gets through", () -> flooding.text().contains("b"));

        GatewayTree.await("all of it comes", () -> ben.text().length() == 701);
        GatewayTree.awaitEqual(flooding, ben);
    }

    // ---- names

    @ParameterizedTest
    @ValueSource(strings = {"", "%00", "a%0Ab", "%7F"})
    void aNameThatIsNoneIsRefusedWithAReason(String room) throws Exception {
        Gateway gateway = tree.gateway(tree.host());
        YBrowser ann = tree.browser(gateway, room);

        assertThat(ann.socket().closing().code()).isEqualTo(4403);
        assertThat(ann.denied()).contains("is no name of a document").contains("choose another name");
    }

    @ParameterizedTest
    @ValueSource(strings = {"%", "%zz", "a%2"})
    void aPathThatIsNoneIsABadRequest(String room) {
        Gateway gateway = tree.gateway(tree.host());

        assertThatThrownBy(() -> RawSocket.open(gateway, "/yjs/" + room))
                .isInstanceOf(IOException.class)
                .hasMessageContaining("400 Bad Request");
    }

    @Test
    void aNameThatIsTooLongIsRefused() throws Exception {
        Gateway gateway = tree.gateway(tree.host());
        YBrowser ann = tree.browser(gateway, "x".repeat(241));
        assertThat(ann.socket().closing().code()).isEqualTo(4403);
        assertThat(ann.denied()).contains("it has 241 bytes of UTF-8; the limit is 240");

        RawSocket longer = tree.keep(new RawSocket(gateway));
        longer.send(RawSocket.request("/yjs/" + "x".repeat(10_000)).getBytes(StandardCharsets.ISO_8859_1));
        assertThat(longer.readHead()).contains("101");
        RawSocket.Received close = longer.readClose();
        assertThat(close == null ? 0 : close.closeCode()).isEqualTo(4403);
        RawSocket tooLong = tree.keep(new RawSocket(gateway));
        tooLong.send(RawSocket.request("/yjs/" + "x".repeat(20_000)).getBytes(StandardCharsets.ISO_8859_1));
        assertThat(tooLong.readHead()).contains("414");

        HocuspocusDocument ben = tree.opened(gateway, "x".repeat(10_000), "");
        GatewayTree.await("he is refused", () -> !ben.heard().isEmpty());
        assertThat(ben.heard().getFirst().toString()).contains("it has 10000 bytes of UTF-8; the limit is 240");
    }

    @ParameterizedTest
    @ValueSource(strings = {"..", ".", "../../etc/passwd", "a//b", "/", "%2F", "+", "ü", "x%20", "日本"})
    void anOddNameIsADocumentLikeAnyOther(String room) throws Exception {
        GatewayTree.Node host = tree.host();
        Gateway gateway = tree.gateway(host);
        RawSocket raw = tree.keep(RawSocket.open(gateway, "/yjs/" + latin(room)));
        Doc doc = new Doc();
        doc.getText(Replica.ROOT).insert(0, room);
        raw.sendFrame(
                RawSocket.FINAL | RawSocket.BINARY,
                new Frame.Sync(new SyncMessage.Change(doc.encodeStateAsUpdate())).encode());

        GatewayTree.await(
                "there is one document, with the text", () -> theOnlyText(host).equals(room));
    }

    private static String latin(String room) {
        return room.chars().allMatch(character -> character < 128)
                ? room
                : URLEncoder.encode(room, StandardCharsets.UTF_8);
    }

    private static String theOnlyText(GatewayTree.Node host) {
        try {
            List<DocumentInfo> all = host.documents().list();
            if (all.size() != 1) {
                return all.toString();
            }
            try (var document = host.documents().openExisting(all.getFirst().name(), Kinds.UNTYPED)) {
                return document.look(doc -> doc.getText(Replica.ROOT).toString());
            }
        } catch (InterruptedException e) {
            throw new AssertionError(e);
        }
    }
}
