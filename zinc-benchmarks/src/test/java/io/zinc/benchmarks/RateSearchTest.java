package io.zinc.benchmarks;

import static org.assertj.core.api.Assertions.assertThat;

import java.util.ArrayList;
import java.util.List;
import org.junit.jupiter.api.Test;

class RateSearchTest {

    private final List<Double> tried = new ArrayList<>();
    private final RateSearch search = new RateSearch(1_000, 10, 1_000_000, 4);

    private double find(double limit) {
        return search.highest(rate -> {
            tried.add(rate);
            return rate <= limit;
        });
    }

    @Test
    void theHighestRateIsFoundWithinAFewPercent() {
        assertThat(find(19_027)).isBetween(19_027 / 1.05, 19_027.0);
        assertThat(tried).hasSizeLessThan(18);
    }

    @Test
    void aServerThatDoesNotEvenHoldTheFirstRateIsAskedForLess() {
        assertThat(find(130)).isBetween(130 / 1.05, 130.0);
    }

    @Test
    void aServerThatHoldsNothingHasNoRate() {
        assertThat(find(1)).isZero();
    }

    @Test
    void beyondTheMostNothingIsTried() {
        assertThat(find(1e9)).isEqualTo(1_000_000);
        assertThat(tried).allMatch(rate -> rate <= 1_000_000);
    }

    @Test
    void oneMishapDoesNotEndTheSearch() {
        double found = search.highest(rate -> {
            tried.add(rate);
            return rate <= 5_000 && tried.size() != 2;
        });

        assertThat(found).isBetween(5_000 / 1.05, 5_000.0);
    }
}
