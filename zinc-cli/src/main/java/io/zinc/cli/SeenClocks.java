package io.zinc.cli;

import io.zinc.crdt.StateVector;
import io.zinc.crdt.Update;
import io.zinc.crdt.UpdateFormat;
import java.util.HashMap;
import java.util.Map;
import java.util.concurrent.locks.Condition;
import java.util.concurrent.locks.ReentrantLock;

/** How far each client's edits have come to a replica, and a place to wait for more. Any thread may use it. */
final class SeenClocks {

    private final ReentrantLock lock = new ReentrantLock();
    private final Condition grown = lock.newCondition();
    private final Map<Long, Long> clocks = new HashMap<>();

    /** A fragment has come. */
    void see(byte[] update) {
        StateVector to = Update.meta(UpdateFormat.V1, update).to();
        lock.lock();
        try {
            to.clocks().forEach((client, clock) -> clocks.merge(client, clock, Math::max));
            grown.signalAll();
        } finally {
            lock.unlock();
        }
    }

    long of(long client) {
        lock.lock();
        try {
            return clocks.getOrDefault(client, 0L);
        } finally {
            lock.unlock();
        }
    }

    /** Waits until a client's edits are here up to a clock. */
    void await(long client, long clock) throws InterruptedException {
        lock.lockInterruptibly();
        try {
            while (clocks.getOrDefault(client, 0L) < clock) {
                grown.await();
            }
        } finally {
            lock.unlock();
        }
    }
}
