package io.zinc.documents.protocol;

import static org.assertj.core.api.Assertions.assertThat;

import com.google.protobuf.ByteString;
import io.zinc.documents.CrdtStrategy;
import io.zinc.documents.DocumentLimits;
import io.zinc.documents.wire.DocumentAnswer;
import io.zinc.documents.wire.DocumentQuestion;
import io.zinc.documents.wire.Open;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import org.junit.jupiter.api.Test;

class RelayCopiesTest implements RelayCopies.Outputs<String> {

    private static final Open WANTED =
            Open.newBuilder().setKind("text").setCreate(true).build();

    private final Meeting meeting = new Meeting();
    private final Member ann = meeting.join("Ann");
    private final RelayCopies<String> copies = new RelayCopies<>(CrdtStrategy.INSTANCE, Meeting.LIMITS, this);
    private final List<RelayCopies.Copy<String>> loads = new ArrayList<>();
    private final List<byte[]> questions = new ArrayList<>();
    private final List<String> ended = new ArrayList<>();
    private final List<String> passed = new ArrayList<>();
    private final Map<String, byte[]> answers = new LinkedHashMap<>();
    private long dueAtMs = Long.MAX_VALUE;

    @Override
    public void load(RelayCopies.Copy<String> copy, byte[] question) {
        loads.add(copy);
        questions.add(question);
    }

    @Override
    public void end(RelayCopies.Copy<String> copy) {
        ended.add(copy.name());
    }

    @Override
    public void answer(String question, byte[] answer) {
        answers.put(question, answer);
    }

    @Override
    public void pass(String question) {
        passed.add(question);
    }

    @Override
    public void due(long atMs) {
        dueAtMs = Math.min(dueAtMs, atMs);
    }

    private void ask(String question) {
        copies.asked(question, "notes", WANTED, meeting.nowMs);
    }

    private void load() {
        byte[] question = questions.getLast();
        copies.loaded(loads.getLast(), meeting.answer(question), meeting.nowMs);
    }

    private void write(int characters) {
        ann.type("x".repeat(characters));
        meeting.talk();
    }

    private String textFor(String question) throws Exception {
        DocumentAnswer answer = DocumentAnswer.parseFrom(answers.get(question));
        var replica = CrdtStrategy.INSTANCE.create();
        answer.getOpened().getUpdatesList().forEach(update -> replica.apply(update.toByteArray()));
        return CrdtStrategy.docOf(replica).getText("text").toString();
    }

    @Test
    void newcomersAreAnsweredFromTheOneCopyThatTheFirstOfThemCaused() throws Exception {
        write(5);
        ask("first");
        ask("second");
        assertThat(answers).isEmpty();
        load();
        ask("third");

        assertThat(loads).hasSize(1);
        assertThat(DocumentQuestion.parseFrom(questions.getFirst()).getOpen()).isEqualTo(Open.getDefaultInstance());
        assertThat(answers.keySet()).containsExactly("first", "second", "third");
        assertThat(textFor("first")).isEqualTo("xxxxx");
        assertThat(textFor("third")).isEqualTo("xxxxx");
        assertThat(passed).isEmpty();
        assertThat(copies.answered()).isEqualTo(3);
    }

    @Test
    void whoHasWaitedForASecondIsLeftToTheParentAndTheCopyIsStillMade() {
        ask("first");
        assertThat(dueAtMs).isEqualTo(meeting.nowMs + 1_000);
        meeting.nowMs += 999;
        ask("second");
        copies.tick(meeting.nowMs);
        assertThat(passed).isEmpty();
        meeting.nowMs += 1;
        copies.tick(meeting.nowMs);
        assertThat(passed).containsExactly("first");
        load();

        assertThat(answers.keySet()).containsExactly("second");
        assertThat(copies.count()).isEqualTo(1);
    }

    @Test
    void nothingIsCreatedForACopyAndWhereThereIsNoneAllAreLeftToTheHost() throws Exception {
        copies.asked("first", "notes", WANTED.toBuilder().setCreate(true).build(), meeting.nowMs);
        copies.asked("other", "notes", Open.newBuilder().setKind("json").build(), meeting.nowMs);
        byte[] absent = DocumentAnswer.newBuilder()
                .setStatus(DocumentAnswer.Status.STATUS_ABSENT)
                .build()
                .toByteArray();
        assertThat(DocumentQuestion.parseFrom(questions.getFirst()).getOpen()).isEqualTo(Open.getDefaultInstance());
        copies.asked("a relay below", "notes", Open.getDefaultInstance(), meeting.nowMs);
        copies.loaded(loads.getFirst(), absent, meeting.nowMs);

        assertThat(answers.keySet()).containsExactly("a relay below");
        assertThat(passed).containsExactly("first", "other");
        assertThat(ended).containsExactly("notes");
        assertThat(copies.count()).isZero();
    }

    @Test
    void whoWaitsForACopyThatFailsOrMissesSomethingIsLeftToTheParent() {
        ask("first");
        copies.failed(loads.getLast());
        ask("second");
        copies.lost(loads.getLast());
        load(); // too late

        assertThat(passed).containsExactly("first", "second");
        assertThat(answers).isEmpty();
        assertThat(ended).hasSize(2);
        assertThat(copies.bytes()).isZero();
    }

    @Test
    void aCopyThatThereIsNoRoomForStillAnswersThoseWhoWait() throws Exception {
        DocumentLimits tight = Meeting.LIMITS.withCacheBytes(10);
        RelayCopies<String> small = new RelayCopies<>(CrdtStrategy.INSTANCE, tight, this);
        write(500);
        small.asked("first", "notes", WANTED, meeting.nowMs);
        byte[] question = questions.getLast();
        small.loaded(loads.getLast(), meeting.answer(question), meeting.nowMs);

        assertThat(textFor("first")).hasSize(500);
        assertThat(small.count()).isZero();
        assertThat(small.bytes()).isZero();
        assertThat(ended).containsExactly("notes");
    }

    @Test
    void whoHasSomethingOrTrustsTheHostAloneIsNoNewcomer() {
        assertThat(RelayCopies.ofNewcomer(Meeting.question())).isNotNull();
        assertThat(RelayCopies.ofNewcomer(question(Open.newBuilder().setAuthoritative(true))))
                .isNull();
        assertThat(RelayCopies.ofNewcomer(question(Open.newBuilder().setVersion(ByteString.copyFromUtf8("v")))))
                .isNull();
        assertThat(RelayCopies.ofNewcomer(new byte[] {1, 2, 3})).isNull();
    }

    private static byte[] question(Open.Builder open) {
        return DocumentQuestion.newBuilder().setOpen(open).build().toByteArray();
    }
}
