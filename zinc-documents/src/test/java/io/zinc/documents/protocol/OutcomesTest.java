package io.zinc.documents.protocol;

import static org.assertj.core.api.Assertions.assertThat;

import io.zinc.documents.protocol.Outcomes.Kind;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;

class OutcomesTest {

    private final Outcomes outcomes = new Outcomes();

    @BeforeEach
    void theHostHasAStore() {
        outcomes.openedWith(true);
    }

    private void edits(int count) {
        for (int i = 0; i < count; i++) {
            outcomes.next();
        }
    }

    @Test
    void whatIsOrderedOrdersAllBeforeIt() {
        edits(3);
        outcomes.ordered(2, 10);

        assertThat(outcomes.of(1).kind()).isEqualTo(Kind.ORDERED);
        assertThat(outcomes.of(2).kind()).isEqualTo(Kind.ORDERED);
        assertThat(outcomes.of(3).kind()).isEqualTo(Kind.PENDING);
        assertThat(outcomes.hasUnordered()).isTrue();
    }

    @Test
    void whatIsAtADurablePositionIsDurable() {
        edits(2);
        outcomes.ordered(1, 10);
        outcomes.ordered(2, 11);
        outcomes.durable(10);

        assertThat(outcomes.of(1).kind()).isEqualTo(Kind.DURABLE);
        assertThat(outcomes.of(2).kind()).isEqualTo(Kind.ORDERED);
    }

    @Test
    void positionsOfAnotherHostSayNothingUntilTheUploadIsOrdered() {
        edits(1);
        outcomes.ordered(1, 10);
        outcomes.hostChanged();
        outcomes.durable(50);
        assertThat(outcomes.of(1).kind()).isEqualTo(Kind.ORDERED);

        long upload = outcomes.next();
        outcomes.uploading(upload);
        outcomes.ordered(upload, 51);
        assertThat(outcomes.of(1).kind()).isEqualTo(Kind.ORDERED);
        outcomes.durable(51);

        assertThat(outcomes.of(1).kind()).isEqualTo(Kind.DURABLE);
    }

    @Test
    void whereTheHostHasAllOfItItsPositionIsEnough() {
        edits(1);
        outcomes.ordered(1, 10);
        outcomes.hostChanged();
        outcomes.durable(5);
        outcomes.orderedAll(5);

        assertThat(outcomes.of(1).kind()).isEqualTo(Kind.DURABLE);
    }

    @Test
    void aBarrierIsOrderedAtOnceWhereNothingIsOnItsWay() {
        edits(1);
        outcomes.ordered(1, 10);

        long barrier = outcomes.barrier(12); // others' edits came after this one's

        assertThat(outcomes.of(barrier).kind()).isEqualTo(Kind.ORDERED);
        assertThat(outcomes.hasUnordered()).isFalse();
        outcomes.durable(11);
        assertThat(outcomes.of(barrier).kind()).isEqualTo(Kind.ORDERED);
        outcomes.durable(12);
        assertThat(outcomes.of(barrier).kind()).isEqualTo(Kind.DURABLE);
    }

    @Test
    void aBarrierWaitsForTheEditsBeforeItAndHoldsUpNoneAfterIt() {
        edits(2);
        long barrier = outcomes.barrier(5);
        edits(1);
        assertThat(outcomes.of(barrier).kind()).isEqualTo(Kind.PENDING);

        outcomes.ordered(1, 6);
        assertThat(outcomes.of(barrier).kind()).isEqualTo(Kind.PENDING);
        outcomes.ordered(2, 7);
        assertThat(outcomes.of(barrier).kind()).isEqualTo(Kind.ORDERED);
        assertThat(outcomes.of(4).kind()).isEqualTo(Kind.PENDING);
        outcomes.ordered(4, 8);
        outcomes.durable(7);

        assertThat(outcomes.of(barrier).kind()).isEqualTo(Kind.DURABLE);
        assertThat(outcomes.of(4).kind()).isEqualTo(Kind.ORDERED);
    }

    @Test
    void aBarrierFailsWithTheEditsBeforeIt() {
        edits(1);
        long barrier = outcomes.barrier(5);
        outcomes.failUnordered("full");

        assertThat(outcomes.of(barrier)).isEqualTo(new Outcomes.Outcome(Kind.FAILED, "full"));
    }

    @Test
    void noEditWaitsForARequest() {
        edits(1);
        long request = outcomes.next();
        outcomes.requested(request);
        outcomes.ordered(1, 10);
        assertThat(outcomes.hasUnordered()).isFalse();
        assertThat(outcomes.of(request).kind()).isEqualTo(Kind.PENDING);

        outcomes.done(request);

        assertThat(outcomes.of(request).kind()).isEqualTo(Kind.DURABLE);
    }

    @Test
    void aFailureFailsWhatIsOnItsWayAndNothingElse() {
        edits(1);
        outcomes.ordered(1, 10);
        edits(2);
        long request = outcomes.next();
        outcomes.requested(request);
        outcomes.failUnordered("full");
        edits(1);

        assertThat(outcomes.of(1).kind()).isEqualTo(Kind.ORDERED);
        assertThat(outcomes.of(2)).isEqualTo(new Outcomes.Outcome(Kind.FAILED, "full"));
        assertThat(outcomes.of(3).kind()).isEqualTo(Kind.FAILED);
        assertThat(outcomes.of(request).kind()).isEqualTo(Kind.FAILED);
        assertThat(outcomes.of(5).kind()).isEqualTo(Kind.PENDING);
    }

    @Test
    void aRequestThatFailedDoesNotHideTheFailureOfEditsAroundIt() {
        edits(1);
        long request = outcomes.next();
        outcomes.requested(request);
        edits(1);
        outcomes.fail(request, "no store");
        outcomes.failUnordered("full");

        assertThat(outcomes.of(1)).isEqualTo(new Outcomes.Outcome(Kind.FAILED, "full"));
        assertThat(outcomes.of(2)).isEqualTo(new Outcomes.Outcome(Kind.FAILED, "no store"));
        assertThat(outcomes.of(3).kind()).isEqualTo(Kind.FAILED);
    }

    @Test
    void whatWasOrderedByAHostThatDiedAndIsHandedBackIsNeverDurable() {
        edits(1);
        outcomes.ordered(1, 10);
        outcomes.hostChanged();
        outcomes.failUnordered("full");
        edits(1);
        outcomes.ordered(2, 3);
        outcomes.durable(3);

        assertThat(outcomes.of(1)).isEqualTo(new Outcomes.Outcome(Kind.ORDERED, "full"));
        assertThat(outcomes.of(2).kind()).isEqualTo(Kind.DURABLE);
    }

    @Test
    void nothingIsRememberedWhereNothingWillBeDurable() {
        outcomes.openedWith(false);
        for (int i = 1; i <= 100; i++) {
            outcomes.ordered(outcomes.next(), i);
        }

        assertThat(outcomes.of(100).kind()).isEqualTo(Outcomes.Kind.ORDERED);
        assertThat(outcomes.awaitingDisk()).isZero();

        outcomes.openedWith(true);
        outcomes.ordered(outcomes.next(), 101);
        assertThat(outcomes.awaitingDisk()).isEqualTo(1);
        outcomes.durable(101);
        assertThat(outcomes.awaitingDisk()).isZero();
    }
}
