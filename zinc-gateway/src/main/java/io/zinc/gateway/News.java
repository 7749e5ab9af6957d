package io.zinc.gateway;

import io.zinc.crdt.AwarenessEntry;
import io.zinc.crdt.Update;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Objects;
import java.util.concurrent.locks.ReentrantLock;
import java.util.function.LongSupplier;
import org.jspecify.annotations.Nullable;

/**
 * What a room has yet to tell its members. Updates go out as one, and of each client's presence only the last. While event
 * loops still write what was told before, all that comes is gathered, and then for as long again as they wrote: writing
 * to many sockets is what takes the time, so a room that has much to say says it less often, and the less often the busier
 * event loops are. What comes after that goes out at once.
 *
 * <p>Any thread may call it.
 *
 * @param <A> who makes updates
 */
final class News<A> {

    /**
     * What is to be told now.
     *
     * @param update null for none
     * @param author who made all of the update, and knows it; null for several, or somebody elsewhere
     * @param presences by client, the last of each
     */
    record Batch<A>(byte @Nullable [] update, @Nullable A author, List<AwarenessEntry> presences) {}

    private record Change<A>(byte[] update, @Nullable A author) {}

    private static final long MOST_REST_NS = 20_000_000;

    private final Runnable onDue;
    private final Later later;
    private final LongSupplier nanoTime;
    private final ReentrantLock lock = new ReentrantLock();
    private final List<Change<A>> changes = new ArrayList<>();
    private final Map<Long, AwarenessEntry> presences = new LinkedHashMap<>();
    private int loopsWriting;
    private boolean isWanted;
    private long begunNs;
    private long tookBeforeNs;
    private long restsUntilNs;
    private boolean isLaterDue;

    /** Runs something when some nanoseconds have passed, on any thread. */
    interface Later {
        void run(long afterNs, Runnable what);
    }

    /**
     * @param onDue called when there may be something to {@link #take}
     * @param nanoTime of {@link System#nanoTime}
     */
    News(Runnable onDue, Later later, LongSupplier nanoTime) {
        this.onDue = onDue;
        this.later = later;
        this.nanoTime = nanoTime;
        this.restsUntilNs = nanoTime.getAsLong();
    }

    void changed(byte[] update, @Nullable A author) {
        lock.lock();
        try {
            changes.add(new Change<>(update, author));
        } finally {
            lock.unlock();
        }
        onDue.run();
    }

    void present(List<AwarenessEntry> entries) {
        lock.lock();
        try {
            entries.forEach(entry -> presences.put(entry.client(), entry));
        } finally {
            lock.unlock();
        }
        onDue.run();
    }

    /** All that is to be told; nothing while event loops write and a while after. */
    Batch<A> take() {
        List<Change<A>> fresh;
        List<AwarenessEntry> latest;
        lock.lock();
        try {
            if (!isFree()) {
                return new Batch<>(null, null, List.of());
            }
            fresh = List.copyOf(changes);
            changes.clear();
            latest = List.copyOf(presences.values());
            presences.clear();
        } finally {
            lock.unlock();
        }
        if (fresh.isEmpty()) {
            return new Batch<>(null, null, latest);
        }
        A first = fresh.getFirst().author();
        boolean isOneAuthor = fresh.stream().allMatch(change -> Objects.equals(change.author(), first));
        byte[] update = fresh.size() == 1
                ? fresh.getFirst().update()
                : Update.merge(fresh.stream().map(Change::update).toList());
        return new Batch<>(update, isOneAuthor ? first : null, latest);
    }

    /** Whether something waits to be taken. */
    boolean isWaiting() {
        lock.lock();
        try {
            return !changes.isEmpty() || !presences.isEmpty();
        } finally {
            lock.unlock();
        }
    }

    /** Whether news can be told now. Whoever is told that it cannot is called when it can. */
    boolean isFree() {
        lock.lock();
        try {
            if (loopsWriting > 0) {
                isWanted = true;
                return false;
            }
            return !isResting();
        } finally {
            lock.unlock();
        }
    }

    /** Whether it is too early to tell more; {@code onDue} is called then when it is time. */
    private boolean isResting() {
        long restNs = restsUntilNs - nanoTime.getAsLong();
        if (restNs <= 0) {
            return false;
        }
        if (!isLaterDue) {
            isLaterDue = true;
            later.run(restNs, this::rested);
        }
        return true;
    }

    private void rested() {
        lock.lock();
        try {
            isLaterDue = false;
        } finally {
            lock.unlock();
        }
        onDue.run();
    }

    /** So many event loops write what was told now. */
    void begun(int loops) {
        lock.lock();
        try {
            loopsWriting += loops;
            begunNs = nanoTime.getAsLong();
            isWanted = false;
        } finally {
            lock.unlock();
        }
    }

    /** One of them has written it. */
    void written() {
        lock.lock();
        try {
            if (--loopsWriting > 0) {
                return;
            }
            long now = nanoTime.getAsLong();
            isWanted = isWanted || isWaiting();
            long tookNs = now - begunNs;
            restsUntilNs = now + Math.min(MOST_REST_NS, Math.min(tookNs, tookBeforeNs));
            tookBeforeNs = tookNs;
            if (!isWanted || isResting()) {
                return;
            }
        } finally {
            lock.unlock();
        }
        onDue.run();
    }
}
