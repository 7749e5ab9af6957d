package io.zinc.documents;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import io.zinc.core.Ack;
import io.zinc.core.SendResult;
import io.zinc.core.ZincException;
import io.zinc.crdt.Awareness;
import java.util.List;
import java.util.Map;
import java.util.concurrent.atomic.AtomicInteger;
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
