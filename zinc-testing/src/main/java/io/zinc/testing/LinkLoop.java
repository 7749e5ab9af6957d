package io.zinc.testing;

import io.zinc.core.spi.Downlink;
import io.zinc.core.spi.LinkLimits;
import io.zinc.core.spi.Readiness;
import io.zinc.core.spi.Transport;
import io.zinc.core.spi.Uplink;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import java.util.concurrent.Semaphore;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.locks.ReentrantLock;
import java.util.function.BooleanSupplier;
import java.util.function.Predicate;

/**
 * What an endpoint does with its links, and nothing else: one thread that polls all of them until nothing is left, then
 * waits until one tells that it is ready. A link that forgets to tell lets {@link #until} run into its deadline.
 *
 * <p>Other threads may use the links too, while they hold {@link #lock}.
 */
public final class LinkLoop implements Readiness, AutoCloseable {

    private static final long DEADLINE_SECONDS = 20;

    private final Semaphore woken = new Semaphore(0);
    private final List<Parent> parents = new ArrayList<>();
    private final List<Child> children = new ArrayList<>();
    public final ReentrantLock lock = new ReentrantLock();

    public Parent bind(Transport transport, String address, LinkLimits limits) {
        Parent parent = new Parent(transport.bind(address, "", limits, this));
        parents.add(parent);
        return parent;
    }

    public Child connect(Transport transport, String address, LinkLimits limits) {
        Child child = new Child(transport.connect(address, limits, this));
        children.add(child);
        return child;
    }

    /** Polls and waits until the condition holds. */
    public void until(String what, BooleanSupplier condition) {
        until(what, 0, condition);
    }

    /** As above, for a condition that something else than these links may fulfil: it is looked at in intervals too. */
    public void until(String what, long intervalMs, BooleanSupplier condition) {
        until(what, intervalMs, DEADLINE_SECONDS, condition);
    }

    /** As above, for a condition that takes many turns of others. */
    public void until(String what, long intervalMs, long seconds, BooleanSupplier condition) {
        long deadline = System.nanoTime() + TimeUnit.SECONDS.toNanos(seconds);
        while (!pollAndCheck(condition)) {
            long restMs = TimeUnit.NANOSECONDS.toMillis(deadline - System.nanoTime());
            if (restMs <= 0) {
                throw new AssertionError("waited " + seconds + " s in vain until " + what);
            }
            await(intervalMs == 0 ? restMs : Math.min(restMs, intervalMs));
        }
    }

    private boolean pollAndCheck(BooleanSupplier condition) {
        lock.lock();
        try {
            pollAll();
            return condition.getAsBoolean();
        } finally {
            lock.unlock();
        }
    }

    /** Polls all links until nothing is left. */
    public void pollAll() {
        boolean more = true;
        while (more) {
            more = false;
            for (Parent parent : parents) {
                more |= !parent.isAsleep && parent.link.poll(parent, parent.takesPushed) > 0;
            }
            for (Child child : children) {
                more |= !child.isAsleep && child.link.poll(child, child.takesBroadcasts) > 0;
            }
        }
    }

    private void await(long timeoutMs) {
        boolean isInterrupted = false;
        try {
            boolean ignored = woken.tryAcquire(timeoutMs, TimeUnit.MILLISECONDS);
        } catch (InterruptedException e) {
            isInterrupted = true;
        }
        int unused = woken.drainPermits();
        if (isInterrupted) {
            Thread.currentThread().interrupt();
        }
    }

    @Override
    public void wakeUp() {
        woken.release();
    }

    @Override
    public void close() {
        children.forEach(child -> child.link.close());
        parents.forEach(parent -> parent.link.close());
    }

    /** A downlink and all that came up through it. */
    public static final class Parent implements Downlink.Receiver {

        public final Downlink link;
        public final List<Long> peers = new ArrayList<>();
        public final List<byte[]> direct = new ArrayList<>();
        public final List<byte[]> pushed = new ArrayList<>();
        public final List<byte[]> requests = new ArrayList<>();
        public Predicate<byte[]> approves = request -> true;
        public boolean takesPushed = true;
        public boolean isAsleep;

        /** Whether each frame of a child goes back to it at once. */
        public boolean echoes;

        Parent(Downlink link) {
            this.link = link;
        }

        @Override
        public void fromChild(long peer, byte[] frame) {
            peers.add(peer);
            direct.add(frame);
            if (echoes && !link.send(peer, frame)) {
                throw new AssertionError("no room for an echo");
            }
        }

        @Override
        public void pushed(byte[] frame) {
            pushed.add(frame);
        }

        @Override
        public boolean subscriptionRequested(byte[] request) {
            requests.add(request);
            return approves.test(request);
        }

        /** How many requests with just these bytes came up. */
        public long requestsLike(byte[] request) {
            return requests.stream().filter(r -> Arrays.equals(r, request)).count();
        }
    }

    /** An uplink and all that came down through it. */
    public static final class Child implements Uplink.Receiver {

        public final Uplink link;
        public final List<byte[]> direct = new ArrayList<>();
        public final List<byte[]> broadcasts = new ArrayList<>();
        public boolean takesBroadcasts = true;
        public boolean isAsleep;

        Child(Uplink link) {
            this.link = link;
        }

        public void attachTo(Parent parent) {
            link.attach(
                    parent.link.addresses().broadcast(), parent.link.addresses().push());
        }

        @Override
        public void fromParent(byte[] frame) {
            direct.add(frame);
        }

        @Override
        public void broadcast(byte[] frame) {
            broadcasts.add(frame);
        }

        public boolean hasBroadcast(byte[] frame) {
            return broadcasts.stream().anyMatch(b -> Arrays.equals(b, frame));
        }
    }
}
