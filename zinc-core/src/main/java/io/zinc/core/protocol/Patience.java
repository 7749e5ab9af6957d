package io.zinc.core.protocol;

/**
 * A share of waiting: time that is charged runs up a debt, which shrinks a tenth as fast while nothing is charged. When
 * the debt reaches its limit there is no more waiting until the one who was waited for has caught up, so that nobody holds
 * up others for more than about a tenth of the time. Not thread-safe.
 */
public final class Patience {

    private static final int RECOVERY = 10;

    private final long limitNs;
    private long debtNs;
    private boolean isSpent;

    public Patience(long limitNs) {
        this.limitNs = limitNs;
    }

    /** Accounts for time that has passed; returns whether there is patience left. */
    public boolean pass(long elapsedNs, boolean isCharged) {
        if (isCharged && !isSpent) {
            debtNs += elapsedNs;
            isSpent = debtNs >= limitNs;
        } else if (!isCharged) {
            debtNs = Math.max(0, debtNs - elapsedNs / RECOVERY);
        }
        return !isSpent;
    }

    /** Charges all there is: whoever was waited for does not move at all. */
    public void exhaust() {
        debtNs = limitNs;
        isSpent = true;
    }

    /** Whoever was waited for has caught up, and is waited for again when need be, as far as the debt allows. */
    public void caughtUp() {
        isSpent = debtNs >= limitNs;
    }

    boolean isSpent() {
        return isSpent;
    }

    boolean isRested() {
        return debtNs == 0;
    }
}
