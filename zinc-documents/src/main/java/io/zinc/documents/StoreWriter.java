package io.zinc.documents;

import io.zinc.documents.protocol.StoreStep;
import io.zinc.documents.spi.DocumentStore;
import io.zinc.documents.spi.StoreException;
import io.zinc.documents.spi.StoredFragment;
import java.util.ArrayDeque;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.atomic.AtomicLong;
import java.util.concurrent.locks.Condition;
import java.util.concurrent.locks.ReentrantLock;
import java.util.function.Consumer;

/**
 * Writes what documents give it to a store, in order, on a thread of its own: group commit. What gathers while one group is on
 * its way to the disk is the next group, so a slow disk makes groups larger, not edits slower.
 *
 * <p>A store that is out of order for now, such as on a full disk, is tried again for as long as it takes. Nothing is
 * acknowledged as durable meanwhile, and {@link #waitingBytes} grows up to the bound at which the host takes no more.
 */
final class StoreWriter implements Runnable {

    private static final int GROUP_BYTES = 4 << 20;
    private static final long RETRY_MS = 200;
    private static final long RETRY_MOST_MS = 5_000;
    private static final long STEP_BYTES = 200;

    /** A document that is told what became of its steps. */
    interface Owner {

        /** A step is on the disk. */
        void stored(StoreStep step);

        /** A step cannot be written, ever. */
        void notStored(StoreStep step, StoreException fault);
    }

    private record Waiting(StoreStep step, Owner owner) {}

    private final DocumentStore store;
    private final Consumer<Throwable> onError;
    private final ReentrantLock lock = new ReentrantLock();
    private final Condition changed = lock.newCondition();
    private final ArrayDeque<Waiting> waiting = new ArrayDeque<>();
    private final AtomicLong waitingBytes = new AtomicLong();
    private final AtomicLong storedSteps = new AtomicLong();
    private final AtomicLong commits = new AtomicLong();
    private final AtomicLong faults = new AtomicLong();
    private final Thread thread;
    private boolean isClosed;
    private boolean isBusy;

    StoreWriter(DocumentStore store, Consumer<Throwable> onError) {
        this.store = store;
        this.onError = onError;
        this.thread = Thread.ofPlatform().daemon().name("zinc-store").start(this);
    }

    void add(StoreStep step, Owner owner) {
        lock.lock();
        try {
            waitingBytes.addAndGet(bytes(step));
            waiting.addLast(new Waiting(step, owner));
            changed.signalAll();
        } finally {
            lock.unlock();
        }
    }

    /** How much is not on the disk yet. */
    long waitingBytes() {
        return waitingBytes.get();
    }

    /** How many steps are on the disk. */
    long storedSteps() {
        return storedSteps.get();
    }

    /** In how many groups they came there. */
    long commits() {
        return commits.get();
    }

    /** How often the store could not. */
    long faults() {
        return faults.get();
    }

    private static long bytes(StoreStep step) {
        return STEP_BYTES
                + switch (step) {
                    case StoreStep.Append append -> append.fragment().bytes().length;
                    case StoreStep.Snapshot made -> made.state().length;
                    case StoreStep.Keep keep -> keep.state().length;
                    case StoreStep.Create create -> 0;
                    case StoreStep.Retype retype -> 0;
                    case StoreStep.Delete delete -> 0;
                    case StoreStep.Rename rename -> 0;
                };
    }

    @Override
    public void run() {
        try {
            List<Waiting> group = next();
            while (!group.isEmpty()) {
                write(group);
                group = next();
            }
        } catch (InterruptedException e) {
            // closed without patience: what waits was never acknowledged
        }
    }

    /** Fragments that wait, as many as one group may hold, or one other step; nothing when closed and all is written. */
    private List<Waiting> next() throws InterruptedException {
        lock.lockInterruptibly();
        try {
            isBusy = false;
            changed.signalAll();
            while (waiting.isEmpty()) {
                if (isClosed) {
                    return List.of();
                }
                changed.await();
            }
            isBusy = true;
            List<Waiting> group = new ArrayList<>();
            group.add(waiting.removeFirst());
            long size = bytes(group.getFirst().step);
            while (group.getFirst().step instanceof StoreStep.Append
                    && !waiting.isEmpty()
                    && waiting.getFirst().step instanceof StoreStep.Append
                    && size < GROUP_BYTES) {
                size += bytes(waiting.getFirst().step);
                group.add(waiting.removeFirst());
            }
            return group;
        } finally {
            lock.unlock();
        }
    }

    private void write(List<Waiting> group) throws InterruptedException {
        long pauseMs = RETRY_MS;
        boolean isTold = false;
        while (true) {
            try {
                if (group.getFirst().step instanceof StoreStep.Append) {
                    List<StoredFragment> fragments = new ArrayList<>();
                    group.forEach(each -> fragments.add(((StoreStep.Append) each.step).fragment()));
                    store.append(fragments);
                } else {
                    StoreStep.write(group.getFirst().step, store);
                }
                commits.incrementAndGet();
                storedSteps.addAndGet(group.size());
                group.forEach(each -> {
                    waitingBytes.addAndGet(-bytes(each.step));
                    each.owner.stored(each.step);
                });
                return;
            } catch (StoreException e) {
                faults.incrementAndGet();
                if (e.problem() != StoreException.Problem.UNAVAILABLE) {
                    giveUp(group, e);
                    return;
                }
                if (!isTold) {
                    onError.accept(e);
                    isTold = true;
                }
            }
            lock.lockInterruptibly();
            try {
                if (!changed.await(pauseMs, java.util.concurrent.TimeUnit.MILLISECONDS)) {
                    pauseMs = Math.min(RETRY_MOST_MS, pauseMs * 2);
                }
            } finally {
                lock.unlock();
            }
        }
    }

    /** One document's fault must not keep the others from the disk. */
    private void giveUp(List<Waiting> group, StoreException fault) throws InterruptedException {
        if (group.size() > 1) {
            for (Waiting each : group) {
                write(List.of(each));
            }
            return;
        }
        Waiting failed = group.getFirst();
        waitingBytes.addAndGet(-bytes(failed.step));
        onError.accept(fault);
        failed.owner.notStored(failed.step, fault);
    }

    /** Waits until everything is written, at most so long, then ends. */
    void close(long patienceMs) throws InterruptedException {
        lock.lockInterruptibly();
        try {
            isClosed = true;
            changed.signalAll();
            long left = patienceMs * 1_000_000;
            while ((isBusy || !waiting.isEmpty()) && left > 0) {
                left = changed.awaitNanos(left);
            }
        } finally {
            lock.unlock();
        }
        thread.interrupt();
        thread.join();
    }
}
