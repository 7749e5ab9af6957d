package io.zinc.documents.protocol;

import static org.assertj.core.api.Assertions.assertThat;

import com.google.protobuf.ByteString;
import io.zinc.core.SendResult;
import io.zinc.crdt.Awareness;
import io.zinc.crdt.Doc;
import io.zinc.crdt.StateVector;
import io.zinc.documents.CrdtStrategy;
import io.zinc.documents.protocol.Outcomes.Kind;
import io.zinc.documents.spi.Replica;
import io.zinc.documents.wire.DocumentDown;
import io.zinc.documents.wire.DocumentDown.KindCase;
import io.zinc.documents.wire.Presence;
import java.util.Map;
import java.util.Optional;
import org.junit.jupiter.api.Test;

class DocumentSessionTest {

    private final Meeting meeting = new Meeting();

    @Test
    void whatOneTypesIsAtTheOthersAndAtTheHost() {
        Member ann = meeting.join("Ann");
        Member bob = meeting.join("Bob");

        ann.type("Hello");
        meeting.talk();
        bob.type(", Ann");
        meeting.talk();

        assertThat(ann.text()).isEqualTo("Hello, Ann");
        assertThat(bob.text()).isEqualTo("Hello, Ann");
        assertThat(bob.session.position()).isEqualTo(2).isEqualTo(meeting.host.position());
        assertThat(meeting.replica().digest()).isEqualTo(ann.session.replica().digest());
    }

    @Test
    void anEditIsPendingThenOrderedThenDurable() {
        Member ann = meeting.join("Ann");

        long edit = ann.type("a");
        assertThat(ann.outcome(edit)).isEqualTo(Kind.PENDING);
        meeting.talk();
        assertThat(ann.outcome(edit)).isEqualTo(Kind.ORDERED);
        meeting.write();
        meeting.talk();
        assertThat(ann.outcome(edit)).isEqualTo(Kind.DURABLE);
    }

    @Test
    void aHostWithoutAStoreNeverSaysDurable() {
        Meeting forgetful = new Meeting(false, 10_000);
        Member ann = forgetful.join("Ann");

        long edit = ann.type("a");
        forgetful.talk();

        assertThat(ann.session.outcomes().hasStore()).isFalse();
        assertThat(ann.outcome(edit)).isEqualTo(Kind.ORDERED);
        assertThat(forgetful.steps).isEmpty();
    }

    @Test
    void othersLearnWhoWroteWhat() {
        Member ann = meeting.join("Ann");
        Member bob = meeting.join("Bob");

        ann.type("Hello");
        meeting.talk();

        assertThat(bob.last(SessionEvent.Applied.class).author()).isEqualTo("Ann");
        assertThat(bob.session.authors()).containsEntry(ann.session.replica().writer(), "Ann");
        assertThat(meeting.join("Eve").session.authors())
                .containsEntry(ann.session.replica().writer(), "Ann");
    }

    @Test
    void aLargeFragmentGoesInPartsAndHasOnePosition() {
        Meeting small = new Meeting(true, 50);
        Member ann = small.join("Ann");
        Member bob = small.join("Bob");

        ann.type("x".repeat(500));
        assertThat(ann.ups).hasSizeGreaterThan(10);
        small.talk();

        assertThat(bob.text()).hasSize(500);
        assertThat(bob.session.position()).isEqualTo(1);
        assertThat(small.publishedOf(KindCase.ORDERED)).isGreaterThan(10);
    }

    @Test
    void aFragmentGoesOnWhereTheEndpointHadNoRoom() {
        Meeting small = new Meeting(true, 50);
        Member ann = small.join("Ann");

        ann.room = 3;
        long large = ann.type("x".repeat(500));
        long next = ann.type("y");
        int sent = 0;
        for (int round = 0; round < 10; round++) {
            sent += ann.ups.size();
            small.talk();
            ann.room = 3;
            small.pass(20);
        }
        small.talk();

        assertThat(ann.outcome(large)).isEqualTo(Kind.ORDERED);
        assertThat(ann.outcome(next)).isEqualTo(Kind.ORDERED);
        assertThat(sent).as("no part is sent twice").isLessThan(15);
        assertThat(small.join("Bob").text()).hasSize(501);
    }

    @Test
    void whoIsBackPressuredSendsNoMoreAsOneThanTheHostTakes() {
        Member ann = meeting.join("Ann");
        ann.room = 0;
        long last = 0;
        for (int i = 0; i < 100; i++) {
            last = ann.type("x".repeat(80));
        }
        ann.room = Integer.MAX_VALUE;
        meeting.nowMs += 100;
        ann.session.tick(meeting.nowMs);
        meeting.talk();

        assertThat(ann.outcome(last)).isEqualTo(Outcomes.Kind.ORDERED);
        assertThat(ann.events(SessionEvent.Reloaded.class)).isEmpty();
        assertThat(meeting.host.position()).isBetween(5L, 20L);
        assertThat(CrdtStrategy.docOf(meeting.replica()).getText("text").length())
                .isEqualTo(8_000);
    }

    @Test
    void whoIsBackPressuredSendsItsEditsAsOne() {
        Member ann = meeting.join("Ann");

        ann.room = 0;
        for (int i = 0; i < 200; i++) {
            ann.type("x");
        }
        ann.room = Integer.MAX_VALUE;
        meeting.pass(20);
        meeting.talk();

        assertThat(meeting.host.position()).isLessThanOrEqualTo(3);
        assertThat(meeting.join("Bob").text()).hasSize(200);
        assertThat(ann.session.outcomes().hasUnordered()).isFalse();
    }

    @Test
    void aGapMakesASessionSync() {
        Member ann = meeting.join("Ann");
        Member bob = meeting.join("Bob");

        bob.isAway = true;
        ann.type("lost ");
        meeting.talk();
        bob.isAway = false;
        ann.type("and found");
        meeting.talk();

        assertThat(bob.text()).isEqualTo("lost and found");
        assertThat(bob.session.position()).isEqualTo(2);
    }

    @Test
    void whatIsTypedWithoutAConnectionIsUploadedAfterIt() {
        Member ann = meeting.join("Ann");
        Member bob = meeting.join("Bob");

        ann.session.missed(meeting.nowMs);
        long first = ann.type("offline ");
        long second = ann.type("twice");
        bob.type("online ");
        assertThat(ann.ups).isEmpty();
        meeting.hear();
        meeting.talk();

        assertThat(bob.text()).isEqualTo(ann.text()).contains("offline twice").contains("online ");
        assertThat(ann.outcome(first)).isEqualTo(Kind.ORDERED);
        assertThat(ann.outcome(second)).isEqualTo(Kind.ORDERED);
    }

    @Test
    void whatWasLostOnTheWayIsNotAcknowledgedByWhatComesAfterIt() {
        Member ann = meeting.join("Ann");
        long before = ann.type("some words ");
        meeting.talk();

        long lost = ann.type("lost");
        ann.ups.clear();
        long after = ann.edit(text -> text.delete(0, 5)); // rests on nothing that was lost
        meeting.hear();
        assertThat(meeting.publishedOf(KindCase.BEHIND)).isEqualTo(1);
        assertThat(meeting.host.position()).isEqualTo(1);
        meeting.talk();

        assertThat(ann.outcome(before)).isEqualTo(Kind.ORDERED);
        assertThat(ann.outcome(lost)).isEqualTo(Kind.ORDERED);
        assertThat(ann.outcome(after)).isEqualTo(Kind.ORDERED);
        assertThat(meeting.join("Bob").text()).isEqualTo("words lost");
    }

    @Test
    void anEditOfWhichNothingIsHeardMakesASessionAsk() {
        Member ann = meeting.join("Ann");

        long edit = ann.type("lost");
        ann.ups.clear();
        meeting.pass(Meeting.LIMITS.stallMs());
        meeting.talk();

        assertThat(ann.outcome(edit)).isEqualTo(Kind.ORDERED);
        assertThat(meeting.join("Bob").text()).isEqualTo("lost");
    }

    @Test
    void aRefusedEditAndAllAfterItAreHandedBackAndTheReplicaIsLoadedAnew() {
        Member ann = meeting.join("Ann");
        Member bob = meeting.join("Bob");
        long kept = ann.type("kept");
        long refused = ann.editElsewhere();
        long later = ann.type(" and lost");
        meeting.talk();

        assertThat(ann.outcome(kept)).isEqualTo(Kind.ORDERED);
        assertThat(ann.outcome(refused)).isEqualTo(Kind.FAILED);
        assertThat(ann.outcome(later)).isEqualTo(Kind.FAILED);
        assertThat(ann.text()).isEqualTo("kept").isEqualTo(bob.text());
        SessionEvent.Reloaded reloaded = ann.last(SessionEvent.Reloaded.class);
        assertThat(reloaded.isRefusal()).isTrue();
        assertThat(reloaded.reason()).contains("elsewhere");
        Replica with = CrdtStrategy.INSTANCE.create();
        with.apply(meeting.replica().state());
        with.apply(reloaded.lost());
        assertThat(CrdtStrategy.docOf(with).getText("text").toString()).isEqualTo("kept and lost");
    }

    @Test
    void afterARefusalASessionEditsOn() {
        Member ann = meeting.join("Ann");
        ann.editElsewhere();
        meeting.talk();

        long edit = ann.type("again");
        meeting.talk();

        assertThat(ann.outcome(edit)).isEqualTo(Kind.ORDERED);
        assertThat(meeting.join("Bob").text()).isEqualTo("again");
    }

    @Test
    void aRefusalThatWasNotHeardIsSaidAgain() {
        Member ann = meeting.join("Ann");

        long refused = ann.editElsewhere();
        meeting.hear();
        meeting.lose();
        assertThat(ann.outcome(refused)).isEqualTo(Kind.PENDING);
        ann.session.missed(meeting.nowMs);
        meeting.talk();

        assertThat(ann.outcome(refused)).isEqualTo(Kind.FAILED);
    }

    @Test
    void aRefusalWhileAnAnswerIsAwaitedStillLoadsTheWholeDocument() {
        Member ann = meeting.join("Ann");
        ann.type("much that is here already");
        meeting.talk();

        ann.editElsewhere();
        ann.session.missed(meeting.nowMs); // asks with its version; then hears of the refusal
        meeting.hear();
        meeting.tell();
        meeting.talk();

        assertThat(ann.last(SessionEvent.Reloaded.class).isRefusal()).isTrue();
        assertThat(ann.session.replica().isWaiting()).isFalse();
        assertThat(ann.text()).isEqualTo("much that is here already");
    }

    @Test
    void anEndpointWithoutTheRightIsRefusedAtOnce() {
        Member ann = meeting.join("Ann");

        ann.result = new SendResult.Refused("not for you");
        long edit = ann.type("mine");
        meeting.talk();

        assertThat(ann.outcome(edit)).isEqualTo(Kind.FAILED);
        assertThat(ann.session.outcomes().of(edit).reason()).isEqualTo("not for you");
        assertThat(ann.text()).isEmpty();
    }

    @Test
    void aReplicaThatLacksSomethingFindsThatByTheDigestAndSyncs() {
        Member ann = meeting.join("Ann");
        Member bob = meeting.join("Bob");
        bob.isAway = true;
        ann.type("unheard");
        meeting.talk();
        bob.isAway = false;

        meeting.pass(Meeting.LIMITS.digestIdleMs());
        meeting.talk();

        assertThat(bob.text()).isEqualTo("unheard");
        assertThat(bob.events(SessionEvent.Reloaded.class)).isEmpty();
    }

    @Test
    void aReplicaThatDiffersWithTheSameFragmentsIsLoadedAnewWithItsOwnEdits() {
        Member ann = meeting.join("Ann");
        Member bob = meeting.join("Bob");
        ann.type("hello");
        meeting.talk();
        Replica wrong = CrdtStrategy.INSTANCE.create();
        byte[] state = meeting.replica().state();
        String bytes = new String(state, java.nio.charset.StandardCharsets.ISO_8859_1);
        state[bytes.indexOf("hello")] = 'j';
        wrong.apply(state);
        Meeting garbled = new Meeting();
        Member eve = garbled.join("Eve");
        eve.session.replica().apply(state);
        assertThat(eve.text()).isEqualTo("jello");
        assertThat(eve.session
                        .replica()
                        .digest()
                        .hasSameFragments(bob.session.replica().digest()))
                .isTrue();
        garbled.replica().apply(meeting.replica().state());
        garbled.send(new java.util.UUID(9, 9), 99, bob.session.replica().state());
        garbled.talk();

        garbled.pass(Meeting.LIMITS.digestIdleMs());
        garbled.talk();

        assertThat(eve.text()).isEqualTo("hello");
        assertThat(eve.last(SessionEvent.Reloaded.class).isRefusal()).isFalse();
    }

    @Test
    void ofAReplicaWithSomethingThatWaitsForEverTheEditsAreKept() {
        Member ann = meeting.join("Ann");
        Member bob = meeting.join("Bob");
        Doc elsewhere = new Doc();
        elsewhere.getText("text").insert(0, "nobody has this");
        byte[] first = elsewhere.encodeStateAsUpdate();
        StateVector seen = elsewhere.stateVector();
        elsewhere.getText("text").insert(15, ", and this rests on it");
        ann.session.replica().bringIn(elsewhere.encodeStateAsUpdate(seen));
        assertThat(ann.session.replica().isWaiting()).isTrue();
        ann.type("written meanwhile");
        ann.ups.clear(); // lost with the connection

        ann.session.missed(meeting.nowMs);
        meeting.talk();

        assertThat(ann.last(SessionEvent.Reloaded.class).isRefusal()).isFalse();
        Doc found = Doc.fromUpdate(ann.last(SessionEvent.Reloaded.class).lost());
        found.applyUpdate(first);
        assertThat(found.getText("text").toString()).isEqualTo("nobody has this, and this rests on it");
        assertThat(ann.text()).isEqualTo("written meanwhile");
        assertThat(bob.text()).isEqualTo("written meanwhile");
        assertThat(ann.session.replica().isWaiting()).isFalse();
    }

    @Test
    void aDeletedDocumentEndsItsSessionsAndHandsBackWhatWasNotTaken() {
        Member ann = meeting.join("Ann");
        Member bob = meeting.join("Bob");
        ann.session.missed(meeting.nowMs);
        long edit = ann.type("too late");

        long deletion = bob.session.delete();
        meeting.hear();
        meeting.write();
        meeting.talk();

        assertThat(ann.session.hasEnded()).isTrue();
        assertThat(ann.outcome(edit)).isEqualTo(Kind.FAILED);
        Replica lost = CrdtStrategy.INSTANCE.create();
        lost.apply(ann.last(SessionEvent.Deleted.class).lost());
        assertThat(CrdtStrategy.docOf(lost).getText("text").toString()).isEqualTo("too late");
        assertThat(bob.outcome(deletion)).isEqualTo(Kind.DURABLE);
        assertThat(meeting.host.exists()).isFalse();
    }

    @Test
    void whoReturnsToADocumentThatWasMadeAnewIsToldThatTheirsWasDeleted() {
        Member away = meeting.join("Ann");
        away.isAway = true;
        Member bob = meeting.join("Bob");
        bob.session.delete();
        meeting.hear();
        meeting.write();
        Member eve = meeting.join("Eve");
        eve.type("another");
        meeting.talk();

        away.isAway = false;
        away.type("old");
        away.session.missed(meeting.nowMs);
        meeting.talk();

        assertThat(away.session.hasEnded()).isTrue();
        assertThat(meeting.host.generation()).isEqualTo(2);
        assertThat(eve.text()).isEqualTo("another");
    }

    @Test
    void whatIsHeardOfADeletedDocumentBeforeTheAnswerIsNotTakenForTheNewOne() {
        Member ann = meeting.join("Ann");
        ann.type("old");
        ann.session.delete();
        Member newcomer = new Member(meeting, "text", "Bob"); // follows the topic, has not got the document
        meeting.hear();
        meeting.write();
        meeting.tell();

        newcomer.session.start();
        meeting.talk();

        assertThat(newcomer.session.hasEnded()).isFalse();
        assertThat(newcomer.session.generation()).isEqualTo(2);
        assertThat(newcomer.text()).isEmpty();
    }

    @Test
    void editsThatDiedWithAHostAreBroughtAgainAndNotTakenForDurableBefore() {
        Member ann = meeting.join("Ann");
        long edit = ann.type("brought again");
        meeting.talk(); // ordered at position 1, not written
        Meeting next = new Meeting(true, 10_000, Optional.empty(), 8);
        Member bob = next.join("Bob");
        bob.type("first ");
        next.talk();
        next.write();
        next.members.add(ann);

        ann.session.missed(next.nowMs);
        next.tell(); // durable up to position 1 of another host
        assertThat(ann.outcome(edit)).isEqualTo(Kind.ORDERED);
        next.talk();
        assertThat(ann.outcome(edit)).isEqualTo(Kind.ORDERED);
        next.write();
        next.talk();

        assertThat(ann.outcome(edit)).isEqualTo(Kind.DURABLE);
        assertThat(bob.text()).contains("first ").contains("brought again");
    }

    @Test
    void presenceIsSeenByOthersAndEndsWithItsSession() {
        Member ann = meeting.join("Ann");
        Member bob = meeting.join("Bob");

        ann.session.present(Map.of("who", "Ann"), meeting.nowMs);
        meeting.talk();
        assertThat(bob.session.awareness().states())
                .containsEntry(ann.session.awareness().localClient(), Map.of("who", "Ann"));
        ann.session.close();
        meeting.talk();

        assertThat(bob.session.awareness().states()).isEmpty();
    }

    @Test
    void withAnotherHostOnesPresenceComesUnderAnIdThatNobodyKnewBefore() {
        Member ann = meeting.join("Ann");
        ann.session.present(Map.of("who", "Ann"), meeting.nowMs);
        meeting.talk();
        long before = ann.session.awareness().localClient();
        Meeting next = new Meeting(true, 10_000, Optional.empty(), 8);
        Member bob = next.join("Bob");
        next.members.add(ann);

        ann.session.missed(next.nowMs);
        next.talk();

        assertThat(ann.session.awareness().localClient()).isNotEqualTo(before);
        assertThat(bob.session.awareness().states())
                .containsOnlyKeys(ann.session.awareness().localClient());
    }

    @Test
    void whoseIdSomebodyElseHasTakenComesUnderAnotherOne() {
        Member ann = meeting.join("Ann");
        ann.session.present(Map.of("who", "Ann"), meeting.nowMs);
        meeting.talk();
        long taken = ann.session.awareness().localClient();
        Awareness claimed = new Awareness(taken, 0);
        claimed.setLocalState(Map.of("who", "nobody"), 0);
        claimed.setLocalState(Map.of("who", "nobody"), 0);
        claimed.setLocalState(Map.of("who", "nobody"), 0);
        byte[] down = DocumentDown.newBuilder()
                .setGeneration(1)
                .setLife(7)
                .setPresence(Presence.newBuilder().setAwareness(ByteString.copyFrom(claimed.encodeAll())))
                .build()
                .toByteArray();

        ann.session.received(down, meeting.nowMs);
        meeting.talk();

        assertThat(ann.session.awareness().localClient()).isNotEqualTo(taken);
        assertThat(ann.session.awareness().localState()).isEqualTo(Map.of("who", "Ann"));
    }

    @Test
    void whoIsPresentWithoutBeingHeardIsTakenForGoneAfterThirtySeconds() {
        Member ann = meeting.join("Ann");
        Member bob = meeting.join("Bob");
        ann.session.present(Map.of("who", "Ann"), meeting.nowMs);
        meeting.talk();
        meeting.members.remove(ann);

        for (int i = 0; i < 8; i++) {
            meeting.pass(5_000);
            meeting.talk();
        }

        assertThat(bob.session.awareness().states()).isEmpty();
    }

    @Test
    void aVersionIsKeptWhenTheStoreHasIt() {
        Member ann = meeting.join("Ann");
        ann.type("a");
        long request = ann.session.keepVersion("first");
        meeting.talk();
        assertThat(ann.outcome(request)).isEqualTo(Kind.PENDING);
        assertThat(ann.session.outcomes().hasUnordered()).isFalse();

        meeting.write();
        meeting.talk();

        assertThat(ann.outcome(request)).isEqualTo(Kind.DURABLE);
    }

    @Test
    void anAnswerThatIsNoneIsAskedForAgain() {
        Member ann = new Member(meeting, "text", "Ann");
        ann.session.start();
        ann.questions.clear();

        ann.session.answered(new byte[] {(byte) 0xff, 1, 2}, meeting.nowMs);
        assertThat(ann.questions).isEmpty();
        meeting.pass(10_000);
        meeting.talk();

        assertThat(ann.session.isLive()).isTrue();
    }

    @Test
    void aDocumentOfAnotherKindIsNotOpened() {
        meeting.join("Ann");
        Member bob = new Member(meeting, "json", "Bob");

        bob.session.start();
        meeting.talk();

        assertThat(bob.session.hasEnded()).isTrue();
        assertThat(bob.last(SessionEvent.Failed.class).reason()).contains("'text', not 'json'");
    }
}
