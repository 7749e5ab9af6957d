package io.zinc.core.protocol;

import static org.assertj.core.api.Assertions.assertThat;

import org.junit.jupiter.api.Test;

/** Subscriptions of one endpoint to one topic that come while others go. */
class SubscriptionTest {

    private final Rig rig = new Rig();
    private final Rig.Node host = rig.host();
    private final Rig.Node client = rig.client("client", host);

    /** Subscribes once more; the host's leave is on its way back when this returns. */
    private Rig.Heard subscribeAsTheHostAllows() {
        Rig.Heard heard = new Rig.Heard();
        client.turn(() -> client.node.subscribe("t", heard));
        while (host.turn(() -> {})) {
            // it allows it
        }
        return heard;
    }

    @Test
    void theEndOfOneSubscriptionDoesNotTakeTheLeaveOfAnotherOne() {
        Rig.Heard first = client.subscribe("t");
        Rig.Heard second = subscribeAsTheHostAllows();
        client.turn(() -> client.node.unsubscribe(first));
        rig.settle();
        host.send("t", "one");

        assertThat(second.heard).containsExactly("from 0", "one");
        assertThat(first.heard).containsExactly("from 0");
    }

    @Test
    void aSubscriptionThatIsRefusedEndsWhatWasKeptForIt() {
        Rig.Heard first = client.subscribe("t");
        rig.allows = false;
        Rig.Heard second = new Rig.Heard();
        client.turn(() -> client.node.subscribe("t", second));
        client.turn(() -> client.node.unsubscribe(first));
        rig.advance(1_000);

        assertThat(second.heard).containsExactly("refused");
        assertThat(client.node.held().topics()).isZero();
        assertThat(host.node.isFollowed("t")).isFalse();
    }
}
