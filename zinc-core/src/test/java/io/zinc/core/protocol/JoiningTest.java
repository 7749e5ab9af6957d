package io.zinc.core.protocol;

import static org.assertj.core.api.Assertions.assertThat;

import com.google.protobuf.ByteString;
import io.zinc.core.ConnectionEvent;
import io.zinc.core.wire.Control;
import io.zinc.core.wire.JoinRequest;
import io.zinc.core.wire.WireRole;
import java.util.ArrayDeque;
import org.junit.jupiter.api.Test;

/** Whose knock counts when one endpoint knocks several times, as it does while its host is still starting. */
class JoiningTest {

    private final Rig rig = new Rig();
    private final Rig.Node host = rig.host();

    private void knock(long peer, long start, int attempt) {
        byte[] join = Frames.direct(Control.newBuilder()
                .setJoinRequest(JoinRequest.newBuilder()
                        .setStart(start)
                        .setAttempt(attempt)
                        .setCluster("rig")
                        .setEndpoint(ByteString.copyFrom(new byte[16]))
                        .setRole(WireRole.ROLE_CLIENT)
                        .setMinVersion(1)
                        .setMaxVersion(1)
                        .setMaxFrameBytes(1 << 20))
                .build());
        host.turn(() -> host.node.fromChild(peer, join));
        host.turn(() -> {});
    }

    private long joins() {
        return host.events.stream()
                .filter(ConnectionEvent.ChildJoined.class::isInstance)
                .count();
    }

    @Test
    void anOlderKnockThatComesLateDoesNotTakeTheNewerOnesPlace() {
        knock(102, 5, 2);
        knock(101, 5, 1);

        assertThat(joins()).isEqualTo(1);
        assertThat(host.disconnected).doesNotContain(102L);
        assertThat(host.counters().strayControls).isEqualTo(1);
    }

    @Test
    void aNewerKnockTakesTheOlderOnesPlace() {
        knock(101, 5, 1);
        knock(102, 5, 2);

        assertThat(joins()).isEqualTo(2);
        assertThat(host.node.held().children()).isEqualTo(1);
    }

    @Test
    void anEndpointThatWasStartedAgainTakesItsOwnPlace() {
        knock(101, 5, 7);
        knock(102, 6, 1);

        assertThat(joins()).isEqualTo(2);
        assertThat(host.node.held().children()).isEqualTo(1);
    }

    @Test
    void whatIsPushedSlowlyButMovesKeepsItsParent() {
        Rig.Node client = rig.client("client", host);
        client.send("t", "first");
        ArrayDeque<byte[]> underWay = new ArrayDeque<>();
        rig.loses = passing -> {
            if (passing.path() == Rig.Path.PUSH) {
                underWay.add(passing.frame());
                return true;
            }
            return false;
        };
        for (int i = 0; i < 20; i++) {
            client.send("t", "message " + i);
        }
        for (int i = 0; i < 80; i++) {
            rig.advance(100);
            byte[] next = underWay.poll();
            if (next != null) {
                host.arrive(() -> host.node.pushed(next));
            }
        }

        assertThat(client.saw(ConnectionEvent.ParentLost.class)).isFalse();
        underWay.clear();
        rig.advance(2_000);
        assertThat(client.saw(ConnectionEvent.ParentLost.class))
                .as("nothing moves any more")
                .isTrue();
    }
}
