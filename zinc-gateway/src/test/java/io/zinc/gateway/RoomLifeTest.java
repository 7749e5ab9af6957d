package io.zinc.gateway;

import static org.assertj.core.api.Assertions.assertThat;

import io.zinc.core.ZincException;
import io.zinc.crdt.HocuspocusFrame;
import io.zinc.documents.DocumentLimits;
import io.zinc.documents.Kinds;
import io.zinc.documents.TextDocument;
import io.zinc.documents.spi.DocumentStore;
import io.zinc.testing.MemoryDisk;
import java.util.Set;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Test;

/** A document is open while browsers are there, and what happens to it reaches them. */
class RoomLifeTest {

    private final GatewayTree tree = new GatewayTree();

    @AfterEach
    void close() {
        tree.close();
    }

    @Test
    void aDocumentIsClosedSomeTimeAfterTheLastBrowserHasLeft() throws Exception {
        Gateway gateway = tree.gateway(
                tree.host(),
                settings -> settings.limits(GatewayLimits.defaults().withLingerMs(50)));
        YBrowser ann = tree.browser(gateway, "notes");
        YBrowser ben = tree.browser(gateway, "notes");
        ann.type("kept");
        GatewayTree.awaitText("kept", ann, ben);
        assertThat(gateway.openDocuments()).isEqualTo(1);

        ann.disconnect();
        ben.disconnect();
        GatewayTree.await("the document is closed", () -> gateway.openDocuments() == 0);

        GatewayTree.awaitText("kept", tree.browser(gateway, "notes"));
    }

    @Test
    void aDocumentStaysOpenForWhoComesBackSoon() throws Exception {
        Gateway gateway = tree.gateway(
                tree.host(),
                settings -> settings.limits(GatewayLimits.defaults().withLingerMs(3_600_000)));
        YBrowser ann = tree.browser(gateway, "notes");
        ann.type("kept");
        ann.disconnect();
        GatewayTree.await("Ann has left", () -> gateway.sockets() == 0);

        assertThat(gateway.openDocuments()).isEqualTo(1);
        GatewayTree.awaitText("kept", tree.browser(gateway, "notes"));
    }

    @Test
    void aDocumentThatIsOpenedAgainWhileItLingersIsNotClosedUnderTheNewcomer() throws Exception {
        Gateway gateway = tree.gateway(
                tree.host(),
                settings -> settings.limits(GatewayLimits.defaults().withLingerMs(20)));
        YBrowser ann = tree.browser(gateway, "notes");
        ann.type("0");
        for (int i = 1; i <= 20; i++) {
            ann.disconnect();
            ann.connect();
            ann.type("x");
        }
        YBrowser ben = tree.browser(gateway, "notes");

        GatewayTree.awaitText("0" + "x".repeat(20), ann, ben);
    }

    @Test
    void browsersAreToldWhenTheirDocumentIsDeleted() throws Exception {
        GatewayTree.Node host = tree.host();
        Gateway gateway = tree.gateway(host);
        YBrowser ann = tree.browser(gateway, "notes");
        HocuspocusSocket socket = tree.socket(gateway);
        HocuspocusDocument ben = socket.open("notes", "");
        HocuspocusDocument other = socket.open("other", "");
        ann.type("doomed");
        GatewayTree.awaitText("doomed", ann, ben);

        host.documents().open("notes", Kinds.TEXT).delete();

        assertThat(ann.socket().closing()).isEqualTo(new ClientSocket.Closing(4410, "'notes' was deleted"));
        GatewayTree.await("Ben is told", () -> ben.hasLastHeard(HocuspocusFrame.Close.class));
        assertThat(ben.heard(HocuspocusFrame.Stateless.class).getLast().text()).contains("\"type\":\"deleted\"");
        other.type("lives");
        GatewayTree.awaitText("lives", other, tree.browser(gateway, "other"));
    }

    @Test
    void aBrowserThatReturnsWithADeletedDocumentCannotBringItBack() throws Exception {
        GatewayTree.Node host = tree.host();
        Gateway gateway = tree.gateway(host);
        YBrowser ann = tree.browser(gateway, "notes");
        ann.type("old");
        YBrowser ben = tree.browser(gateway, "notes");
        GatewayTree.awaitText("old", ann, ben);
        ann.vanish();
        host.documents().open("notes", Kinds.TEXT).delete();
        GatewayTree.await("Ben is told", () -> ben.socket().isClosed());

        ann.connect();

        assertThat(ann.socket().closing().code()).isEqualTo(4410);
        assertThat(ann.denied()).contains("'notes' was deleted");
        assertThat(host.documents().list()).isEmpty();
        HocuspocusDocument cid = tree.opened(gateway, "notes", "");
        GatewayTree.await("Cid is told", () -> cid.hasLastHeard(HocuspocusFrame.PermissionDenied.class));
    }

    @Test
    void aNewDocumentOfADeletedOnesNameIsOpenToBrowsersAgain() throws Exception {
        GatewayTree.Node host = tree.host();
        Gateway gateway = tree.gateway(host);
        host.documents().open("notes", Kinds.TEXT).delete();
        TextDocument fresh = tree.keep(host.documents().open("notes", Kinds.TEXT));
        YBrowser ann = tree.browser(gateway, "notes");

        ann.type("new");

        GatewayTree.await("Java sees it", () -> fresh.text().equals("new"));
    }

    @Test
    void whenTheHostComesBackEditsGoOnAndNothingIsLost() throws Exception {
        DocumentStore store = new MemoryDisk().open();
        GatewayTree.Node first = tree.host(store);
        YBrowser ann = tree.browser(tree.gateway(tree.relay("north")), "notes");
        YBrowser ben = tree.browser(tree.gateway(tree.relay("south")), "notes");
        ann.type("one ");
        GatewayTree.awaitText("one ", ann, ben);

        first.close();
        ann.type("two ");
        ben.typeFirst("zero ");
        tree.host(store);

        GatewayTree.awaitText("zero one two ", ann, ben);
        ann.type("three");
        GatewayTree.awaitText("zero one two three", ann, ben);
    }

    @Test
    void whatBrowsersWriteIntoATypedDocumentStaysOfItsKind() throws Exception {
        GatewayTree.Node host = tree.host();
        TextDocument java = tree.keep(host.documents().open("notes", Kinds.TEXT));
        Gateway gateway = tree.gateway(host);
        YBrowser ann = tree.browser(gateway, "notes");
        YBrowser stranger = tree.browser(gateway, "notes");
        ann.type("text");
        GatewayTree.awaitText("text", ann, stranger);

        stranger.edit(doc -> doc.getMap("elsewhere").set("a", 1L));

        assertThat(stranger.socket().closing().code()).isEqualTo(4403);
        assertThat(stranger.denied()).contains("root 'elsewhere'").contains("'text'");
        ann.type(" goes on");
        GatewayTree.await("Java sees it", () -> java.text().equals("text goes on"));
        Set<String> roots = ann.look(doc -> doc.roots().keySet());
        assertThat(roots).containsExactly("text");
    }

    @Test
    void aHostThatRefusesWhatAGatewayTookEndsTheDocumentForThoseWhoHaveIt() throws Exception {
        try (GatewayTree strict = new GatewayTree(BadInputTest.limits(10_000, 60_000))) {
            GatewayTree.Node host = strict.host();
            Gateway gateway = strict.gateway(strict.relay("north", DocumentLimits.defaults()));
            YBrowser ann = strict.browser(gateway, "notes");
            HocuspocusDocument ben = strict.opened(gateway, "notes", "");
            GatewayTree.await("both are synced", () -> ann.isSynced() && ben.hasSynced());
            TextDocument java = strict.keep(host.documents().open("notes", Kinds.TEXT));

            ann.type("x".repeat(20_000));

            assertThat(ann.socket().closing().code()).isEqualTo(4403);
            GatewayTree.await("Ben is told", () -> ben.hasLastHeard(HocuspocusFrame.PermissionDenied.class));
            assertThat(java.text()).isEmpty();
            YBrowser cid = strict.browser(gateway, "notes");
            cid.type("fresh");
            GatewayTree.await("Java sees it", () -> java.text().equals("fresh"));
        }
    }

    @Test
    void aGatewayClosesWhileBrowsersEditAndTheyMayComeAgain() throws Exception {
        Gateway gateway = tree.gateway(tree.host());
        YBrowser ann = tree.browser(gateway, "notes");
        HocuspocusDocument ben = tree.opened(gateway, "notes", "");
        GatewayTree.await("Ben is synced", ben::hasSynced);
        RawSocket rude = tree.keep(RawSocket.open(gateway, "/yjs/notes")); // which does not take its leave
        ann.type("x");

        gateway.close();
        gateway.close();

        ClientSocket.Closing closing = new ClientSocket.Closing(1013, "the gateway is closing");
        assertThat(ann.socket().closing()).isEqualTo(closing);
        assertThat(ben.socket().socket().closing()).isEqualTo(closing);
        rude.readToEnd();
    }

    @Test
    void aTakenPortIsSaidInClearWords() {
        GatewayTree.Node host = tree.host();
        Gateway gateway = tree.gateway(host);

        org.assertj.core.api.Assertions.assertThatThrownBy(
                        () -> tree.gateway(host, settings -> settings.bind("127.0.0.1", gateway.port())))
                .isInstanceOf(ZincException.class)
                .hasMessageContaining("cannot listen at 127.0.0.1:" + gateway.port())
                .hasMessageContaining("choose another port");
    }
}
