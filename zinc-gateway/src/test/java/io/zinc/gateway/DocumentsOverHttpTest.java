package io.zinc.gateway;

import static org.assertj.core.api.Assertions.assertThat;

import io.zinc.core.Endpoint;
import io.zinc.core.spi.Authorizer;
import io.zinc.crdt.Doc;
import io.zinc.documents.Documents;
import io.zinc.documents.JsonDocument;
import io.zinc.documents.Kinds;
import io.zinc.documents.TextDocument;
import io.zinc.documents.UntypedDocument;
import io.zinc.testing.MemoryDisk;
import java.nio.charset.StandardCharsets;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.concurrent.Callable;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.Executors;
import java.util.concurrent.Future;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Test;

/** What can be done with documents over HTTP, and that others see it. */
class DocumentsOverHttpTest {

    private static final String NOTES = "/api/documents/notes";
    private static final String TEXT = "text/plain";
    private static final String JSON = "application/json";
    private static final String UPDATE = "application/octet-stream";

    private final Site site = new Site();
    private final Site.Place host = site.host();
    private final Visitor visitor = new Visitor(host.url());

    @AfterEach
    void close() {
        visitor.close();
        site.close();
    }

    @Test
    void aTextIsCreatedReadReplacedListedAndDeleted() throws Exception {
        Visitor.Got created = visitor.post("/api/documents", "{\"name\":\"notes\",\"kind\":\"text\"}");
        assertThat(created.status()).isEqualTo(201);
        assertThat(created.header("Location")).isEqualTo(NOTES);
        assertThat(created.json().path("name").asText()).isEqualTo("notes");

        assertThat(visitor.put(NOTES, TEXT, "Grüße").status()).isEqualTo(204);

        Visitor.Got read = visitor.get(NOTES);
        assertThat(read.status()).isEqualTo(200);
        assertThat(read.header("Content-Type")).isEqualTo("text/plain; charset=utf-8");
        assertThat(read.header("Cache-Control")).isEqualTo("no-store");
        assertThat(read.text()).isEqualTo("Grüße");
        Visitor.Got listed = visitor.get("/api/documents?prefix=no");
        assertThat(listed.json().path("documents").findValuesAsText("name")).containsExactly("notes");
        assertThat(listed.json().path("documents").get(0).path("kind").asText()).isEqualTo("text");
        assertThat(listed.json().path("documents").get(0).path("fragments").asInt())
                .isEqualTo(1);
        assertThat(visitor.get("/api/documents?prefix=x")
                        .json()
                        .path("documents")
                        .size())
                .isZero();
        assertThat(visitor.delete(NOTES).status()).isEqualTo(204);
        assertThat(visitor.get(NOTES).status()).isEqualTo(404);
        assertThat(visitor.delete(NOTES).status()).isEqualTo(404);
    }

    @Test
    void aHeadHasTheLengthOfWhatAGetWouldBringAndNoMore() throws Exception {
        visitor.put(NOTES, TEXT, "Grüße");

        Visitor.Got head = visitor.send("HEAD", NOTES, new byte[0]);

        assertThat(head.status()).isEqualTo(200);
        assertThat(head.header("Content-Length")).isEqualTo("7");
        assertThat(head.body()).isEmpty();
        assertThat(visitor.send("HEAD", "/api/documents/none", new byte[0]).status())
                .isEqualTo(404);
    }

    @Test
    void anEditOverHttpReachesThoseWhoHaveTheDocumentOpenAtAnotherRelay() throws Exception {
        Site.Place left = site.relay("left");
        Site.Place right = site.relay("right");
        try (TextDocument reader = right.documents().open("notes", Kinds.TEXT);
                Visitor writer = new Visitor(left.url())) {
            assertThat(writer.put(NOTES, TEXT, "from the left").status()).isEqualTo(204);

            Site.awaitText(reader, "from the left");
        }
    }

    @Test
    void replacingATextLeavesWhatIsTheSameAlone() throws Exception {
        visitor.put(NOTES, TEXT, "one\ntwo\nthree\n");
        try (TextDocument open = host.documents().open("notes", Kinds.TEXT)) {
            io.zinc.crdt.RelativePosition three = open.positionAt(8);

            visitor.put(NOTES, TEXT, "one\n2\nthree\n");

            Site.awaitText(open, "one\n2\nthree\n");
            assertThat(open.indexOf(three)).isEqualTo(6);
        }
    }

    @Test
    void textsThatArePutAtOnceAreMerged() throws Exception {
        visitor.put(NOTES, TEXT, "");
        int writers = 8;
        List<Callable<Integer>> tasks = new ArrayList<>();
        for (int i = 0; i < writers; i++) {
            Doc doc = new Doc();
            doc.getText("text").insert(0, "[" + i + "]");
            byte[] update = doc.encodeStateAsUpdate();
            tasks.add(() -> visitor.with("Content-Type", UPDATE)
                    .send("PUT", NOTES, update)
                    .status());
        }

        try (ExecutorService executor = Executors.newVirtualThreadPerTaskExecutor()) {
            for (Future<Integer> status : executor.invokeAll(tasks)) {
                assertThat(status.get()).isEqualTo(204);
            }
        }

        String text = visitor.get(NOTES).text();
        for (int i = 0; i < writers; i++) {
            assertThat(text).contains("[" + i + "]");
        }
        assertThat(text).hasSize(3 * writers);
    }

    @Test
    void aTextComesAsJsonOrAsAnUpdateToo() throws Exception {
        visitor.put(NOTES, TEXT, "hello");

        Visitor.Got json = visitor.with("Accept", JSON).get(NOTES);
        assertThat(json.header("Content-Type")).isEqualTo(JSON);
        assertThat(json.json().path("text").asText()).isEqualTo("hello");
        Visitor.Got update = visitor.with("Accept", UPDATE).get(NOTES);
        assertThat(Doc.fromUpdate(update.body()).getText("text").toString()).isEqualTo("hello");
        Visitor.Got choosy = visitor.with("Accept", "text/html, application/json;q=0.5, text/*;q=0.9")
                .get(NOTES);
        assertThat(choosy.header("Content-Type")).startsWith(TEXT);
        assertThat(visitor.put(NOTES, JSON, "{\"text\": \"by JSON\"}").status()).isEqualTo(204);
        assertThat(visitor.get(NOTES).text()).isEqualTo("by JSON");
    }

    @Test
    void jsonIsReplacedKeyByKeySoThatOthersEditsStay() throws Exception {
        assertThat(visitor.put(
                                "/api/documents/plan",
                                JSON,
                                "{\"title\":\"A\",\"tasks\":[{\"name\":\"x\"},{\"name\":\"y\"}],\"n\":1.5}")
                        .status())
                .isEqualTo(201);
        try (JsonDocument open = host.documents().open("plan", Kinds.JSON)) {
            long before = listed("plan");
            assertThat(visitor.put(
                                    "/api/documents/plan",
                                    JSON,
                                    "{\"n\":1.5,\"tasks\":[{\"name\":\"x\"},{\"name\":\"z\"}],\"title\":\"A\"}")
                            .status())
                    .isEqualTo(204);
            GatewayTree.await(
                    "the change is here", () -> open.toMap().toString().contains("name=z"));
            assertThat(open.toMap().get("tasks")).isEqualTo(List.of(Map.of("name", "x"), Map.of("name", "z")));
            assertThat(listed("plan")).isEqualTo(before + 1);
            visitor.put(
                    "/api/documents/plan",
                    JSON,
                    "{\"n\":1.5,\"tasks\":[{\"name\":\"x\"},{\"name\":\"z\"}],\"title\":\"A\"}");
            assertThat(listed("plan")).isEqualTo(before + 1);
        }
        Visitor.Got read = visitor.get("/api/documents/plan");
        assertThat(read.header("Content-Type")).isEqualTo(JSON);
        assertThat(read.json().path("n").asDouble()).isEqualTo(1.5);
    }

    private long listed(String name) throws Exception {
        return visitor.get("/api/documents?prefix=" + name)
                .json()
                .path("documents")
                .get(0)
                .path("fragments")
                .asLong();
    }

    @Test
    void anUntypedDocumentIsReadAndWrittenAsAnUpdateOnly() throws Exception {
        Doc doc = new Doc();
        doc.getText("quill").insert(0, "rich");
        Visitor.Got put =
                visitor.with("Content-Type", UPDATE).send("PUT", "/api/documents/essay", doc.encodeStateAsUpdate());
        assertThat(put.status()).isEqualTo(201);
        assertThat(put.header("Location")).isEqualTo("/api/documents/essay");

        Visitor.Got text = visitor.with("Accept", TEXT).get("/api/documents/essay");
        assertThat(text.status()).isEqualTo(406);
        assertThat(text.error()).contains("application/octet-stream");
        assertThat(Doc.fromUpdate(visitor.get("/api/documents/essay").body())
                        .getText("quill")
                        .toString())
                .isEqualTo("rich");
        assertThat(visitor.put("/api/documents/essay", TEXT, "plain").status()).isEqualTo(409);
        assertThat(visitor.put("/api/documents/essay", JSON, "{}").status()).isEqualTo(409);
    }

    @Test
    void anEmptyUntypedDocumentBecomesWhatIsPutIntoIt() throws Exception {
        visitor.post("/api/documents", "{\"name\":\"notes\",\"kind\":\"untyped\"}");

        assertThat(visitor.put(NOTES, TEXT, "now a text").status()).isEqualTo(204);

        assertThat(visitor.get(NOTES).header("Content-Type")).startsWith(TEXT);
    }

    @Test
    void aDocumentThatIsThereIsNotCreatedAgain() throws Exception {
        visitor.put(NOTES, TEXT, "hello");

        Visitor.Got again = visitor.post("/api/documents", "{\"name\":\"notes\",\"kind\":\"json\"}");

        assertThat(again.status()).isEqualTo(409);
        assertThat(again.error()).contains("notes").contains("already");
        assertThat(visitor.put(NOTES, JSON, "{\"a\":1}").status()).isEqualTo(409);
    }

    @Test
    void aTextOfAnotherRootKeepsIt() throws Exception {
        host.documents().open("old", Kinds.text("monaco")).close();

        assertThat(visitor.put("/api/documents/old", TEXT, "hi").status()).isEqualTo(204);

        try (UntypedDocument old = host.documents().openExisting("old", Kinds.UNTYPED)) {
            assertThat(old.kind()).isEqualTo("text:monaco");
            assertThat(old.<String>look(doc -> doc.getText("monaco").toString()))
                    .isEqualTo("hi");
        }
        assertThat(visitor.get("/api/documents/old").text()).isEqualTo("hi");
    }

    @Test
    void bodiesThatAreNotWhatTheySayAreRefused() throws Exception {
        visitor.put(NOTES, TEXT, "hello");
        byte[] latin = "Grüße".getBytes(StandardCharsets.ISO_8859_1);

        assertThat(visitor.with("Content-Type", TEXT).send("PUT", NOTES, latin).status())
                .isEqualTo(400);
        assertThat(visitor.put(NOTES, TEXT + "; charset=iso-8859-1", "x").status())
                .isEqualTo(415);
        assertThat(visitor.put(NOTES, "text/html", "<p>").status()).isEqualTo(415);
        assertThat(visitor.send("PUT", NOTES, new byte[] {'x'}).status()).isEqualTo(415);
        assertThat(visitor.put(NOTES, UPDATE, "no update").status()).isEqualTo(400);
        assertThat(visitor.put("/api/documents/fresh", UPDATE, "no update").status())
                .isEqualTo(400);
        for (String json :
                List.of("", "null", "[1]", "{\"a\":1", "{\"a\":1} x", "{\"a\":1,\"a\":2}", "{'a':1}", "{\"a\":NaN}")) {
            assertThat(visitor.put("/api/documents/fresh", JSON, json).status())
                    .as(json)
                    .isEqualTo(400);
        }
        String deep = "{\"a\":" + "[".repeat(5_000) + "]".repeat(5_000) + "}";
        assertThat(visitor.put("/api/documents/fresh", JSON, deep).status()).isEqualTo(400);
        assertThat(visitor.get("/api/documents/fresh").status()).isEqualTo(404);
        assertThat(visitor.get(NOTES).text()).isEqualTo("hello");
    }

    @Test
    void anUpdateThatRestsOnWhatNobodyHasIsRefusedInsteadOfForgotten() throws Exception {
        Doc doc = new Doc();
        doc.getText("text").insert(0, "first ");
        io.zinc.crdt.StateVector before = doc.stateVector();
        doc.getText("text").insert(6, "second");
        byte[] second = doc.encodeStateAsUpdate(before);

        assertThat(visitor.with("Content-Type", UPDATE)
                        .send("PUT", NOTES, second)
                        .status())
                .isEqualTo(409);
        assertThat(visitor.get(NOTES).status()).isEqualTo(404);
        visitor.put(NOTES, TEXT, "");
        Visitor.Got refused = visitor.with("Content-Type", UPDATE).send("PUT", NOTES, second);
        assertThat(refused.status()).isEqualTo(409);
        assertThat(refused.error()).contains("encodeStateAsUpdate");
    }

    @Test
    void anUpdateForAnotherRootIsRefused() throws Exception {
        visitor.put(NOTES, TEXT, "");
        Doc doc = new Doc();
        doc.getMap("elsewhere").set("a", 1);

        Visitor.Got refused = visitor.with("Content-Type", UPDATE).send("PUT", NOTES, doc.encodeStateAsUpdate());

        assertThat(refused.status()).isEqualTo(409);
        assertThat(refused.error()).contains("elsewhere");
    }

    @Test
    void documentsOfAllKindsAreCreated() throws Exception {
        for (String kind : List.of("text", "text:monaco", "json", "yjs")) {
            Visitor.Got created =
                    visitor.post("/api/documents", "{\"name\":\"a " + kind + "\",\"kind\":\"" + kind + "\"}");
            assertThat(created.status()).as(kind).isEqualTo(201);
            assertThat(created.json().path("kind").asText()).isEqualTo(kind);
        }
    }

    @Test
    void creationsThatLackSomethingAreRefused() throws Exception {
        for (String body : List.of(
                "{}",
                "{\"name\":\"a\"}",
                "{\"name\":1,\"kind\":\"text\"}",
                "{\"name\":\"a\",\"kind\":\"poem\"}",
                "{\"name\":\"a\",\"kind\":\"text:\"}",
                "{\"name\":\"\",\"kind\":\"text\"}",
                "{\"name\":\"..\",\"kind\":\"text\"}")) {
            Visitor.Got refused = visitor.post("/api/documents", body);
            assertThat(refused.status()).as(body).isEqualTo(400);
            assertThat(refused.error()).as(body).isNotEmpty();
        }
        assertThat(visitor.with("Content-Type", TEXT)
                        .send("POST", "/api/documents", "{}".getBytes(StandardCharsets.UTF_8))
                        .status())
                .isEqualTo(415);
    }

    @Test
    void namesMayBeOddAsLongAsTheyAreNames() throws Exception {
        for (String segment :
                List.of("a%2Fb%2Fc", "%20", "gr%C3%BCn", "%F0%9F%98%80", "a+b", "%3Fx%3D1%23y", "%25", "...")) {
            String path = "/api/documents/" + segment;
            assertThat(visitor.put(path, TEXT, segment).status()).as(segment).isEqualTo(201);
            assertThat(visitor.get(path).text()).as(segment).isEqualTo(segment);
        }
        assertThat(visitor.get("/api/documents").json().path("documents").findValuesAsText("name"))
                .contains("a/b/c", " ", "grün", "😀", "a+b", "?x=1#y", "%", "...");
        for (String segment : List.of(
                "%00", "a%0Ab", "", "..", ".", "%2e", "%ff", "%ED%A0%80", "a".repeat(241), "a".repeat(10_000))) {
            Visitor.Got refused = visitor.put("/api/documents/" + segment, TEXT, "x");
            assertThat(refused.status()).as("a name of %d", segment.length()).isEqualTo(400);
            assertThat(refused.error()).isNotEmpty();
        }
        Visitor.Got endless = visitor.get("/api/documents/" + "a".repeat(100_000));
        assertThat(endless.status()).isEqualTo(414);
        assertThat(endless.error()).isNotEmpty();
    }

    @Test
    void aDocumentGetsAnotherNameWithItsTextAndVersions() throws Exception {
        try (Site kept = new Site();
                Visitor keeper = new Visitor(
                        kept.host(new MemoryDisk().open(), settings -> settings).url())) {
            keeper.put(NOTES, TEXT, "hello");
            keeper.post(NOTES + "/versions", "{\"name\":\"v1\"}");
            keeper.put("/api/documents/taken", TEXT, "other");

            Visitor.Got taken = keeper.post(NOTES + "/rename", "{\"to\":\"taken\"}");
            assertThat(taken.status()).isEqualTo(409);
            assertThat(taken.error()).contains("taken");
            Visitor.Got renamed = keeper.post(NOTES + "/rename", "{\"to\":\"more/notes\"}");
            assertThat(renamed.status()).isEqualTo(200);
            assertThat(renamed.json().path("name").asText()).isEqualTo("more/notes");
            assertThat(renamed.header("Location")).isEqualTo("/api/documents/more%2Fnotes");

            assertThat(keeper.get(NOTES).status()).isEqualTo(404);
            assertThat(keeper.get("/api/documents/more%2Fnotes").text()).isEqualTo("hello");
            assertThat(keeper.get("/api/documents/more%2Fnotes/versions/v1").text())
                    .isEqualTo("hello");
            assertThat(keeper.post(NOTES + "/rename", "{\"to\":\"elsewhere\"}").status())
                    .isEqualTo(404);
            assertThat(keeper.post("/api/documents/taken/rename", "{\"to\":\"\"}")
                            .status())
                    .isEqualTo(400);
            assertThat(keeper.post("/api/documents/taken/rename", "{}").status())
                    .isEqualTo(400);
        }
    }

    @Test
    void whatTheHostDeniesTheGatewayIsForbidden() throws Exception {
        try (Endpoint owner = Endpoint.host("denying")
                        .bind("inproc://denying-host")
                        .authorizer((subject, topic, access) -> topic.endsWith("secret")
                                ? new Authorizer.Decision.Deny("it is secret")
                                : new Authorizer.Decision.Allow())
                        .open();
                Documents kept = Documents.configure(owner).open();
                Endpoint relay = Endpoint.relay("denying")
                        .bind("inproc://denying-relay")
                        .join("inproc://denying-host")
                        .open();
                Documents documents = Documents.configure(relay).open();
                Gateway gateway = Gateway.on(relay, documents).open();
                Visitor denied = new Visitor(gateway.url())) {
            kept.open("secret", Kinds.TEXT).close();

            Visitor.Got read = denied.get("/api/documents/secret");
            assertThat(read.status()).isEqualTo(403);
            assertThat(read.error()).contains("it is secret");
            assertThat(denied.put("/api/documents/secret", TEXT, "mine").status())
                    .isEqualTo(403);
            assertThat(denied.put(NOTES, TEXT, "mine").status()).isEqualTo(201);
        }
    }

    @Test
    void versionsAreKeptListedReadAndRestored() throws Exception {
        try (Site kept = new Site()) {
            Site.Place place = kept.host(new MemoryDisk().open(), settings -> settings);
            try (Visitor keeper = new Visitor(place.url())) {
                keeper.put(NOTES, TEXT, "monday");
                Visitor.Got version = keeper.post(NOTES + "/versions", "{\"name\":\"v/1\"}");
                assertThat(version.status()).isEqualTo(201);
                assertThat(version.header("Location")).isEqualTo(NOTES + "/versions/v%2F1");
                assertThat(keeper.post(NOTES + "/versions", "{\"name\":\"v/1\"}")
                                .status())
                        .isEqualTo(409);
                keeper.put(NOTES, TEXT, "tuesday");

                assertThat(keeper.get(NOTES + "/versions")
                                .json()
                                .path("versions")
                                .findValuesAsText("name"))
                        .containsExactly("v/1");
                assertThat(keeper.get(NOTES + "/versions/v%2F1").text()).isEqualTo("monday");
                assertThat(keeper.with("Accept", JSON)
                                .get(NOTES + "/versions/v%2F1")
                                .json()
                                .path("text")
                                .asText())
                        .isEqualTo("monday");
                assertThat(keeper.send("POST", NOTES + "/versions/v%2F1/restore", new byte[0])
                                .status())
                        .isEqualTo(204);
                assertThat(keeper.get(NOTES).text()).isEqualTo("monday");
                assertThat(keeper.get(NOTES + "/versions/none").status()).isEqualTo(404);
                assertThat(keeper.get("/api/documents/none/versions").status()).isEqualTo(404);
                assertThat(keeper.post(NOTES + "/versions", "{\"name\":\"\"}").status())
                        .isEqualTo(400);
                assertThat(keeper.get("/api/me").json().path("keeps").asBoolean())
                        .isTrue();
            }
        }
    }

    @Test
    void aHostWithoutAStoreSaysThatItKeepsNoVersions() throws Exception {
        visitor.put(NOTES, TEXT, "monday");

        Visitor.Got refused = visitor.post(NOTES + "/versions", "{\"name\":\"v1\"}");

        assertThat(refused.status()).isEqualTo(409);
        assertThat(refused.error()).contains("store");
        assertThat(visitor.get(NOTES + "/versions").json().path("versions").size())
                .isZero();
        assertThat(visitor.get("/api/me").json().path("keeps").asBoolean()).isFalse();
    }
}
