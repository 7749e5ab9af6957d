package io.zinc.core.protocol;

import static org.assertj.core.api.Assertions.assertThat;

import io.zinc.core.wire.AnswerPart;
import java.nio.charset.StandardCharsets;
import java.util.Random;
import java.util.function.Predicate;
import org.jspecify.annotations.Nullable;
import org.junit.jupiter.api.Test;

class QuestionTest {

    private static final byte[] LARGE = new byte[100_000];

    static {
        new Random(1).nextBytes(LARGE);
    }

    private final Rig rig = new Rig();

    private static void answers(Rig.Node node, byte @Nullable [] answer) {
        node.turn(() -> node.node.respond("doc."));
        node.answers = question -> answer;
    }

    private static byte[] text(String text) {
        return text.getBytes(StandardCharsets.UTF_8);
    }

    @Test
    void aQuestionIsAnsweredByTheHost() {
        Rig.Node host = rig.host();
        answers(host, text("all"));
        Rig.Node client = rig.client("client", rig.relay("relay", host));
        client.subscribe("doc.a");
        client.request(7, "doc.a", "what?");

        assertThat(host.asked).containsExactly("what?");
        assertThat(client.whole.get(7L)).isEqualTo(text("all"));
        assertThat(host.node.held().questions()).isZero();
        assertThat(host.node.held().answerBytes()).isZero();
    }

    @Test
    void whoAsksAboutMoreTopicsThanTheHostRemembersIsAnsweredAllTheSame() {
        Rig.Node host = rig.host(Rig.LIMITS.withMaxTopicsPerSession(2));
        answers(host, text("all"));
        Rig.Node client = rig.client("client", rig.relay("relay", host));
        for (int i = 0; i < 4; i++) {
            client.subscribe("doc." + i);
        }
        for (int i = 0; i < 4; i++) {
            client.request(i, "doc." + i, "what?");
            assertThat(client.whole.get((long) i)).isEqualTo(text("all"));
        }
    }

    @Test
    void anEmptyAnswerIsOne() {
        Rig.Node host = rig.host();
        answers(host, new byte[0]);
        Rig.Node client = rig.client("client", host);
        client.subscribe("doc.a");
        client.request(1, "doc.a", "what?");

        assertThat(client.whole.get(1L)).isEmpty();
        assertThat(host.node.held().questions()).isZero();
    }

    @Test
    void aLargeAnswerComesWholeThroughTwoRelays() {
        Rig.Node host = rig.host();
        answers(host, LARGE);
        Rig.Node client = rig.client("client", rig.relay("lower", rig.relay("upper", host)));
        client.subscribe("doc.a");
        client.request(1, "doc.a", "what?");

        assertThat(client.whole.get(1L)).isEqualTo(LARGE);
        assertThat(client.counters().questionsAsked).isEqualTo(1);
        assertThat(host.node.held().answerBytes()).isZero();
    }

    @Test
    void noMorePartsAreUnderWayThanTheWindowHolds() {
        Rig.Node host = rig.host();
        answers(host, LARGE);
        Rig.Node client = rig.client("client", host);
        client.subscribe("doc.a");
        rig.loses = passing -> passing.path() == Rig.Path.UP
                && passing.control().hasQuestion()
                && passing.control().getQuestion().getOffset() > 0;
        rig.passed.clear();
        client.request(1, "doc.a", "what?");

        assertThat(rig.passed.stream()
                        .filter(passing -> passing.control().hasQuestion())
                        .filter(passing -> passing.control().getQuestion().getOffset() > 0))
                .hasSize(Questions.WINDOW_PARTS);
    }

    @Test
    void lostPartsAreAskedForAgain() {
        Rig.Node host = rig.host();
        answers(host, LARGE);
        Rig.Node client = rig.client("client", host);
        client.subscribe("doc.a");
        int[] count = {0};
        rig.loses = passing -> passing.control().hasAnswerPart() && count[0]++ % 3 == 0;
        client.request(1, "doc.a", "what?");
        rig.advance(5_000);

        assertThat(client.whole.get(1L)).isEqualTo(LARGE);
        assertThat(host.asked).hasSize(1);
    }

    @Test
    void lostQuestionsAreAskedAgain() {
        Rig.Node host = rig.host();
        answers(host, text("all"));
        Rig.Node client = rig.client("client", host);
        client.subscribe("doc.a");
        Predicate<Rig.Passing> questions = passing -> passing.control().hasQuestion();
        rig.loses = questions;
        client.request(1, "doc.a", "what?");
        rig.loses = passing -> false;
        rig.advance(500);

        assertThat(client.whole.get(1L)).isEqualTo(text("all"));
    }

    @Test
    void aRelayAnswersInsteadOfTheHostWhenItCan() {
        Rig.Node host = rig.host();
        answers(host, text("from the host"));
        Rig.Node upper = rig.relay("upper", host);
        answers(upper, text("from the relay"));
        Rig.Node client = rig.client("client", rig.relay("lower", upper));
        client.subscribe("doc.a");
        client.request(1, "doc.a", "what?");

        assertThat(client.whole.get(1L)).isEqualTo(text("from the relay"));
        assertThat(host.asked).isEmpty();
    }

    @Test
    void aRelayPassesOnWhatItCannotAnswerNowOrLater() {
        Rig.Node host = rig.host();
        answers(host, LARGE);
        Rig.Node upper = rig.relay("upper", host);
        answers(upper, null);
        Rig.Node lower = rig.relay("lower", upper);
        answers(lower, null);
        lower.holdsQuestions = true;
        Rig.Node client = rig.client("client", lower);
        client.subscribe("doc.a");
        client.request(1, "doc.a", "what?");
        assertThat(host.asked).isEmpty();

        lower.turn(() -> lower.node.passed(lower.lastAsk));
        rig.settle();

        assertThat(upper.asked).containsExactly("what?");
        assertThat(client.whole.get(1L)).isEqualTo(LARGE);
        assertThat(lower.node.held().questions()).isZero();
    }

    @Test
    void aRelaysOwnQuestionGoesUpAndTheHostsToItself() {
        Rig.Node host = rig.host();
        answers(host, LARGE);
        Rig.Node relay = rig.relay("relay", host);
        answers(relay, text("its own"));
        relay.subscribe("doc.a");
        relay.request(1, "doc.a", "what?");
        host.request(2, "doc.a", "and I?");

        assertThat(relay.whole.get(1L)).isEqualTo(LARGE);
        assertThat(host.whole.get(2L)).isEqualTo(LARGE);
        assertThat(relay.asked).isEmpty();
        assertThat(host.node.held().questions()).isZero();
    }

    @Test
    void whoIsNotSubscribedMayNotAsk() {
        Rig.Node host = rig.host();
        answers(host, text("all"));
        Rig.Node client = rig.client("client", host);
        client.request(1, "doc.a", "what?");

        assertThat(client.outcomes.get(1L)).startsWith("refused: ").contains("not subscribed to 'doc.a'");
        assertThat(host.asked).isEmpty();
    }

    @Test
    void whenNobodyAnswersTheAskerIsTold() {
        Rig.Node host = rig.host();
        rig.advance(600);
        Rig.Node client = rig.client("client", host);
        client.subscribe("doc.a");
        client.request(1, "doc.a", "what?");
        assertThat(client.outcomes.get(1L)).isEqualTo("refused: nobody answers questions about 'doc.a'");

        answers(host, null);
        client.request(2, "doc.a", "what?");
        assertThat(client.outcomes.get(2L)).isEqualTo("refused: nobody answers questions about 'doc.a'");
    }

    @Test
    void aHostThatHasJustStartedMayNameItsResponderLater() {
        Rig.Node host = rig.host();
        Rig.Node client = rig.client("client", host);
        client.subscribe("doc.a");
        client.request(1, "doc.a", "what?");
        assertThat(client.outcomes).isEmpty();

        answers(host, text("all"));
        rig.advance(300);

        assertThat(client.whole.get(1L)).isEqualTo(text("all"));
    }

    @Test
    void aRefusalIsToldWithItsReason() {
        Rig.Node host = rig.host();
        answers(host, null);
        host.holdsQuestions = true;
        Rig.Node client = rig.client("client", host);
        client.subscribe("doc.a");
        client.request(1, "doc.a", "what?");
        host.turn(() -> host.node.refused(host.lastAsk, "not today"));
        rig.settle();

        assertThat(client.outcomes.get(1L)).isEqualTo("refused: not today");
    }

    @Test
    void aSlowAnswerIsWaitedForWithoutAskingTwice() {
        Rig.Node host = rig.host();
        answers(host, null);
        host.holdsQuestions = true;
        Rig.Node client = rig.client("client", rig.relay("relay", host));
        client.subscribe("doc.a");
        client.request(1, "doc.a", "what?");
        rig.advance(8_000);
        host.turn(() -> host.node.answered(host.lastAsk, LARGE));
        rig.settle();

        assertThat(host.asked).hasSize(1);
        assertThat(client.whole.get(1L)).isEqualTo(LARGE);
    }

    @Test
    void whoIsNotHeardBecauseARelayDoesNotKnowItsSessionOpensItAgain() {
        Rig.Node host = rig.host();
        answers(host, text("all"));
        Rig.Node relay = rig.relay("relay", host);
        Rig.Node client = rig.client("client", relay);
        client.subscribe("doc.a");
        relay.turn(() -> relay.node.children.sessionClosed(client.node.origin.session()));
        client.request(1, "doc.a", "what?");
        assertThat(relay.counters().foreignSessions).isEqualTo(1);
        rig.advance(2_000);

        assertThat(client.whole.get(1L)).isEqualTo(text("all"));
    }

    @Test
    void patienceEnds() {
        Rig.Node host = rig.host();
        answers(host, null);
        host.holdsQuestions = true;
        Rig.Node client = rig.client("client", host);
        client.subscribe("doc.a");
        client.request(1, "doc.a", "what?");
        rig.advance(10_100);

        assertThat(client.outcomes.get(1L)).startsWith("unanswered: ").contains("10000 ms");
        assertThat(host.node.held().questions()).isZero();
    }

    @Test
    void anAskerSurvivesItsRelaysDeathInTheMiddleOfItsAnswer() {
        Rig.Node host = rig.host();
        answers(host, LARGE);
        Rig.Node relay = rig.relay("relay", host);
        answers(relay, LARGE);
        Rig.Node client = rig.client("client", relay, host);
        client.subscribe("doc.a");
        rig.loses = passing -> passing.control().hasAnswerPart()
                && passing.control().getAnswerPart().getOffset() > 50_000;
        client.request(1, "doc.a", "what?");
        rig.kill(relay);
        rig.loses = passing -> false;
        rig.advance(3_000);

        assertThat(relay.asked).hasSize(1);
        assertThat(host.asked).hasSize(1);
        assertThat(client.whole.get(1L)).isEqualTo(LARGE);
        assertThat(client.counters().questionsAskedAnew).isPositive();
    }

    @Test
    void anAnswerOfTheHostGoesOnOverAnotherPath() {
        Rig.Node host = rig.host();
        answers(host, LARGE);
        Rig.Node relay = rig.relay("relay", host);
        Rig.Node client = rig.client("client", relay, host);
        client.subscribe("doc.a");
        rig.loses = passing -> passing.control().hasAnswerPart()
                && passing.control().getAnswerPart().getOffset() > 50_000;
        client.request(1, "doc.a", "what?");
        rig.kill(relay);
        rig.loses = passing -> false;
        rig.advance(3_000);

        assertThat(host.asked).hasSize(1);
        assertThat(client.whole.get(1L)).isEqualTo(LARGE);
    }

    @Test
    void aNewSessionIsGrantedTheTopicBeforeItAsks() {
        Rig.Node host = rig.host();
        answers(host, text("all"));
        Rig.Node client = rig.client("client", host);
        client.subscribe("doc.a");
        client.turn(() -> client.node.origin.restart("as if the host had forgotten it"));
        rig.settle();
        client.request(1, "doc.a", "what?");

        assertThat(client.whole.get(1L)).isEqualTo(text("all"));
    }

    @Test
    void whoLosesTheRightIsToldWhy() {
        Rig.Node host = rig.host();
        answers(host, text("all"));
        Rig.Node client = rig.client("client", host);
        client.subscribe("doc.a");
        rig.allows = false;
        client.turn(() -> client.node.origin.restart("as if the host had forgotten it"));
        rig.settle();
        client.request(1, "doc.a", "what?");

        assertThat(client.outcomes.get(1L)).isEqualTo("refused: no");
        assertThat(host.asked).isEmpty();
    }

    @Test
    void whatIsAskedInAnotherReignIsAskedAnew() {
        Rig.Node host = rig.host();
        answers(host, null);
        host.holdsQuestions = true;
        Rig.Node client = rig.client("client", host);
        client.subscribe("doc.a");
        client.request(1, "doc.a", "what?");
        rig.kill(host);
        Rig.Node next = rig.host();
        answers(next, LARGE);
        rig.advance(3_000);

        assertThat(client.whole.get(1L)).isEqualTo(LARGE);
    }

    @Test
    void moreQuestionsThanMayBeUnderWayWaitForTheirTurn() {
        Rig.Node host = rig.host(Rig.LIMITS.withMaxQuestions(3));
        answers(host, null);
        host.holdsQuestions = true;
        Rig.Node client = rig.client("client", host);
        client.subscribe("doc.a");
        for (int i = 1; i <= 10; i++) {
            client.request(i, "doc.a", "q" + i);
        }
        assertThat(host.asked).containsExactly("q1", "q2", "q3");

        host.turn(() -> host.node.answered(host.lastAsk, LARGE));
        rig.settle();
        assertThat(host.asked).containsExactly("q1", "q2", "q3", "q4");
        assertThat(client.node.held().questions()).isEqualTo(9);
    }

    @Test
    void anAnswerWithoutRoomIsPutOffNotLost() {
        Rig.Node host = rig.host(Rig.LIMITS.withMaxAnswerBytes(LARGE.length).withAnswerBytes(LARGE.length + 1_000));
        answers(host, LARGE);
        Rig.Node first = rig.client("first", host);
        Rig.Node second = rig.client("second", host);
        first.subscribe("doc.a");
        second.subscribe("doc.a");
        rig.loses = passing -> passing.control().hasAnswerPart() && passing.to() == first;
        first.request(1, "doc.a", "what?");
        second.request(1, "doc.a", "what?");
        rig.advance(100);
        assertThat(host.counters().questionsDeferred).isPositive();
        assertThat(host.node.held().answerBytes()).isLessThanOrEqualTo(LARGE.length + 1_000);

        rig.loses = passing -> false;
        rig.advance(6_000);

        assertThat(first.whole.get(1L)).isEqualTo(LARGE);
        assertThat(second.whole.get(1L)).isEqualTo(LARGE);
        assertThat(host.node.held().answerBytes()).isZero();
    }

    @Test
    void whoHoardsAnswersMakesRoomForOthers() {
        Rig.Node host = rig.host(Rig.LIMITS.withMaxAnswerBytes(50_000).withAnswerBytes(60_000));
        answers(host, new byte[20_000]);
        Rig.Node hoarder = rig.client("hoarder", host);
        Rig.Node modest = rig.client("modest", host);
        hoarder.subscribe("doc.a");
        modest.subscribe("doc.a");
        rig.loses = passing -> passing.from() == hoarder
                && passing.control().hasQuestion()
                && !passing.control().getQuestion().getAnswerer().isEmpty();
        for (int i = 1; i <= 3; i++) {
            hoarder.request(i, "doc.a", "mine");
        }
        modest.request(1, "doc.a", "and mine");

        assertThat(modest.whole.get(1L)).hasSize(20_000);
        assertThat(host.counters().answersGivenUp).isEqualTo(1);
    }

    @Test
    void anAnswerThatNobodyFetchesIsForgotten() {
        Rig.Node host = rig.host();
        answers(host, LARGE);
        Rig.Node client = rig.client("client", host);
        client.subscribe("doc.a");
        rig.loses = passing -> passing.control().hasAnswerPart();
        client.request(1, "doc.a", "what?");
        assertThat(host.node.held().answerBytes()).isEqualTo(LARGE.length);
        rig.kill(client);
        rig.advance(12_000);

        assertThat(host.node.held().answerBytes()).isZero();
        assertThat(host.node.held().questions()).isZero();
    }

    @Test
    void anAnswerLargerThanTheLimitIsARefusal() {
        Rig.Node host = rig.host(Rig.LIMITS.withMaxAnswerBytes(1_000));
        answers(host, LARGE);
        Rig.Node client = rig.client("client", host);
        client.subscribe("doc.a");
        client.request(1, "doc.a", "what?");

        assertThat(client.outcomes.get(1L))
                .isEqualTo("refused: the answer has 100000 bytes; the limit maxAnswerBytes is 1000");
    }

    @Test
    void partsLeaveAfterTheLiveTrafficOfTheirTurn() {
        Rig.Node host = rig.host();
        answers(host, LARGE);
        Rig.Node client = rig.client("client", host);
        client.subscribe("doc.a");
        rig.loses = passing -> passing.control().hasAnswerPart();
        client.request(1, "doc.a", "what?");
        rig.passed.clear();
        client.turn(() -> client.node.questions.onLive());
        host.send("doc.a", "live");

        assertThat(rig.passed.stream()
                        .filter(passing -> passing.from() == host)
                        .map(passing ->
                                passing.isBatch() ? "live" : passing.control().hasAnswerPart() ? "part" : "other")
                        .toList())
                .containsSubsequence("live", "part");
        assertThat(rig.passed.stream()
                        .filter(passing -> passing.from() == host)
                        .findFirst()
                        .orElseThrow()
                        .isBatch())
                .isTrue();
    }

    @Test
    void aClosedEndpointFailsItsQuestions() {
        Rig.Node host = rig.host();
        answers(host, null);
        host.holdsQuestions = true;
        Rig.Node client = rig.client("client", host);
        client.subscribe("doc.a");
        client.request(1, "doc.a", "what?");
        client.turn(() -> client.node.stop());

        assertThat(client.outcomes.get(1L)).startsWith("unanswered: ").contains("closed");
    }

    @Test
    void anOutcomeOfAFormatToComeIsDropped() {
        Rig.Node host = rig.host();
        answers(host, null);
        host.holdsQuestions = true;
        Rig.Node client = rig.client("client", host);
        client.subscribe("doc.a");
        client.request(1, "doc.a", "what?");
        client.turn(() -> client.node.questions.received(
                AnswerPart.newBuilder().setNumber(1).setOutcomeValue(99).build()));

        assertThat(client.outcomes).isEmpty();
        assertThat(client.counters().malformed).isEqualTo(1);
    }
}
