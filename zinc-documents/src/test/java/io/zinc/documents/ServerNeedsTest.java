package io.zinc.documents;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import io.zinc.core.Ack;
import io.zinc.core.ZincException;
import io.zinc.core.spi.Authenticator;
import io.zinc.core.spi.Authorizer;
import io.zinc.crdt.Doc;
import java.time.Duration;
import java.util.List;
import java.util.Map;
import java.util.concurrent.CopyOnWriteArrayList;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.Executors;
import java.util.concurrent.atomic.AtomicInteger;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Test;

/** What a server that serves many users asks of the documents of its endpoint. */
class ServerNeedsTest {

    private final Tree tree = new Tree();

    @AfterEach
    void close() {
        tree.close();
    }

    private static DocumentException.Problem problem(Throwable fault) {
        assertThat(fault).isInstanceOf(DocumentException.class);
        return ((DocumentException) fault).problem();
    }

    @Test
    void aFaultSaysWhetherThereIsNoDocumentOrAnotherOneOrNoRight() throws Exception {
        Documents unused = tree.host(
                null,
                host -> host.authorizer((subject, topic, access) -> topic.endsWith("private")
                        ? new Authorizer.Decision.Deny("it is private")
                        : new Authorizer.Decision.Allow()));
        Documents client = tree.client("ann");
        client.open("notes", Kinds.TEXT).close();

        assertThatThrownBy(() -> client.openExisting("none", Kinds.UNTYPED))
                .satisfies(fault -> assertThat(problem(fault)).isEqualTo(DocumentException.Problem.ABSENT));
        assertThatThrownBy(() -> client.open("notes", Kinds.JSON))
                .satisfies(fault -> assertThat(problem(fault)).isEqualTo(DocumentException.Problem.OTHER_KIND));
        try (TextDocument notes = client.openExisting("notes", Kinds.TEXT)) {
            assertThatThrownBy(() -> notes.version("none"))
                    .satisfies(fault -> assertThat(problem(fault)).isEqualTo(DocumentException.Problem.ABSENT));
        }
        assertThatThrownBy(() -> client.open("private", Kinds.TEXT))
                .satisfies(fault -> assertThat(problem(fault)).isEqualTo(DocumentException.Problem.REFUSED))
                .hasMessageContaining("it is private");
    }

    @Test
    void whoMayOnlyReadCreatesNothingAndSaysOfNothingWhatItIs() throws Exception {
        Documents unusedHost = tree.host(
                null,
                host -> host.authenticator(attempt -> new Authenticator.Verdict.Accept(attempt.credentials()))
                        .authorizer((subject, topic, access) ->
                                access == Authorizer.Access.SEND && subject.startsWith("reader")
                                        ? new Authorizer.Decision.Deny("you only read")
                                        : new Authorizer.Decision.Allow()));
        Documents unusedRelay = tree.relay("north");
        Documents writer = tree.client("writer");
        for (Documents reader : List.of(tree.client("reader"), tree.client("reader below", "north"))) {
            String name = "notes of " + reader.hashCode();
            assertThatThrownBy(() -> reader.open(name, Kinds.TEXT))
                    .satisfies(fault -> assertThat(problem(fault)).isEqualTo(DocumentException.Problem.REFUSED))
                    .hasMessageContaining("you only read");
            assertThatThrownBy(() -> writer.openExisting(name, Kinds.UNTYPED))
                    .satisfies(fault -> assertThat(problem(fault)).isEqualTo(DocumentException.Problem.ABSENT));

            writer.open(name, Kinds.UNTYPED).close();
            assertThatThrownBy(() -> reader.open(name, Kinds.TEXT)).hasMessageContaining("you only read");
            reader.open(name, Kinds.UNTYPED).close();
            writer.open(name, Kinds.TEXT).close();
            assertThat(reader.open(name, Kinds.TEXT).text()).isEmpty();
        }
    }

    @Test
    void anObserverThatThrowsAtTheHostHarmsNobodyElse() throws Exception {
        Documents host = tree.host(null);
        Documents client = tree.client("ann");
        UntypedDocument watched = host.open("notes", Kinds.UNTYPED);
        Object unused = watched.look(doc -> doc.getText("text").observe((event, transaction) -> {
            throw new IllegalStateException("a bug of the application");
        }));
        TextDocument ann = client.open("notes", Kinds.TEXT);
        for (int i = 0; i < 3; i++) {
            assertThat(ann.edit(text -> text.insert(0, "x"))
                            .await(Ack.SEQUENCED)
                            .isSent())
                    .isTrue();
        }
        assertThat(client.open("notes", Kinds.TEXT).text()).isEqualTo("xxx");
    }

    @Test
    void aDocumentWithOtherThingsInItGetsNoKindThatTheyDoNotFit() throws Exception {
        Documents host = tree.host(null);
        try (UntypedDocument notes = host.open("notes", Kinds.UNTYPED)) {
            Doc elsewhere = new Doc();
            elsewhere.getText("quill").insert(0, "a text of another editor");
            Edit unused = notes.apply(elsewhere.encodeStateAsUpdate());

            assertThatThrownBy(() -> host.open("notes", Kinds.TEXT))
                    .satisfies(fault -> assertThat(problem(fault)).isEqualTo(DocumentException.Problem.OTHER_KIND));
            assertThat(host.open("notes", Kinds.text("quill")).text()).isEqualTo("a text of another editor");
        }
    }

    @Test
    void aTextWithImagesIsNotReplacedByAString() throws Exception {
        Documents host = tree.host(null);
        TextDocument notes = host.open("notes", Kinds.TEXT);
        Edit unused = notes.edit(text -> {
            text.insert(0, "abc");
            text.insertEmbed(0, Map.of("image", "a.png"));
        });

        assertThatThrownBy(() -> notes.replaceWith("abX")).hasMessageContaining("'notes' has 1 embedded objects");
        assertThatThrownBy(() -> notes.merge("abc", "abX")).hasMessageContaining("embedded");
        assertThat(notes.text()).isEqualTo("abc");
    }

    @Test
    void ofManyWhoCreateADocumentAtOnceOneSucceeds() throws Exception {
        Documents host = tree.host(null);
        Documents relay = tree.relay("north");
        AtomicInteger created = new AtomicInteger();
        List<Throwable> faults = new CopyOnWriteArrayList<>();
        try (ExecutorService visitors = Executors.newVirtualThreadPerTaskExecutor()) {
            for (int i = 0; i < 16; i++) {
                Documents server = i % 2 == 0 ? host : relay;
                visitors.execute(() -> {
                    try {
                        server.create("notes", Kinds.TEXT, "ann").close();
                        created.incrementAndGet();
                    } catch (ZincException | InterruptedException e) {
                        faults.add(e);
                    }
                });
            }
        }

        assertThat(created).hasValue(1);
        assertThat(faults)
                .hasSize(15)
                .allSatisfy(fault -> assertThat(problem(fault)).isEqualTo(DocumentException.Problem.EXISTS));
        relay.open("notes", Kinds.TEXT).close();
        assertThatThrownBy(() -> relay.create("notes", Kinds.TEXT)).hasMessageContaining("'notes' already");
    }

    @Test
    void anEditIsMadeInTheNameOfWhoeverTheServerOpensTheDocumentFor() throws Exception {
        Documents host = tree.host(null);
        Documents server = tree.client("");
        try (TextDocument ann = server.open("notes", Kinds.TEXT, "ann");
                TextDocument bob = server.openExisting("notes", Kinds.TEXT, "bob");
                TextDocument reader = host.open("notes", Kinds.TEXT)) {
            ann.edit(text -> text.insert(0, "A")).await(Ack.SEQUENCED);
            Tree.awaitText(bob, "A");
            bob.edit(text -> text.insert(1, "B")).await(Ack.SEQUENCED);

            Tree.awaitText(reader, "AB");
            Tree.await(
                    "the authors are known",
                    () -> reader.authored()
                            .equals(List.of(
                                    new TextDocument.Authored("A", "ann"), new TextDocument.Authored("B", "bob"))));
        }
    }

    @Test
    void theHostSaysWhetherItKeepsDocuments() throws Exception {
        Documents host = tree.host(null);

        assertThat(host.isKept(Duration.ofSeconds(20))).isFalse();
        assertThat(tree.client("ann").isKept(Duration.ofSeconds(20))).isFalse();
    }

    @Test
    void figuresTellWhatIsOpenAndHeld() throws Exception {
        Documents host = tree.host(null);
        Documents relay = tree.relay("relay");
        Documents client = tree.client("ann", "relay");
        TextDocument notes = client.open("notes", Kinds.TEXT);
        notes.edit(text -> text.insert(0, "hello")).await(Ack.SEQUENCED);

        assertThat(client.figures().sessions()).isEqualTo(1);
        assertThat(host.figures().held()).isEqualTo(1);
        assertThat(host.figures().sessions()).isZero();
        client.open("notes", Kinds.TEXT).close(); // who created it was answered by the host
        Tree.await(
                "the relay has a copy",
                () -> relay.figures().held() == 1 && relay.figures().copyBytes() > 0);
        notes.close();
        assertThat(client.figures().sessions()).isZero();
        assertThatThrownBy(() -> client.openExisting("absent", Kinds.UNTYPED)).isInstanceOf(DocumentException.class);
        assertThat(host.figures().held()).isEqualTo(1);
    }

    @Test
    void jsonIsReplacedByPlainValues() throws Exception {
        Documents host = tree.host(null);
        JsonDocument here = host.open("plan", Kinds.JSON);
        JsonDocument there = tree.client("ann").open("plan", Kinds.JSON);

        there.replaceWith(Map.of("title", "A", "tags", List.of("x"))).await(Ack.SEQUENCED);

        Tree.await("it is here", () -> here.toMap().equals(Map.of("title", "A", "tags", List.of("x"))));
        assertThat(there.replaceWith(Map.of("title", "A", "tags", List.of("x"))).hasChanged())
                .isFalse();
    }
}
