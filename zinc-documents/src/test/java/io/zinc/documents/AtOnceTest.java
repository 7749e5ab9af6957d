package io.zinc.documents;

import static org.assertj.core.api.Assertions.assertThat;

import io.zinc.core.Ack;
import io.zinc.core.SendResult;
import io.zinc.crdt.Doc;
import io.zinc.crdt.StateVector;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.atomic.AtomicInteger;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;

/** A thread that must not wait uses a document where that takes little time for sure, and not else. */
class AtOnceTest {

    private final Tree tree = new Tree();
    private final AtomicInteger runs = new AtomicInteger();
    private UntypedDocument notes;

    @BeforeEach
    void open() throws Exception {
        notes = tree.host(null).open("notes", Kinds.UNTYPED);
    }

    @AfterEach
    void close() {
        tree.close();
    }

    private boolean isRun() {
        return notes.tryAtOnce(false, runs::incrementAndGet);
    }

    /** Edits as who has looked whether there is room; so it is known how large the document is. */
    private void type(String text) throws InterruptedException {
        assertThat(notes.objectionTo(new byte[] {0, 0})).isEmpty();
        SendResult result = insert(text).await(Ack.SEQUENCED); // then no other thread has the document
        assertThat(result.isSent()).isTrue();
    }

    private Edit insert(String text) {
        return notes.edit(doc -> doc.getText("text").insert(0, text));
    }

    @Test
    void aSmallDocumentThatNobodyUsesIsUsedAtOnce() throws Exception {
        assertThat(isRun()).as("nobody knows how large it is").isFalse();
        type("Hello");

        assertThat(notes.tryAtOnce(false, () -> insert("Oh! "))).isTrue();

        String text = notes.look(doc -> doc.getText("text").toString());
        assertThat(text).isEqualTo("Oh! Hello");
    }

    @Test
    void nobodyWaitsForAThreadThatHasTheDocument() throws Exception {
        type("Hello");
        CountDownLatch has = new CountDownLatch(1);
        CountDownLatch mayGo = new CountDownLatch(1);
        Thread other = Thread.startVirtualThread(() -> notes.look(doc -> {
            has.countDown();
            try {
                mayGo.await();
            } catch (InterruptedException e) {
                Thread.currentThread().interrupt();
            }
            return "";
        }));
        has.await();

        assertThat(isRun()).isFalse();
        mayGo.countDown();
        other.join();
        Tree.await("it is free again", this::isRun);
        assertThat(runs).hasValue(1);
    }

    @Test
    void whatAThreadIsDoingIsNotInterruptedByItself() throws Exception {
        type("Hello");

        boolean isRunWithin = notes.look(doc -> isRun());

        assertThat(isRunWithin).isFalse();
    }

    @Test
    void aDocumentThatRestsIsNotLoadedForIt() throws Exception {
        type("Hello");
        Doc awake = notes.look(doc -> doc);
        notes.restWhenIdle();
        Tree.await("it rests", () -> notes.call(() -> !((CrdtReplica) notes.replica()).isAwake()));
        assertThat(isRun()).isFalse();

        byte[][] seen = new byte[1][];
        assertThat(notes.tryAtOnce(true, () -> seen[0] = notes.stateSince(StateVector.EMPTY)))
                .isTrue();
        assertThat(notes.stateSince(StateVector.EMPTY)).isSameAs(seen[0]);
        assertThat(isRun()).as("looking has not woken it").isFalse();
        boolean isAnother = notes.look(doc -> !doc.equals(awake));
        assertThat(isAnother).isTrue();

        assertThat(notes.objectionTo(new byte[] {0, 0})).isEmpty();
        Tree.await("awake, it is used at once", () -> notes.look(doc -> true) && isRun()); // it soon rests again
    }

    @Test
    void aLongDocumentIsLeftToThreadsThatMayWait() throws Exception {
        type("x".repeat(2 << 20));

        assertThat(isRun()).isFalse();
    }
}
