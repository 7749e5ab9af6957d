package io.zinc.gateway;

import java.util.LinkedHashMap;
import java.util.Map;
import java.util.concurrent.locks.ReentrantLock;
import java.util.function.LongSupplier;

/**
 * How many requests each address may make. Addresses that were not heard of for longest are forgotten when there are too many,
 * with which their allowance is full again.
 */
final class Rates {

    private static final int MOST_ADDRESSES = 10_000;

    private final int perSecond;
    private final LongSupplier nowMs;
    private final ReentrantLock lock = new ReentrantLock();
    private final Map<String, Allowance> allowances = new LinkedHashMap<>(16, 0.75f, true) {

        private static final long serialVersionUID = 1L;

        @Override
        protected boolean removeEldestEntry(Map.Entry<String, Allowance> eldest) {
            return size() > MOST_ADDRESSES;
        }
    };

    Rates(int perSecond, LongSupplier nowMs) {
        this.perSecond = perSecond;
        this.nowMs = nowMs;
    }

    /** Takes one request of an address's allowance; false when there is none left. */
    boolean take(String address) {
        long now = nowMs.getAsLong();
        lock.lock();
        try {
            Allowance allowance = allowances.computeIfAbsent(address, absent -> new Allowance(perSecond, now));
            allowance.earn(now);
            if (allowance.isSpent()) {
                return false;
            }
            allowance.use();
            return true;
        } finally {
            lock.unlock();
        }
    }
}
