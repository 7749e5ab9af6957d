package io.zinc.documents;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import io.zinc.core.Ack;
import io.zinc.core.SendResult;
import io.zinc.core.ZincException;
import io.zinc.core.spi.Authorizer;
import io.zinc.crdt.Doc;
import io.zinc.crdt.YArray;
import io.zinc.documents.spi.DocumentInfo;
import java.time.Duration;
import java.util.ArrayList;
import java.util.Collections;
import java.util.List;
import java.util.Map;
import java.util.Objects;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;

/** Documents over a tree in one process: what an application sees. */
@Timeout(60)
class DocumentsTest {

    private static final Duration PATIENCE = Duration.ofSeconds(20);

    private final Tree tree = new Tree();

    @AfterEach
    void close() {
        tree.close();
    }

    private static void assertSent(SendResult result) {
        assertThat(result).isInstanceOf(SendResult.Sent.class);
    }

    @Test
    void whatOneWritesOthersRead() throws Exception {
        Documents host = tree.host(null);
        TextDocument ann = tree.client("Ann").open("notes", Kinds.TEXT);
        TextDocument ben = tree.client("Ben").open("notes", Kinds.TEXT);
        assertSent(ann.edit(text -> text.insert(0, "Hello")).await(Ack.SEQUENCED, PATIENCE));
        Tree.awaitText(ben, "Hello");
        assertSent(ben.edit(text -> text.insert(5, " world")).await(Ack.SEQUENCED, PATIENCE));
        Tree.awaitText(ann, "Hello world");
        TextDocument here = host.open("notes", Kinds.TEXT);
        assertThat(here.text()).isEqualTo("Hello world");
        here.edit(text -> text.delete(0, 6));
        Tree.awaitText(ann, "world");
        Tree.awaitText(ben, "world");
    }

    @Test
    void manyEditAtOnceAndAllEndWithTheSame() throws Exception {
        Documents host = tree.host(null);
        Documents unused = tree.relay("relay");
        List<TextDocument> replicas = new ArrayList<>();
        replicas.add(host.open("notes", Kinds.TEXT));
        for (int i = 0; i < 4; i++) {
            replicas.add(tree.client("user" + i, i % 2 == 0 ? "relay" : "host").open("notes", Kinds.TEXT));
        }
        List<Thread> authors = new ArrayList<>();
        for (int i = 0; i < replicas.size(); i++) {
            TextDocument mine = replicas.get(i);
            String letter = String.valueOf((char) ('a' + i));
            authors.add(Thread.startVirtualThread(() -> {
                for (int n = 0; n < 200; n++) {
                    int place = n * 7919;
                    mine.edit(text -> text.insert(place % (text.length() + 1), letter));
                }
            }));
        }
        for (Thread author : authors) {
            author.join();
        }
        for (TextDocument replica : replicas) {
            Tree.await("all is here", () -> replica.length() == 1000 && replica.isInSync());
        }
        assertThat(replicas)
                .allSatisfy(replica ->
                        assertThat(replica.text()).isEqualTo(replicas.get(0).text()));
    }

    @Test
    void listenersSeeTheStateThatTheyAreToldOfAndWhoMadeIt() throws Exception {
        Documents unused = tree.host(null);
        TextDocument ann = tree.client("Ann").open("notes", Kinds.TEXT);
        TextDocument ben = tree.client("Ben").open("notes", Kinds.TEXT);
        List<String> seen = Collections.synchronizedList(new ArrayList<>());
        var one = ben.onChange(change -> seen.add(change.author() + " " + change.isLocal() + " " + ben.text()));
        ann.edit(text -> text.insert(0, "one"));
        Tree.awaitText(ben, "one");
        ben.edit(text -> text.insert(3, " two"));
        Tree.await("two changes", () -> seen.size() == 2);
        assertThat(seen).containsExactly("Ann false one", " true one two");
        one.close();
        ben.edit(text -> text.insert(0, "zero "));
        assertThat(seen).hasSize(2);
    }

    @Test
    void jsonDocumentsMergeWhatIsEditedInThem() throws Exception {
        Documents unused = tree.host(null);
        JsonDocument ann = tree.client("Ann").open("settings", Kinds.JSON);
        JsonDocument ben = tree.client("Ben").open("settings", Kinds.JSON);
        List<JsonChange> changes = Collections.synchronizedList(new ArrayList<>());
        var all = ben.onChange(changes::addAll);
        assertSent(ann.edit(root -> {
                    root.set("size", 12);
                    root.set("tags", new YArray("a"));
                })
                .await(Ack.SEQUENCED, PATIENCE));
        Tree.await("it is there", () -> ben.toMap().size() == 2);
        ben.edit(root -> ((YArray) Objects.requireNonNull(root.get("tags"))).push("b"));
        Tree.await(
                "it is here",
                () -> ann.toMap().equals(Map.of("size", 12L, "tags", List.of("a", "b")))
                        || ann.toMap().toString().equals("{size=12, tags=[a, b]}"));
        assertThat(changes.get(0).keys()).containsOnlyKeys("size", "tags");
        all.close();
    }

    @Test
    void undoTakesBackWhatWasEditedHereAlone() throws Exception {
        Documents unused = tree.host(null);
        TextDocument ann = tree.client("Ann").open("notes", Kinds.TEXT);
        TextDocument ben = tree.client("Ben").open("notes", Kinds.TEXT);
        ann.edit(text -> text.insert(0, "Ann"));
        Tree.awaitText(ben, "Ann");
        ben.edit(text -> text.insert(3, " and Ben"));
        Tree.awaitText(ann, "Ann and Ben");
        assertThat(ann.undo().hasChanged()).isTrue();
        Tree.awaitText(ben, " and Ben");
        assertThat(ann.undo().hasChanged()).isFalse();
        assertThat(ann.redo().hasChanged()).isTrue();
        Tree.awaitText(ben, "Ann and Ben");
    }

    @Test
    void whatAFragmentFromElsewhereBringsIsAnEditAndNoMoreThanThat() throws Exception {
        Documents unused = tree.host(null);
        TextDocument ann = tree.client("Ann").open("notes", Kinds.TEXT);
        TextDocument ben = tree.client("Ben").open("notes", Kinds.TEXT);
        ann.edit(text -> text.insert(0, "x".repeat(10_000)));
        Doc elsewhere = Doc.fromUpdate(ann.state());
        List<DocumentFragment> made = Collections.synchronizedList(new ArrayList<>());
        var listening = ann.onFragment(made::add);
        elsewhere.getText("text").insert(10_000, "yz");
        elsewhere.getText("text").delete(0, 10_000);
        byte[] all = elsewhere.encodeStateAsUpdate();
        Edit edit = ann.apply(all);
        assertThat(edit.hasChanged()).isTrue();
        assertSent(edit.await(Ack.SEQUENCED, PATIENCE));
        Tree.awaitText(ben, "yz");
        assertThat(made).singleElement().satisfies(fragment -> {
            assertThat(fragment.isLocal()).isTrue();
            assertThat(fragment.bytes().length).isLessThan(100);
        });
        assertThat(ann.apply(all).hasChanged()).isFalse();
        assertThat(ann.undo().hasChanged()).isFalse(); // what Ann typed is gone, and the rest is not hers
        assertThat(ann.text()).isEqualTo("yz");
        listening.close();
    }

    @Test
    void whatRestsOnALaterFragmentIsAnEditWhenThatHasCome() throws Exception {
        Documents unused = tree.host(null);
        TextDocument ann = tree.client("Ann").open("notes", Kinds.TEXT);
        TextDocument ben = tree.client("Ben").open("notes", Kinds.TEXT);
        List<DocumentFragment> told = Collections.synchronizedList(new ArrayList<>());
        var listening = ann.onFragment(told::add);
        Doc elsewhere = new Doc();
        List<byte[]> typed = new ArrayList<>();
        var typing = elsewhere.onUpdate((update, transaction) -> typed.add(update));
        for (int i = 0; i < 4; i++) {
            elsewhere.getText("text").insert(i, String.valueOf(i));
        }
        typing.close();
        assertThat(ann.apply(typed.get(1)).hasChanged()).isFalse();
        assertThat(ann.apply(typed.get(0)).hasChanged()).isTrue(); // the missing one comes by the same way
        Tree.awaitText(ben, "01");
        assertThat(ann.apply(typed.get(3)).hasChanged()).isFalse();
        ben.apply(typed.get(2)); // and from the tree
        Tree.awaitText(ben, "0123");
        Tree.await("Ann's edit is ordered", ann::isInSync);
        assertThat(told).filteredOn(DocumentFragment::isLocal).hasSize(2);
        listening.close();
        assertThat(tree.client("Carl").open("notes", Kinds.TEXT).text()).isEqualTo("0123");
    }

    @Test
    void presenceShowsWhoIsThereUntilTheyLeave() throws Exception {
        Documents unused = tree.host(null);
        TextDocument ann = tree.client("Ann").open("notes", Kinds.TEXT);
        TextDocument ben = tree.client("Ben").open("notes", Kinds.TEXT);
        ann.edit(text -> text.insert(0, "Hello"));
        Tree.awaitText(ben, "Hello");
        ann.present(Presence.of("Ann", "#ff0000").at(new Presence.Cursor(ann.positionAt(2), ann.positionAt(2))));
        Tree.await("Ann is there", () -> ben.presences().size() == 1);
        Presence seen = ben.presences().get(0);
        assertThat(seen.name()).isEqualTo("Ann");
        assertThat(seen.colour()).isEqualTo("#ff0000");
        ben.edit(text -> text.insert(0, "Oh, "));
        assertThat(ben.indexOf(Objects.requireNonNull(seen.cursor()).head())).isEqualTo(6);
        TextDocument carl = tree.client("Carl").open("notes", Kinds.TEXT);
        Tree.await("a newcomer sees Ann", () -> carl.presences().size() == 1);
        ann.close();
        Tree.await(
                "Ann is gone",
                () -> ben.presences().isEmpty() && carl.presences().isEmpty());
    }

    @Test
    void aDocumentIsNotOpenedAsAnotherKind() throws Exception {
        Documents documents = tree.host(null);
        TextDocument unused = documents.open("notes", Kinds.TEXT);
        assertThatThrownBy(() -> tree.client("Ann").open("notes", Kinds.JSON))
                .isInstanceOf(ZincException.class)
                .hasMessageContaining("text")
                .hasMessageContaining("json");
    }

    @Test
    void anUntypedDocumentTakesTheKindOfItsFirstTypedOpening() throws Exception {
        Documents unused = tree.host(null);
        UntypedDocument raw = tree.client("Ann").open("notes", Kinds.UNTYPED);
        raw.edit(doc -> doc.getText("text").insert(0, "Hello"));
        Documents ben = tree.client("Ben");
        TextDocument typed = ben.open("notes", Kinds.TEXT);
        Tree.awaitText(typed, "Hello");
        assertThatThrownBy(() -> ben.open("notes", Kinds.JSON)).hasMessageContaining("text");
        assertThat(ben.open("notes", Kinds.UNTYPED).roots()).containsKey("text");
    }

    @Test
    void documentsAreListedByName() throws Exception {
        Documents host = tree.host(null);
        Documents ann = tree.client("Ann");
        for (String name : List.of("b", "a/2", "a/1")) {
            TextDocument unused = ann.open(name, Kinds.TEXT);
        }
        assertThat(ann.list()).extracting(DocumentInfo::name).containsExactly("a/1", "a/2", "b");
        assertThat(host.list("a/")).extracting(DocumentInfo::name).containsExactly("a/1", "a/2");
    }

    @Test
    void whatIsNoNameIsSaidToBeNone() throws Exception {
        Documents documents = tree.host(null);
        for (String name : List.of("", "x".repeat(10_000), "a\nb", "\ud800")) {
            assertThatThrownBy(() -> documents.open(name, Kinds.TEXT))
                    .isInstanceOf(ZincException.class)
                    .hasMessageContaining("no name");
        }
        for (String name : List.of("a%20b", "ünï/cödé 文档", "'; drop table x; --", "../../etc", " ")) {
            documents.open(name, Kinds.TEXT).edit(text -> text.insert(0, name));
            assertThat(documents.open(name, Kinds.TEXT).text()).isEqualTo(name);
        }
    }

    @Test
    void whoMayNotWriteIsToldAndGetsTheEditBack() throws Exception {
        Documents host = tree.host(
                null,
                builder -> builder.authenticator(
                                attempt -> new io.zinc.core.spi.Authenticator.Verdict.Accept(attempt.credentials()))
                        .authorizer(
                                (subject, topic, access) -> subject.equals("Eve") && access == Authorizer.Access.SEND
                                        ? new Authorizer.Decision.Deny("Eve may only read")
                                        : new Authorizer.Decision.Allow()));
        TextDocument notes = host.open("notes", Kinds.TEXT);
        notes.edit(text -> text.insert(0, "Hello"));
        TextDocument eve = tree.client("Eve").open("notes", Kinds.TEXT);
        List<DocumentEvent> events = Collections.synchronizedList(new ArrayList<>());
        var unused = eve.onEvent(events::add);
        SendResult result = eve.edit(text -> text.insert(5, "!")).await(Ack.SEQUENCED, PATIENCE);
        assertThat(result).isEqualTo(new SendResult.Refused("Eve may only read"));
        Tree.awaitText(eve, "Hello");
        assertThat(events)
                .singleElement()
                .isInstanceOfSatisfying(
                        DocumentEvent.Refused.class,
                        refused -> assertThat(refused.lost()).isNotEmpty());
        notes.edit(text -> text.insert(5, " all"));
        Tree.awaitText(eve, "Hello all");
    }

    @Test
    void aDeletedDocumentIsGoneForEveryoneAndAnotherOneMayTakeItsName() throws Exception {
        Documents unused = tree.host(null);
        Documents annDocuments = tree.client("Ann");
        TextDocument ann = annDocuments.open("notes", Kinds.TEXT);
        TextDocument ben = tree.client("Ben").open("notes", Kinds.TEXT);
        ann.edit(text -> text.insert(0, "secret"));
        Tree.awaitText(ben, "secret");
        List<DocumentEvent> events = Collections.synchronizedList(new ArrayList<>());
        var listening = ben.onEvent(events::add);
        ann.delete();
        Tree.await("Ben is told", () -> events.size() == 1);
        assertThat(events.get(0)).isInstanceOf(DocumentEvent.Deleted.class);
        assertThatThrownBy(() -> ben.edit(text -> text.insert(0, "x")))
                .isInstanceOfSatisfying(
                        DocumentException.class,
                        ended -> assertThat(ended.problem()).isEqualTo(DocumentException.Problem.ENDED))
                .hasMessageContaining("deleted");
        assertThat(annDocuments.list()).isEmpty();
        TextDocument again = annDocuments.open("notes", Kinds.TEXT);
        assertThat(again.text()).isEmpty();
        assertThat(again.generation()).isEqualTo(2);
        listening.close();
    }

    @Test
    void durableIsNotToBeHadWithoutAStore() throws Exception {
        TextDocument notes = tree.host(null).open("notes", Kinds.TEXT);
        assertThat(notes.edit(text -> text.insert(0, "x")).await(Ack.DURABLE, PATIENCE))
                .isInstanceOf(SendResult.LevelUnavailable.class);
    }

    @Test
    void aLargeEditComesWholeInParts() throws Exception {
        Documents unused = tree.host(null);
        TextDocument ann = tree.client("Ann").open("notes", Kinds.TEXT);
        TextDocument ben = tree.client("Ben").open("notes", Kinds.TEXT);
        String large = "0123456789".repeat(300_000);
        assertSent(ann.edit(text -> text.insert(0, large)).await(Ack.SEQUENCED, PATIENCE));
        Tree.awaitText(ben, large);
        assertThat(tree.client("Carl").open("notes", Kinds.TEXT).length()).isEqualTo(3_000_000);
    }

    @Test
    void anEditBeyondTheLimitIsRefusedAndTheDocumentGoesOn() throws Exception {
        try (Tree small = new Tree(DocumentLimits.defaults()
                .withMaxFragmentBytes(10_000)
                .withMaxDocumentBytes(100_000)
                .withMaxPresenceBytes(1_000)
                .withMaxPresent(10)
                .withHeldBytes(1 << 20)
                .withUnsavedBytes(1 << 20)
                .withCacheBytes(1 << 20)
                .withSnapshotEvery(100)
                .withDigestIdleMs(2_000)
                .withUnloadIdleMs(60_000)
                .withStallMs(5_000))) {
            Documents unused = small.host(null);
            TextDocument ann = small.client("Ann").open("notes", Kinds.TEXT);
            assertThat(ann.edit(text -> text.insert(0, "x".repeat(20_000))).await(Ack.SEQUENCED, PATIENCE))
                    .isInstanceOfSatisfying(
                            SendResult.Refused.class,
                            refused -> assertThat(refused.reason()).contains("10000"));
            Tree.await("the edit is gone", () -> ann.length() == 0);
            assertSent(ann.edit(text -> text.insert(0, "short")).await(Ack.SEQUENCED, PATIENCE));
        }
    }

    @Test
    void aRelayAnswersNewcomersFromItsCopy() throws Exception {
        Documents unused = tree.host(null);
        Documents relay = tree.relay("relay");
        TextDocument ann = tree.client("Ann", "relay").open("notes", Kinds.TEXT);
        assertSent(ann.edit(text -> text.insert(0, "Hello")).await(Ack.SEQUENCED, PATIENCE));
        Tree.await("a newcomer is answered by the relay", () -> {
            try (Documents ben = tree.client("Ben", "relay")) {
                TextDocument notes = ben.open("notes", Kinds.TEXT);
                assertThat(notes.text()).isEqualTo("Hello");
            } catch (InterruptedException e) {
                throw new IllegalStateException(e);
            }
            return relay.answeredHere() > 0;
        });
    }

    @Test
    void whoWroteWhatIsKnown() throws Exception {
        Documents unused = tree.host(null);
        TextDocument ann = tree.client("Ann").open("notes", Kinds.TEXT);
        TextDocument ben = tree.client("Ben").open("notes", Kinds.TEXT);
        ann.edit(text -> text.insert(0, "Hello "));
        Tree.awaitText(ben, "Hello ");
        ben.edit(text -> text.insert(6, "world"));
        Tree.awaitText(ann, "Hello world");
        TextDocument carl = tree.client("Carl").open("notes", Kinds.TEXT);
        assertThat(carl.authored())
                .containsExactly(new TextDocument.Authored("Hello ", "Ann"), new TextDocument.Authored("world", "Ben"));
    }

    @Test
    void closingLeavesNothingBehindAndMayBeDoneTwice() throws Exception {
        Documents host = tree.host(null);
        Documents ann = tree.client("Ann");
        TextDocument notes = ann.open("notes", Kinds.TEXT);
        notes.close();
        notes.close();
        assertThatThrownBy(() -> notes.edit(text -> text.insert(0, "x"))).hasMessageContaining("closed");
        ann.close();
        ann.close();
        host.close();
        assertThatThrownBy(() -> ann.open("notes", Kinds.TEXT)).isInstanceOf(ZincException.class);
    }
}
