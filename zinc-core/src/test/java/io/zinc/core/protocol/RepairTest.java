package io.zinc.core.protocol;

import static org.assertj.core.api.Assertions.assertThat;

import io.zinc.core.wire.Control;
import org.junit.jupiter.api.Test;

class RepairTest {

    private final Rig rig = new Rig();

    @Test
    void aMissedMessageIsRepairedFromTheParent() {
        Rig.Node host = rig.host();
        Rig.Node client = rig.client("client", host);
        Rig.Heard heard = client.subscribe("t");
        host.send("t", "one");
        rig.loses = Rig.Passing::isBatch;
        host.send("t", "two");
        rig.loses = passing -> false;
        host.send("t", "three");

        assertThat(heard.heard).containsExactly("from 0", "one", "two", "three");
        assertThat(client.counters().gaps).isEqualTo(1);
    }

    @Test
    void oneRepairHealsAWholeSubtree() {
        Rig.Node host = rig.host();
        Rig.Node relay = rig.relay("relay", host);
        Rig.Node left = rig.client("left", relay);
        Rig.Node right = rig.client("right", relay);
        Rig.Heard leftHeard = left.subscribe("t");
        Rig.Heard rightHeard = right.subscribe("t");
        rig.loses = passing -> passing.isBatch() && passing.to() == relay;
        host.send("t", "lost");
        rig.loses = passing -> false;
        rig.passed.clear();
        host.send("t", "seen");

        assertThat(leftHeard.heard).containsExactly("from 0", "lost", "seen");
        assertThat(rightHeard.heard).containsExactly("from 0", "lost", "seen");
        assertThat(rig.passed.stream()
                        .filter(passing -> passing.to() == host)
                        .filter(passing -> passing.control().hasRepairRequest()))
                .hasSize(1);
    }

    @Test
    void manyWhoMissTheSameAskAboveOnce() {
        Rig.Node host = rig.host();
        Rig.Node relay = rig.relay("relay", host);
        Rig.Node first = rig.client("first", relay);
        first.subscribe("t");
        host.send("t", "before");
        Rig.Node late = rig.client("late", relay);
        Rig.Node later = rig.client("later", relay);
        Rig.Heard lateHeard = late.subscribe("t");
        Rig.Heard laterHeard = later.subscribe("t");
        rig.loses = passing -> passing.isBatch() && passing.from() == relay;
        host.send("t", "lost below");
        rig.loses = passing -> false;
        rig.passed.clear();
        rig.advance(300);

        assertThat(lateHeard.heard).containsExactly("from 1", "lost below");
        assertThat(laterHeard.heard).containsExactly("from 1", "lost below");
        assertThat(rig.passed.stream().filter(passing -> passing.isBatch() && passing.to() == late))
                .as("answers")
                .hasSize(1);
    }

    @Test
    void aLostTailShowsByTheAnnouncementOfAnIdleTopic() {
        Rig.Node host = rig.host();
        Rig.Node client = rig.client("client", host);
        Rig.Heard heard = client.subscribe("t");
        rig.loses = Rig.Passing::isBatch;
        host.send("t", "last words");
        rig.loses = passing -> false;

        assertThat(heard.heard).containsExactly("from 0");
        rig.advance(250);
        assertThat(heard.heard).containsExactly("from 0", "last words");
    }

    @Test
    void whatNobodyKeepsIsReportedAsMissed() {
        Rig.Node host = rig.host(Rig.LIMITS.withReplayBytes(400));
        Rig.Node client = rig.client("client", host);
        Rig.Heard heard = client.subscribe("t");
        rig.loses = Rig.Passing::isBatch;
        for (int i = 1; i <= 5; i++) {
            host.send("t", "message " + i);
        }
        rig.loses = passing -> false;
        rig.advance(400);

        assertThat(heard.heard).containsExactly("from 0", "missed 1..4 TOO_OLD", "message 5");
    }

    @Test
    void aSubscriptionIsConfirmedWhenTheParentIsSubscribedItself() {
        Rig.Node host = rig.host();
        Rig.Node relay = rig.relay("relay", host);
        Rig.Node client = rig.client("client", relay);
        rig.loses = passing -> passing.control().hasSubscribed() && passing.to() == relay;
        Rig.Heard heard = client.subscribe("t");
        assertThat(heard.heard).isEmpty();
        rig.loses = passing -> false;
        rig.advance(300);
        host.send("t", "hello");

        assertThat(heard.heard).containsExactly("from 0", "hello");
    }

    @Test
    void aNewPathTakesAlongWhatIsUnacknowledged() {
        Rig.Node host = rig.host(Rig.LIMITS.withResendMs(60_000));
        Rig.Node relay = rig.relay("relay", host);
        Rig.Node client = rig.client("client", relay, host);
        Rig.Heard heard = host.subscribe("t");
        client.send("t", "one");
        rig.advance(20);
        rig.loses = passing -> passing.path() == Rig.Path.PUSH;
        client.send("t", "two", "three");
        rig.loses = passing -> false;
        rig.kill(relay);
        rig.advance(2_500);

        assertThat(heard.heard).containsExactly("from 0", "one", "two", "three");
        assertThat(client.settled).containsExactly("1..1 SEQUENCED", "2..3 SEQUENCED");
    }

    @Test
    void aLostMiddleIsExpectedAndNotSkipped() {
        Rig.Node host = rig.host();
        Rig.Node client = rig.client("client", host);
        Rig.Heard heard = host.subscribe("t");
        client.send("t", "one");
        rig.loses = passing -> passing.path() == Rig.Path.PUSH;
        client.send("t", "two");
        rig.loses = passing -> false;
        client.send("t", "three");

        assertThat(heard.heard).containsExactly("from 0", "one", "two", "three");
        assertThat(host.counters().expecteds).isEqualTo(1);
    }

    @Test
    void anEndpointThatWasFollowedHearsTheNewHistoryFromItsBeginning() {
        Rig.Node host = rig.host();
        Rig.Node client = rig.client("client", host);
        Rig.Heard heard = client.subscribe("t");
        host.send("t", "old");
        rig.kill(host);
        Rig.Node next = rig.host();
        next.send("t", "new 1", "new 2");
        rig.advance(2_500);

        assertThat(heard.heard)
                .containsExactly(
                        "from 0",
                        "old",
                        "missed 2.." + Long.MAX_VALUE + " HISTORY_CHANGED",
                        "from 0",
                        "new 1",
                        "new 2");
    }

    @Test
    void aRelayThatHasLostTouchDoesNotTakeSessionsBack() {
        Rig.Node host = rig.host();
        Rig.Node relay = rig.relay("relay", host);
        Rig.Node client = rig.client("client", relay, host);
        client.send("t", "one");
        rig.advance(20);
        Control stale = rig.passed.stream()
                .filter(passing -> passing.from() == relay && passing.control().hasOpenSession())
                .map(Rig.Passing::control)
                .filter(control -> control.getOpenSession().getEndpoint().equals(TreeNode.bytes(client.id)))
                .findFirst()
                .orElseThrow();
        rig.loses = passing -> passing.from() == client && passing.to() == relay;
        rig.advance(2_500);
        rig.loses = passing -> false;
        assertThat(client.parent).isEqualTo(host);

        long relaysPeer = relay.peer;
        host.arrive(() -> host.node.fromChild(relaysPeer, Frames.direct(stale)));
        rig.passed.clear();
        client.send("t", "two");
        rig.advance(20);

        assertThat(client.settled).containsExactly("1..1 SEQUENCED", "2..2 SEQUENCED");
        assertThat(client.counters().resent).isZero();
    }
}
