package io.zinc.gateway;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import io.zinc.crdt.HocuspocusFrame;
import io.zinc.gateway.spi.Access;
import io.zinc.gateway.spi.Access.Right;
import java.net.http.WebSocketHandshakeException;
import java.util.Map;
import java.util.concurrent.CompletionException;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.TimeUnit;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Test;

/** Who is let in, what they may do, and what happens when that changes. */
class AccessTest {

    private final GatewayTree tree = new GatewayTree();
    private final ListedAccess access = new ListedAccess();

    @AfterEach
    void close() {
        tree.close();
    }

    private Gateway gateway() {
        return tree.gateway(tree.host(), settings -> settings.access(access));
    }

    private YBrowser browser(Gateway gateway, String user) {
        return tree.browser(gateway, "notes?token=" + ListedAccess.token(user));
    }

    // ---- coming in

    @Test
    void aTokenInTheQueryOrInTheHeaderLetsABrowserIn() throws Exception {
        Gateway gateway = gateway();
        YBrowser ann = browser(gateway, "ann");
        YBrowser ben = tree.keep(new YBrowser(tree.http(), gateway, "notes"))
                .header("Authorization", "Bearer " + ListedAccess.token("ben"));
        ben.connect();
        ann.type("x");

        GatewayTree.awaitText("x", ann, ben);
    }

    @Test
    void aWrongTokenIsRefusedWithAReasonAndForGood() throws Exception {
        YBrowser ann = tree.browser(gateway(), "notes?token=wrong");

        ClientSocket.Closing closing = ann.socket().closing();

        assertThat(closing).isEqualTo(new ClientSocket.Closing(4401, "the token is unknown; sign in again"));
        assertThat(ann.denied()).isEqualTo("the token is unknown; sign in again");
        assertThat(ann.heard()).hasSize(1);
    }

    @Test
    void anAuthenticatorThatThrowsKeepsBrowsersOutAndTellsNothingOfIt() throws Exception {
        Gateway gateway = gateway();
        YBrowser ann = tree.browser(gateway, "notes?token=throw");
        assertThat(ann.socket().closing())
                .isEqualTo(new ClientSocket.Closing(4401, "who you are could not be found out; try again later"));

        HocuspocusDocument ben = tree.opened(gateway, "notes", "throw");
        GatewayTree.await("he is refused", () -> !ben.heard().isEmpty());
        assertThat(ben.heard())
                .containsExactly(
                        new HocuspocusFrame.PermissionDenied("who you are could not be found out; try again later"));
    }

    @Test
    void whoHasNoRightIsKeptOut() throws Exception {
        access.give("mallory", Right.NONE);
        Gateway gateway = gateway();
        YBrowser ann = browser(gateway, "mallory");
        assertThat(ann.socket().closing().code()).isEqualTo(4403);
        assertThat(ann.denied()).contains("mallory may not read 'notes'");

        HocuspocusDocument ben = tree.opened(gateway, "notes", ListedAccess.token("mallory"));
        GatewayTree.await("he is refused", () -> !ben.heard().isEmpty());
        assertThat(ben.heard())
                .containsExactly(new HocuspocusFrame.PermissionDenied(
                        "mallory may not read 'notes'; ask whoever gives out the rights"));
    }

    @Test
    void whoMayOnlyReadIsCutWhenEditingAndTheOthersSeeNothingOfIt() throws Exception {
        access.give("reader", Right.READ);
        Gateway gateway = gateway();
        YBrowser writer = browser(gateway, "writer");
        writer.type("given");
        YBrowser reader = browser(gateway, "reader");
        GatewayTree.awaitText("given", writer, reader);

        reader.type("!");

        assertThat(reader.socket().closing().code()).isEqualTo(4403);
        assertThat(reader.denied()).isEqualTo("you may read 'notes', and not change it");
        YBrowser later = browser(gateway, "writer");
        GatewayTree.awaitText("given", writer, later);
    }

    @Test
    void unlessToldOtherwiseEveryoneOfThisMachineIsLetInAndNobodyElse() throws Exception {
        Access usual = Access.loopbackOnly();

        assertThat(usual.authenticate(new Access.Visitor("t", "127.0.0.1", true)))
                .isEqualTo(new Access.Verdict.Accept(new Access.User("", "t")));
        assertThat(usual.authenticate(new Access.Visitor("t", "192.0.2.7", false)))
                .isInstanceOfSatisfying(
                        Access.Verdict.Reject.class,
                        reject -> assertThat(reject.reason())
                                .contains("192.0.2.7")
                                .contains("visitors of its own machine"));
        assertThat(Access.everyone().authenticate(new Access.Visitor("", "192.0.2.7", false)))
                .isInstanceOf(Access.Verdict.Accept.class);
    }

    @Test
    void theDoormanKnowsWhichAddressesAreThisMachines() {
        assertThat(Doorman.isLoopback("127.0.0.1")).isTrue();
        assertThat(Doorman.isLoopback("127.8.9.1")).isTrue();
        assertThat(Doorman.isLoopback("0:0:0:0:0:0:0:1")).isTrue();
        assertThat(Doorman.isLoopback("192.0.2.7")).isFalse();
    }

    @Test
    void tokensAreNotShownInLogs() {
        assertThat(new Access.Visitor("secret", "127.0.0.1", true).toString()).doesNotContain("secret");
        assertThat(new Access.User("ann", "secret").toString()).doesNotContain("secret");
    }

    // ---- rights that change

    @Test
    void aBrowserThatLosesItsRightIsCutAtOnceAndItsPresenceGoes() throws Exception {
        Gateway gateway = gateway();
        YBrowser ann = browser(gateway, "ann");
        YBrowser ben = browser(gateway, "ben");
        ann.present("Ann");
        GatewayTree.await("Ben sees Ann", () -> ben.sees(ann.client()));

        access.give("ann", Right.NONE);
        gateway.rightsChanged();

        assertThat(ann.socket().closing().code()).isEqualTo(4403);
        assertThat(ann.denied()).isEqualTo("'notes' is not open to you any more");
        GatewayTree.await("Ben sees that she is gone", () -> !ben.sees(ann.client()));
        assertThat(ben.socket().isClosed()).isFalse();
    }

    @Test
    void aBrowserThatMayOnlyReadFromNowOnIsCutAtItsNextEdit() throws Exception {
        Gateway gateway = gateway();
        YBrowser ann = browser(gateway, "ann");
        YBrowser ben = browser(gateway, "ben");
        HocuspocusDocument witness = tree.opened(gateway, "notes", ListedAccess.token("ann"));
        ann.type("one");
        GatewayTree.awaitText("one", ann, ben, witness);

        access.give("ann", Right.READ);
        gateway.rightsChanged();
        GatewayTree.await(
                "the change has come through", () -> witness.heard().contains(new HocuspocusFrame.Authenticated(true)));
        ben.type(" two");
        GatewayTree.awaitText("one two", ann, ben);
        ann.type(" three");

        assertThat(ann.socket().closing().code()).isEqualTo(4403);
        assertThat(ben.text()).isEqualTo("one two");
    }

    @Test
    void aBrowserThatMayWriteFromNowOnDoesSoWithoutComingAgain() throws Exception {
        access.give("ann", Right.READ);
        Gateway gateway = gateway();
        YBrowser ann = browser(gateway, "ann");
        HocuspocusDocument witness = tree.opened(gateway, "notes", ListedAccess.token("ann"));
        GatewayTree.await("both are synced", () -> ann.isSynced() && witness.hasSynced());

        access.give("ann", Right.WRITE);
        gateway.rightsChanged();
        GatewayTree.await(
                "the change has come through",
                () -> witness.heard().contains(new HocuspocusFrame.Authenticated(false)));
        ann.type("mine");

        GatewayTree.awaitText("mine", ann, witness);
        assertThat(ann.socket().isClosed()).isFalse();
    }

    @Test
    void aHocuspocusClientIsToldWhenItLosesAndGainsTheRightToWrite() throws Exception {
        Gateway gateway = gateway();
        HocuspocusDocument ann = tree.opened(gateway, "notes", ListedAccess.token("ann"));
        GatewayTree.await("Ann is synced", ann::hasSynced);

        access.give("ann", Right.READ);
        gateway.rightsChanged();
        GatewayTree.await("she may read", () -> ann.heard().contains(new HocuspocusFrame.Authenticated(true)));
        GatewayTree.await("and is told so", () -> ann.heard().contains(rights("read")));
        ann.type("lost");
        GatewayTree.await("her edit is refused", () -> ann.statuses(false) == 1);

        access.give("ann", Right.WRITE);
        gateway.rightsChanged();
        GatewayTree.await("she may write", () -> ann.heard().contains(rights("write")));
        HocuspocusDocument fresh = tree.opened(gateway, "notes", ListedAccess.token("ann"));
        GatewayTree.await("she is synced", fresh::hasSynced);
        fresh.type("kept");
        GatewayTree.await("her edit is taken", () -> fresh.statuses(true) == 2);
    }

    private static HocuspocusFrame.Stateless rights(String right) {
        return new HocuspocusFrame.Stateless("{\"type\":\"rights\",\"right\":\"" + right + "\"}");
    }

    @Test
    void aHocuspocusClientThatLosesItsRightLosesTheDocumentAndKeepsItsSocket() throws Exception {
        Gateway gateway = gateway();
        HocuspocusSocket socket = tree.socket(gateway);
        HocuspocusDocument ann = socket.open("notes", ListedAccess.token("ann"));
        GatewayTree.await("Ann is synced", ann::hasSynced);

        access.give("ann", Right.NONE);
        gateway.rightsChanged();
        GatewayTree.await(
                "she is told",
                () -> ann.heard()
                        .contains(new HocuspocusFrame.PermissionDenied("'notes' is not open to you any more")));
        HocuspocusDocument other = socket.open("notes\0again", ListedAccess.token("ben"));

        GatewayTree.await("the socket works on", other::hasSynced);
    }

    @Test
    void rightsThatChangeWhileSomebodyIsComingInCount() throws Exception {
        Gateway gateway = gateway();
        CountDownLatch asked = new CountDownLatch(1);
        CountDownLatch goOn = new CountDownLatch(1);
        Access slow = new Access() {
            @Override
            public Verdict authenticate(Visitor visitor) throws Exception {
                return access.authenticate(visitor);
            }

            @Override
            public Right right(User user, String document) throws Exception {
                Right right = access.right(user, document);
                if (asked.getCount() > 0) { // the first answer is on its way for long
                    asked.countDown();
                    assertThat(goOn.await(20, TimeUnit.SECONDS)).isTrue();
                }
                return right;
            }
        };
        gateway.close();
        Gateway slowGateway = tree.gateway(tree.relay("north"), settings -> settings.access(slow));
        HocuspocusDocument ann = tree.opened(slowGateway, "notes", ListedAccess.token("ann"));
        assertThat(asked.await(20, TimeUnit.SECONDS)).isTrue();

        access.give("ann", Right.NONE);
        slowGateway.rightsChanged();
        goOn.countDown();

        GatewayTree.await(
                "she is put out",
                () -> !ann.heard(HocuspocusFrame.PermissionDenied.class).isEmpty());
    }

    // ---- pages of others

    private int statusFor(Gateway gateway, String origin) {
        try {
            ClientSocket socket = tree.keep(
                    new ClientSocket(tree.http(), ClientSocket.uri(gateway, "/yjs/notes"), Map.of("Origin", origin)));
            assertThat(socket.isClosed()).isFalse();
            return 101;
        } catch (CompletionException e) {
            return e.getCause() instanceof WebSocketHandshakeException refusal
                    ? refusal.getResponse().statusCode()
                    : 0;
        }
    }

    @Test
    void aPageOfAnotherOriginMayNotConnectUnlessItIsAllowed() {
        GatewayTree.Node host = tree.host();
        Gateway gateway = tree.gateway(
                host, settings -> settings.allowOrigin("https://app.example.org", "http://localhost:3000"));

        assertThat(statusFor(gateway, "https://evil.example.org")).isEqualTo(403);
        assertThat(statusFor(gateway, "https://app.example.org.evil.example")).isEqualTo(403);
        assertThat(statusFor(gateway, "null")).isEqualTo(403);
        assertThat(statusFor(gateway, "https://app.example.org")).isEqualTo(101);
        assertThat(statusFor(gateway, "http://localhost:3000")).isEqualTo(101);
        assertThat(statusFor(gateway, gateway.url())).isEqualTo(101);
        assertThat(statusFor(tree.gateway(host, settings -> settings.allowOrigin("*")), "https://evil.example.org"))
                .isEqualTo(101);
    }

    @Test
    void anUnknownPathIsNotFound() {
        Gateway gateway = tree.gateway(tree.host());

        assertThatThrownBy(() -> new ClientSocket(tree.http(), ClientSocket.uri(gateway, "/elsewhere"), Map.of()))
                .hasCauseInstanceOf(WebSocketHandshakeException.class);
    }
}
