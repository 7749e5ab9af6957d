package io.zinc.core.protocol;

import static org.assertj.core.api.Assertions.assertThat;

import io.zinc.core.ConnectionEvent;
import org.junit.jupiter.api.Test;

class GateTest {

    private final Rig rig = new Rig();

    @Test
    void aGatedMessageReachesTheGateAndNotTheSubscribers() {
        Rig.Node host = rig.host();
        host.turn(() -> host.node.gate("doc."));
        Rig.Node sender = rig.client("sender", rig.relay("relay", host));
        Rig.Heard heard = rig.client("listener", host).subscribe("doc.a");
        sender.send("doc.a", "one", "two");
        sender.send("plain", "three");
        rig.advance(20);

        assertThat(host.gated).containsExactly("1 one", "2 two");
        assertThat(heard.heard).containsExactly("from 0");
        assertThat(sender.settled).containsExactly("1..2 SEQUENCED", "3..3 SEQUENCED");
    }

    @Test
    void whatTheHostItselfSendsToAGatedTopicIsOrdered() {
        Rig.Node host = rig.host();
        host.turn(() -> host.node.gate("doc."));
        Rig.Heard heard = rig.client("listener", host).subscribe("doc.a");
        host.send("doc.a", "let through");

        assertThat(heard.heard).containsExactly("from 0", "let through");
        assertThat(host.gated).isEmpty();
    }

    @Test
    void nothingIsKeptOfAGatedTopicUntilSomeoneFollowsIt() {
        Rig.Node host = rig.host();
        host.turn(() -> host.node.gate("doc."));
        host.send("doc.a", "before anyone");
        assertThat(host.node.topics.replayBytes()).isZero();

        Rig.Node client = rig.client("client", host);
        Rig.Heard heard = client.subscribe("doc.a");
        host.send("doc.a", "heard");
        assertThat(host.node.topics.replayBytes()).isPositive();
        rig.loses = Rig.Passing::isBatch;
        host.send("doc.a", "lost and repaired");
        rig.loses = passing -> false;
        rig.advance(250);

        assertThat(heard.heard).containsExactly("from 1", "heard", "lost and repaired");
    }

    @Test
    void whoFollowedAGatedTopicBeforeTheHostWasRestartedIsToldWhatItMissed() {
        Rig.Node host = rig.host();
        host.turn(() -> host.node.gate("doc."));
        Rig.Node client = rig.client("client", host);
        Rig.Heard heard = client.subscribe("doc.a");
        rig.kill(host);
        Rig.Node next = rig.host();
        next.turn(() -> next.node.gate("doc."));
        next.send("doc.a", "too early");
        rig.advance(2_500);
        next.send("doc.a", "heard");

        assertThat(heard.heard)
                .containsExactly(
                        "from 0",
                        "missed 1.." + Long.MAX_VALUE + " HISTORY_CHANGED",
                        "from 0",
                        "missed 1..1 TOO_OLD",
                        "heard");
    }

    @Test
    void aTopicThatWasUsedBeforeIsGatedFromThenOn() {
        Rig.Node host = rig.host();
        Rig.Node sender = rig.client("sender", host);
        Rig.Heard heard = host.subscribe("doc.a");
        sender.send("doc.a", "before");
        host.turn(() -> host.node.gate("doc."));
        sender.send("doc.a", "after");

        assertThat(heard.heard).containsExactly("from 0", "before");
        assertThat(host.gated).containsExactly("2 after");
    }

    @Test
    void aFullGateLosesNothingAndOthersGoOn() {
        Rig.Node host = rig.host();
        host.turn(() -> host.node.gate("doc."));
        Rig.Node sender = rig.client("sender", rig.relay("relay", host));
        Rig.Node other = rig.client("other", host);
        Rig.Heard heard = host.subscribe("plain");
        rig.gate = message -> host.gated.size() < 2;
        sender.send("doc.a", "one", "two", "three", "four");
        sender.send("plain", "five");
        other.send("plain", "other");
        rig.advance(700);

        assertThat(host.gated).containsExactly("1 one", "2 two");
        assertThat(heard.heard).containsExactly("from 0", "other");
        assertThat(host.node.held().gateWaits()).isEqualTo(1);

        rig.gate = message -> true;
        rig.advance(400);

        assertThat(host.gated).containsExactly("1 one", "2 two", "3 three", "4 four");
        assertThat(heard.heard).containsExactly("from 0", "other", "five");
        assertThat(host.node.held().gateWaits()).isZero();
        assertThat(sender.settled).containsExactly("1..5 SEQUENCED");
    }

    @Test
    void aSessionThatWaitsForAGateIsForgottenWithItsPath() {
        Rig.Node host = rig.host();
        host.turn(() -> host.node.gate("doc."));
        Rig.Node sender = rig.client("sender", host);
        rig.gate = message -> false;
        sender.send("doc.a", "one");
        rig.kill(sender);
        rig.advance(1_000);

        assertThat(host.node.held().gateWaits()).isZero();
    }

    @Test
    void whoHasNoRightNeverReachesTheGate() {
        Rig.Node host = rig.host();
        host.turn(() -> host.node.gate("doc."));
        Rig.Node sender = rig.client("sender", host);
        rig.allows = false;
        sender.send("doc.a", "one");

        assertThat(host.gated).isEmpty();
        assertThat(sender.settled).containsExactly("1..1 REFUSED");
    }

    @Test
    void zincsOwnTopicsAreSentToByOthersOnlyThroughAGate() {
        Rig.Node host = rig.host();
        Rig.Node sender = rig.client("sender", host);
        sender.send("zinc.own", "early");
        assertThat(sender.settled).isEmpty(); // the host's application may not be ready yet

        host.turn(() -> host.node.gate("zinc.doc."));
        sender.send("zinc.doc.a", "edit");
        rig.advance(1_000);

        assertThat(sender.saw(ConnectionEvent.SendRefused.class)).isTrue();
        assertThat(sender.settled).contains("1..1 REFUSED", "2..2 SEQUENCED");
        assertThat(host.gated).containsExactly("1 edit");
    }
}
