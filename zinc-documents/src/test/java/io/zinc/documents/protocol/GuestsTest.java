package io.zinc.documents.protocol;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import io.zinc.crdt.Awareness;
import io.zinc.documents.spi.FragmentException;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import org.jspecify.annotations.Nullable;
import org.junit.jupiter.api.Test;

/** Clients that speak through a session of somebody else: browsers at a gateway. */
class GuestsTest {

    private static final long BEA = 71;
    private static final long BEN = 72;

    private final Meeting meeting = new Meeting();
    private final Member gateway = meeting.join("gateway");
    private final Member ann = meeting.join("Ann");

    private static byte[] says(Awareness.Entry... entries) {
        return Awareness.write(List.of(entries));
    }

    private static Awareness.Entry entry(long client, long clock, @Nullable String who) {
        return new Awareness.Entry(client, clock, who == null ? null : Map.of("who", who));
    }

    private List<Long> tell(Member teller, Awareness.Entry... entries) {
        List<Long> refused = teller.session.tellAwareness(says(entries), meeting.nowMs);
        meeting.talk();
        return refused;
    }

    private static Map<Long, @Nullable Object> seenBy(Member member) {
        return member.session.awareness().states();
    }

    @Test
    void guestsAreSeenHereAndElsewhereAndByNewcomers() {
        List<Long> refused = tell(gateway, entry(BEA, 1, "Bea"), entry(BEN, 4, "Ben"));

        assertThat(refused).isEmpty();
        for (Member member : List.of(gateway, ann, meeting.join("Carl"))) {
            assertThat(seenBy(member)).isEqualTo(Map.of(BEA, Map.of("who", "Bea"), BEN, Map.of("who", "Ben")));
        }
    }

    @Test
    void aGuestIsGoneWhenTheUpdateSaysSo() {
        tell(gateway, entry(BEA, 1, "Bea"), entry(BEN, 4, "Ben"));

        tell(gateway, entry(BEA, 1, null));

        assertThat(seenBy(ann)).containsOnlyKeys(BEN);
        assertThat(gateway.last(SessionEvent.AwarenessUpdated.class).update()).isEqualTo(says(entry(BEA, 1, null)));
    }

    @Test
    void aGuestThatComesBackElsewhereUnderTheClockOfItsFarewellIsToldThatItIsGone() {
        tell(gateway, entry(BEA, 4, "Bea"));
        tell(gateway, entry(BEA, 4, null));
        Member another = meeting.join("another gateway"); // which never heard of her

        tell(another, entry(BEA, 4, "Bea"));

        assertThat(another.last(SessionEvent.AwarenessUpdated.class).update()).isEqualTo(says(entry(BEA, 4, null)));
        assertThat(seenBy(another)).isEmpty();
        tell(another, entry(BEA, 5, "Bea"));
        assertThat(seenBy(ann)).containsOnlyKeys(BEA);
        assertThat(seenBy(gateway)).containsOnlyKeys(BEA);
    }

    @Test
    void guestsAreGoneWhenTheirSessionCloses() {
        tell(gateway, entry(BEA, 1, "Bea"), entry(BEN, 4, "Ben"));
        tell(ann, entry(73, 1, "hers"));

        gateway.session.close();
        meeting.talk();

        assertThat(seenBy(ann)).containsOnlyKeys(73L);
    }

    @Test
    void guestsAreGoneWhenTheirEndpointHasLeft() {
        tell(gateway, entry(BEA, 1, "Bea"));

        meeting.host.gone(gateway.origin, meeting.nowMs);
        meeting.talk();

        assertThat(seenBy(ann)).isEmpty();
    }

    @Test
    void guestsAreToldToAnotherHost() {
        tell(gateway, entry(BEA, 1, "Bea"));
        Meeting next = new Meeting(true, 10_000, Optional.empty(), 8);
        Member carl = next.join("Carl");
        next.members.add(gateway);

        gateway.session.missed(next.nowMs);
        next.talk();

        assertThat(seenBy(carl)).isEqualTo(Map.of(BEA, Map.of("who", "Bea")));
        assertThat(seenBy(gateway)).containsOnlyKeys(BEA);
    }

    @Test
    void whatGuestsDidWhileTheSessionWasAwayIsToldWhenItIsBack() {
        gateway.session.missed(meeting.nowMs);
        gateway.session.tellAwareness(says(entry(BEA, 1, "Bea")), meeting.nowMs);
        assertThat(gateway.ups).isEmpty();

        meeting.talk();

        assertThat(seenBy(ann)).containsOnlyKeys(BEA);
    }

    @Test
    void whoSpeaksForSomebodyElsesGuestIsRefusedForThatOneOnly() {
        tell(gateway, entry(BEA, 1, "Bea"));

        List<Long> refused = tell(ann, entry(BEA, 9, "a liar"), entry(BEN, 1, "Ben"));

        assertThat(refused).containsExactly(BEA);
        assertThat(seenBy(gateway)).isEqualTo(Map.of(BEA, Map.of("who", "Bea"), BEN, Map.of("who", "Ben")));
        assertThat(seenBy(ann)).isEqualTo(seenBy(gateway));
    }

    @Test
    void theHostTakesNothingAboutSomebodyElsesGuestsAndTheRest() {
        tell(gateway, entry(BEA, 1, "Bea"));
        Member late = new Member(meeting, "text", "late");
        late.session.start();
        meeting.ask();
        meeting.members.remove(late);
        meeting.nowMs++;
        tell(gateway, entry(BEN, 1, "Ben"));
        meeting.members.add(late);
        long refused = meeting.host.refused();

        List<Long> known = tell(late, entry(BEN, 5, "a liar"), entry(73, 1, "Dora"));

        assertThat(known).as("it has not heard of Ben").isEmpty();
        assertThat(meeting.host.refused()).isEqualTo(refused + 1);
        assertThat(seenBy(ann)).containsOnlyKeys(BEA, BEN, 73L).containsEntry(BEN, Map.of("who", "Ben"));
    }

    @Test
    void aSessionsOwnUserIsNoGuest() {
        gateway.session.present(Map.of("who", "the gateway"), meeting.nowMs);
        long own = gateway.session.awareness().localClient();

        assertThat(tell(gateway, entry(own, 9, "a liar"))).containsExactly(own);

        assertThat(seenBy(ann)).isEqualTo(Map.of(own, Map.of("who", "the gateway")));
    }

    @Test
    void whatBrowsersRepeatAboutOthersIsPassedOver() {
        ann.session.present(Map.of("who", "Ann"), meeting.nowMs);
        meeting.talk();
        byte[] known = ann.session.awareness().encodeAll();

        assertThat(gateway.session.tellAwareness(known, meeting.nowMs)).isEmpty();

        assertThat(gateway.ups).isEmpty();
    }

    @Test
    void aGuestThatIsGoneMayComeBackThroughAnotherGateway() {
        Member other = meeting.join("another gateway");
        tell(gateway, entry(BEA, 1, "Bea"));
        meeting.host.gone(gateway.origin, meeting.nowMs);
        meeting.talk();

        assertThat(tell(other, entry(BEA, 2, "Bea again"))).isEmpty();

        assertThat(seenBy(ann)).isEqualTo(Map.of(BEA, Map.of("who", "Bea again")));
        tell(gateway, entry(BEA, 3, "a liar"));
        assertThat(seenBy(ann)).isEqualTo(Map.of(BEA, Map.of("who", "Bea again")));
    }

    @Test
    void guestsThatRenewThemselvesStayAndSilentOnesAreDroppedByWhoeverTellsOfThem() {
        tell(gateway, entry(BEA, 1, "Bea"), entry(BEN, 1, "Ben"));

        for (int renewal = 0; renewal < 5; renewal++) {
            pass(15_000);
            tell(gateway, entry(BEA, 2 + renewal, "Bea"));
        }

        assertThat(seenBy(ann)).containsOnlyKeys(BEA);
    }

    @Test
    void aGuestWhoseIdSomebodyElseHadInBetweenLearnsTheClockByWhichItIsHeardAgain() {
        tell(ann, entry(BEA, 30, "a liar"));
        tell(ann, entry(BEA, 30, null));
        Member late = meeting.join("another gateway");

        tell(late, entry(BEA, 1, "Bea"));

        assertThat(seenBy(ann)).isEmpty();
        assertThat(late.last(SessionEvent.AwarenessUpdated.class).update()).isEqualTo(says(entry(BEA, 30, null)));
        tell(late, entry(BEA, 31, "Bea"));
        assertThat(seenBy(ann)).isEqualTo(Map.of(BEA, Map.of("who", "Bea")));
    }

    @Test
    void aClockThatLeavesNoRoomForOthersIsRefused() {
        long refused = meeting.host.refused();

        tell(ann, entry(BEA, (1L << 53) - 1, "a liar"));

        assertThat(meeting.host.refused()).isGreaterThan(refused);
        assertThat(seenBy(gateway)).isEmpty();
    }

    private void pass(int ms) {
        for (int i = 0; i < ms; i += 5_000) {
            meeting.pass(5_000);
            meeting.talk();
        }
    }

    @Test
    void aSessionThatWasRefusedStillSpeaksForItsGuests() {
        tell(gateway, entry(BEA, 1, "Bea"));
        gateway.editElsewhere();
        meeting.talk();
        assertThat(gateway.events(SessionEvent.Reloaded.class)).hasSize(1);

        tell(gateway, entry(BEA, 2, "Bea, who moved"));

        assertThat(seenBy(ann)).isEqualTo(Map.of(BEA, Map.of("who", "Bea, who moved")));
    }

    @Test
    void manyGuestsAreToldInMessagesThatTheHostTakes() {
        List<Awareness.Entry> all = new ArrayList<>();
        for (int i = 0; i < Meeting.LIMITS.maxPresent(); i++) {
            all.add(entry(BEA + i, 1, "x".repeat(200)));
        }
        tell(gateway, all.toArray(Awareness.Entry[]::new));
        assertThat(seenBy(ann)).hasSize(Meeting.LIMITS.maxPresent());

        assertThat(tell(gateway, entry(BEA + 100, 1, "one too many"))).containsExactly(BEA + 100);
    }

    @Test
    void whatIsNoAwarenessUpdateIsRefusedWithAWordAboutWhatIsWrong() {
        assertThatThrownBy(() -> gateway.session.tellAwareness(new byte[] {1, 5, 1, 2, '{', 'x'}, meeting.nowMs))
                .isInstanceOf(FragmentException.class)
                .hasMessageContaining("6 bytes are no awareness update");
        assertThatThrownBy(() -> tell(gateway, entry(BEA, 1, "x".repeat(600))))
                .isInstanceOf(FragmentException.class)
                .hasMessageContaining("client 71")
                .hasMessageContaining("maxPresenceBytes is 500");
        assertThat(seenBy(gateway)).isEmpty();
    }

    @Test
    void whoFollowsAwarenessUpdatesAloneSeesWhatTheSessionSees() {
        Awareness browser = new Awareness(99, meeting.nowMs);
        browser.setLocalState(null, meeting.nowMs);
        ann.session.present(Map.of("who", "Ann"), meeting.nowMs);
        tell(gateway, entry(BEA, 1, "Bea"));
        pass(20_000);
        ann.session.present(null, meeting.nowMs);
        tell(gateway, entry(BEA, 2, "Bea"));

        gateway.events(SessionEvent.AwarenessUpdated.class)
                .forEach(updated -> browser.apply(updated.update(), "gateway", meeting.nowMs));

        assertThat(browser.states()).isEqualTo(seenBy(gateway)).containsOnlyKeys(BEA);
    }
}
