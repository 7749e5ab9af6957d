package io.zinc.gateway;

import static org.assertj.core.api.Assertions.assertThat;

import io.zinc.crdt.Doc;
import io.zinc.crdt.Frame;
import io.zinc.crdt.StateVector;
import io.zinc.crdt.SyncMessage;
import java.util.ArrayList;
import java.util.List;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Test;

/** A browser that reads slowly gets less at once, then nothing more, and nobody waits for it. */
class SlowBrowserTest {

    private static final String CHUNK = "0123456789abcdef".repeat(16 << 10);

    private final GatewayTree tree = new GatewayTree();

    @AfterEach
    void close() {
        tree.close();
    }

    /** Types until a browser that reads nothing has fallen behind, or is cut already; returns how many chunks that took. */
    private static int fillPipes(Gateway gateway, YBrowser author) throws InterruptedException {
        int chunks = 0;
        long most = gateway.sockets();
        while (gateway.blockedSockets() == 0 && gateway.sockets() >= most) {
            most = Math.max(most, gateway.sockets());
            author.edit(doc -> {
                doc.getText(Replica.ROOT).delete(0, doc.getText(Replica.ROOT).length());
                doc.getText(Replica.ROOT).insert(0, CHUNK);
            });
            chunks++;
            int typed = chunks;
            long present = most;
            GatewayTree.await(
                    "the gateway has sent a chunk, or can send no more",
                    () -> gateway.sentMessages() > typed
                            || gateway.blockedSockets() > 0
                            || gateway.sockets() < present);
        }
        return chunks;
    }

    @Test
    void aSlowBrowserGetsOneMergedUpdateWhenItReadsAgain() throws Exception {
        Gateway gateway = tree.gateway(tree.host());
        YBrowser author = tree.browser(gateway, "notes");
        YBrowser other = tree.browser(gateway, "notes");
        GatewayTree.await("the author is synced", author::isSynced);
        RawSocket slow = tree.keep(RawSocket.open(gateway, "/yjs/notes"));
        slow.sendFrame(RawSocket.FINAL | RawSocket.BINARY, stepOne());
        int chunks = fillPipes(gateway, author);
        for (int i = 0; i < 200; i++) {
            author.type("x");
        }
        GatewayTree.awaitText(author.text(), author, other);

        Doc doc = new Doc();
        List<Integer> sizes = new ArrayList<>();
        while (!doc.getText(Replica.ROOT).toString().equals(author.text())) {
            RawSocket.Received received = slow.read();
            assertThat(received).as("the connection goes on").isNotNull();
            if (received != null
                    && Frame.decode(received.payload()) instanceof Frame.Sync sync
                    && sync.message() instanceof SyncMessage.Change change) {
                doc.applyUpdate(change.update());
                sizes.add(change.update().length);
            }
        }

        assertThat(doc.stateVector()).isEqualTo(author.stateVector());
        assertThat(sizes)
                .as("the chunks, and one update for all that was typed")
                .hasSizeLessThanOrEqualTo(chunks + 1);
        assertThat(other.updatesHeard()).isGreaterThan(1);
    }

    private static byte[] stepOne() {
        return new Frame.Sync(new SyncMessage.Step1(StateVector.EMPTY)).encode();
    }

    @Test
    void aBrowserForWhichTooMuchWaitsIsCutAndTheOthersAreNot() throws Exception {
        Gateway gateway = tree.gateway(
                tree.host(),
                settings -> settings.limits(
                        GatewayLimits.defaults().withMaxBacklogBytes(100_000).withHandshakeMs(1_000)));
        YBrowser author = tree.browser(gateway, "notes");
        YBrowser other = tree.browser(gateway, "notes");
        GatewayTree.await("the author is synced", author::isSynced);
        RawSocket slow = tree.keep(RawSocket.open(gateway, "/yjs/notes"));
        assertThat(gateway.sockets()).isEqualTo(3);
        fillPipes(gateway, author);

        author.type(CHUNK);

        GatewayTree.await(
                "it is cut",
                () -> { // though it never reads, nor takes its leave
                    author.type(".");
                    return gateway.sockets() == 2;
                });
        author.type("on");
        GatewayTree.awaitText(author.text(), author, other);
        slow.readToEnd();
    }

    @Test
    void aBrowserThatReadsNothingForTooLongIsCut() throws Exception {
        Gateway gateway = tree.gateway(
                tree.host(),
                settings -> settings.limits(
                        GatewayLimits.defaults().withMaxStalledMs(100).withHandshakeMs(1_000)));
        YBrowser author = tree.browser(gateway, "notes");
        GatewayTree.await("the author is synced", author::isSynced);
        RawSocket slow = tree.keep(RawSocket.open(gateway, "/yjs/notes"));
        fillPipes(gateway, author);

        GatewayTree.await("it is cut", () -> gateway.sockets() == 1);
        assertThat(author.socket().isClosed()).isFalse();
        slow.readToEnd();
    }

    @Test
    void whoAsksForEverythingAgainAndAgainAndReadsNothingCostsOneAnswerAtATime() throws Exception {
        Gateway gateway = tree.gateway(tree.host());
        YBrowser author = tree.browser(gateway, "notes");
        author.type(CHUNK.repeat(20)); // 5 MB
        YBrowser other = tree.browser(gateway, "notes");
        GatewayTree.awaitText(author.text(), author, other);
        RawSocket greedy = tree.keep(RawSocket.open(gateway, "/yjs/notes"));
        long before = gateway.sentBytes();

        for (int i = 0; i < 100; i++) {
            greedy.sendFrame(RawSocket.FINAL | RawSocket.BINARY, stepOne());
        }
        author.type("x");
        GatewayTree.awaitText(author.text(), author, other);
        author.type("y");
        GatewayTree.awaitText(author.text(), author, other);

        assertThat(gateway.sentBytes() - before).isLessThan(100_000_000L);
    }

    @Test
    void aSilentBrowserIsAskedAndCutWhenItDoesNotAnswer() throws Exception {
        Gateway gateway = tree.gateway(
                tree.host(),
                settings ->
                        settings.limits(GatewayLimits.defaults().withPingMs(300).withHandshakeMs(1_000)));
        YBrowser lively = tree.browser(gateway, "notes"); // the JDK answers pings
        RawSocket dead = tree.keep(RawSocket.open(gateway, "/yjs/notes"));

        RawSocket.Received close = dead.readClose();

        assertThat(close).isNotNull();
        assertThat(close == null ? 0 : close.closeCode()).isEqualTo(GatewaySocket.RESET);
        GatewayTree.await("it is cut", () -> gateway.sockets() == 1);
        GatewayTree.await("the other one was asked, too", () -> lively.socket().pings() > 2);
        assertThat(lively.socket().isClosed()).isFalse();
    }

    @Test
    void aQuietBrowserThatAnswersPingsStaysLongerThanAHandshakeMayTake() throws Exception {
        Gateway gateway = tree.gateway(
                tree.host(),
                settings -> settings.limits(
                        GatewayLimits.defaults().withPingMs(1_000).withHandshakeMs(500)));
        YBrowser quiet = tree.browser(gateway, "notes");

        GatewayTree.await("it was asked twice", () -> quiet.socket().pings() >= 2);

        assertThat(quiet.socket().isClosed()).isFalse();
    }
}
