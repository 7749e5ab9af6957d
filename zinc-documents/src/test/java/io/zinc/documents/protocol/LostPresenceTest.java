package io.zinc.documents.protocol;

import static org.assertj.core.api.Assertions.assertThat;

import io.zinc.crdt.Awareness;
import io.zinc.documents.wire.DocumentDown.KindCase;
import java.util.List;
import java.util.Map;
import org.jspecify.annotations.Nullable;
import org.junit.jupiter.api.Test;

/** Presence goes in messages that may get lost, and that nobody repairs. */
class LostPresenceTest {

    private static final long BEA = 71;

    private final Meeting meeting = new Meeting();
    private final Member ann = meeting.join("Ann");
    private final Member bob = meeting.join("Bob");

    private static Map<Long, @Nullable Object> seenBy(Member member) {
        return member.session.awareness().states();
    }

    private void pass(int ms) {
        meeting.pass(ms);
        meeting.talk();
    }

    private void annIsPresent(String who) {
        ann.session.present(Map.of("who", who), meeting.nowMs);
    }

    @Test
    void whatIsLostOnTheWayUpIsToldAgainAfterASecond() {
        annIsPresent("Ann");
        ann.ups.clear();
        meeting.talk();
        assertThat(seenBy(bob)).isEmpty();

        pass(1_000);

        assertThat(seenBy(bob).values()).containsExactly(Map.of("who", "Ann"));
    }

    @Test
    void whatIsLostOnTheWayDownIsPassedOnAgainAfterASecond() {
        annIsPresent("Ann");
        meeting.hear();
        meeting.lose();
        meeting.talk();
        assertThat(seenBy(bob)).isEmpty();

        pass(1_000);

        assertThat(seenBy(bob).values()).containsExactly(Map.of("who", "Ann"));
    }

    @Test
    void whatIsLostTwiceComesWithTheNextRenewal() {
        pass(3_000); // whoever syncs tells all anew; that is over
        annIsPresent("Ann");
        ann.ups.clear();
        meeting.pass(1_000);
        ann.ups.clear();
        pass(1_000);
        assertThat(seenBy(bob)).isEmpty();

        pass(9_000);

        assertThat(seenBy(bob).values()).containsExactly(Map.of("who", "Ann"));
    }

    @Test
    void aLostWordThatAGuestHasGoneIsMadeUpFor() {
        ann.session.tellAwareness(told(1, Map.of("who", "Bea")), meeting.nowMs);
        meeting.talk();
        ann.session.tellAwareness(told(1, null), meeting.nowMs);
        ann.ups.clear();
        meeting.talk();
        assertThat(seenBy(bob)).containsOnlyKeys(BEA);

        pass(1_000);

        assertThat(seenBy(bob)).isEmpty();
    }

    private static byte[] told(long clock, @Nullable Object state) {
        return Awareness.write(List.of(new Awareness.Entry(BEA, clock, state)));
    }

    @Test
    void aRenewalThatIsHeardIsNotToldTwice() {
        annIsPresent("Ann");
        meeting.talk();
        pass(1_000);
        long before = meeting.publishedOf(KindCase.PRESENCE);

        for (int second = 0; second < 20; second++) {
            pass(1_000);
        }

        assertThat(meeting.publishedOf(KindCase.PRESENCE) - before).isEqualTo(2);
    }

    @Test
    void whoIsPresentStaysSoForAsLongAsTheyAre() {
        annIsPresent("Ann");
        meeting.talk();

        for (int i = 0; i < 60; i++) {
            pass(5_000);
            assertThat(seenBy(bob)).as("after " + 5 * i + " s").hasSize(1);
        }
    }

    @Test
    void anEndpointThatLosesItsPresenceInBetweenIsNotTakenForSomebodyElse() {
        annIsPresent("Ann");
        meeting.talk();
        long id = ann.session.awareness().localClient();
        ann.isAway = true;
        meeting.members.remove(ann);
        for (int i = 0; i < 8; i++) {
            pass(5_000);
        }
        assertThat(seenBy(bob)).isEmpty();
        meeting.members.add(ann);
        ann.isAway = false;

        pass(10_000);

        assertThat(seenBy(bob)).containsOnlyKeys(id);
    }

    @Test
    void presenceTakesNoPlaceAmongTheSessionsThatEdit() {
        ann.type("Hello");
        meeting.talk();
        for (int i = 0; i < 1_100; i++) {
            Member passing = meeting.join("passing");
            passing.session.present(Map.of("who", "passing"), meeting.nowMs);
            meeting.talk();
            passing.session.close();
            meeting.talk();
            meeting.members.remove(passing);
        }
        long behind = meeting.publishedOf(KindCase.BEHIND);

        ann.type(" again");
        meeting.talk();

        assertThat(meeting.publishedOf(KindCase.BEHIND)).isEqualTo(behind);
    }
}
