package io.zinc.gateway;

import static org.assertj.core.api.Assertions.assertThat;

import io.zinc.crdt.AwarenessEntry;
import java.util.List;
import org.junit.jupiter.api.Test;

class SpeakersTest {

    private static final long ANN = 11;
    private static final long BEN = 22;
    private static final String TAB_OF_ANN = "a tab of Ann's";
    private static final String TAB_OF_BEN = "a tab of Ben's";

    private final Speakers<String> speakers =
            new Speakers<>(GatewayLimits.defaults().withMaxAwarenessClients(3));

    private static AwarenessEntry here(long client, long clock) {
        return new AwarenessEntry(client, clock, "{}");
    }

    private static AwarenessEntry gone(long client, long clock) {
        return new AwarenessEntry(client, clock, "null");
    }

    /** A member says something, which everyone is told. */
    private List<AwarenessEntry> says(String member, AwarenessEntry... said) {
        List<AwarenessEntry> own = speakers.own(member, List.of(said));
        assertThat(speakers.heard(own)).isEmpty();
        return own;
    }

    @Test
    void whatAMemberSaysOfItselfIsPassedOn() {
        assertThat(says(TAB_OF_ANN, here(ANN, 1))).containsExactly(here(ANN, 1));
        assertThat(says(TAB_OF_ANN, here(ANN, 2))).containsExactly(here(ANN, 2));
        assertThat(says(TAB_OF_ANN, gone(ANN, 2))).containsExactly(gone(ANN, 2));
        assertThat(speakers.gone(TAB_OF_ANN)).isEmpty();
    }

    @Test
    void whatItRepeatsOfOthersIsNot() {
        says(TAB_OF_ANN, here(ANN, 1));
        assertThat(speakers.heard(List.of(here(33, 7)))).isEmpty(); // from elsewhere
        says(TAB_OF_BEN, here(BEN, 1));

        assertThat(says(TAB_OF_BEN, here(ANN, 1), here(BEN, 1), here(33, 7))).containsExactly(here(BEN, 1));
        assertThat(says(TAB_OF_BEN, gone(ANN, 1), gone(33, 7))).isEmpty();
        assertThat(speakers.gone(TAB_OF_BEN)).containsExactly(gone(BEN, 1));
    }

    @Test
    void whoGoesIsToldGoneWithTheLastClock() {
        says(TAB_OF_ANN, here(ANN, 1));
        says(TAB_OF_ANN, here(ANN, 9));

        assertThat(speakers.gone(TAB_OF_ANN)).containsExactly(gone(ANN, 9));
        assertThat(speakers.gone(TAB_OF_ANN)).isEmpty();
    }

    @Test
    void aTabThatRepeatsAnotherOneBeforeItWasHeardLosesItWhenThatIntroducesItself() {
        says(TAB_OF_ANN, here(ANN, 1));
        assertThat(says(TAB_OF_ANN, here(BEN, 1))).containsExactly(here(BEN, 1)); // Ann's tab heard of Ben's first

        assertThat(says(TAB_OF_BEN, here(BEN, 1))).containsExactly(here(BEN, 1));

        assertThat(says(TAB_OF_ANN, here(BEN, 2))).isEmpty();
        assertThat(speakers.gone(TAB_OF_ANN)).containsExactly(gone(ANN, 1));
        assertThat(says(TAB_OF_BEN, here(BEN, 3))).containsExactly(here(BEN, 3));
    }

    @Test
    void whoComesBackOverANewConnectionTakesTheOldOnesPlace() {
        says("the old connection", here(ANN, 1));

        assertThat(says("the new connection", here(ANN, 1))).containsExactly(here(ANN, 1));

        assertThat(speakers.gone("the old connection")).isEmpty();
        assertThat(speakers.gone("the new connection")).containsExactly(gone(ANN, 1));
    }

    @Test
    void whoSeemsToBeElsewhereIsHeardAsSoonAsThatEnds() {
        assertThat(speakers.heard(List.of(here(ANN, 5)))).isEmpty();
        assertThat(says(TAB_OF_ANN, here(ANN, 6))).isEmpty();
        assertThat(says(TAB_OF_ANN, here(ANN, 7))).isEmpty();

        assertThat(speakers.heard(List.of(gone(ANN, 5)))).containsExactly(here(ANN, 7));

        assertThat(speakers.gone(TAB_OF_ANN)).hasSize(1);
    }

    @Test
    void whoHasNoLaterClockThanTheOneElsewhereSpeaksUpItself() {
        assertThat(speakers.heard(List.of(here(ANN, 5)))).isEmpty();
        assertThat(says(TAB_OF_ANN, here(ANN, 5))).isEmpty();
        assertThat(speakers.heard(List.of(gone(ANN, 5)))).isEmpty();

        assertThat(says(TAB_OF_ANN, here(ANN, 6))).containsExactly(here(ANN, 6));
    }

    @Test
    void whoComesBackWithTheClockOfItsFarewellIsRemindedOfIt() {
        says(TAB_OF_ANN, here(ANN, 4));
        assertThat(speakers.heard(speakers.gone(TAB_OF_ANN))).isEmpty();

        assertThat(speakers.reminder(here(ANN, 4))).contains(gone(ANN, 4));
        assertThat(speakers.reminder(here(ANN, 5))).isEmpty();
        assertThat(speakers.reminder(here(BEN, 1))).isEmpty();
        says("another tab", here(ANN, 5));
        assertThat(speakers.reminder(here(ANN, 4))).isEmpty();
    }

    @Test
    void whoLeftMeanwhileIsNotHeardAnyMore() {
        assertThat(speakers.heard(List.of(here(ANN, 5)))).isEmpty();
        assertThat(says(TAB_OF_ANN, here(ANN, 6))).isEmpty();
        assertThat(speakers.gone(TAB_OF_ANN)).isEmpty();

        assertThat(speakers.heard(List.of(gone(ANN, 5)))).isEmpty();
    }

    @Test
    void aMemberSpeaksForNoMoreClientsThanItMay() {
        for (long client = 1; client <= 3; client++) {
            assertThat(says(TAB_OF_ANN, here(client, 1))).hasSize(1);
        }
        assertThat(says(TAB_OF_ANN, here(4, 1))).isEmpty();

        says(TAB_OF_ANN, gone(2, 1));

        assertThat(says(TAB_OF_ANN, here(4, 1))).hasSize(1);
    }
}
