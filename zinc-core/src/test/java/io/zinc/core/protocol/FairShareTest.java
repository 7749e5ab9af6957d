package io.zinc.core.protocol;

import static org.assertj.core.api.Assertions.assertThat;

import io.zinc.core.Limits;
import io.zinc.core.Role;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.atomic.AtomicInteger;
import java.util.stream.Collectors;
import org.junit.jupiter.api.Test;

/** No one endpoint can use up what is there for all. */
class FairShareTest {

    private static final String KIBIBYTE = "x".repeat(1024);

    private final Rig rig = new Rig();
    private final long begunNs = rig.now();

    private static Limits fewTopics() {
        return Rig.LIMITS.withMaxTopics(3).withSessionLingerMs(1_000);
    }

    @Test
    void aTopicThatNobodyUsesMakesRoomForAnotherOne() {
        Rig.Node host = rig.host(fewTopics());
        Rig.Node passing = rig.client("passing", host);
        for (int i = 0; i < 3; i++) {
            passing.send("old-" + i, "message");
        }
        Rig.Node client = rig.client("client", host);
        rig.kill(passing);
        client.send("new", "refused");
        assertThat(client.settled).containsExactly("1..1 REFUSED");

        rig.advance(4_000);
        Rig.Node later = rig.client("later", host);
        later.send("new", "taken");

        assertThat(later.settled).doesNotContain("1..1 REFUSED");
        assertThat(host.node.topics.get(host.node.topics.keyOf("new"))).isNotNull();
    }

    @Test
    void theSequencesOfAForgottenTopicGoOnWhereTheyWere() {
        Rig.Node host = rig.host(fewTopics());
        Rig.Node passing = rig.client("passing", host);
        passing.send("t", "one", "two");
        passing.send("u", "one");
        passing.send("v", "one");
        rig.kill(passing);
        rig.advance(4_000);
        Rig.Node client = rig.client("client", host);
        client.send("new", "makes the host forget");
        assertThat(host.node.topics.get(host.node.topics.keyOf("t"))).isNull();

        Rig.Heard heard = client.subscribe("t");

        assertThat(heard.heard).containsExactly("from 2");
    }

    @Test
    void aTopicThatNobodyUsesIsForgottenInTimeAlsoWhereThereIsRoom() {
        Rig.Node host = rig.host(Rig.LIMITS.withSessionLingerMs(2_000));
        Rig.Node client = rig.client("client", host);
        Rig.Heard followed = client.subscribe("followed");
        Rig.Node passing = rig.client("passing", host);
        passing.send("t", "one");
        passing.send("followed", "one");
        rig.kill(passing);
        assertThat(host.node.topics.get(host.node.topics.keyOf("t"))).isNotNull();

        rig.advance(6_000);

        assertThat(host.node.topics.get(host.node.topics.keyOf("t"))).isNull();
        assertThat(host.node.topics.get(host.node.topics.keyOf("followed"))).isNotNull();
        Rig.Node sender = rig.client("sender", host);
        sender.send("followed", "two");
        assertThat(followed.heard).containsExactly("from 0", "one", "two");
        assertThat(client.subscribe("t").heard).containsExactly("from 1");
    }

    @Test
    void aTopicThatIsFollowedIsNotForgotten() {
        Rig.Node host = rig.host(fewTopics());
        Rig.Node client = rig.client("client", host);
        Rig.Heard heard = client.subscribe("t");
        Rig.Node passing = rig.client("passing", host);
        passing.send("t", "one");
        passing.send("u", "one");
        passing.send("v", "one");
        rig.kill(passing);
        rig.advance(4_000);

        Rig.Node sender = rig.client("sender", host);
        sender.send("new", "makes the host forget");
        sender.send("t", "two");

        assertThat(heard.heard).containsExactly("from 0", "one", "two");
    }

    @Test
    void whatFellOutOfMemoryStillBoundsTheNextSequence() {
        ForgottenTopics forgotten = new ForgottenTopics(2);
        forgotten.add(1, 50);
        forgotten.add(2, 10);
        forgotten.add(3, 20);

        assertThat(forgotten.take(2)).isEqualTo(50);
        assertThat(forgotten.take(1)).isEqualTo(50);
        assertThat(forgotten.take(4)).isEqualTo(50);
    }

    @Test
    void oneSessionSendsToNoMoreThanItsShareOfTopics() {
        Rig.Node host = rig.host(Rig.LIMITS.withMaxTopicsPerSession(2));
        Rig.Node greedy = rig.client("greedy", host);
        Rig.Node other = rig.client("other", host);
        for (int i = 0; i < 3; i++) {
            greedy.send("g-" + i, "message");
        }
        other.send("o", "message");
        rig.advance(50);

        assertThat(greedy.settled).containsExactlyInAnyOrder("1..1 SEQUENCED", "2..2 SEQUENCED", "3..3 REFUSED");
        assertThat(other.settled).containsExactly("1..1 SEQUENCED");
    }

    private static Limits twoTopics() {
        return Rig.LIMITS.withMaxTopicsPerSession(2).withSessionLingerMs(1_000);
    }

    @Test
    void aTopicThatIsNotSentToForLongDoesNotCountAgainstItsSender() {
        Rig.Node host = rig.host(twoTopics());
        Rig.Node relay = rig.relay("relay", host);
        Rig.Node client = rig.client("client", relay);
        for (int i = 0; i < 10; i++) {
            client.send("a-" + i, "message");
            client.send("b-" + i, "message");
            rig.advance(3_000);
        }

        assertThat(client.settled).hasSize(20).allMatch(outcome -> outcome.endsWith("SEQUENCED"));
        assertThat(client.counters().sessionRestarts).isZero();
        rig.advance(3_000);
        assertThat(host.node.topics.count()).as("and the host forgets them").isZero();
    }

    @Test
    void aTopicThatIsSentToStaysOpen() {
        Rig.Node host = rig.host(twoTopics());
        Rig.Node client = rig.client("client", host);
        for (int i = 0; i < 10; i++) {
            client.send("t", "message");
            rig.advance(700);
        }

        assertThat(rig.passed).noneMatch(passing -> passing.control().hasCloseTopic());
        assertThat(rig.passed)
                .filteredOn(passing -> passing.control().hasOpenTopic())
                .hasSize(1);
    }

    @Test
    void aRightThatWasDeniedIsAskedForAgainMuchLater() {
        Rig.Node host = rig.host(twoTopics());
        Rig.Node client = rig.client("client", host);
        rig.allows = false;
        client.send("t", "message");
        rig.allows = true;
        client.send("t", "too early");
        rig.advance(3_000);
        client.send("t", "allowed by now");
        rig.advance(50);

        assertThat(client.settled).containsExactly("1..1 REFUSED", "2..2 REFUSED", "3..3 SEQUENCED");
    }

    @Test
    void aRightThatIsGivenBackLateStaysWhenItHasBeenAskedForSince() {
        Rig.Node host = rig.host(twoTopics());
        Rig.Node client = rig.client("client", host);
        client.send("t", "one");
        rig.loses = passing -> passing.control().hasCloseTopic();
        rig.advance(3_000);
        rig.loses = passing -> false;
        byte[] late = rig.passed.stream()
                .filter(passing -> passing.control().hasCloseTopic())
                .findFirst()
                .orElseThrow()
                .frame();
        client.send("t", "two");
        host.arrive(() -> host.node.fromChild(client.peer, late));
        client.send("t", "three");
        rig.advance(50);

        assertThat(client.settled).containsExactly("1..1 SEQUENCED", "2..2 SEQUENCED", "3..3 SEQUENCED");
        assertThat(client.counters().sessionRestarts).isZero();
    }

    @Test
    void aRightThatIsGivenBackInVainIsGivenBackAgain() {
        Rig.Node host = rig.host(twoTopics());
        Rig.Node client = rig.client("client", host);
        client.send("t", "message");
        AtomicInteger lost = new AtomicInteger();
        rig.loses = passing -> passing.control().hasCloseTopic() && lost.getAndIncrement() == 0;

        rig.advance(5_000);

        assertThat(lost).hasValue(2);
        assertThat(host.node.topics.count()).isZero();
    }

    @Test
    void manyRightsAreGivenBackBitByBit() {
        Rig.Node host = rig.host(Rig.LIMITS.withMaxTopicsPerSession(1_000).withSessionLingerMs(1_000));
        Rig.Node client = rig.client("client", host);
        for (int i = 0; i < 600; i++) {
            client.send("t-" + i, "message");
        }
        List<Long> atMs = new ArrayList<>();
        rig.loses = passing -> {
            if (passing.control().hasCloseTopic()) {
                atMs.add(rig.now() / 1_000_000);
            }
            return false;
        };

        rig.advance(6_000);

        assertThat(atMs).hasSize(1_200);
        assertThat(atMs.stream().collect(Collectors.groupingBy(at -> at, Collectors.counting())))
                .allSatisfy((at, count) -> assertThat(count).isLessThanOrEqualTo(256));
        assertThat(host.node.topics.count()).isZero();
        client.send("t-1", "again");
        rig.advance(50);
        assertThat(client.settled).hasSize(601).allMatch(outcome -> outcome.endsWith("SEQUENCED"));
    }

    @Test
    void aSessionThatWasForgottenAsksForItsRightsAnewEvenIfItHasSentNothingThatIsNumbered() {
        Rig.Node host = rig.host(Rig.LIMITS.withSessionLingerMs(4_000));
        Rig.Node client = rig.client("client", host);
        Rig.Heard heard = host.subscribe("t");
        rig.loses = passing -> rig.now() - begunNs > 1_000_000_000L && rig.now() - begunNs < 13_000_000_000L;
        for (int i = 0; i < 200; i++) {
            client.sendEphemeral("t", i < 180 ? "before" : "after");
            rig.advance(100);
        }

        assertThat(heard.heard).contains("~after");
    }

    @Test
    void whatWaitedForAWayToAHostThatHasForgottenTheSessionGetsThere() {
        Rig.Node host = rig.host(Rig.LIMITS.withSessionLingerMs(4_000));
        Rig.Node client = rig.client("client", host);
        Rig.Heard heard = host.subscribe("t");
        client.sendEphemeral("t", "presence");
        rig.loses = passing -> rig.now() - begunNs < 13_000_000_000L;
        rig.advance(12_000);
        client.send("t", "written meanwhile");
        rig.advance(5_000);

        assertThat(client.settled).contains("2..2 SEQUENCED");
        assertThat(client.counters().sessionRestarts).isZero();
        assertThat(heard.heard).contains("written meanwhile");
    }

    @Test
    void whoBeginsSessionAfterSessionDrivesOutItsOwnAlone() {
        Rig.Node host = rig.host(Rig.LIMITS.withMaxSessions(5));
        Rig.Node gone = rig.client("gone", host);
        gone.send("t", "message");
        long session = gone.node.origin.session();
        rig.kill(gone);
        rig.advance(5_000);
        Rig.Node greedy = rig.client("greedy", host);
        for (int i = 0; i < 20; i++) {
            greedy.turn(() -> greedy.node.origin.restart("again"));
            rig.advance(50);
        }

        assertThat(host.node.host().linkTo(session)).isNull();
        assertThat(host.node.host().sessions()).isEqualTo(5);
        assertThat(host.node.host().identityOf(session).endpoint()).isEqualTo(gone.id);
    }

    @Test
    void theHostsOwnTopicsAreForgottenToo() {
        Rig.Node host = rig.host(fewTopics());
        for (int i = 0; i < 10; i++) {
            host.send("t-" + i, "message");
            rig.advance(4_000);
        }

        assertThat(host.settled).hasSize(10).allMatch(outcome -> outcome.endsWith("SEQUENCED"));
    }

    @Test
    void topicsThatWereFollowedMakeRoomToo() {
        Rig.Node host = rig.host(fewTopics());
        Rig.Node client = rig.client("client", host);
        for (int i = 0; i < 10; i++) {
            Rig.Heard heard = client.subscribe("t-" + i);
            assertThat(heard.heard).containsExactly("from 0");
            client.turn(() -> client.node.unsubscribe(heard));
            rig.advance(2_000);
        }
        assertThat(host.node.topics.count()).isLessThanOrEqualTo(3);
    }

    @Test
    void whoSendsTooFastIsAcknowledgedLaterAndLosesNothing() {
        Rig.Node host = rig.host(Rig.LIMITS.withMaxBytesPerSecond(10_000));
        Rig.Node fast = rig.client("fast", host);
        Rig.Node other = rig.client("other", host);
        Rig.Heard heard = host.subscribe("t");
        for (int i = 0; i < 40; i++) {
            fast.send("t", KIBIBYTE);
        }
        other.send("t", "mine");
        rig.advance(500);

        assertThat(heard.heard).hasSize(42);
        assertThat(other.settled).containsExactly("1..1 SEQUENCED");
        assertThat(fast.settled).doesNotContain("40..40 SEQUENCED");
        assertThat(fast.node.origin.held()).isPositive();
        rig.advance(4_000);
        assertThat(fast.node.origin.held()).isZero();
        assertThat(fast.counters().sessionRestarts).isZero();
    }

    @Test
    void whoSendsOnWithoutAcknowledgementsLosesItsSession() {
        Limits tight = Rig.LIMITS.withMaxBytesPerSecond(1024).withSendBufferBytes(10_000);
        Rig.Node host = rig.host(tight);
        Rig.Node reckless = rig.start("reckless", Role.CLIENT, Rig.LIMITS, List.of(host.address));
        for (int i = 0; i < 40; i++) {
            reckless.send("t", KIBIBYTE);
        }

        assertThat(host.counters().overdrawn).isPositive();
        assertThat(reckless.counters().sessionRestarts).isPositive();
    }

    @Test
    void ofTooManyStrangersTheOneThatHasBeenSilentLongestGoes() {
        Rig.Node host = rig.host(Rig.LIMITS.withMaxStrangers(2));
        Rig.Node client = rig.client("client", host);
        for (long peer : new long[] {101, 102, 101, 103}) {
            host.arrive(() -> host.node.fromChild(peer, new byte[] {1, 2, 3}));
        }

        assertThat(host.disconnected).containsExactly(102L);
        assertThat(host.counters().strangersCut).isEqualTo(1);
        client.send("t", "undisturbed");
        rig.advance(50);
        assertThat(client.settled).containsExactly("1..1 SEQUENCED");
    }
}
