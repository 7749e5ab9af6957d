package io.zinc.documents;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import io.zinc.core.Ack;
import io.zinc.core.ZincException;
import io.zinc.core.ZincException.Category;
import io.zinc.core.spi.Authenticator;
import io.zinc.core.spi.Authorizer;
import io.zinc.core.spi.Authorizer.Access;
import io.zinc.documents.spi.DocumentInfo;
import java.util.ArrayList;
import java.util.Collections;
import java.util.List;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Test;

class RenamingTest {

    private final Tree tree = new Tree();

    @AfterEach
    void close() {
        tree.close();
    }

    @Test
    void aRenamedDocumentIsUnderItsNewNameAndThoseWhoHaveItOpenAreToldThat() throws Exception {
        Documents host = tree.host(null);
        tree.relay("relay");
        Documents ann = tree.client("Ann", "relay", "host");
        TextDocument notes = ann.open("notes", Kinds.TEXT);
        var unused = notes.edit(text -> text.insert(0, "Hello")).await(Ack.SEQUENCED);
        List<DocumentEvent> events = Collections.synchronizedList(new ArrayList<>());
        var unusedToo = notes.onEvent(events::add);

        tree.client("Ben").rename("notes", "archive/notes");

        TextDocument renamed = ann.openExisting("archive/notes", Kinds.TEXT);
        assertThat(renamed.text()).isEqualTo("Hello");
        assertThat(renamed.authored()).containsExactly(new TextDocument.Authored("Hello", "Ann"));
        assertThat(host.list()).extracting(DocumentInfo::name).containsExactly("archive/notes");
        Tree.await("those who have it open are told", () -> events.size() == 1);
        assertThat(events)
                .singleElement()
                .isInstanceOfSatisfying(
                        DocumentEvent.Deleted.class,
                        deleted -> assertThat(deleted.renamedTo()).isEqualTo("archive/notes"));
        assertThatThrownBy(() -> notes.edit(text -> text.insert(0, "x")))
                .hasMessageContaining("renamed to 'archive/notes'");
        assertThatThrownBy(() -> ann.openExisting("notes", Kinds.TEXT)).hasMessageContaining("there is no document");
        TextDocument next = ann.open("notes", Kinds.TEXT);
        assertThat(next.text()).isEmpty();
        assertThat(next.generation()).isEqualTo(2);
    }

    @Test
    void aNameThatIsTakenIsRefusedAndNothingHappens() throws Exception {
        Documents host = tree.host(null);
        TextDocument notes = host.open("notes", Kinds.TEXT);
        TextDocument other = host.open("other", Kinds.TEXT);
        notes.edit(text -> text.insert(0, "Hello"));

        assertThatThrownBy(() -> tree.client("Ann").rename("notes", "other"))
                .isInstanceOfSatisfying(
                        ZincException.class, e -> assertThat(e.category()).isEqualTo(Category.FIX_THE_CALL))
                .hasMessageContaining("there is a document 'other' already");

        assertThat(other.edit(text -> text.insert(0, "Oh")).await(Ack.SEQUENCED).isSent())
                .isTrue();
        assertThat(notes.edit(text -> text.insert(5, "!")).await(Ack.SEQUENCED).isSent())
                .isTrue();
    }

    @Test
    void whatIsNoNameOrTheSameOneIsRefusedAtOnce() throws Exception {
        Documents host = tree.host(null);
        TextDocument unused = host.open("notes", Kinds.TEXT);

        assertThatThrownBy(() -> host.rename("notes", "notes")).hasMessageContaining("its name already");
        assertThatThrownBy(() -> host.rename("notes", "")).hasMessageContaining("no name of a document");
        assertThatThrownBy(() -> host.rename("none", "other")).hasMessageContaining("there is no document 'none'");
        assertThat(host.list()).extracting(DocumentInfo::name).containsExactly("notes");
    }

    @Test
    void itTakesTheRightToReadAndWriteTheNewName() throws Exception {
        Documents host = tree.host(
                null,
                builder -> builder.authenticator(attempt -> new Authenticator.Verdict.Accept(attempt.credentials()))
                        .authorizer((subject, topic, access) -> isAllowed(topic, access)
                                ? new Authorizer.Decision.Allow()
                                : new Authorizer.Decision.Deny(subject + " may not " + access)));
        TextDocument unused = host.open("notes", Kinds.TEXT);
        Documents ann = tree.client("Ann");

        assertThatThrownBy(() -> ann.rename("notes", "secret/notes"))
                .hasMessageContaining("'secret/notes' may not be used: Ann may not SUBSCRIBE");
        assertThatThrownBy(() -> ann.rename("notes", "fixed/notes"))
                .hasMessageContaining("'fixed/notes' may not be used: Ann may not SEND");
        host.rename("notes", "secret/notes");

        assertThat(host.list()).extracting(DocumentInfo::name).containsExactly("secret/notes");
    }

    private static boolean isAllowed(String topic, Access access) {
        return !topic.contains("secret/") && !(topic.contains("fixed/") && access == Access.SEND);
    }
}
