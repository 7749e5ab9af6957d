package io.zinc.gateway;

import static org.assertj.core.api.Assertions.assertThat;

import io.zinc.crdt.HocuspocusFrame;
import io.zinc.crdt.HocuspocusFrame.Authenticated;
import io.zinc.crdt.HocuspocusFrame.Body;
import io.zinc.crdt.HocuspocusFrame.PermissionDenied;
import io.zinc.crdt.HocuspocusFrame.Presence;
import io.zinc.crdt.HocuspocusFrame.Stateless;
import io.zinc.crdt.HocuspocusFrame.Sync;
import io.zinc.crdt.HocuspocusFrame.Token;
import io.zinc.crdt.StateVector;
import io.zinc.crdt.SyncMessage;
import java.util.List;
import java.util.concurrent.BlockingQueue;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.LinkedBlockingQueue;
import java.util.concurrent.TimeUnit;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Test;

/** Browsers with Hocuspocus clients share documents, several on one socket. */
class HocuspocusTest {

    private static final String NO_TOKEN = "";

    private final GatewayTree tree = new GatewayTree();

    @AfterEach
    void close() {
        tree.close();
    }

    private static void awaitSynced(HocuspocusDocument... documents) throws InterruptedException {
        for (HocuspocusDocument document : documents) {
            GatewayTree.await("a document is synced", document::hasSynced);
        }
    }

    @Test
    void severalDocumentsShareASocketAndStayApart() throws Exception {
        Gateway gateway = tree.gateway(tree.host());
        HocuspocusSocket socket = tree.socket(gateway);
        HocuspocusDocument plans = socket.open("plans", NO_TOKEN);
        HocuspocusDocument notes = socket.open("notes", NO_TOKEN);
        plans.type("P");
        notes.type("N");

        HocuspocusSocket another = tree.socket(gateway);
        HocuspocusDocument plansToo = another.open("plans", NO_TOKEN);
        HocuspocusDocument notesToo = another.open("notes", NO_TOKEN);

        GatewayTree.awaitText("P", plans, plansToo);
        GatewayTree.awaitText("N", notes, notesToo);
    }

    @Test
    void browsersOfBothProtocolsOnTwoRelaysEditAtOnceAndEndEqual() throws Exception {
        tree.host();
        HocuspocusDocument ann = tree.opened(tree.gateway(tree.relay("north")), "notes", NO_TOKEN);
        YBrowser ben = tree.browser(tree.gateway(tree.relay("south")), "notes");
        awaitSynced(ann);
        GatewayTree.await("Ben is synced", ben::isSynced);

        for (int i = 0; i < 50; i++) {
            ann.typeFirst("a");
            ben.type("b");
        }

        GatewayTree.await("all is there", () -> ann.text().length() == 100);
        GatewayTree.awaitEqual(ann, ben);
        assertThat(ann.text().replace("a", "")).isEqualTo("b".repeat(50));
        assertThat(ann.state()).isEqualTo(ben.state());
    }

    @Test
    void authenticatedComesBeforeAnythingElseThenPresenceStepOneAndStepTwo() throws Exception {
        Gateway gateway = tree.gateway(tree.host());
        HocuspocusDocument ann = tree.opened(gateway, "notes", NO_TOKEN);
        ann.present("Ann");
        YBrowser observer = tree.browser(gateway, "notes");
        GatewayTree.await("Ann is present", () -> observer.sees(ann.client()));

        HocuspocusDocument ben = tree.opened(gateway, "notes", NO_TOKEN);
        awaitSynced(ben);

        List<Body> first = List.copyOf(ben.heard()).subList(0, 4);
        assertThat(first.get(0)).isEqualTo(new Authenticated(false));
        assertThat(first.get(1)).isInstanceOf(Presence.class);
        assertThat(first.get(2))
                .isInstanceOfSatisfying(
                        Sync.class, sync -> assertThat(sync.message()).isInstanceOf(SyncMessage.Step1.class));
        assertThat(first.get(3))
                .isInstanceOfSatisfying(
                        Sync.class, sync -> assertThat(sync.message()).isInstanceOf(SyncMessage.Step2.class));
    }

    @Test
    void whatComesBeforeTheTokenWaitsForIt() throws Exception {
        ListedAccess access = new ListedAccess();
        Gateway gateway = tree.gateway(tree.host(), settings -> settings.access(access));
        HocuspocusDocument ann = tree.socket(gateway).prepare("notes");
        ann.send(new Sync(new SyncMessage.Step1(StateVector.EMPTY), false));
        HocuspocusDocument other = ann.socket().open("other", ListedAccess.token("ann"));
        awaitSynced(other);
        assertThat(ann.heard()).isEmpty();

        ann.send(new Token(ListedAccess.token("ann"), "4.8.0"));

        awaitSynced(ann);
        assertThat(ann.heard().getFirst()).isInstanceOf(Authenticated.class);
    }

    @Test
    void moreMessagesThanMayWaitForATokenCloseTheSocket() {
        Gateway gateway = tree.gateway(tree.host());
        HocuspocusSocket socket = tree.socket(gateway);
        for (int i = 0; i <= 1_000; i++) {
            socket.send("notes", new HocuspocusFrame.QueryPresence());
        }

        assertThat(socket.socket().closing().code()).isEqualTo(4205);
        assertThat(socket.socket().closing().reason()).contains("1000 messages").contains("before a token");
    }

    @Test
    void moreBytesThanMayWaitForATokenCloseTheSocket() {
        Gateway gateway = tree.gateway(
                tree.host(),
                settings -> settings.limits(GatewayLimits.defaults().withMaxUnauthenticatedBytes(10_000)));
        HocuspocusSocket socket = tree.socket(gateway);
        socket.send("one", new Stateless("x".repeat(6_000)));
        socket.send("two", new Stateless("x".repeat(6_000)));

        assertThat(socket.socket().closing().code()).isEqualTo(4205);
    }

    @Test
    void whatWaitedForATokenThatWasRefusedDoesNotCountAnyMore() throws Exception {
        ListedAccess access = new ListedAccess();
        Gateway gateway = tree.gateway(
                tree.host(),
                settings ->
                        settings.access(access).limits(GatewayLimits.defaults().withMaxUnauthenticatedBytes(10_000)));
        HocuspocusSocket socket = tree.socket(gateway);
        for (int i = 0; i < 3; i++) {
            HocuspocusDocument ann = socket.prepare("notes" + i);
            ann.send(new Stateless("x".repeat(6_000)));
            ann.send(new Token("wrong", ""));
            GatewayTree.await(
                    "it is refused", () -> !ann.heard(PermissionDenied.class).isEmpty());
        }

        awaitSynced(socket.open("notes", ListedAccess.token("ann")));
    }

    @Test
    void moreDocumentsThanASocketMayHaveCloseIt() {
        Gateway gateway = tree.gateway(
                tree.host(),
                settings -> settings.limits(GatewayLimits.defaults().withMaxDocumentsPerSocket(2)));
        HocuspocusSocket socket = tree.socket(gateway);
        socket.open("one", NO_TOKEN);
        socket.open("two", NO_TOKEN);
        socket.open("three", NO_TOKEN);

        assertThat(socket.socket().closing().code()).isEqualTo(4205);
        assertThat(socket.socket().closing().reason()).contains("2 documents open");
    }

    @Test
    void addressesWithSessionIdsAreTheSameDocumentAndAreAnsweredUnderTheirOwn() throws Exception {
        Gateway gateway = tree.gateway(tree.host());
        HocuspocusSocket socket = tree.socket(gateway);
        HocuspocusDocument one = socket.open("notes\0one", NO_TOKEN);
        HocuspocusDocument two = socket.open("notes\0two", NO_TOKEN);
        HocuspocusDocument plain = tree.opened(gateway, "notes", NO_TOKEN);
        awaitSynced(one, two, plain);

        one.type("1");
        GatewayTree.awaitText("1", one, two, plain);
        two.type("2");
        GatewayTree.awaitText("12", one, two, plain);
        plain.type("3");

        GatewayTree.awaitText("123", one, two, plain);
        assertThat(socket.heard())
                .allSatisfy(frame -> assertThat(frame.address()).isIn("notes\0one", "notes\0two"));
    }

    @Test
    void aTokenIsAnsweredForItsDocumentAndTheSocketStays() throws Exception {
        ListedAccess access = new ListedAccess();
        Gateway gateway = tree.gateway(tree.host(), settings -> settings.access(access));
        HocuspocusSocket socket = tree.socket(gateway);
        HocuspocusDocument refused = socket.open("secrets", "wrong");
        GatewayTree.await("it is refused", () -> !refused.heard().isEmpty());

        assertThat(refused.heard()).containsExactly(new PermissionDenied("the token is unknown; sign in again"));
        awaitSynced(socket.open("notes", ListedAccess.token("ann")));
    }

    @Test
    void aRefusedDocumentCanBeTriedAgainWithAnotherToken() throws Exception {
        ListedAccess access = new ListedAccess();
        Gateway gateway = tree.gateway(tree.host(), settings -> settings.access(access));
        HocuspocusSocket socket = tree.socket(gateway);
        HocuspocusDocument ann = socket.open("notes", "wrong");
        GatewayTree.await(
                "it is refused", () -> !ann.heard(PermissionDenied.class).isEmpty());

        ann.start(ListedAccess.token("ann"));

        awaitSynced(ann);
    }

    @Test
    void aStatelessMessageReachesTheApplicationWithItsSender() throws Exception {
        BlockingQueue<String> told = new LinkedBlockingQueue<>();
        Gateway gateway = tree.gateway(
                tree.host(),
                settings -> settings.access(new ListedAccess())
                        .onStateless((user, document, text) -> told.add(user + "|" + document + "|" + text)));
        HocuspocusDocument ann = tree.opened(gateway, "notes", ListedAccess.token("ann"));

        ann.send(new Stateless("{\"hello\":1}"));

        assertThat(told.poll(20, TimeUnit.SECONDS)).isEqualTo("ann|notes|{\"hello\":1}");
    }

    @Test
    void anApplicationThatThrowsAtAStatelessMessageHarmsNobody() throws Exception {
        BlockingQueue<Throwable> faults = new LinkedBlockingQueue<>();
        Gateway gateway = tree.gateway(
                tree.host(),
                settings -> settings.onError(faults::add).onStateless((user, document, text) -> {
                    throw new IllegalStateException("a bug of the application");
                }));
        HocuspocusDocument ann = tree.opened(gateway, "notes", NO_TOKEN);
        ann.send(new Stateless("x"));
        ann.type("still here");

        HocuspocusDocument ben = tree.opened(gateway, "notes", NO_TOKEN);
        GatewayTree.awaitText("still here", ann, ben);
        assertThat(faults.poll(20, TimeUnit.SECONDS)).hasMessage("a bug of the application");
    }

    @Test
    void aDocumentThatIsClosedHearsNothingMoreAndTheOthersOnTheSocketGoOn() throws Exception {
        Gateway gateway = tree.gateway(tree.host());
        HocuspocusSocket socket = tree.socket(gateway);
        HocuspocusDocument ann = socket.open("notes", NO_TOKEN);
        HocuspocusDocument other = socket.open("other", NO_TOKEN);
        YBrowser ben = tree.browser(gateway, "notes");
        awaitSynced(ann, other);
        ann.present("Ann");
        GatewayTree.await("Ben sees Ann", () -> ben.sees(ann.client()));
        GatewayTree.await(
                "and she hears of herself",
                () -> !ann.heard(HocuspocusFrame.Presence.class).isEmpty());

        ann.send(new HocuspocusFrame.Close(""));

        GatewayTree.await("Ben sees that Ann has left", () -> !ben.sees(ann.client()));
        int heard = ann.heard().size();
        ben.type("unheard");
        other.type("heard");
        GatewayTree.awaitText("heard", other, tree.browser(gateway, "other"));
        assertThat(ann.heard()).hasSize(heard);

        ann.start(NO_TOKEN);
        GatewayTree.awaitText("unheard", ann, ben);
    }

    @Test
    void aDocumentThatIsClosedBeforeItsTokenHasAVerdictCanBeOpenedAgainAtOnce() throws Exception {
        Gateway gateway = tree.gateway(tree.host());
        HocuspocusSocket socket = tree.socket(gateway);
        HocuspocusDocument early = socket.prepare("early");
        early.send(new HocuspocusFrame.Close("")); // of a provider that never got to sending its token
        early.start(NO_TOKEN);
        HocuspocusDocument twice = socket.prepare("twice");
        twice.start(NO_TOKEN);
        twice.send(new HocuspocusFrame.Close(""));
        twice.start(NO_TOKEN);

        awaitSynced(early, twice);
        early.type("here");
        twice.type("there");
        GatewayTree.awaitText("here", tree.browser(gateway, "early"));
        GatewayTree.awaitText("there", tree.browser(gateway, "twice"));
    }

    @Test
    void pingsAreAnswered() throws Exception {
        HocuspocusSocket socket = tree.socket(tree.gateway(tree.host()));

        socket.send("", new HocuspocusFrame.Ping());

        GatewayTree.await(
                "a pong comes", () -> socket.heard().contains(new HocuspocusFrame("", new HocuspocusFrame.Pong())));
    }

    @Test
    void aLoneBrowserIsPingedFromTimeToTime() throws Exception {
        Gateway gateway = tree.gateway(
                tree.host(),
                settings -> settings.limits(GatewayLimits.defaults().withQuietMs(100)));
        HocuspocusDocument ann = tree.opened(gateway, "notes", NO_TOKEN);

        GatewayTree.await(
                "it is pinged",
                () -> ann.socket().heard().stream()
                                .filter(frame -> frame.body() instanceof HocuspocusFrame.Ping)
                                .count()
                        > 2);
    }

    @Test
    void aTypeThatClientsMayNotSendClosesItsDocumentAlone() throws Exception {
        Gateway gateway = tree.gateway(tree.host());
        HocuspocusSocket socket = tree.socket(gateway);
        HocuspocusDocument ann = socket.open("notes", NO_TOKEN);
        HocuspocusDocument other = socket.open("other", NO_TOKEN);
        awaitSynced(ann, other);

        socket.socket().send(new byte[] {5, 'n', 'o', 't', 'e', 's', 6, 1, 'x'});

        GatewayTree.await("the document is closed", () -> ann.hasLastHeard(HocuspocusFrame.Close.class));
        other.type("goes on");
        GatewayTree.awaitText("goes on", other, tree.browser(gateway, "other"));
    }

    @Test
    void aTokenThatIsNeverAcceptedEndsTheSocket() {
        Gateway gateway = tree.gateway(
                tree.host(),
                settings -> settings.limits(GatewayLimits.defaults().withHandshakeMs(300)));
        HocuspocusSocket socket = tree.socket(gateway);

        assertThat(socket.socket().closing().code()).isEqualTo(GatewaySocket.TIMEOUT);
    }

    @Test
    void askingForPresenceIsAnsweredWithAll() throws Exception {
        Gateway gateway = tree.gateway(tree.host());
        HocuspocusDocument ann = tree.opened(gateway, "notes", NO_TOKEN);
        HocuspocusDocument ben = tree.opened(gateway, "notes", NO_TOKEN);
        ann.present("Ann");
        GatewayTree.await("Ben sees Ann", () -> ben.nameOf(ann.client()).equals("Ann"));
        int before = ben.heard(Presence.class).size();

        ben.send(new HocuspocusFrame.QueryPresence());

        GatewayTree.await("he is told again", () -> ben.heard(Presence.class).size() > before);
    }

    @Test
    void aClientThatIsGoneWhenItsTokenIsAcceptedLeavesNothingBehind() throws Exception {
        ListedAccess access = new ListedAccess();
        CountDownLatch gate = access.closeGate();
        Gateway gateway = tree.gateway(tree.host(), settings -> settings.access(access));
        HocuspocusSocket socket = tree.socket(gateway);
        socket.open("notes", ListedAccess.token("ann"));
        GatewayTree.await("the socket is open", () -> gateway.sockets() == 1);
        socket.socket().vanish();
        GatewayTree.await("the socket is gone", () -> gateway.sockets() == 0);

        gate.countDown();

        awaitSynced(tree.opened(gateway, "other", ListedAccess.token("ben")));
        assertThat(gateway.sockets()).isEqualTo(1);
    }
}
