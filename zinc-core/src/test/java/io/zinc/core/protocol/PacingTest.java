package io.zinc.core.protocol;

import static org.assertj.core.api.Assertions.assertThat;

import io.zinc.core.ConnectionEvent;
import io.zinc.core.Limits;
import org.junit.jupiter.api.Test;

class PacingTest {

    private static final Limits NARROW = Rig.LIMITS.withPacingWindowBytes(16 << 10);

    private final Rig rig = new Rig();

    /** Loses what a child says of its progress, so that it seems to read nothing; heartbeats say position 0. */
    private void readsNothing(Rig.Node child) {
        rig.loses = passing -> (passing.from() == child && passing.control().hasReceived())
                || (passing.to() == child && passing.isBatch());
    }

    @Test
    void aLaggingChildHoldsItsSenderBackForABoundedTime() {
        Rig.Node host = rig.host(NARROW);
        Rig.Node slow = rig.client("slow", host);
        slow.subscribe("t");
        rig.advance(10);
        rig.loses = passing -> passing.from() == slow;
        for (int i = 0; i < 12; i++) {
            host.send("t", "message " + i);
        }
        assertThat(host.node.acceptsData()).isFalse();

        long since = rig.now();
        while (!host.node.acceptsData() && rig.now() - since < 5_000_000_000L) {
            rig.advance(10);
        }
        assertThat((rig.now() - since) / 1_000_000).isBetween(100L, 1_000L);
    }

    /** Has a child say how far it has got with its heartbeats alone, so that it seems to read in large steps. */
    private void readsSlowly(Rig.Node child) {
        rig.loses = passing -> passing.from() == child && passing.control().hasReceived();
    }

    /** Sends whenever that is possible; returns for how much of the time it was not, in parts of one. */
    private double shareOfWaiting(Rig.Node host, int seconds) {
        int waits = 0;
        int steps = seconds * 100;
        for (int i = 0; i < steps; i++) {
            if (host.node.acceptsData()) {
                host.send("t", "message " + i);
            } else {
                waits++;
            }
            rig.advance(10);
        }
        return (double) waits / steps;
    }

    @Test
    void aReaderThatIsSlowerThanItsSenderIsWaitedForAsLongAsItReads() {
        Rig.Node host = rig.host(NARROW.withDeadAfterMs(2_000).withHeartbeatMs(400));
        Rig.Node slow = rig.client("slow", host);
        slow.subscribe("t");
        readsSlowly(slow);

        assertThat(shareOfWaiting(host, 20)).isBetween(0.6, 0.9);
        assertThat(shareOfWaiting(host, 20)).isBetween(0.6, 0.9);
        assertThat(host.saw(ConnectionEvent.ChildLost.class)).isFalse();
    }

    @Test
    void aSlowReaderHoldsTheOthersUpForATenthOfTheTime() {
        Rig.Node host = rig.host(NARROW.withDeadAfterMs(2_000).withHeartbeatMs(400));
        Rig.Node slow = rig.client("slow", host);
        Rig.Node quick = rig.client("quick", host);
        slow.subscribe("t");
        quick.subscribe("t");
        readsSlowly(slow);

        assertThat(shareOfWaiting(host, 20)).isBetween(0.03, 0.2);
        assertThat(shareOfWaiting(host, 60)).isBetween(0.03, 0.12);
    }

    @Test
    void aChildThatKeepsUpHoldsNobodyBack() {
        Rig.Node host = rig.host(NARROW);
        Rig.Node quick = rig.client("quick", host);
        quick.subscribe("t");
        for (int i = 0; i < 100; i++) {
            host.send("t", "message " + i);
            assertThat(host.node.acceptsData()).isTrue();
        }
    }

    @Test
    void aChildThatJoinsAndNeverReadsIsCut() {
        Rig.Node host = rig.host(NARROW);
        Rig.Node stuck = rig.client("stuck", host);
        Rig.Node good = rig.client("good", host);
        stuck.subscribe("t");
        Rig.Heard heard = good.subscribe("t");
        readsNothing(stuck);
        rig.loses = rig.loses.or(passing -> passing.path() == Rig.Path.BROADCAST && passing.to() == stuck);
        int sent = 0;
        for (int i = 0; i < 400 && !host.saw(ConnectionEvent.ChildLost.class); i++) {
            if (host.node.acceptsData()) {
                host.send("t", "message " + ++sent);
            }
            rig.advance(10);
        }

        assertThat(host.saw(ConnectionEvent.ChildLost.class)).isTrue();
        assertThat(heard.heard).hasSize(sent + 1);
    }
}
