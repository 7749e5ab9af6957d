package io.zinc.gateway;

import static org.assertj.core.api.Assertions.assertThat;

import io.zinc.crdt.Doc;
import io.zinc.crdt.Frame;
import io.zinc.crdt.StateVector;
import io.zinc.crdt.SyncMessage;
import io.zinc.documents.Documents;
import io.zinc.documents.Kinds;
import io.zinc.documents.TextDocument;
import java.util.ArrayList;
import java.util.List;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Test;

/** Browsers with y-websocket clients share documents. */
class YWebsocketTest {

    private final GatewayTree tree = new GatewayTree();

    @AfterEach
    void close() {
        tree.close();
    }

    private static void awaitSynced(YBrowser... browsers) throws InterruptedException {
        for (YBrowser browser : browsers) {
            GatewayTree.await("a browser is synced", browser::isSynced);
        }
    }

    @Test
    void browsersOnGatewaysOfTwoRelaysEditAtOnceAndEndEqual() throws Exception {
        tree.host();
        YBrowser ann = tree.browser(tree.gateway(tree.relay("north")), "notes");
        YBrowser ben = tree.browser(tree.gateway(tree.relay("south")), "notes");
        awaitSynced(ann, ben);

        for (int i = 0; i < 50; i++) {
            ann.typeFirst("a");
            ben.type("b");
        }

        GatewayTree.await(
                "both have all of it",
                () -> ann.text().length() == 100 && ben.text().length() == 100);
        GatewayTree.awaitEqual(ann, ben);
        assertThat(ann.text().replace("a", "")).isEqualTo("b".repeat(50));
        assertThat(ann.stateVector()).isEqualTo(ben.stateVector());
        assertThat(ann.state()).isEqualTo(ben.state());
    }

    @Test
    void twoBrowsersOfOneGatewayTypeAtTheSamePlaceAndEndEqual() throws Exception {
        Gateway gateway = tree.gateway(tree.host());
        YBrowser ann = tree.browser(gateway, "notes");
        YBrowser ben = tree.browser(gateway, "notes");
        awaitSynced(ann, ben);

        for (int i = 0; i < 50; i++) {
            ann.typeFirst("a");
            ben.typeFirst("b");
        }

        GatewayTree.await("all is there", () -> ann.text().length() == 100);
        GatewayTree.awaitEqual(ann, ben);
    }

    @Test
    void aNewcomerGetsAllThatIsThere() throws Exception {
        Gateway gateway = tree.gateway(tree.host());
        YBrowser ann = tree.browser(gateway, "notes");
        ann.type("Hello");

        YBrowser ben = tree.browser(gateway, "notes");

        GatewayTree.awaitText("Hello", ann, ben);
    }

    @Test
    void anAuthorDoesNotHearItsOwnEdits() throws Exception {
        Gateway gateway = tree.gateway(tree.host());
        YBrowser ann = tree.browser(gateway, "notes");
        YBrowser ben = tree.browser(gateway, "notes");
        awaitSynced(ann, ben);

        ann.type("one");
        GatewayTree.awaitText("one", ann, ben);
        ben.type(" two");
        GatewayTree.awaitText("one two", ann, ben);

        assertThat(ann.updatesHeard()).isEqualTo(1);
    }

    @Test
    void anEditByJavaAtTheHostReachesABrowserAtARelayAndTheOtherWayRound() throws Exception {
        GatewayTree.Node host = tree.host();
        TextDocument java = tree.keep(host.documents().open("notes", Kinds.TEXT));
        YBrowser ann = tree.browser(tree.gateway(tree.relay("north")), "notes");

        java.edit(text -> text.insert(0, "Java"));
        GatewayTree.awaitText("Java", ann);
        ann.type(" and browsers");

        GatewayTree.await("Java sees the browser's edit", () -> java.text().equals("Java and browsers"));
    }

    @Test
    void aRoomIsTheDecodedRestOfThePath() throws Exception {
        GatewayTree.Node host = tree.host();
        YBrowser ann = tree.browser(tree.gateway(host), "plans/my%20%C3%BC+b");
        ann.type("x");
        awaitSynced(ann);

        Documents documents = host.documents();
        GatewayTree.await("the document is there", () -> hasDocument(documents, "plans/my ü+b"));
    }

    private static boolean hasDocument(Documents documents, String name) {
        try {
            return documents.list(name).size() == 1;
        } catch (InterruptedException e) {
            throw new AssertionError(e);
        }
    }

    @Test
    void differentRoomsAreDifferentDocuments() throws Exception {
        Gateway gateway = tree.gateway(tree.host());
        YBrowser ann = tree.browser(gateway, "a");
        YBrowser ben = tree.browser(gateway, "b");
        ann.type("A");
        ben.type("B");
        YBrowser later = tree.browser(gateway, "a");

        GatewayTree.awaitText("A", ann, later);
        assertThat(ben.text()).isEqualTo("B");
    }

    @Test
    void aGatewayThatWasClosedAndOpenedAgainMergesWhatWasTypedMeanwhile() throws Exception {
        GatewayTree.Node relay = relayBelowHost();
        Gateway gateway = tree.gateway(relay);
        YBrowser ann = tree.browser(gateway, "notes");
        YBrowser ben = tree.browser(tree.gateway(tree.relay("south")), "notes");
        ann.type("common ");
        GatewayTree.awaitText("common ", ann, ben);

        gateway.close();
        assertThat(ann.socket().closing().code()).isEqualTo(GatewaySocket.TRY_AGAIN_LATER);
        ann.disconnect();
        ann.type("offline");
        ben.typeFirst("online ");
        ann.goTo(tree.gateway(relay), "notes").connect();

        GatewayTree.awaitText("online common offline", ann, ben);
    }

    private GatewayTree.Node relayBelowHost() {
        tree.host();
        return tree.relay("north");
    }

    @Test
    void aRoomAsksForWhatAnUpdateRestsOnAndNothingIsLost() throws Exception {
        Gateway gateway = tree.gateway(tree.host());
        YBrowser ann = tree.browser(gateway, "notes");
        YBrowser ben = tree.browser(gateway, "notes");
        awaitSynced(ann, ben);
        ann.loseNext();
        ann.type("first ");
        ann.type("second");

        GatewayTree.awaitText("first second", ann, ben);
    }

    @Test
    void aBrowserThatItselfLacksSomethingIsNotAskedForEverAndTheRestOfItsEditsIsTaken() throws Exception {
        Gateway gateway = tree.gateway(tree.host());
        List<byte[]> updates = new ArrayList<>();
        Doc far = new Doc();
        var unused = far.onUpdate((update, transaction) -> updates.add(update));
        far.getText(Replica.ROOT).insert(0, "never sent");
        far.getText(Replica.ROOT).insert(10, " and useless without");
        YBrowser ann = new YBrowser(tree.http(), gateway, "notes");
        tree.keep(ann);
        ann.edit(doc -> doc.applyUpdate(updates.get(1))); // waits for the first
        ann.type("mine");

        ann.connect();
        YBrowser ben = tree.browser(gateway, "notes");
        GatewayTree.await("Ben sees what can be seen", () -> ben.text().equals("mine"));
        ann.type(" too");
        GatewayTree.await("Ben sees later edits", () -> ben.text().equals("mine too"));
        long before = ann.heard().stream().filter(YWebsocketTest::isStep2).count();
        ann.send(new Frame.Sync(new SyncMessage.Step1(StateVector.EMPTY)));
        GatewayTree.await(
                "an answer comes after all questions",
                () -> ann.heard().stream().filter(YWebsocketTest::isStep2).count() > before);

        assertThat(ann.heard().stream().filter(YWebsocketTest::isStep1).count()).isLessThanOrEqualTo(3);
        ann.edit(doc -> doc.applyUpdate(updates.get(0))); // now it is whole
        GatewayTree.await("Ben sees the rest", () -> ben.text().contains("never sent and useless without"));
    }

    private static boolean isStep1(Frame frame) {
        return frame instanceof Frame.Sync sync && sync.message() instanceof SyncMessage.Step1;
    }

    private static boolean isStep2(Frame frame) {
        return frame instanceof Frame.Sync sync && sync.message() instanceof SyncMessage.Step2;
    }

    @Test
    void kindsOfMessagesThatNobodyKnowsAreIgnored() throws Exception {
        Gateway gateway = tree.gateway(tree.host());
        YBrowser ann = tree.browser(gateway, "notes");
        awaitSynced(ann);

        ann.socket().send(new byte[] {77, 1, 2, 3});
        ann.type("still here");

        YBrowser ben = tree.browser(gateway, "notes");
        GatewayTree.awaitText("still here", ann, ben);
        assertThat(ann.socket().isClosed()).isFalse();
    }

    @Test
    void whoAsksForPresenceIsToldOfAll() throws Exception {
        Gateway gateway = tree.gateway(tree.host());
        YBrowser ann = tree.browser(gateway, "notes");
        ann.present("Ann");
        YBrowser ben = tree.browser(gateway, "notes");
        GatewayTree.await("Ben sees Ann", () -> ben.nameOf(ann.client()).equals("Ann"));
        long before =
                ben.heard().stream().filter(Frame.Presence.class::isInstance).count();

        ben.send(new Frame.QueryPresence());

        GatewayTree.await(
                "he is told again",
                () -> ben.heard().stream()
                                .filter(Frame.Presence.class::isInstance)
                                .count()
                        > before);
    }

    @Test
    void aLoneBrowserHearsSomethingFromTimeToTime() throws Exception {
        Gateway gateway = tree.gateway(
                tree.host(),
                settings -> settings.limits(GatewayLimits.defaults().withQuietMs(100)));
        YBrowser ann = tree.browser(gateway, "notes");
        awaitSynced(ann);
        int before = ann.heard().size();

        GatewayTree.await("it hears from the gateway", () -> ann.heard().size() > before + 2);

        assertThat(ann.heard().getLast()).isInstanceOf(Frame.Presence.class);
        assertThat(ann.socket().isClosed()).isFalse();
    }
}
