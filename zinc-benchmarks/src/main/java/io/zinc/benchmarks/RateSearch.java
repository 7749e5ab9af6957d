package io.zinc.benchmarks;

import java.util.function.DoublePredicate;

/**
 * Finds the highest rate that holds: doubles it until it does not hold any more, then halves the gap some times.
 *
 * @param start the first rate to try
 * @param least below this it gives up
 * @param most above this it does not look
 * @param halvings how often the gap between a rate that holds and one that does not is halved; 4 leave 4.4 %
 */
record RateSearch(double start, double least, double most, int halvings) {

    /** Each rate that does not hold is tried once more, as anything on the machine may have got in between. */
    private static final int TRIES = 2;

    /** The highest rate found; 0 if none holds. */
    double highest(DoublePredicate holds) {
        double good = 0;
        double bad = 0;
        double rate = start;
        while (bad == 0 || good == 0) {
            if (holdsOnce(holds, rate)) {
                good = rate;
                if (rate >= most) {
                    return good;
                }
                rate = bad == 0 ? Math.min(most, rate * 2) : rate;
            } else {
                bad = rate;
                if (rate / 2 < least) {
                    return good;
                }
                rate = good == 0 ? rate / 2 : rate;
            }
        }
        for (int i = 0; i < halvings; i++) {
            double middle = Math.sqrt(good * bad);
            if (holdsOnce(holds, middle)) {
                good = middle;
            } else {
                bad = middle;
            }
        }
        return good;
    }

    private static boolean holdsOnce(DoublePredicate holds, double rate) {
        for (int i = 0; i < TRIES; i++) {
            if (holds.test(rate)) {
                return true;
            }
        }
        return false;
    }
}
