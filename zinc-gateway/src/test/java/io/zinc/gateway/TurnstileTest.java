package io.zinc.gateway;

import static org.assertj.core.api.Assertions.assertThat;

import org.junit.jupiter.api.Test;

class TurnstileTest {

    private final Turnstile turnstile =
            new Turnstile(GatewayLimits.defaults().withMaxConnections(5).withMaxConnectionsPerAddress(2));

    @Test
    void anAddressHasNoMoreThanItsShare() {
        assertThat(turnstile.enter("192.0.2.1", false)).isEqualTo(Turnstile.Passage.IN);
        assertThat(turnstile.enter("192.0.2.1", false)).isEqualTo(Turnstile.Passage.IN);
        assertThat(turnstile.enter("192.0.2.1", false)).isEqualTo(Turnstile.Passage.TOO_MANY_FROM_THERE);
        assertThat(turnstile.enter("192.0.2.2", false)).isEqualTo(Turnstile.Passage.IN);

        turnstile.leave("192.0.2.1");

        assertThat(turnstile.enter("192.0.2.1", false)).isEqualTo(Turnstile.Passage.IN);
        assertThat(turnstile.inside()).isEqualTo(3);
    }

    @Test
    void thisMachineMayHaveAllThereIs() {
        for (int i = 0; i < 5; i++) {
            assertThat(turnstile.enter("127.0.0.1", true)).isEqualTo(Turnstile.Passage.IN);
        }
        assertThat(turnstile.enter("127.0.0.1", true)).isEqualTo(Turnstile.Passage.FULL);
        assertThat(turnstile.enter("192.0.2.1", false)).isEqualTo(Turnstile.Passage.FULL);
    }

    @Test
    void whoWasNotLetInDoesNotCount() {
        for (int i = 0; i < 10; i++) {
            Turnstile.Passage unused = turnstile.enter("192.0.2.1", false);
        }
        turnstile.leave("192.0.2.1");
        turnstile.leave("192.0.2.1");

        assertThat(turnstile.inside()).isZero();
        assertThat(turnstile.enter("192.0.2.1", false)).isEqualTo(Turnstile.Passage.IN);
    }
}
