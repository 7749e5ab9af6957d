package io.zinc.gateway;

import static org.assertj.core.api.Assertions.assertThat;

import io.zinc.core.Ack;
import io.zinc.crdt.HocuspocusFrame;
import io.zinc.crdt.StateVector;
import io.zinc.crdt.SyncMessage;
import io.zinc.documents.Edit;
import io.zinc.documents.Kinds;
import io.zinc.documents.TextDocument;
import io.zinc.gateway.spi.Access.Right;
import io.zinc.jdbc.SqliteStore;
import java.nio.file.Path;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** "Saved" means that an update is on the host's disk, or in its order where it has none. */
class SavedTest {

    private static final String NO_TOKEN = "";

    private final GatewayTree tree = new GatewayTree();
    private final GatedStore slow = new GatedStore();

    @AfterEach
    void close() {
        slow.let(1_000_000);
        tree.close();
    }

    private static void awaitStatuses(HocuspocusDocument document, long saved) throws InterruptedException {
        GatewayTree.await("it is told " + saved + " times that it is saved", () -> document.statuses(true) >= saved);
        assertThat(document.statuses(true)).isEqualTo(saved);
    }

    @Test
    void nothingIsCalledSavedBeforeTheStoreHasIt() throws Exception {
        tree.host(slow.store());
        Gateway gateway = tree.gateway(tree.relay("north"));
        HocuspocusDocument ann = tree.opened(gateway, "notes", NO_TOKEN);
        awaitStatuses(ann, 1); // there was nothing to save
        YBrowser ben = tree.browser(gateway, "notes");

        ann.type("one");
        GatewayTree.awaitText("one", ann, ben);
        ben.type(" two"); // has been ordered after it, and came back
        GatewayTree.awaitText("one two", ann, ben);
        assertThat(ann.statuses(true)).isEqualTo(1);

        slow.let(1_000_000);
        awaitStatuses(ann, 2);
        assertThat(ann.statuses(false)).isZero();
    }

    @Test
    void eachUpdateIsAnsweredOnceHoweverManyAreAppliedTogether() throws Exception {
        Gateway gateway = tree.gateway(tree.host(slow.store()));
        HocuspocusDocument ann = tree.opened(gateway, "notes", NO_TOKEN);
        HocuspocusDocument ben = tree.opened(gateway, "notes", NO_TOKEN);
        awaitStatuses(ann, 1);
        awaitStatuses(ben, 1);

        for (int i = 0; i < 40; i++) {
            ann.type("a");
            ben.type("b");
        }
        GatewayTree.await("all is there", () -> ann.text().length() == 80);
        GatewayTree.awaitEqual(ann, ben);
        assertThat(ann.statuses(true)).isEqualTo(1);
        slow.let(1_000_000);

        awaitStatuses(ann, 41);
        awaitStatuses(ben, 41);
        assertThat(ann.statuses(false)).isZero();
    }

    @Test
    void withoutAStoreAnUpdateIsSavedWhenTheHostHasOrderedIt() throws Exception {
        tree.host();
        HocuspocusDocument ann = tree.opened(tree.gateway(tree.relay("north")), "notes", NO_TOKEN);
        ann.type("x");

        awaitStatuses(ann, 2);
    }

    @Test
    void whatIsCalledSavedIsThereWhenTheHostComesBack(@TempDir Path folder) throws Exception {
        HocuspocusDocument ann;
        try (SqliteStore store = SqliteStore.at(folder)) {
            GatewayTree.Node host = tree.host(store);
            Gateway gateway = tree.gateway(host);
            ann = tree.opened(gateway, "notes", NO_TOKEN);
            ann.type("kept");
            awaitStatuses(ann, 2);
            gateway.close();
            host.close();
        }
        try (GatewayTree later = new GatewayTree();
                SqliteStore store = SqliteStore.at(folder)) {
            YBrowser ben = later.browser(later.gateway(later.host(store)), "notes");
            GatewayTree.awaitText("kept", ben, ann);
        }
    }

    @Test
    void anUpdateThatRestsOnALostOneIsSavedOnlyWithIt() throws Exception {
        Gateway gateway = tree.gateway(tree.host());
        HocuspocusDocument ann = tree.opened(gateway, "notes", NO_TOKEN);
        awaitStatuses(ann, 1);
        ann.loseNext();
        ann.type("lost ");

        ann.type("and found");

        YBrowser ben = tree.browser(gateway, "notes");
        GatewayTree.awaitText("lost and found", ann, ben);
        awaitStatuses(ann, 2);
    }

    @Test
    void aSecondSyncOfAClientIsAnsweredWithAnotherStepOneAndStatus() throws Exception {
        Gateway gateway = tree.gateway(tree.host());
        HocuspocusDocument ann = tree.opened(gateway, "notes", NO_TOKEN);
        awaitStatuses(ann, 1);

        ann.send(new HocuspocusFrame.Sync(new SyncMessage.Step1(StateVector.EMPTY), false));

        awaitStatuses(ann, 2);
    }

    @Test
    void aReaderIsToldThatItsUpdatesAreNotSavedAndThatItHasNothingNew() throws Exception {
        ListedAccess access = new ListedAccess().give("reader", Right.READ);
        Gateway gateway = tree.gateway(tree.host(), settings -> settings.access(access));
        HocuspocusDocument writer = tree.opened(gateway, "notes", ListedAccess.token("writer"));
        writer.type("given");
        HocuspocusDocument reader = tree.opened(gateway, "notes", ListedAccess.token("reader"));

        GatewayTree.awaitText("given", writer, reader);
        assertThat(reader.heard().getFirst()).isEqualTo(new HocuspocusFrame.Authenticated(true));
        awaitStatuses(reader, 1);

        reader.type("!");
        GatewayTree.await(
                "it is refused",
                () -> !reader.heard(HocuspocusFrame.Stateless.class).isEmpty());
        assertThat(reader.statuses(false)).isEqualTo(1);
        assertThat(reader.heard(HocuspocusFrame.Stateless.class).getLast().text())
                .contains("\"type\":\"refused\"")
                .contains("you may read 'notes', and not change it");
        writer.type(" more");
        GatewayTree.await("the reader goes on reading", () -> reader.text().contains(" more"));
        assertThat(writer.text()).isEqualTo("given more");
    }

    @Test
    void aReaderThatHasNothingNewIsToldThatItIsSavedWhenTheStoreHasIt() throws Exception {
        ListedAccess access = new ListedAccess().give("reader", Right.READ);
        Gateway gateway = tree.gateway(tree.host(slow.store()), settings -> settings.access(access));
        HocuspocusDocument writer = tree.opened(gateway, "notes", ListedAccess.token("writer"));
        awaitStatuses(writer, 1);
        writer.type("not kept yet");
        HocuspocusDocument reader = tree.socket(gateway).prepare("notes");
        reader.edit(doc -> doc.applyUpdate(writer.state()));
        HocuspocusDocument ben = tree.opened(gateway, "notes", ListedAccess.token("ben"));
        GatewayTree.awaitText("not kept yet", writer, ben);

        reader.start(ListedAccess.token("reader"));
        GatewayTree.await("its step 2 has been looked at", reader::hasSynced);
        writer.present("Ann");
        GatewayTree.await("more has come since", () -> reader.sees(writer.client()));
        assertThat(reader.statuses(true)).isZero();

        slow.let(1_000_000);
        awaitStatuses(reader, 1);
    }

    @Test
    void aReaderThatComesWithEditsOfItsOwnIsToldSo() throws Exception {
        ListedAccess access = new ListedAccess().give("reader", Right.READ);
        Gateway gateway = tree.gateway(tree.host(), settings -> settings.access(access));
        HocuspocusDocument reader = tree.socket(gateway).prepare("notes");
        reader.type("offline");

        reader.start(ListedAccess.token("reader"));

        GatewayTree.await("its step 2 is refused", () -> reader.statuses(false) == 1);
        assertThat(reader.statuses(true)).isZero();
    }

    @Test
    void aBrowserSeesSavedOnlyAfterAJavaProgramWouldHave() throws Exception {
        GatewayTree.Node host = tree.host(slow.store());
        HocuspocusDocument ann = tree.opened(tree.gateway(host), "notes", NO_TOKEN);
        awaitStatuses(ann, 1);
        TextDocument java = tree.keep(host.documents().open("notes", Kinds.TEXT));
        ann.type("x");
        GatewayTree.await("Java sees it", () -> java.text().equals("x"));
        Edit all = java.barrier();
        assertThat(all.outcomeNow(Ack.DURABLE)).isEmpty();
        assertThat(ann.statuses(true)).isEqualTo(1);

        slow.let(1_000_000);

        assertThat(all.await(Ack.DURABLE).isSent()).isTrue();
        awaitStatuses(ann, 2);
    }
}
