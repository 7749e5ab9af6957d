package io.zinc.testing;

import io.zinc.documents.spi.StoreException;
import io.zinc.documents.spi.StoreException.Problem;
import java.nio.charset.StandardCharsets;
import java.util.ArrayDeque;
import java.util.Arrays;
import java.util.Collection;
import java.util.Comparator;
import java.util.Deque;
import java.util.HashSet;
import java.util.NavigableMap;
import java.util.Set;
import java.util.TreeMap;
import java.util.concurrent.locks.ReentrantLock;
import org.jspecify.annotations.Nullable;

/**
 * What a {@link MemoryStore} keeps its documents on. It outlives the store, as a disk outlives a process, and does what
 * disks do: it fails when told to, it damages documents, and it can lose what was not forced to it.
 *
 * <p>As it comes it forces each writing call, as the contract of stores demands. After {@link #stopForcing} it lies, as some
 * disks do: writing calls return at once, and {@link #losePower} takes back what they did.
 *
 * <p>Any thread may call. It has no clock and no randomness.
 */
public final class MemoryDisk {

    private static final Comparator<String> BY_BYTES =
            Comparator.comparing(name -> name.getBytes(StandardCharsets.UTF_8), Arrays::compareUnsigned);

    private final ReentrantLock lock = new ReentrantLock();
    private final NavigableMap<String, MemoryDocument> documents = new TreeMap<>(BY_BYTES);
    private final Deque<Undo> unforced = new ArrayDeque<>();
    private final Set<String> damaged = new HashSet<>();
    private boolean isForcing = true;
    private @Nullable Problem failure;
    private @Nullable MemoryStore owner;

    private record Undo(String name, @Nullable MemoryDocument before) {}

    /** Opens the store on it. */
    public MemoryStore open() {
        lock.lock();
        try {
            if (owner != null) {
                throw new StoreException(
                        Problem.UNUSABLE, "This disk is in use by another MemoryStore: close that one first.");
            }
            owner = new MemoryStore(this);
            return owner;
        } finally {
            lock.unlock();
        }
    }

    /** From now on all calls fail with this problem, and do nothing. */
    public void failWith(Problem problem) {
        guarded(() -> failure = problem);
    }

    /** From now on calls succeed again. */
    public void recover() {
        guarded(() -> failure = null);
    }

    /** From now on the document cannot be read, and nothing be appended to it. */
    public void damage(String name) {
        guarded(() -> damaged.add(name));
    }

    /** From now on writing calls return before their bytes are safe. */
    public void stopForcing() {
        guarded(() -> isForcing = false);
    }

    /** Makes everything written so far safe, and from now on each writing call again. */
    public void force() {
        guarded(() -> {
            isForcing = true;
            unforced.clear();
        });
    }

    /** Loses what was written and not forced, and ends the store that is open. */
    public void losePower() {
        guarded(() -> {
            while (!unforced.isEmpty()) {
                Undo undo = unforced.pop();
                put(undo.name, undo.before);
            }
            owner = null;
        });
    }

    /** Work of a store on the documents, under the lock. */
    <T> T use(MemoryStore store, Work<T> work) {
        lock.lock();
        try {
            if (owner != store) {
                throw new StoreException(
                        Problem.UNUSABLE, "This store was closed, or its disk lost power: open it again.");
            }
            if (failure != null) {
                throw new StoreException(failure, "This disk fails because it was told to: " + failure);
            }
            return work.run();
        } finally {
            lock.unlock();
        }
    }

    interface Work<T> {
        T run();
    }

    void close(MemoryStore store) {
        guarded(() -> owner = owner == store ? null : owner);
    }

    /** Under the lock: a document, or null; fails when it is damaged. */
    @Nullable
    MemoryDocument find(String name) {
        if (damaged.contains(name)) {
            throw new StoreException(Problem.DAMAGED, "Document '" + name + "' is damaged because it was told to be.");
        }
        return documents.get(name);
    }

    /** Under the lock: all documents from a name on. */
    Collection<MemoryDocument> from(String name) {
        return documents.tailMap(name, true).values();
    }

    /** Under the lock: replaces a document. */
    void write(MemoryDocument document) {
        String name = document.info().name();
        if (!isForcing) {
            unforced.push(new Undo(name, documents.get(name)));
        }
        put(name, document);
    }

    private void put(String name, @Nullable MemoryDocument document) {
        if (document == null) {
            documents.remove(name);
        } else {
            documents.put(name, document);
        }
    }

    private void guarded(Runnable change) {
        lock.lock();
        try {
            change.run();
        } finally {
            lock.unlock();
        }
    }
}
