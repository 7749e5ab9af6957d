package io.zinc.documents;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import io.zinc.core.Ack;
import io.zinc.core.SendResult;
import io.zinc.core.ZincException;
import io.zinc.crdt.Awareness;
import io.zinc.crdt.Doc;
import io.zinc.crdt.StateVector;
import java.util.List;
import java.util.Map;
import java.util.concurrent.atomic.AtomicInteger;
import java.util.stream.Stream;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Test;

/** What a gateway asks of the one document that it opens for many browsers. */
class GatewayNeedsTest {

    private static final long BEA = 71;

    private final Tree tree = new Tree();

    @AfterEach
    void close() {
        tree.close();
    }

    private static byte[] says(long clock, String who) {
        return Awareness.write(List.of(new Awareness.Entry(BEA, clock, Map.of("user", Map.of("name", who)))));
    }

    @Test
    void guestsOfOneDocumentAreFollowedAtAnotherUntilItIsClosed() throws Exception {
        Documents unused = tree.host(null);
        UntypedDocument gateway = tree.client("gateway").open("notes", Kinds.UNTYPED);
        UntypedDocument other = tree.client("another").open("notes", Kinds.UNTYPED);
        Awareness browser = new Awareness(5, 0);
        browser.setLocalState(null, 0);
        AutoCloseable following = other.onAwareness(update -> browser.apply(update, "gateway", 0));

        List<Long> refused = gateway.tellAwareness(says(1, "Bea"));

        assertThat(refused).isEmpty();
        Tree.await("Bea is there", () -> other.presences().size() == 1);
        assertThat(other.presences()).containsExactly(new Presence(BEA, "Bea", "", null));
        assertThat(browser.states()).isEqualTo(Map.of(BEA, Map.of("user", Map.of("name", "Bea"))));
        assertThat(other.awareness()).isEqualTo(says(1, "Bea")).isEqualTo(gateway.awareness());
        gateway.close();
        Tree.await("Bea is gone", () -> other.presences().isEmpty());
        assertThat(browser.states()).isEmpty();
        following.close();
        assertThatThrownBy(() -> gateway.tellAwareness(says(2, "Bea")))
                .isInstanceOf(ZincException.class)
                .hasMessageContaining("closed");
    }

    @Test
    void aDocumentThatRestsWhenIdleSharesTheHostsBytesAndStillTellsItsListeners() throws Exception {
        Documents host = tree.host(null);
        UntypedDocument room = host.open("notes", Kinds.UNTYPED);
        AtomicInteger told = new AtomicInteger();
        AutoCloseable following = room.onUpdate(update -> told.incrementAndGet());
        Doc before = docOf(room);
        room.restWhenIdle();
        TextDocument ann = tree.client("Ann").open("notes", Kinds.text("root"));
        ann.edit(text -> text.insert(0, "Hello"));
        Tree.await("the room has it", () -> told.get() == 1);
        UntypedDocument second = host.open("notes", Kinds.UNTYPED);
        second.restWhenIdle();
        Tree.await("both rest", () -> haveTheSameArray(room, second));

        ann.edit(text -> text.insert(5, " world"));

        Tree.await("the room has that, too", () -> told.get() == 2);
        String text = room.look(doc -> doc.getText("root").toString());
        assertThat(text).isEqualTo("Hello world");
        assertThat(docOf(room)).isNotSameAs(before);
        following.close();
    }

    private static boolean haveTheSameArray(UntypedDocument... documents) {
        return Stream.of(documents)
                        .map(document -> document.stateSince(StateVector.EMPTY))
                        .distinct()
                        .count()
                == 1;
    }

    private static Doc docOf(UntypedDocument document) {
        return document.look(doc -> doc);
    }

    @Test
    void progressIsToldAndOutcomesAreReadWithoutWaiting() throws Exception {
        Documents unused = tree.host(null);
        TextDocument ann = tree.client("Ann").open("notes", Kinds.TEXT);
        AtomicInteger told = new AtomicInteger();
        AutoCloseable following = ann.onProgress(told::incrementAndGet);
        assertThat(ann.isKept()).isFalse();

        Edit edit = ann.edit(text -> text.insert(0, "Hello"));

        Tree.await("the edit is ordered", () -> edit.outcomeNow(Ack.SEQUENCED).isPresent());
        assertThat(edit.outcomeNow(Ack.SEQUENCED)).contains(new SendResult.Sent());
        assertThat(edit.outcomeNow(Ack.DURABLE)).containsInstanceOf(SendResult.LevelUnavailable.class);
        assertThat(told.get()).isPositive();
        following.close();
    }

    @Test
    void anEditIsPendingUntilTheHostHasItAndUnknownWhenTheDocumentIsClosedBefore() throws Exception {
        Documents host = tree.host(null);
        Documents client = tree.client("Ann");
        TextDocument ann = client.open("notes", Kinds.TEXT);
        Edit nothing = ann.edit(text -> {});
        assertThat(nothing.outcomeNow(Ack.SEQUENCED)).contains(new SendResult.Sent());
        host.close();
        Edit edit = ann.edit(text -> text.insert(0, "Hello"));
        assertThat(edit.outcomeNow(Ack.SEQUENCED)).isEmpty();
        AtomicInteger told = new AtomicInteger();
        AutoCloseable unused = ann.onProgress(told::incrementAndGet);

        ann.close();

        assertThat(edit.outcomeNow(Ack.SEQUENCED)).containsInstanceOf(SendResult.OutcomeUnknown.class);
        assertThat(told.get()).isEqualTo(1);
    }

    @Test
    void aBarrierStandsForEditsOfOthersToo() throws Exception {
        Documents host = tree.host(null);
        TextDocument ben = tree.client("Ben").open("notes", Kinds.TEXT);
        UntypedDocument ann = tree.client("Ann").open("notes", Kinds.UNTYPED);
        Edit first = ben.edit(text -> text.insert(0, "Hello"));
        assertThat(first.await(Ack.SEQUENCED).isSent()).isTrue();
        Tree.await("Ann has it", () -> ann.look(doc -> doc.getText("text").length()) == 5);
        assertThat(ann.barrier().await(Ack.SEQUENCED).isSent()).isTrue();

        Edit own = ann.edit(doc -> doc.getText("text").insert(0, "Oh. "));
        Edit barrier = ann.barrier();

        assertThat(barrier.await(Ack.SEQUENCED)).isEqualTo(new SendResult.Sent());
        assertThat(own.outcomeNow(Ack.SEQUENCED)).contains(new SendResult.Sent());
        assertThat(ben.isClosed()).isFalse();
        host.close();
        ann.edit(doc -> doc.getText("text").insert(0, "!"));
        Edit waiting = ann.barrier();
        assertThat(waiting.outcomeNow(Ack.SEQUENCED)).isEmpty();
        ann.close();
        assertThat(waiting.outcomeNow(Ack.SEQUENCED)).containsInstanceOf(SendResult.OutcomeUnknown.class);
    }

    @Test
    void updatesAreToldOnceWhoeverMadeThem() throws Exception {
        Documents unused = tree.host(null);
        TextDocument ben = tree.client("Ben").open("notes", Kinds.TEXT);
        assertThat(ben.edit(text -> text.insert(0, "before "))
                        .await(Ack.SEQUENCED)
                        .isSent())
                .isTrue();
        UntypedDocument ann = tree.client("Ann").open("notes", Kinds.UNTYPED);
        Doc follower = Doc.fromUpdate(ann.state());
        AutoCloseable following = ann.onUpdate(follower::applyUpdate);

        ben.edit(text -> text.insert(0, "Ben "));
        Tree.await(
                "Ann has it",
                () -> ann.look(doc -> doc.getText("text").toString()).equals("Ben before "));
        ann.edit(doc -> doc.getText("text").insert(0, "Ann "));
        Doc brought = new Doc();
        brought.getText("text").insert(0, "brought ");
        ann.apply(brought.encodeStateAsUpdate());
        ann.apply(brought.encodeStateAsUpdate()); // nothing new

        Tree.await("Ben has it", () -> ben.text().contains("brought "));
        byte[] state = ann.state();
        assertThat(follower.encodeStateAsUpdate()).isEqualTo(state);
        following.close();
        ann.edit(doc -> doc.getText("text").insert(0, "untold "));
        assertThat(follower.encodeStateAsUpdate()).isEqualTo(state);
    }

    @Test
    void aListenerThatThrowsIsReportedAndTheOthersAreCalled() throws Exception {
        Documents host = tree.host(null);
        assertThat(host.list()).isEmpty();
        UntypedDocument ann = tree.client("Ann").open("notes", Kinds.UNTYPED);
        AtomicInteger told = new AtomicInteger();
        List<AutoCloseable> following = List.of(
                ann.onUpdate(update -> {
                    throw new IllegalStateException("a bug of the application");
                }),
                ann.onUpdate(update -> told.incrementAndGet()));

        Edit edit = ann.edit(doc -> doc.getText("text").insert(0, "x"));

        assertThat(edit.await(Ack.SEQUENCED).isSent()).isTrue();
        assertThat(told.get()).isEqualTo(1);
        for (AutoCloseable one : following) {
            one.close();
        }
    }

    private static byte[] update(String root, int length) {
        Doc doc = new Doc();
        doc.getText(root).insert(0, "x".repeat(length));
        return doc.encodeStateAsUpdate();
    }

    @Test
    void whatTheHostWouldRefuseIsKnownBefore() throws Exception {
        DocumentLimits small =
                DocumentLimits.defaults().withMaxFragmentBytes(20_000).withMaxDocumentBytes(32_000);
        try (Tree limited = new Tree(small)) {
            Documents unused = limited.host(null);
            TextDocument typed = limited.client("Ben").open("notes", Kinds.TEXT);
            UntypedDocument ann = limited.client("Ann").open("notes", Kinds.UNTYPED);

            assertThat(ann.objectionTo(update("text", 10))).isEmpty();
            assertThat(ann.objectionTo(update("elsewhere", 10))).contains("root 'elsewhere'");
            assertThat(ann.objectionTo(new byte[] {9, 9, 9})).contains("no Yjs update");
            assertThat(ann.objectionTo(update("text", 20_000)))
                    .contains("the limit maxFragmentBytes is 20000")
                    .contains("make smaller edits");
            assertThat(ann.objectionTo(update("text", 19_000))).isEmpty();
            Edit large = ann.apply(update("text", 19_000));
            assertThat(large.await(Ack.SEQUENCED).isSent()).isTrue();
            assertThat(ann.objectionTo(update("text", 19_000)))
                    .contains("more than 32000 bytes, the limit maxDocumentBytes")
                    .contains("delete something");
            Tree.await("Ben has it, too", () -> typed.length() == 19_000);
            typed.edit(text -> text.delete(0, 18_000));
            Tree.await(
                    "it is gone here, too",
                    () -> ann.look(doc -> doc.getText("text").length()) == 1_000);
            assertThat(ann.objectionTo(update("text", 19_000))).isEmpty();
        }
    }

    @Test
    void whoOpensInTheNameOfOthersCreatesADocumentButNotInPlaceOfADeletedOne() throws Exception {
        Documents host = tree.host(null);
        Documents client = tree.client("gateway");

        UntypedDocument fresh = client.openUnlessDeleted("notes", Kinds.UNTYPED);
        assertThat(fresh.generation()).isEqualTo(1);
        UntypedDocument again = client.openUnlessDeleted("notes", Kinds.UNTYPED);
        assertThat(again.generation()).isEqualTo(1);
        fresh.delete();

        assertThatThrownBy(() -> client.openUnlessDeleted("notes", Kinds.UNTYPED))
                .isInstanceOfSatisfying(
                        ZincException.class,
                        fault -> assertThat(fault.category()).isEqualTo(ZincException.Category.FIX_THE_CALL))
                .hasMessageContaining("'notes' was deleted");
        assertThat(host.list()).isEmpty();
        TextDocument next = host.open("notes", Kinds.TEXT);
        assertThat(next.generation()).isEqualTo(2);
        assertThat(client.openUnlessDeleted("notes", Kinds.UNTYPED).generation())
                .isEqualTo(2);
    }

    @Test
    void aRefusalIsProgress() throws Exception {
        Documents unused = tree.host(null);
        UntypedDocument ann = tree.client("Ann").open("notes", Kinds.UNTYPED);
        TextDocument typed = tree.client("Ben").open("notes", Kinds.TEXT);
        AtomicInteger told = new AtomicInteger();
        AutoCloseable following = ann.onProgress(told::incrementAndGet);

        Edit edit = ann.edit(doc -> doc.getMap("elsewhere").set("a", 1L));

        Tree.await("the edit is refused", () -> edit.outcomeNow(Ack.SEQUENCED).isPresent());
        assertThat(edit.outcomeNow(Ack.SEQUENCED)).containsInstanceOf(SendResult.Refused.class);
        assertThat(told.get()).isPositive();
        assertThat(typed.text()).isEmpty();
        following.close();
    }
}
