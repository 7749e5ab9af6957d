package io.zinc.gateway;

import static org.assertj.core.api.Assertions.assertThat;

import org.junit.jupiter.api.Test;

class AllowanceTest {

    private static void use(Allowance allowance, int times) {
        for (int i = 0; i < times; i++) {
            allowance.use();
        }
    }

    @Test
    void tenSecondsWorthMayBeDoneAtOnce() {
        Allowance allowance = new Allowance(5, 1_000);
        use(allowance, 49);
        assertThat(allowance.isSpent()).isFalse();
        allowance.use();
        assertThat(allowance.isSpent()).isTrue();
    }

    @Test
    void timeBringsMoreAndNeverMoreThanThat() {
        Allowance allowance = new Allowance(5, 1_000);
        use(allowance, 50);
        allowance.earn(1_100);
        assertThat(allowance.isSpent()).isTrue();
        allowance.earn(1_200);
        assertThat(allowance.isSpent()).isFalse();
        allowance.earn(1_000_000);
        use(allowance, 50);
        assertThat(allowance.isSpent()).isTrue();
    }

    @Test
    void whatWasDoneBeyondItHasToBeEarnedBack() {
        Allowance allowance = new Allowance(5, 0);
        use(allowance, 55);
        allowance.earn(1_000);
        assertThat(allowance.isSpent()).isTrue();
        allowance.earn(1_200);
        assertThat(allowance.isSpent()).isFalse();
    }
}
