package io.zinc.core.protocol;

import static org.assertj.core.api.Assertions.assertThat;

import com.google.protobuf.ByteString;
import io.zinc.core.wire.AnswerPart;
import io.zinc.core.wire.Control;
import io.zinc.core.wire.Question;
import java.util.Arrays;
import java.util.UUID;
import org.junit.jupiter.api.Test;

class HostileQuestionTest {

    private final Rig rig = new Rig();
    private final Rig.Node host = rig.host(Rig.LIMITS.withMaxQuestions(2).withMaxAnswerBytes(100_000));
    private final Rig.Node client = rig.client("client", host);

    HostileQuestionTest() {
        host.turn(() -> host.node.respond("doc."));
        host.answers = question -> new byte[50_000];
        client.subscribe("doc.a");
    }

    private Question.Builder question(Rig.Node of, long number) {
        return Question.newBuilder().setSession(of.node.origin.session()).setNumber(number);
    }

    private void ask(Rig.Node from, Question.Builder question) {
        byte[] frame = Frames.direct(Control.newBuilder().setQuestion(question).build());
        Rig.Node to = from.parent == null ? host : from.parent;
        to.arrive(() -> to.node.fromChild(from.peer, frame));
    }

    private long parts(Rig.Node to) {
        return rig.passed.stream()
                .filter(passing -> passing.to() == to)
                .filter(passing -> passing.control().hasAnswerPart())
                .filter(passing -> passing.control().getAnswerPart().getOutcome() == AnswerPart.Outcome.PART)
                .count();
    }

    @Test
    void whoWasNotGrantedTheTopicIsNotAnswered() {
        Rig.Node stranger = rig.client("stranger", host);
        ask(stranger, question(stranger, 1).setTopic("doc.a").setGranted(true));

        assertThat(host.asked).isEmpty();
        assertThat(parts(stranger)).isZero();
        assertThat(host.counters().unauthorized).isEqualTo(1);
    }

    @Test
    void aClientThatClaimsToHaveBeenGrantedTheTopicIsNotAnsweredByARelay() {
        Rig.Node upper = rig.relay("upper", host);
        upper.turn(() -> upper.node.respond("doc."));
        upper.answers = asked -> new byte[10];
        Rig.Node stranger = rig.client("stranger", rig.relay("lower", upper));
        ask(stranger, question(stranger, 1).setTopic("doc.a").setGranted(true));

        assertThat(upper.asked).isEmpty();
        assertThat(host.asked).isEmpty();
        assertThat(host.counters().unauthorized).isEqualTo(1);
    }

    @Test
    void aQuestionInAnothersNameIsDropped() {
        Rig.Node thief = rig.client("thief", host);
        ask(thief, question(client, 1).setTopic("doc.a"));

        assertThat(host.asked).isEmpty();
        assertThat(host.counters().foreignSessions).isEqualTo(1);
    }

    @Test
    void nobodyFetchesAnothersAnswer() {
        Rig.Node thief = rig.client("thief", host);
        ask(client, question(client, 1).setTopic("doc.a"));
        ask(thief, question(client, 1).setAnswerer(TreeNode.bytes(host.id)));
        ask(thief, question(thief, 1).setAnswerer(TreeNode.bytes(host.id)));

        assertThat(host.counters().foreignSessions).isEqualTo(1);
        assertThat(parts(thief)).isZero();
    }

    @Test
    void aQuestionThatMakesNoSenseIsDropped() {
        ask(client, question(client, 0).setTopic("doc.a"));
        ask(client, question(client, 1));
        ask(client, question(client, 1).setTopic("x".repeat(256)));
        ask(client, question(client, 1).setTopic("doc.a").setAnswerer(ByteString.copyFrom(new byte[5])));
        ask(client, question(client, 1).setTopic("doc.a").setPayload(ByteString.copyFrom(new byte[4_097])));
        ask(client, question(client, 1).setTopic("doc.a").setOffset(-1));
        ask(client, question(client, 1).setTopic("doc.a").setOffset(100_001));

        assertThat(host.counters().malformed).isEqualTo(7);
        assertThat(host.asked).isEmpty();
    }

    @Test
    void aPartThatIsNoneIsNotSent() {
        ask(client, question(client, 1).setTopic("doc.a"));
        rig.passed.clear();
        for (long offset : new long[] {1, 4_095, 53_248}) {
            ask(client, question(client, 1).setAnswerer(TreeNode.bytes(host.id)).setOffset(offset));
        }

        assertThat(parts(client)).isZero();
        assertThat(host.counters().malformed).isEqualTo(3);
    }

    @Test
    void manyQuestionsArePutOffAtABound() {
        host.answers = asked -> null;
        host.holdsQuestions = true;
        for (int i = 1; i <= 1_000; i++) {
            ask(client, question(client, i).setTopic("doc.a").setPayload(ByteString.copyFrom(new byte[4_000])));
        }

        assertThat(host.asked).hasSize(8);
        assertThat(host.node.held().questions()).isEqualTo(8);
        assertThat(host.node.held().answerBytes()).isEqualTo(32_000);
        assertThat(host.counters().questionsDeferred).isEqualTo(992);
    }

    @Test
    void whoAsksForTheSamePartsOverAndOverGetsAFew() {
        ask(client, question(client, 1).setTopic("doc.a"));
        rig.passed.clear();
        host.turn(() -> {
            byte[] frame = Frames.direct(Control.newBuilder()
                    .setQuestion(question(client, 1).setAnswerer(TreeNode.bytes(host.id)))
                    .build());
            for (int i = 0; i < 1_000; i++) {
                host.node.fromChild(client.peer, frame);
            }
        });
        rig.settle();

        assertThat(parts(client)).isEqualTo(2 * Questions.WINDOW_PARTS);
    }

    // ---- answers

    private AnswerPart.Builder part(byte[] data) {
        return AnswerPart.newBuilder()
                .setSession(client.node.origin.session())
                .setNumber(1)
                .setAnswerer(TreeNode.bytes(host.id))
                .setData(ByteString.copyFrom(data));
    }

    private void answer(AnswerPart.Builder part) {
        byte[] frame = Frames.direct(Control.newBuilder().setAnswerPart(part).build());
        client.arrive(() -> client.node.fromParent(frame));
    }

    @Test
    void anAnswerThatSaysItIsHugeFailsItsQuestion() {
        rig.loses = passing -> passing.control().hasQuestion();
        for (long total : new long[] {-1, Long.MIN_VALUE}) {
            client.request(1, "doc.a", "what?");
            answer(part(new byte[4_096]).setTotal(total));
        }
        assertThat(client.counters().malformed).isEqualTo(2);
        assertThat(client.outcomes).isEmpty();

        answer(part(new byte[4_096]).setTotal(Long.MAX_VALUE));
        assertThat(client.outcomes.get(1L)).startsWith("refused: ").contains("maxAnswerBytes");
    }

    @Test
    void aPartInTheWrongPlaceIsDropped() {
        rig.loses = passing -> passing.control().hasQuestion();
        client.request(1, "doc.a", "what?");
        answer(part(new byte[4_096]).setTotal(10_000));
        answer(part(new byte[4_096]).setTotal(10_000).setOffset(1));
        answer(part(new byte[4_096]).setTotal(10_000).setOffset(12_288));
        answer(part(new byte[4_096]).setTotal(10_000).setOffset(-4_096));
        answer(part(new byte[4_096]).setTotal(20_000).setOffset(4_096));
        answer(part(new byte[4_095]).setTotal(10_000).setOffset(4_096));
        answer(part(new byte[4_096]).setTotal(10_000).setOffset(8_192));
        byte[] anothers = new byte[4_096];
        Arrays.fill(anothers, (byte) 1);
        answer(part(anothers).setTotal(10_000).setOffset(4_096).setAnswerer(TreeNode.bytes(new UUID(1, 1))));
        assertThat(client.counters().malformed).isEqualTo(6);
        assertThat(client.outcomes).isEmpty();

        answer(part(new byte[4_096]).setTotal(10_000).setOffset(4_096));
        answer(part(new byte[1_808]).setTotal(10_000).setOffset(8_192));
        assertThat(client.whole.get(1L)).isEqualTo(new byte[10_000]);
    }

    @Test
    void anAnswerToNothingIsDropped() {
        answer(part(new byte[10]).setTotal(10));
        answer(part(new byte[10]).setTotal(10).setSession(99));
        rig.advance(2_000);

        assertThat(client.outcomes).isEmpty();
        assertThat(client.node.isLive()).isTrue();
    }
}
