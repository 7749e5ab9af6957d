package io.zinc.gateway;

import java.util.HashMap;
import java.util.Map;
import java.util.concurrent.locks.ReentrantLock;

/** Counts those who are in, of everywhere and of each address, and lets in no more than there is room for. Any thread may call it. */
final class Turnstile {

    /** Whether somebody got in. */
    enum Passage {
        IN,
        FULL,
        TOO_MANY_FROM_THERE
    }

    private final GatewayLimits limits;
    private final ReentrantLock lock = new ReentrantLock();
    private final Map<String, Integer> byAddress = new HashMap<>();
    private int inside;

    Turnstile(GatewayLimits limits) {
        this.limits = limits;
    }

    /**
     * Lets somebody in, if there is room; {@link #leave} is to be called for each who got in.
     *
     * @param isLoopback whether the address is this machine's own, where all may come through one proxy
     */
    Passage enter(String address, boolean isLoopback) {
        lock.lock();
        try {
            int ofAddress = byAddress.getOrDefault(address, 0);
            if (inside >= limits.maxConnections()) {
                return Passage.FULL;
            }
            if (!isLoopback && ofAddress >= limits.maxConnectionsPerAddress()) {
                return Passage.TOO_MANY_FROM_THERE;
            }
            inside++;
            byAddress.put(address, ofAddress + 1);
            return Passage.IN;
        } finally {
            lock.unlock();
        }
    }

    void leave(String address) {
        lock.lock();
        try {
            inside--;
            byAddress.computeIfPresent(address, (same, count) -> count > 1 ? count - 1 : null);
        } finally {
            lock.unlock();
        }
    }

    int inside() {
        lock.lock();
        try {
            return inside;
        } finally {
            lock.unlock();
        }
    }
}
