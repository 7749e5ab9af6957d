package io.zinc.core.protocol;

import static org.assertj.core.api.Assertions.assertThat;

import org.junit.jupiter.api.Test;

class AttendanceTest {

    private final Rig rig = new Rig();

    @Test
    void anEndpointThatLeavesIsToldGoneAtOnce() {
        Rig.Node host = rig.host();
        Rig.Node client = rig.client("client", rig.relay("relay", host));
        client.turn(() -> client.node.leave());
        rig.settle();

        assertThat(host.attendance).containsExactly("came relay", "came client", "gone client");
    }

    @Test
    void anEndpointThatDiesIsToldGone() {
        Rig.Node host = rig.host();
        Rig.Node client = rig.client("client", rig.relay("relay", host));
        rig.kill(client);
        rig.advance(2_000);

        assertThat(host.attendance).containsExactly("came relay", "came client", "gone client");
    }

    @Test
    void anEndpointThatFindsAnotherWayIsNotToldGone() {
        Rig.Node host = rig.host();
        Rig.Node relay = rig.relay("relay", host);
        rig.client("client", relay, host);
        rig.kill(relay);
        rig.advance(3_000);

        assertThat(host.attendance).containsExactly("came relay", "came client", "gone relay");
    }

    @Test
    void anEndpointThatComesBackIsToldAgain() {
        Rig.Node host = rig.host();
        Rig.Node client = rig.client("client", host);
        client.isAsleep = true;
        rig.advance(2_000);
        client.isAsleep = false;
        rig.advance(2_000);

        assertThat(host.attendance).containsExactly("came client", "gone client", "came client");
    }
}
