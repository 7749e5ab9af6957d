package io.zinc.jdbc;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import io.zinc.core.Ack;
import io.zinc.core.Endpoint;
import io.zinc.core.Limits;
import io.zinc.core.SendResult;
import io.zinc.documents.DocumentEvent;
import io.zinc.documents.Documents;
import io.zinc.documents.Kinds;
import io.zinc.documents.TextDocument;
import io.zinc.documents.spi.DocumentInfo;
import io.zinc.documents.spi.Version;
import java.nio.file.Path;
import java.time.Duration;
import java.util.ArrayList;
import java.util.Collections;
import java.util.List;
import java.util.UUID;
import java.util.function.BooleanSupplier;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.api.io.TempDir;

/** Documents of a host that keeps them in SQLite: what survives the host. */
@Timeout(60)
class DurableDocumentsTest {

    private static final Duration PATIENCE = Duration.ofSeconds(20);

    private static final Limits QUICK = Limits.defaults()
            .withHeartbeatMs(50)
            .withDeadAfterMs(300)
            .withRejoinMs(10)
            .withRejoinMaxMs(50);

    @TempDir
    Path folder;

    private final String address = "inproc://durable-" + UUID.randomUUID();

    /** A host with its store, which may be stopped and started again. */
    private final class Host implements AutoCloseable {
        final SqliteStore store = SqliteStore.at(folder);
        final Endpoint endpoint =
                Endpoint.host("durable").limits(QUICK).bind(address).open();
        final Documents documents = Documents.on(endpoint, store);

        @Override
        public void close() {
            documents.close();
            endpoint.close();
            store.close();
        }
    }

    private Endpoint client() {
        return Endpoint.client("durable").limits(QUICK).join(address).open();
    }

    private static void await(String what, BooleanSupplier isSo) throws InterruptedException {
        long deadline = System.nanoTime() + PATIENCE.toNanos();
        while (!isSo.getAsBoolean()) {
            assertThat(System.nanoTime()).as(what).isLessThan(deadline);
            Thread.sleep(1);
        }
    }

    private static void assertDurable(io.zinc.documents.Edit edit) throws InterruptedException {
        assertThat(edit.await(Ack.DURABLE, PATIENCE)).isInstanceOf(SendResult.Sent.class);
    }

    @Test
    void whatIsDurableIsThereWhenTheHostComesBack() throws Exception {
        try (Host host = new Host()) {
            TextDocument notes = host.documents.open("notes", Kinds.TEXT);
            for (int i = 0; i < 50; i++) {
                String line = "line " + i + "\n";
                assertDurable(notes.edit(text -> text.insert(text.length(), line)));
            }
        }
        try (Host host = new Host()) {
            assertThat(host.documents.list()).extracting(DocumentInfo::name).containsExactly("notes");
            TextDocument notes = host.documents.open("notes", Kinds.TEXT);
            assertThat(notes.text()).startsWith("line 0\n").endsWith("line 49\n");
            assertThat(notes.text().lines()).hasSize(50);
        }
    }

    @Test
    void editsMadeWhileTheHostIsAwayAreMergedWhenItIsBack() throws Exception {
        Host first = new Host();
        try (Endpoint endpoint = client();
                Documents documents = Documents.on(endpoint)) {
            TextDocument notes = documents.open("notes", Kinds.TEXT);
            assertDurable(notes.edit(text -> text.insert(0, "before")));
            first.close();
            io.zinc.documents.Edit offline = notes.edit(text -> text.insert(6, " and after"));
            assertThat(notes.text()).isEqualTo("before and after");
            try (Host second = new Host()) {
                assertDurable(offline);
                assertThat(second.documents.open("notes", Kinds.TEXT).text()).isEqualTo("before and after");
            }
        }
    }

    @Test
    void aRenamedDocumentIsUnderItsNewNameWhenTheHostComesBackAndWhoComesBackToTheOldOneIsTold() throws Exception {
        Host first = new Host();
        try (Endpoint endpoint = client();
                Documents documents = Documents.on(endpoint)) {
            TextDocument away = documents.open("notes", Kinds.TEXT);
            assertDurable(away.edit(text -> text.insert(0, "Hello")));
            away.keepVersion("first");
            List<DocumentEvent> events = Collections.synchronizedList(new ArrayList<>());
            var unused = away.onEvent(events::add);
            first.documents.rename("notes", "other");
            first.close();
            try (Host second = new Host()) {
                assertThat(second.documents.list())
                        .extracting(DocumentInfo::name)
                        .containsExactly("other");
                TextDocument other = second.documents.openExisting("other", Kinds.TEXT);
                assertThat(other.text()).isEqualTo("Hello");
                assertThat(other.versions()).hasSize(1);
                assertDurable(other.edit(text -> text.insert(5, "!")));
                await("it is told", () -> events.size() == 1);
                assertThat(events.getFirst()).isInstanceOf(DocumentEvent.Deleted.class);
                assertThat(second.documents.open("notes", Kinds.TEXT).text()).isEmpty();
            }
        }
        try (Host third = new Host()) {
            assertThat(third.documents.openExisting("other", Kinds.TEXT).text()).isEqualTo("Hello!");
        }
    }

    @Test
    void aDeletedDocumentStaysDeletedWhenSomebodyComesBackWithIt() throws Exception {
        Host first = new Host();
        try (Endpoint endpoint = client();
                Documents documents = Documents.on(endpoint)) {
            TextDocument notes = documents.open("notes", Kinds.TEXT);
            assertDurable(notes.edit(text -> text.insert(0, "secret")));
            List<DocumentEvent> events = Collections.synchronizedList(new ArrayList<>());
            AutoCloseable listening = notes.onEvent(events::add);
            first.close();
            SqliteStore store = SqliteStore.at(folder);
            store.delete("notes", 1);
            store.close();
            notes.edit(text -> text.insert(0, "more "));
            try (Host second = new Host()) {
                await("the document is told to be deleted", () -> !events.isEmpty());
                assertThat(events)
                        .singleElement()
                        .isInstanceOfSatisfying(
                                DocumentEvent.Deleted.class,
                                deleted -> assertThat(deleted.lost()).isNotEmpty());
                assertThat(second.documents.list()).isEmpty();
                assertThatThrownBy(() -> second.documents.openExisting("notes", Kinds.TEXT))
                        .hasMessageContaining("no document");
            }
            listening.close();
        }
    }

    @Test
    void versionsAreKeptReadAndRestoredAsANewEdit() throws Exception {
        try (Host host = new Host();
                Endpoint endpoint = client();
                Documents documents = Documents.configure(endpoint).user("Ann").open()) {
            TextDocument notes = documents.open("notes", Kinds.TEXT);
            assertDurable(notes.edit(text -> text.insert(0, "first draft\nstays\n")));
            notes.keepVersion("draft");
            assertDurable(notes.edit(text -> {
                text.delete(0, 5);
                text.insert(0, "second");
            }));
            assertThat(notes.versions()).extracting(Version::name).containsExactly("draft");
            assertThat(notes.versions()).extracting(Version::author).containsExactly("Ann");
            long position = host.documents.list().get(0).position();
            assertDurable(notes.restore("draft"));
            assertThat(notes.text()).isEqualTo("first draft\nstays\n");
            assertThat(host.documents.list().get(0).position()).isEqualTo(position + 1);
            assertThatThrownBy(() -> notes.restore("none")).hasMessageContaining("none");
        }
    }

    @Test
    void whoWroteWhatIsKnownAfterTheHostCameBack() throws Exception {
        try (Host host = new Host();
                Endpoint endpoint = client();
                Documents documents = Documents.configure(endpoint).user("Ann").open()) {
            assertThat(host.documents.list()).isEmpty();
            assertDurable(documents.open("notes", Kinds.TEXT).edit(text -> text.insert(0, "Hello")));
        }
        try (Host host = new Host()) {
            assertThat(host.documents.open("notes", Kinds.TEXT).authored())
                    .containsExactly(new TextDocument.Authored("Hello", "Ann"));
        }
    }
}
