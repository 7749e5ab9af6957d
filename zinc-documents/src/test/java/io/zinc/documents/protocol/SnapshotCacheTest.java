package io.zinc.documents.protocol;

import static org.assertj.core.api.Assertions.assertThat;

import io.zinc.documents.CrdtStrategy;
import io.zinc.documents.wire.DocumentAnswer;
import io.zinc.documents.wire.DocumentDown;
import io.zinc.documents.wire.Open;
import java.util.Map;
import java.util.Objects;
import org.junit.jupiter.api.Test;

class SnapshotCacheTest {

    private final Meeting meeting = new Meeting();
    private final Member ann = meeting.join("Ann");
    private final SnapshotCache cache = new SnapshotCache(CrdtStrategy.INSTANCE, Meeting.LIMITS);
    private int taken;

    /** Takes what was published since it was last called. */
    private boolean follow() {
        boolean isGood = true;
        while (taken < meeting.published.size()) {
            isGood &= cache.received(meeting.published.get(taken++).toByteArray(), meeting.nowMs);
        }
        return isGood;
    }

    private boolean load() {
        return cache.loaded(meeting.answer(Meeting.question()), meeting.nowMs);
    }

    private DocumentAnswer answer() {
        return Objects.requireNonNull(
                cache.answer(Open.newBuilder().setKind("text").build(), meeting.nowMs), "the copy has no answer");
    }

    private String shown(DocumentAnswer answer) {
        Member newcomer = new Member(meeting, "text", "Bob");
        newcomer.session.start();
        newcomer.questions.clear();
        newcomer.session.answered(answer.toByteArray(), meeting.nowMs);
        assertThat(newcomer.session.isLive()).isTrue();
        assertThat(newcomer.session.position()).isEqualTo(answer.getOpened().getPosition());
        return newcomer.text();
    }

    @Test
    void aNewcomerGetsTheStateAndWhatCameSince() {
        ann.type("before ");
        meeting.talk();
        assertThat(load()).isTrue();
        ann.type("and after");
        meeting.talk();
        assertThat(follow()).isTrue();

        DocumentAnswer answer = answer();

        assertThat(shown(answer)).isEqualTo("before and after");
        assertThat(answer.getOpened().getAuthorsList())
                .anyMatch(author -> author.getName().equals("Ann"));
    }

    @Test
    void authorsOfWhatCameSinceAreToldToo() {
        load();
        Member bob = meeting.join("Bob");
        bob.type("hi");
        meeting.talk();
        follow();

        DocumentAnswer answer = answer();

        assertThat(answer.getOpened().getAuthorsList())
                .anyMatch(author -> author.getClient() == bob.session.replica().writer()
                        && author.getName().equals("Bob"));
    }

    @Test
    void manyFragmentsAreMergedAndTakeLessRoom() {
        load();
        for (int i = 0; i < 600; i++) {
            ann.type("x");
            meeting.talk();
        }
        assertThat(follow()).isTrue();

        DocumentAnswer answer = answer();

        assertThat(answer.getOpened().getUpdatesCount()).isLessThan(300);
        assertThat(cache.bytes()).isLessThan(60_000).isPositive();
        assertThat(shown(answer)).hasSize(600);
    }

    @Test
    void whatComesBeforeTheStateIsHeld() {
        ann.type("early");
        meeting.hear();
        byte[] answer = meeting.answer(Meeting.question());
        ann.type(" bird");
        meeting.hear();
        assertThat(follow()).isTrue();
        assertThat(cache.answer(Open.getDefaultInstance(), meeting.nowMs)).isNull();

        assertThat(cache.loaded(answer, meeting.nowMs)).isTrue();

        assertThat(shown(answer())).isEqualTo("early bird");
    }

    @Test
    void aGapMakesItUseless() {
        load();
        ann.type("a");
        meeting.talk();
        taken = meeting.published.size();
        ann.type("b");
        meeting.talk();

        assertThat(follow()).isFalse();
    }

    @Test
    void aDeletionMakesItUseless() {
        load();
        ann.session.delete();
        meeting.hear();
        meeting.write();

        assertThat(follow()).isFalse();
    }

    @Test
    void whatAnotherHostPublishesMakesItUseless() {
        load();
        DocumentDown other = DocumentDown.newBuilder()
                .setGeneration(1)
                .setLife(12)
                .setDurable(io.zinc.documents.wire.Durable.newBuilder().setThrough(1))
                .build();

        assertThat(cache.received(other.toByteArray(), meeting.nowMs)).isFalse();
    }

    @Test
    void whoWentWithoutAWordIsNotPresentForNewcomersForLong() {
        ann.session.present(Map.of("who", "Ann"), meeting.nowMs);
        meeting.talk();
        assertThat(load()).isTrue();
        assertThat(answer().getOpened().getPresence().isEmpty()).isFalse();

        meeting.nowMs += 40_000;

        assertThat(answer().getOpened().getPresence().isEmpty()).isTrue();
    }

    @Test
    void whoHasSomethingAlreadyIsForTheHost() {
        load();

        assertThat(cache.answer(Open.newBuilder().setAuthoritative(true).build(), meeting.nowMs))
                .isNull();
        assertThat(cache.answer(
                        Open.newBuilder()
                                .setGeneration(1)
                                .setVersion(com.google.protobuf.ByteString.copyFromUtf8("v"))
                                .build(),
                        meeting.nowMs))
                .isNull();
        assertThat(cache.answer(Open.newBuilder().setKind("json").build(), meeting.nowMs))
                .isNull();
    }

    @Test
    void aSessionThatWasAnsweredByACopyAndHearsNothingAsksTheHost() {
        load();
        DocumentAnswer answer = answer();
        Member newcomer = new Member(meeting, "text", "Bob");
        newcomer.session.start();
        newcomer.questions.clear();
        newcomer.session.answered(answer.toByteArray(), meeting.nowMs);
        assertThat(newcomer.questions).isEmpty();

        meeting.pass(Meeting.LIMITS.digestIdleMs());

        assertThat(newcomer.questions).hasSize(1);
    }
}
