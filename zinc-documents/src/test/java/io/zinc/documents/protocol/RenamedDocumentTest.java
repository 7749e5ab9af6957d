package io.zinc.documents.protocol;

import static org.assertj.core.api.Assertions.assertThat;

import io.zinc.documents.protocol.Outcomes.Kind;
import io.zinc.documents.wire.DocumentAnswer.Status;
import io.zinc.documents.wire.Open;
import java.util.Optional;
import org.junit.jupiter.api.Test;

/** A document on its way from one name to another. */
class RenamedDocumentTest {

    private final Meeting meeting = new Meeting();
    private final Member ann = meeting.join("Ann");

    private Renaming wanted() {
        ann.type("Hello");
        ann.session.rename("other");
        meeting.talk();
        return meeting.renamings.removeFirst();
    }

    @Test
    void itLeavesWhenTheStoreHasItUnderItsNewName() {
        assertThat(meeting.host.depart(wanted(), 1, meeting.nowMs)).isTrue();
        meeting.talk();
        assertThat(meeting.departed).isEmpty();
        assertThat(meeting.open(Open.newBuilder()).getStatus()).isEqualTo(Status.STATUS_BUSY);

        StoreStep.Rename step = (StoreStep.Rename) meeting.steps.getLast();
        meeting.write();

        assertThat(meeting.departed).hasSize(1);
        assertThat(meeting.open(Open.newBuilder()).getStatus()).isEqualTo(Status.STATUS_BUSY);
        meeting.host.left(step, meeting.nowMs);
        meeting.talk();
        assertThat(ann.last(SessionEvent.Deleted.class).renamedTo()).isEqualTo("other");
        assertThat(meeting.open(Open.newBuilder().setGeneration(1))).satisfies(answer -> {
            assertThat(answer.getStatus()).isEqualTo(Status.STATUS_DELETED);
            assertThat(answer.getRenamedTo()).isEqualTo("other");
        });
    }

    @Test
    void itArrivesAsItWas() {
        meeting.host.depart(wanted(), 4, meeting.nowMs);
        StoreStep.Rename step = (StoreStep.Rename) meeting.steps.getLast();
        meeting.write();
        Meeting other = new Meeting(true, 10_000, Optional.empty(), 7);
        assertThat(other.host.reserve(other.nowMs)).isEqualTo(1);

        other.host.arrive(step, meeting.departed.getFirst(), other.nowMs);

        Member ben = other.join("Ben");
        assertThat(ben.text()).isEqualTo("Hello");
        assertThat(ben.session.generation()).isEqualTo(4);
        assertThat(ben.session.position()).isEqualTo(1);
        long edit = ben.type(", Ben");
        other.talk();
        assertThat(ben.outcome(edit)).isEqualTo(Kind.ORDERED);
        assertThat(other.host.position()).isEqualTo(2);
    }

    @Test
    void aNameIsKeptForOneDocumentOnly() {
        Meeting other = new Meeting();
        assertThat(other.host.reserve(other.nowMs)).isEqualTo(1);

        assertThat(other.host.reserve(other.nowMs)).isZero();
        assertThat(other.open(Open.newBuilder().setCreate(true)).getStatus()).isEqualTo(Status.STATUS_BUSY);
        assertThat(other.host.isIdle(other.nowMs + 1_000_000)).isFalse();

        other.host.release(other.nowMs);
        assertThat(other.open(Open.newBuilder().setCreate(true)).getStatus()).isEqualTo(Status.STATUS_OK);
        assertThat(other.host.reserve(other.nowMs)).as("there is a document").isZero();
    }

    @Test
    void whatTheStoreWillNotRenameStaysAndCanBeEditedOn() {
        meeting.host.depart(wanted(), 1, meeting.nowMs);
        StoreStep step = meeting.steps.removeLast();

        meeting.host.notStored(step, "it is damaged", meeting.nowMs);
        meeting.talk();

        assertThat(meeting.stayed).containsExactly((StoreStep.Rename) step);
        long edit = ann.type("!");
        meeting.talk();
        assertThat(ann.outcome(edit)).isEqualTo(Kind.ORDERED);
        assertThat(ann.events(SessionEvent.Deleted.class)).isEmpty();
    }

    @Test
    void aRenamingOfWhatWasDeletedMeanwhileIsNone() {
        Renaming wanted = wanted();
        ann.session.delete();
        meeting.talk();
        meeting.write();

        assertThat(meeting.host.depart(wanted, 1, meeting.nowMs)).isFalse();

        assertThat(meeting.steps).isEmpty();
        assertThat(meeting.departed).isEmpty();
    }

    @Test
    void renamingsWithoutEndAreRefused() {
        for (int i = 0; i < 6; i++) {
            ann.session.rename("other" + i);
        }
        meeting.talk();

        assertThat(meeting.renamings).hasSize(4);
        assertThat(ann.session.outcomes().wasRefused(6)).isTrue();
        assertThat(ann.session.outcomes().of(6).reason()).contains("being renamed");
        assertThat(ann.outcome(1)).isEqualTo(Kind.PENDING);
    }
}
