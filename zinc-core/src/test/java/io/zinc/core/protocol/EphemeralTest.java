package io.zinc.core.protocol;

import static org.assertj.core.api.Assertions.assertThat;

import io.zinc.core.Limits;
import java.util.Arrays;
import java.util.List;
import org.junit.jupiter.api.Test;

class EphemeralTest {

    private final Rig rig = new Rig();

    private static boolean isBatch(Rig.Passing passing) {
        return passing.path() == Rig.Path.BROADCAST && passing.frame()[Frames.TYPE_AT] == Frames.TYPE_BATCH;
    }

    private static boolean isPush(Rig.Passing passing) {
        return passing.path() == Rig.Path.PUSH && passing.frame().length > Frames.PUSH_HEADER;
    }

    @Test
    void itReachesAllWhoFollowTheTopicAndTakesNoPlaceInTheOrder() {
        Rig.Node host = rig.host();
        Rig.Node relay = rig.relay("relay", host);
        Rig.Node sender = rig.client("sender", relay);
        Rig.Heard near = rig.client("near", relay).subscribe("t");
        Rig.Heard far = rig.client("far", host).subscribe("t");
        Rig.Heard above = host.subscribe("t");

        sender.send("t", "one");
        sender.sendEphemeral("t", "here", "there");
        sender.send("t", "two");
        rig.advance(20);

        for (Rig.Heard heard : List.of(near, far, above)) {
            assertThat(heard.heard).containsExactlyInAnyOrder("from 0", "one", "~here", "~there", "two");
        }
        assertThat(rig.client("late", host).subscribe("t").heard).containsExactly("from 2");
        assertThat(sender.settled).containsExactly("1..1 SEQUENCED", "2..3 UNKNOWN", "4..4 SEQUENCED");
    }

    @Test
    void whatTheHostSendsReachesEverybody() {
        Rig.Node host = rig.host();
        Rig.Heard heard = rig.client("client", rig.relay("relay", host)).subscribe("t");

        host.sendEphemeral("t", "here");

        assertThat(heard.heard).containsExactly("from 0", "~here");
        assertThat(host.settled).containsExactly("1..1 UNKNOWN");
    }

    @Test
    void whatIsLostOnTheWayIsNeitherMissedNorSentAgain() {
        Rig.Node host = rig.host();
        Rig.Node relay = rig.relay("relay", host);
        Rig.Node sender = rig.client("sender", relay);
        Rig.Heard heard = rig.client("listener", relay).subscribe("t");
        sender.send("t", "one");
        rig.loses = EphemeralTest::isBatch;
        sender.sendEphemeral("t", "lost on the way down");
        rig.loses = EphemeralTest::isPush;
        sender.sendEphemeral("t", "lost on the way up");
        rig.loses = passing -> false;
        rig.advance(2_000);
        sender.send("t", "two");
        rig.advance(2_000);

        assertThat(heard.heard).containsExactly("from 0", "one", "two");
        assertThat(relay.counters().gaps + host.counters().gaps).isZero();
        assertThat(sender.counters().resent).isZero();
        assertThat(sender.settled).containsExactly("1..1 SEQUENCED", "2..2 UNKNOWN", "3..3 UNKNOWN", "4..4 SEQUENCED");
    }

    @Test
    void itIsNotKeptForRepairs() {
        Rig.Node host = rig.host();
        rig.client("listener", host).subscribe("t");
        long before = host.node.held().replayBytes();

        host.sendEphemeral("t", "here");

        assertThat(host.node.held().replayBytes()).isEqualTo(before);
    }

    @Test
    void aGateGetsItWithoutANumberAndWhatItDoesNotTakeIsGone() {
        Rig.Node host = rig.host();
        host.turn(() -> host.node.gate("doc."));
        Rig.Node sender = rig.client("sender", rig.relay("relay", host));
        sender.sendEphemeral("doc.a", "one");
        rig.gate = message -> false;
        sender.sendEphemeral("doc.a", "two");
        rig.gate = message -> true;
        rig.advance(1_000);
        sender.send("doc.a", "three");

        assertThat(host.gated).containsExactly("0 one", "1 three");
        assertThat(host.counters().ephemeralsDropped).isEqualTo(1);
        assertThat(host.node.held().gateWaits()).isZero();
    }

    @Test
    void whoMayNotSendToATopicSendsNoEphemeralMessageThereEither() {
        Rig.Node host = rig.host();
        Rig.Node sender = rig.client("sender", host);
        Rig.Heard secret = host.subscribe("zinc.own");

        sender.sendEphemeral("zinc.own", "here");
        rig.advance(2_000);

        assertThat(sender.settled).containsExactly("1..1 REFUSED");
        assertThat(secret.heard).containsExactly("from 0");
    }

    @Test
    void aForgedRunForATopicWithoutTheRightReachesNobody() {
        Rig.Node host = rig.host();
        Rig.Node sender = rig.client("sender", host);
        Rig.Heard heard = host.subscribe("t");
        Rig.Heard other = host.subscribe("other");
        sender.sendEphemeral("t", "mine");
        byte[] forged = lastPush(sender);
        Wire.putLong(forged, Frames.PUSH_HEADER, host.node.topics.keyOf("other"));

        host.arrive(() -> host.node.pushed(forged));

        assertThat(heard.heard).containsExactly("from 0", "~mine");
        assertThat(other.heard).containsExactly("from 0");
        assertThat(host.counters().unauthorized).isEqualTo(1);
        assertThat(sender.counters().sessionRestarts)
                .as("it may have come late, when the right was given back")
                .isZero();
    }

    @Test
    void aRunWhoseMessagesDoNotTileItEndsItsSession() {
        Rig.Node host = rig.host();
        Rig.Node sender = rig.client("sender", host);
        Rig.Heard heard = host.subscribe("t");
        sender.sendEphemeral("t", "mine");
        byte[] forged = lastPush(sender);
        forged[Frames.PUSH_HEADER + Frames.UP_RUN_HEADER] = 9;

        host.arrive(() -> host.node.pushed(forged));

        assertThat(heard.heard).containsExactly("from 0", "~mine");
        assertThat(host.counters().malformed).isEqualTo(1);
    }

    @Test
    void aRunWithoutMessagesIsMalformed() {
        Rig.Node host = rig.host();
        Rig.Node sender = rig.client("sender", host);
        sender.sendEphemeral("t", "mine");
        byte[] empty = Arrays.copyOf(lastPush(sender), Frames.PUSH_HEADER + Frames.UP_RUN_HEADER);
        Wire.putLong(empty, Frames.PUSH_HEADER + 29, 0);

        host.arrive(() -> host.node.pushed(empty));

        assertThat(host.counters().malformed).isEqualTo(1);
    }

    @Test
    void aBroadcastWithTheFlagAndASequenceIsMalformedAndSoIsOneWithNeither() {
        Rig.Node host = rig.host();
        Rig.Heard heard = rig.client("client", host).subscribe("t");
        Rig.Node client = rig.client("other", host);
        host.sendEphemeral("t", "here");
        byte[] frame = rig.passed.stream()
                .filter(EphemeralTest::isBatch)
                .reduce((earlier, later) -> later)
                .orElseThrow()
                .frame();
        byte[] placed = frame.clone();
        Wire.putLong(placed, Frames.BASE_AT, 1);
        byte[] unmarked = frame.clone();
        Wire.putShort(unmarked, Frames.FLAGS_AT, 0);

        client.arrive(() -> client.node.broadcast(placed));
        client.arrive(() -> client.node.broadcast(unmarked));

        assertThat(client.counters().malformed).isEqualTo(2);
        assertThat(heard.heard).containsExactly("from 0", "~here");
    }

    @Test
    void whoSendsFasterThanItMayLosesTheRest() {
        Limits slow = Rig.LIMITS.withMaxBytesPerSecond(10_000);
        Rig.Node host = rig.host(slow);
        Rig.Node sender = rig.client("sender", host);
        Rig.Heard heard = host.subscribe("t");
        String kilobyte = "x".repeat(1_000);
        for (int i = 0; i < 100; i++) {
            sender.sendEphemeral("t", kilobyte);
        }

        assertThat(heard.heard).hasSizeBetween(10, 15);
        assertThat(host.counters().ephemeralsDropped).isEqualTo(101 - heard.heard.size());
        rig.advance(5_000);
        sender.sendEphemeral("t", "later");
        assertThat(heard.heard).endsWith("~later");
        assertThat(sender.counters().sessionRestarts).isZero();
    }

    @Test
    void withoutAWayToTheHostItIsGoneAtOnce() {
        Rig.Node host = rig.host();
        Rig.Node sender = rig.client("sender", host);
        sender.sendEphemeral("t", "one");
        rig.kill(host);
        rig.advance(5_000);

        sender.sendEphemeral("t", "two");

        assertThat(sender.settled).containsExactly("1..1 UNKNOWN", "2..2 UNKNOWN");
        assertThat(sender.counters().ephemeralsDropped).isEqualTo(1);
    }

    private byte[] lastPush(Rig.Node from) {
        return rig.passed.stream()
                .filter(passing -> isPush(passing) && passing.from() == from)
                .reduce((earlier, later) -> later)
                .orElseThrow()
                .frame()
                .clone();
    }
}
