package io.zinc.documents.protocol;

import static org.assertj.core.api.Assertions.assertThat;

import com.google.protobuf.ByteString;
import io.zinc.crdt.Awareness;
import io.zinc.documents.CrdtStrategy;
import io.zinc.documents.spi.DocumentInfo;
import io.zinc.documents.spi.Replica;
import io.zinc.documents.spi.StoredDocument;
import io.zinc.documents.wire.DocumentAnswer;
import io.zinc.documents.wire.DocumentAnswer.Status;
import io.zinc.documents.wire.DocumentDown;
import io.zinc.documents.wire.DocumentDown.KindCase;
import io.zinc.documents.wire.DocumentUp;
import io.zinc.documents.wire.Open;
import io.zinc.documents.wire.Presence;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.SplittableRandom;
import java.util.UUID;
import org.jspecify.annotations.Nullable;
import org.junit.jupiter.api.Test;

class HostedDocumentTest {

    private static final UUID STRANGER = new UUID(66, 6);

    private final Meeting meeting = new Meeting();

    private static byte[] writes(String root, String text) {
        Replica replica = CrdtStrategy.INSTANCE.create();
        CrdtStrategy.docOf(replica).getText(root).insert(0, text);
        return replica.state();
    }

    @Test
    void randomBytesAreCountedAndChangeNothing() {
        Member ann = meeting.join("Ann");
        ann.type("Hello");
        meeting.talk();
        byte[] before = meeting.replica().version();
        SplittableRandom random = new SplittableRandom(1);
        for (int i = 0; i < 500; i++) {
            byte[] bytes = new byte[random.nextInt(60)];
            random.nextBytes(bytes);
            meeting.host.received(STRANGER, "", bytes, meeting.nowMs);
            meeting.send(STRANGER, random.nextLong(), bytes);
        }
        meeting.talk();

        assertThat(meeting.host.refused()).isPositive();
        assertThat(meeting.replica().version()).isEqualTo(before);
        assertThat(ann.session.isLive()).isTrue();
        assertThat(ann.text()).isEqualTo("Hello");
    }

    @Test
    void editsOfOneSessionThatComeTogetherBecomeOneFragment() {
        Member ann = meeting.join("Ann");
        Member ben = meeting.join("Ben");
        meeting.isMoreComing = true;
        long first = ann.type("a");
        ann.type("b");
        long last = ann.type("c");
        meeting.hear();
        assertThat(meeting.publishedOf(KindCase.ORDERED)).isZero();
        ben.type("x");
        meeting.hear();
        assertThat(meeting.publishedOf(KindCase.ORDERED)).isEqualTo(1);
        meeting.isMoreComing = false;
        ben.type("y");
        meeting.talk();

        assertThat(meeting.publishedOf(KindCase.ORDERED)).isEqualTo(2);
        assertThat(meeting.host.position()).isEqualTo(2);
        assertThat(meeting.published.stream()
                        .filter(DocumentDown::hasOrdered)
                        .map(down -> down.getOrdered().getNumber()))
                .containsExactly(last, 2L);
        assertThat(ann.outcome(first)).isEqualTo(Outcomes.Kind.ORDERED);
        assertThat(ann.outcome(last)).isEqualTo(Outcomes.Kind.ORDERED);
        assertThat(ben.text()).isEqualTo(ann.text()).hasSize(5);
        meeting.write();
        meeting.talk();
        assertThat(ann.outcome(first)).isEqualTo(Outcomes.Kind.DURABLE);
    }

    @Test
    void whatWasGatheredIsPublishedBeforeAnAnswerOrARefusal() {
        Member ann = meeting.join("Ann");
        meeting.isMoreComing = true;
        ann.type("a");
        meeting.hear();
        DocumentAnswer answer = meeting.open(Open.newBuilder().setKind("text").setCreate(true));
        assertThat(answer.getOpened().getPosition()).isEqualTo(1);
        assertThat(meeting.publishedOf(KindCase.ORDERED)).isEqualTo(1);
        ann.type("b");
        meeting.hear();
        meeting.send(STRANGER, 5, writes("elsewhere", "x"));
        assertThat(meeting.published)
                .extracting(DocumentDown::getKindCase)
                .endsWith(KindCase.ORDERED, KindCase.REFUSED);
    }

    @Test
    void aSnapshotHoldsNothingThatHasNoPositionYet() {
        Member ann = meeting.join("Ann");
        Member ben = meeting.join("Ben");
        for (int i = 1; i < Meeting.LIMITS.snapshotEvery(); i++) {
            ann.type("a");
            meeting.talk();
        }
        meeting.isMoreComing = true;
        ann.type("a");
        meeting.hear();
        ben.type("x");
        meeting.hear();

        StoreStep.Snapshot snapshot = (StoreStep.Snapshot) meeting.steps.getLast();
        Replica kept = CrdtStrategy.INSTANCE.create();
        kept.apply(snapshot.state());
        assertThat(snapshot.through()).isEqualTo(Meeting.LIMITS.snapshotEvery());
        assertThat(CrdtStrategy.docOf(kept).getText("text").toString()).isEqualTo("a".repeat(100));
    }

    @Test
    void asManyEditsAsFitOneMessageAreGathered() {
        Member ann = meeting.join("Ann");
        meeting.isMoreComing = true;
        for (int i = 0; i < 200; i++) {
            ann.type("a");
        }
        meeting.hear();
        assertThat(meeting.publishedOf(KindCase.ORDERED)).isEqualTo(3);
        meeting.host.publishGathered();
        assertThat(meeting.publishedOf(KindCase.ORDERED)).isEqualTo(4);
        meeting.isMoreComing = false;
        meeting.talk();
        assertThat(ann.session.outcomes().hasUnordered()).isFalse();
    }

    @Test
    void whatStrangersCauseIsToldTenTimesASecondAtMost() {
        meeting.join("Ann");
        for (int i = 1; i <= 100; i++) {
            meeting.send(STRANGER, i, new byte[] {1, 2, 3});
        }

        assertThat(meeting.publishedOf(KindCase.REFUSED)).isEqualTo(10);
    }

    @Test
    void aFragmentOfAnotherKindIsRefusedAndSaysWhich() {
        meeting.join("Ann");
        meeting.send(STRANGER, 5, writes("elsewhere", "x"));

        DocumentDown last = meeting.published.getLast();
        assertThat(last.getRefused().getReason()).contains("'elsewhere'").contains("'text'");
        assertThat(meeting.host.position()).isZero();
    }

    @Test
    void aHugeFragmentIsRefusedByItsSizeBeforeItIsRead() {
        meeting.join("Ann");
        meeting.send(STRANGER, 5, new byte[Meeting.LIMITS.maxFragmentBytes() + 1]);

        assertThat(meeting.published.getLast().getRefused().getReason())
                .contains("2001 bytes")
                .contains("maxFragmentBytes is 2000");
    }

    @Test
    void aFragmentThatRestsOnSomethingMissingIsNotTaken() {
        meeting.join("Ann");
        Replica replica = CrdtStrategy.INSTANCE.create();
        List<byte[]> fragments = new ArrayList<>();
        replica.onLocalFragment(fragments::add);
        CrdtStrategy.docOf(replica).getText("text").insert(0, "a");
        CrdtStrategy.docOf(replica).getText("text").insert(1, "b");

        meeting.send(STRANGER, 5, fragments.get(1));

        assertThat(meeting.published.getLast().getBehind().getSession()).isEqualTo(SessionIds.published(5));
        assertThat(meeting.replica().isWaiting()).isFalse();
        assertThat(meeting.host.position()).isZero();
    }

    @Test
    void nobodyCanSpeakUnderASessionThatWasPublished() {
        Member ann = meeting.join("Ann");
        ann.type("mine");
        meeting.talk();
        long published = meeting.published.stream()
                .filter(DocumentDown::hasOrdered)
                .findFirst()
                .orElseThrow()
                .getOrdered()
                .getSession();

        meeting.send(STRANGER, published, new byte[] {1, 2, 3});
        meeting.talk();

        assertThat(meeting.publishedOf(KindCase.REFUSED)).isEqualTo(1);
        assertThat(ann.events(SessionEvent.Reloaded.class)).isEmpty();
        assertThat(ann.session.isLive()).isTrue();
    }

    @Test
    void aFullDocumentHasRoomAgainWhenSomethingWasDeleted() {
        Member ann = meeting.join("Ann");
        while (ann.events(SessionEvent.Reloaded.class).isEmpty()) { // which a refusal causes
            ann.type("x".repeat(300));
            meeting.talk();
        }
        meeting.nowMs += 10_000;
        int length = ann.text().length();
        long unused = ann.edit(shown -> shown.delete(0, length - 10));
        meeting.talk();

        long edit = ann.type("y".repeat(1_500));
        meeting.talk();

        assertThat(ann.outcome(edit)).isEqualTo(Outcomes.Kind.ORDERED);
        assertThat(meeting.host.info().bytes()).isLessThan(Meeting.LIMITS.maxDocumentBytes() / 2);
    }

    @Test
    void aFullDocumentRefusesWithoutASnapshotForEachFragment() {
        Member ann = meeting.join("Ann");
        for (int i = 0; i < 40; i++) {
            ann.type("x".repeat(300));
            meeting.talk();
        }

        assertThat(meeting.host.info().bytes()).isLessThanOrEqualTo(Meeting.LIMITS.maxDocumentBytes());
        assertThat(ann.last(SessionEvent.Reloaded.class).reason()).contains("maxDocumentBytes");
        long snapshots = meeting.steps.stream()
                .filter(StoreStep.Snapshot.class::isInstance)
                .count();
        assertThat(snapshots).isLessThan(5);
    }

    @Test
    void aFullDocumentThatWasEmptiedTakesMore() {
        Member ann = meeting.join("Ann");
        for (int i = 0; i < 5; i++) {
            ann.type("x".repeat(1_500));
            meeting.talk();
            ann.edit(text -> text.delete(0, text.length()));
            meeting.talk();
        }
        long edit = ann.type("y".repeat(1_500));
        meeting.talk();

        assertThat(ann.outcome(edit)).isEqualTo(Outcomes.Kind.ORDERED);
    }

    @Test
    void presenceInTheNameOfSomebodyElseIsDropped() {
        Member ann = meeting.join("Ann");
        Member bob = meeting.join("Bob");
        ann.session.present(Map.of("who", "Ann"), meeting.nowMs);
        meeting.talk();
        long refused = meeting.host.refused();

        meeting.host.received(STRANGER, "", presenceOf(ann.session.awareness().localClient()), meeting.nowMs);
        meeting.talk();

        assertThat(meeting.host.refused()).isEqualTo(refused + 1);
        assertThat(bob.session.awareness().states().values()).containsExactly(Map.of("who", "Ann"));
    }

    @Test
    void presenceOfSomebodyWhoLeftForAMomentIsNotTakenByOthers() {
        Member ann = meeting.join("Ann");
        ann.session.present(Map.of("who", "Ann"), meeting.nowMs);
        meeting.talk();
        meeting.host.gone(ann.origin, meeting.nowMs);

        meeting.host.received(STRANGER, "", presenceOf(ann.session.awareness().localClient()), meeting.nowMs);
        meeting.talk();

        assertThat(meeting.join("Bob").session.awareness().states().values()).doesNotContain(Map.of("who", "nobody"));
    }

    private byte[] presenceOf(long client) {
        Awareness claimed = new Awareness(client, 0);
        for (int i = 0; i < 10; i++) {
            claimed.setLocalState(Map.of("who", "nobody"), 0);
        }
        return DocumentUp.newBuilder()
                .setGeneration(1)
                .setSession(100_000 + client)
                .setPresence(Presence.newBuilder().setAwareness(ByteString.copyFrom(claimed.encode(List.of(client)))))
                .build()
                .toByteArray();
    }

    @Test
    void presenceIsBoundedInBytesAndInPeople() {
        meeting.join("Ann");
        long refused = meeting.host.refused();
        for (int i = 0; i < 20; i++) {
            meeting.host.received(new UUID(5, i), "", presenceOf(1_000 + i), meeting.nowMs);
        }

        assertThat(meeting.publishedOf(KindCase.PRESENCE)).isEqualTo(Meeting.LIMITS.maxPresent());
        assertThat(meeting.host.refused()).isEqualTo(refused + 20 - Meeting.LIMITS.maxPresent());
    }

    @Test
    void whoLeftTheTreeIsNotPresentAnyMore() {
        Member ann = meeting.join("Ann");
        Member bob = meeting.join("Bob");
        ann.session.present(Map.of("who", "Ann"), meeting.nowMs);
        meeting.talk();
        meeting.members.remove(ann);

        meeting.host.gone(ann.origin, meeting.nowMs);
        meeting.talk();

        assertThat(bob.session.awareness().states()).isEmpty();
    }

    @Test
    void aDeletionIsSaidWhenTheStoreHasIt() {
        Member ann = meeting.join("Ann");
        ann.session.delete();
        meeting.talk();
        assertThat(meeting.publishedOf(KindCase.DELETED)).isZero();
        assertThat(meeting.open(Open.newBuilder().setCreate(true)).getStatus()).isEqualTo(Status.STATUS_BUSY);

        meeting.write();
        meeting.talk();

        assertThat(ann.session.hasEnded()).isTrue();
        assertThat(meeting.open(Open.newBuilder()).getStatus()).isEqualTo(Status.STATUS_ABSENT);
        assertThat(meeting.open(Open.newBuilder().setGeneration(1)).getStatus()).isEqualTo(Status.STATUS_DELETED);
    }

    @Test
    void whoCreatesADocumentMayAskAgainAndNobodyElseCreatesIt() {
        Open.Builder anns = Open.newBuilder().setCreate(true).setCreator(17);
        assertThat(meeting.open(anns).getStatus()).isEqualTo(Status.STATUS_OK);

        assertThat(meeting.open(anns).getStatus()).as("the answer was lost").isEqualTo(Status.STATUS_OK);
        assertThat(meeting.open(Open.newBuilder().setCreate(true).setCreator(18)))
                .satisfies(answer -> {
                    assertThat(answer.getStatus()).isEqualTo(Status.STATUS_EXISTS);
                    assertThat(answer.getReason()).contains("there is a document 'notes' already");
                });
        assertThat(meeting.open(Open.newBuilder().setCreate(true)).getStatus()).isEqualTo(Status.STATUS_OK);
    }

    @Test
    void whoHasADocumentOfNoKindOpenHearsOfTheKindThatItGets() {
        assertThat(meeting.open(Open.newBuilder().setCreate(true)).getStatus()).isEqualTo(Status.STATUS_OK);
        Member ann = new Member(meeting, "", "Ann");
        ann.session.start();
        meeting.talk();
        assertThat(ann.last(SessionEvent.Opened.class).kind()).isEqualTo("yjs");

        Member ben = meeting.join("Ben");
        meeting.talk();

        assertThat(ann.last(SessionEvent.Retyped.class).kind()).isEqualTo("text");
        assertThat(ben.last(SessionEvent.Opened.class).kind()).isEqualTo("text");
        assertThat(ben.events(SessionEvent.Retyped.class)).isEmpty();
    }

    @Test
    void aDocumentThatWasThereIsCreatedByNobody() {
        Member unused = meeting.join("Ann");

        assertThat(meeting.open(Open.newBuilder().setCreate(true).setCreator(17))
                        .getStatus())
                .isEqualTo(Status.STATUS_EXISTS);
    }

    @Test
    void whoComesBackToADeletedDocumentNeedsNoRightToHearOfThat() {
        Member ann = meeting.join("Ann");
        assertThat(statusForReader(Open.newBuilder().setKind("text").setCreate(true)))
                .isEqualTo(Status.STATUS_OK);
        ann.session.delete();
        meeting.talk();
        assertThat(statusForReader(Open.newBuilder().setCreate(true))).isEqualTo(Status.STATUS_BUSY);
        meeting.write();
        meeting.talk();

        assertThat(statusForReader(Open.newBuilder().setGeneration(1).setCreate(true)))
                .isEqualTo(Status.STATUS_DELETED);
        assertThat(statusForReader(Open.newBuilder().setUnlessDeleted(true).setCreate(true)))
                .isEqualTo(Status.STATUS_ABSENT);
        assertThat(statusForReader(Open.newBuilder().setCreate(true)))
                .as("that takes the right")
                .isNull();
    }

    private @Nullable Status statusForReader(Open.Builder open) {
        DocumentAnswer answer = meeting.host.open(open.build(), false, meeting.nowMs);
        return answer == null ? null : answer.getStatus();
    }

    @Test
    void aDeletionThatTheStoreRefusesIsNone() {
        Member ann = meeting.join("Ann");
        ann.type("kept");
        meeting.talk();
        long deletion = ann.session.delete();
        meeting.talk();

        StoreStep step = meeting.steps.removeLast();
        meeting.host.notStored(step, "broken", meeting.nowMs);
        meeting.talk();

        assertThat(ann.outcome(deletion)).isEqualTo(Outcomes.Kind.FAILED);
        assertThat(meeting.host.exists()).isTrue();
        assertThat(ann.text()).isEqualTo("kept");
    }

    @Test
    void aDocumentWhoseStoreIsBrokenTakesNoMoreEditsAndSaysWhy() {
        Member ann = meeting.join("Ann");
        meeting.host.notStored(meeting.steps.removeFirst(), "page 7 is damaged", meeting.nowMs);

        long edit = ann.type("lost");
        meeting.talk();

        assertThat(ann.session.outcomes().of(edit).reason()).contains("page 7 is damaged");
    }

    @Test
    void itIsNotLeftToTheStoreWhileSomethingIsNotWritten() {
        meeting.join("Ann");
        meeting.nowMs += Meeting.LIMITS.unloadIdleMs();
        assertThat(meeting.host.isIdle(meeting.nowMs)).isFalse();

        meeting.write();

        assertThat(meeting.host.isIdle(meeting.nowMs)).isTrue();
    }

    @Test
    void whatTheStoreHasIsTheSameDocumentAgain() {
        Member ann = meeting.join("Ann");
        for (int i = 0; i < 150; i++) {
            ann.type("x");
            meeting.talk();
        }
        StoreStep.Snapshot snapshot = meeting.steps.stream()
                .filter(StoreStep.Snapshot.class::isInstance)
                .map(StoreStep.Snapshot.class::cast)
                .findFirst()
                .orElseThrow();
        List<io.zinc.documents.spi.StoredFragment> after = meeting.steps.stream()
                .filter(StoreStep.Append.class::isInstance)
                .map(step -> ((StoreStep.Append) step).fragment())
                .filter(fragment -> fragment.position() > snapshot.through())
                .toList();
        DocumentInfo info = new DocumentInfo("notes", "text", 1, 0, 150, 1_000);
        Meeting next = new Meeting(
                true,
                10_000,
                Optional.of(new StoredDocument(
                        info, false, snapshot.through(), snapshot.state(), snapshot.authors(), after)),
                8);

        Member bob = next.join("Bob");

        assertThat(snapshot.through()).isEqualTo(100);
        assertThat(bob.text()).hasSize(150);
        assertThat(bob.session.position()).isEqualTo(150);
        assertThat(bob.session.authors()).containsValue("Ann");
    }

    @Test
    void aTombstoneIsADocumentThatWasDeleted() {
        DocumentInfo info = new DocumentInfo("notes", "text", 3, 0, 9, 0);
        Meeting next = new Meeting(
                true, 10_000, Optional.of(new StoredDocument(info, true, 0, new byte[0], new byte[0], List.of())), 8);

        assertThat(next.open(Open.newBuilder().setGeneration(3).setCreate(true)).getStatus())
                .isEqualTo(Status.STATUS_DELETED);
        assertThat(next.open(Open.newBuilder().setCreate(true)).getOpened().getGeneration())
                .isEqualTo(4);
    }

    @Test
    void aHostThatForgotAdoptsWhatASessionBringsBack() {
        Meeting forgetful = new Meeting(false, 10_000);

        assertThat(forgetful
                        .open(Open.newBuilder().setGeneration(3).setCreate(true))
                        .getOpened()
                        .getGeneration())
                .isEqualTo(3);
    }

    @Test
    void aVersionThatIsNoneIsRefused() {
        meeting.join("Ann");

        assertThat(meeting.open(Open.newBuilder().setGeneration(1).setVersion(ByteString.copyFromUtf8("none")))
                        .getStatus())
                .isEqualTo(Status.STATUS_REFUSED);
    }

    @Test
    void theNameOfAKindIsBounded() {
        assertThat(meeting.open(Open.newBuilder().setCreate(true).setKind("k".repeat(101)))
                        .getStatus())
                .isEqualTo(Status.STATUS_REFUSED);
    }

    @Test
    void anUntypedDocumentTakesTheKindOfItsFirstTypedOpening() {
        meeting.open(Open.newBuilder().setCreate(true).setKind("yjs"));
        meeting.open(Open.newBuilder().setKind("text"));

        assertThat(meeting.host.info().kind()).isEqualTo("text");
        assertThat(meeting.steps.getLast()).isInstanceOf(StoreStep.Retype.class);
    }

    @Test
    void aDigestIsToldWhenItIsQuietAndOnceMore() {
        Member ann = meeting.join("Ann");
        ann.type("a");
        meeting.talk();
        for (int i = 0; i < 60; i++) {
            meeting.pass(2_000);
        }

        assertThat(meeting.publishedOf(KindCase.DIGEST)).isEqualTo(2);
    }

    @Test
    void partsOfFragmentsThatAreNeverFinishedAreBounded() {
        meeting.join("Ann");
        for (int i = 1; i <= 100; i++) {
            DocumentUp up = DocumentUp.newBuilder()
                    .setGeneration(1)
                    .setSession(i)
                    .setEdit(io.zinc.documents.wire.Edit.newBuilder()
                            .setNumber(1)
                            .setMore(true)
                            .setFragment(ByteString.copyFrom(new byte[1_900])))
                    .build();
            meeting.host.received(STRANGER, "", up.toByteArray(), meeting.nowMs);
        }

        assertThat(meeting.host.unfinishedBytes()).isLessThanOrEqualTo(4L * Meeting.LIMITS.maxFragmentBytes());
    }
}
