package io.zinc.gateway;

import static org.assertj.core.api.Assertions.assertThat;

import io.zinc.crdt.Doc;
import io.zinc.crdt.Frame;
import io.zinc.crdt.HocuspocusFrame;
import io.zinc.crdt.StateVector;
import io.zinc.crdt.SyncMessage;
import io.zinc.crdt.Update;
import io.zinc.crdt.UpdateFormat;
import io.zinc.documents.DocumentLimits;
import io.zinc.documents.Kinds;
import io.zinc.documents.TextDocument;
import java.io.IOException;
import java.nio.ByteBuffer;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import java.util.SplittableRandom;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.TimeUnit;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

/** Whatever somebody sends, it costs only them. */
class BadInputTest {

    private static final int SMALL_MESSAGE_BYTES = 64 << 10;

    private final CountDownLatch isHeld = new CountDownLatch(1);
    private final CountDownLatch goOn = new CountDownLatch(1);
    private GatewayTree tree = new GatewayTree();
    private Gateway gateway;
    private YBrowser ann;
    private YBrowser ben;

    @BeforeEach
    void open() throws Exception {
        open(new GatewayTree());
    }

    private void open(GatewayTree in) throws Exception {
        tree.close();
        tree = in;
        gateway = tree.gateway(
                tree.host(),
                settings -> settings.limits(GatewayLimits.defaults().withMaxMessageBytes(SMALL_MESSAGE_BYTES))
                        .onStateless((user, document, text) -> hold()));
        ann = tree.browser(gateway, "notes");
        ben = tree.browser(gateway, "notes");
        GatewayTree.await("both are synced", () -> ann.isSynced() && ben.isSynced());
    }

    private void hold() {
        isHeld.countDown();
        try {
            assertThat(goOn.await(20, TimeUnit.SECONDS)).isTrue();
        } catch (InterruptedException e) {
            throw new AssertionError(e);
        }
    }

    /** Has the room do something else until all of what browsers do has come to it, so that it takes that in one turn. */
    private void inOneTurn(int messages, Runnable what) throws InterruptedException {
        HocuspocusDocument keeper = tree.opened(gateway, "notes", "");
        GatewayTree.await("it is synced", () -> keeper.statuses(true) == 1);
        keeper.send(new HocuspocusFrame.Stateless("hold"));
        assertThat(isHeld.await(20, TimeUnit.SECONDS)).isTrue();
        long before = gateway.receivedMessages();
        what.run();
        GatewayTree.await("all has come", () -> gateway.receivedMessages() >= before + messages);
        goOn.countDown();
    }

    @AfterEach
    void close() {
        goOn.countDown();
        tree.close();
    }

    private void assertTheOthersGoOn() throws Exception {
        ann.type("a");
        ben.typeFirst("b");
        GatewayTree.await(
                "they see each other's edits",
                () -> ann.text().contains("b") && ben.text().contains("a"));
        GatewayTree.awaitEqual(ann, ben, tree.browser(gateway, "notes"));
        assertThat(ann.socket().isClosed()).isFalse();
        assertThat(ben.socket().isClosed()).isFalse();
    }

    // ---- below the protocols

    private void assertCut(RawSocket mallory, int code) throws IOException {
        RawSocket.Received close = mallory.readClose();
        assertThat(close).as("it is told why").isNotNull();
        assertThat(close == null ? 0 : close.closeCode()).isEqualTo(code);
        mallory.close();
    }

    @Test
    void aFrameThatClaimsToBeHugeIsRefusedAtItsHeader() throws Exception {
        RawSocket mallory = tree.keep(RawSocket.open(gateway, "/yjs/notes"));

        mallory.send(RawSocket.header(RawSocket.FINAL | RawSocket.BINARY, 1L << 60, true));

        assertCut(mallory, 1009);
        assertTheOthersGoOn();
    }

    @Test
    void aFrameWithReservedBitsIsRefused() throws Exception {
        RawSocket mallory = tree.keep(RawSocket.open(gateway, "/yjs/notes"));

        mallory.sendFrame(RawSocket.FINAL | 0x70 | RawSocket.BINARY, new byte[] {1});

        assertCut(mallory, 1002);
        assertTheOthersGoOn();
    }

    @Test
    void aFrameWithoutAMaskIsRefused() throws Exception {
        RawSocket mallory = tree.keep(RawSocket.open(gateway, "/yjs/notes"));

        mallory.send(RawSocket.header(RawSocket.FINAL | RawSocket.BINARY, 5, false));
        mallory.send(new byte[5]);

        assertCut(mallory, 1002);
        assertTheOthersGoOn();
    }

    @Test
    void textIsRefusedAsMessagesAreBinary() throws Exception {
        RawSocket mallory = tree.keep(RawSocket.open(gateway, "/yjs/notes"));

        mallory.sendFrame(RawSocket.FINAL | RawSocket.TEXT, new byte[] {'h', 'i'});

        assertCut(mallory, 4400);
        assertTheOthersGoOn();
    }

    @Test
    void aContinuationOfNothingIsRefused() throws Exception {
        RawSocket mallory = tree.keep(RawSocket.open(gateway, "/yjs/notes"));

        mallory.sendFrame(RawSocket.FINAL | RawSocket.CONTINUATION, new byte[] {1, 2, 3});

        assertCut(mallory, 1002);
        assertTheOthersGoOn();
    }

    @Test
    void aMessageInEndlesslyManyFramesIsRefusedWhenItIsTooLarge() throws Exception {
        RawSocket mallory = tree.keep(RawSocket.open(gateway, "/yjs/notes"));

        mallory.sendFrame(RawSocket.BINARY, new byte[40_000]);
        mallory.sendFrame(RawSocket.CONTINUATION, new byte[40_000]);

        RawSocket.Received close = mallory.readClose();
        assertThat(close).isNotNull();
        assertThat(close == null ? 0 : close.closeCode()).isEqualTo(1009);
        assertThat(close == null ? "" : close.closeReason()).contains("larger than 65536 bytes");
        mallory.close();
        assertTheOthersGoOn();
    }

    @Test
    void aTruncatedFrameIsForgottenWithItsConnection() throws Exception {
        RawSocket mallory = tree.keep(RawSocket.open(gateway, "/yjs/notes"));
        byte[] frame = RawSocket.frame(RawSocket.FINAL | RawSocket.BINARY, new byte[1_000]);

        mallory.send(Arrays.copyOf(frame, 500));
        mallory.close();

        GatewayTree.await("the socket is gone", () -> gateway.sockets() == 2);
        assertTheOthersGoOn();
    }

    @ParameterizedTest
    @ValueSource(strings = {"/yjs/notes", "/hocuspocus"})
    void randomBytesInFramesCostOnlyTheirSender(String path) throws Exception {
        long seed = System.nanoTime();
        SplittableRandom random = new SplittableRandom(seed);
        for (int i = 0; i < 50; i++) {
            RawSocket mallory = tree.keep(RawSocket.open(gateway, path));
            for (int message = 0; message < 5; message++) {
                byte[] bytes = new byte[random.nextInt(100)];
                random.nextBytes(bytes);
                if (bytes.length > 1 && random.nextBoolean()) {
                    bytes[0] = 0;
                    bytes[1] = (byte) random.nextInt(3);
                }
                mallory.sendFrame(RawSocket.FINAL | RawSocket.BINARY, bytes);
            }
            mallory.close();
        }
        GatewayTree.await("all of them are gone, seed " + seed, () -> gateway.sockets() == 2);
        assertTheOthersGoOn();
    }

    @Test
    void randomBytesInsteadOfFramesCostOnlyTheirSender() throws Exception {
        long seed = System.nanoTime();
        SplittableRandom random = new SplittableRandom(seed);
        for (int i = 0; i < 50; i++) {
            RawSocket mallory =
                    tree.keep(random.nextBoolean() ? RawSocket.open(gateway, "/yjs/notes") : new RawSocket(gateway));
            byte[] bytes = new byte[1 + random.nextInt(500)];
            random.nextBytes(bytes);
            mallory.send(bytes);
            mallory.close();
        }
        GatewayTree.await("all of them are gone, seed " + seed, () -> gateway.sockets() == 2);
        assertTheOthersGoOn();
    }

    // ---- good framing around bad things

    private static byte[] goodUpdate(String text) {
        Doc doc = new Doc();
        doc.getText(Replica.ROOT).insert(0, text);
        return doc.encodeStateAsUpdate();
    }

    @Test
    void aMalformedUpdateCutsItsSenderAndIsCounted() throws Exception {
        YBrowser mallory = tree.browser(gateway, "notes");
        mallory.present("Mallory");
        GatewayTree.await("she is seen", () -> ann.sees(mallory.client()));
        long before = gateway.malformedMessages();

        mallory.send(new Frame.Sync(new SyncMessage.Change(new byte[] {1, 1, 99, 0, 5, 5, 5})));

        assertThat(mallory.socket().closing().code()).isEqualTo(4400);
        assertThat(mallory.socket().closing().reason()).contains("7 bytes");
        assertThat(gateway.malformedMessages()).isEqualTo(before + 1);
        GatewayTree.await("her presence is gone, too", () -> !ann.sees(mallory.client()));
        assertTheOthersGoOn();
    }

    @Test
    void everyBeginningOfAnUpdateIsRefusedOrTakenAndNothingBreaks() throws Exception {
        byte[] whole = goodUpdate("some text");
        for (int length = 0; length < whole.length; length++) {
            YBrowser mallory = tree.browser(gateway, "notes");
            mallory.send(new Frame.Sync(new SyncMessage.Change(Arrays.copyOf(whole, length))));
            assertThat(mallory.socket().closing().code()).as("length " + length).isEqualTo(4400);
        }
        assertTheOthersGoOn();
    }

    @Test
    void malformedUpdatesAmongGoodOnesOfOthersInOneTurnHarmNoneOfThem() throws Exception {
        List<YBrowser> bad = new ArrayList<>();
        for (int i = 0; i < 10; i++) {
            bad.add(tree.browser(gateway, "notes"));
        }
        for (YBrowser mallory : bad) {
            GatewayTree.await("she is synced", mallory::isSynced);
        }

        inOneTurn(30, () -> {
            for (YBrowser mallory : bad) {
                ann.type("a");
                mallory.send(new Frame.Sync(new SyncMessage.Change(new byte[] {1, 1, 99, 0, 5, 5, 5})));
                ben.type("b");
            }
        });

        for (YBrowser mallory : bad) {
            assertThat(mallory.socket().closing().code()).isEqualTo(4400);
        }
        GatewayTree.await("all good ones are there", () -> ann.text().length() == 20);
        assertTheOthersGoOn();
    }

    @Test
    void editsThatAreTooLargeTogetherAreTakenOneByOne() throws Exception {
        open(new GatewayTree(limits(30_000, 1 << 20)));

        inOneTurn(2, () -> {
            ann.type("a".repeat(20_000));
            ben.type("b".repeat(20_000));
        });

        GatewayTree.await("both are there", () -> ann.text().length() == 40_000);
        assertTheOthersGoOn();
    }

    @Test
    void malformedHocuspocusMessagesCutTheirSocket() throws Exception {
        HocuspocusDocument mallory = tree.opened(gateway, "notes", "");
        GatewayTree.await("she is in", mallory::hasSynced);

        mallory.send(new HocuspocusFrame.Sync(new SyncMessage.Change(new byte[] {1, 1, 99, 0, 5, 5, 5}), false));

        assertThat(mallory.socket().socket().closing().code()).isEqualTo(4400);
        HocuspocusSocket another = tree.socket(gateway);
        another.socket().send(new byte[] {(byte) 200, 1, 2});
        assertThat(another.socket().closing().code()).isEqualTo(4400);
        assertTheOthersGoOn();
    }

    @ParameterizedTest
    @ValueSource(strings = {"{broken", "", "nul", "[1,2", "\"\\ud800"})
    void presenceThatIsNoJsonCutsItsSenderAlone(String json) throws Exception {
        YBrowser mallory = tree.browser(gateway, "notes");
        GatewayTree.await("she is in", mallory::isSynced);
        byte[] text = json.getBytes(java.nio.charset.StandardCharsets.UTF_8);
        byte[] update = ByteBuffer.allocate(4 + text.length)
                .put((byte) 1)
                .put((byte) 77)
                .put((byte) 1)
                .put((byte) text.length)
                .put(text)
                .array();

        mallory.send(new Frame.Presence(update));

        assertThat(mallory.socket().closing().code()).isEqualTo(4400);
        assertTheOthersGoOn();
    }

    // ---- too much of a good thing

    @Test
    void aPasteThatIsTooLargeIsRefusedInWordsAndItsAuthorIsToldAndTheOthersGoOn() throws Exception {
        YBrowser pasting = tree.browser(gateway, "notes");
        GatewayTree.await("it is synced", pasting::isSynced);

        pasting.type("x".repeat(50 << 20));

        ClientSocket.Closing closing = pasting.socket().closing();
        assertThat(closing.code()).isEqualTo(1009);
        assertThat(closing.reason()).isEqualTo("a message is larger than 65536 bytes; send less at once");
        assertTheOthersGoOn();
        assertThat(ann.text()).hasSize(2);
    }

    @Test
    void anEditBeyondTheLimitOfFragmentsIsRefusedToItsAuthorAlone() throws Exception {
        open(new GatewayTree(limits(10_000, 1 << 20)));
        HocuspocusDocument pasting = tree.opened(gateway, "notes", "");
        GatewayTree.await("it is synced", () -> pasting.statuses(true) == 1);

        pasting.type("x".repeat(20_000));

        GatewayTree.await(
                "it is refused",
                () -> !pasting.heard(HocuspocusFrame.Stateless.class).isEmpty());
        assertThat(pasting.statuses(false)).isEqualTo(1);
        assertThat(pasting.heard(HocuspocusFrame.Stateless.class).getLast().text())
                .contains("the limit maxFragmentBytes is 10000");
        assertTheOthersGoOn();
    }

    @Test
    void anEditForWhichADocumentHasNoRoomIsRefusedToItsAuthorAlone() throws Exception {
        open(new GatewayTree(limits(30_000, 60_000)));
        ann.type("a".repeat(20_000));
        ben.type("b".repeat(20_000));
        GatewayTree.await("both edits are there", () -> ann.text().length() == 40_000);
        GatewayTree.awaitEqual(ann, ben);
        HocuspocusDocument pasting = tree.opened(gateway, "notes", "");
        GatewayTree.await("it is synced", () -> pasting.statuses(true) == 1);

        pasting.type("x".repeat(25_000));

        GatewayTree.await(
                "it is refused",
                () -> !pasting.heard(HocuspocusFrame.Stateless.class).isEmpty());
        assertThat(pasting.statuses(false)).isEqualTo(1);
        assertThat(pasting.heard(HocuspocusFrame.Stateless.class).getLast().text())
                .contains("the limit maxDocumentBytes");
        assertTheOthersGoOn();
        ann.edit(doc -> doc.getText(Replica.ROOT).delete(0, 30_000));
        GatewayTree.await("there is room again", () -> ben.text().length() < 15_000);
        ann.type("y".repeat(20_000));
        GatewayTree.await("which can be used", () -> ben.text().length() > 30_000);
    }

    @Test
    void aPartOfWhatCannotBeTakenWholeIsRefusedToItsAuthorAlone() throws Exception {
        try (GatewayTree typed = new GatewayTree()) {
            GatewayTree.Node host = typed.host();
            typed.keep(host.documents().open("notes", Kinds.TEXT));
            gateway = typed.gateway(host);
            HocuspocusSocket socket = typed.socket(gateway);
            HocuspocusDocument mallory = socket.prepare("notes");
            Doc evil = new Doc();
            evil.getMap("evil").set("key", "value");
            Doc another = new Doc();
            another.getText(Replica.ROOT).insert(0, "first");
            StateVector first = another.stateVector();
            another.getText(Replica.ROOT).insert(5, "second");
            byte[] both = Update.merge(
                    List.of(evil.encodeStateAsUpdate(), another.encodeStateAsUpdate(UpdateFormat.V1, first)));
            YBrowser quiet = typed.browser(gateway, "notes");
            GatewayTree.await("it is synced", quiet::isSynced);

            mallory.edit(doc -> doc.applyUpdate(both));
            mallory.start(""); // answers with all of it when it is asked

            GatewayTree.await(
                    "it is refused",
                    () -> !mallory.heard(HocuspocusFrame.Stateless.class).isEmpty());
            assertThat(mallory.heard(HocuspocusFrame.Stateless.class).getLast().text())
                    .contains("\"type\":\"refused\"");
            quiet.type("goes on");
            GatewayTree.awaitText("goes on", quiet, typed.browser(gateway, "notes"));
            assertThat(quiet.socket().isClosed()).isFalse();
        }
    }

    @Test
    void whatDoesNotBelongInADocumentThatWasGivenAKindIsRefusedToItsAuthorAlone() throws Exception {
        try (GatewayTree given = new GatewayTree()) {
            GatewayTree.Node host = given.host();
            gateway = given.gateway(host);
            YBrowser quiet = given.browser(gateway, "notes");
            HocuspocusDocument other = given.opened(gateway, "notes", "");
            GatewayTree.await("both are synced", () -> quiet.isSynced() && other.hasSynced());

            TextDocument java = given.keep(host.documents().open("notes", Kinds.TEXT));
            java.edit(text -> text.insert(0, "a text now"));
            GatewayTree.awaitText("a text now", quiet, other);
            other.edit(doc -> doc.getMap("meta").set("key", "value"));

            GatewayTree.await(
                    "it is refused",
                    () -> !other.heard(HocuspocusFrame.Stateless.class).isEmpty());
            quiet.type(", still");
            GatewayTree.await("the others go on", () -> java.text().equals("a text now, still"));
            assertThat(quiet.socket().isClosed()).isFalse();
        }
    }

    static DocumentLimits limits(int maxFragmentBytes, int maxDocumentBytes) {
        return DocumentLimits.defaults().withMaxFragmentBytes(maxFragmentBytes).withMaxDocumentBytes(maxDocumentBytes);
    }
}
