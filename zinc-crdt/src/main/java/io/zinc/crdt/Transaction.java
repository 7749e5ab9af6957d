package io.zinc.crdt;

import java.util.ArrayList;
import java.util.Arrays;
import java.util.LinkedHashSet;
import java.util.List;
import java.util.Set;
import org.jspecify.annotations.Nullable;

/**
 * A group of changes that observers see as one. It is valid while it runs and while its listeners are called, on the
 * thread that runs it.
 */
public final class Transaction {
    /** What changed in one type: the list, and the keys. */
    static final class Change {
        final Transaction transaction;
        final Branch type;
        boolean list;

        @Nullable
        Change next;

        @Nullable
        Set<String> keys;

        boolean dropped;

        Change(Transaction transaction, Branch type) {
            this.transaction = transaction;
            this.type = type;
        }

        Set<String> keys() {
            return keys == null ? Set.of() : keys;
        }
    }

    /** A client that got structs: its state at the beginning, and when the body ended. */
    private static final class Touched {
        final ClientStore store;
        final long before;
        long after;
        final @Nullable Touched next;

        Touched(ClientStore store, long after, @Nullable Touched next) {
            this.store = store;
            this.before = store.state();
            this.after = after;
            this.next = next;
        }
    }

    private static final ClientStore[] NO_STORES = {};

    final Doc doc;
    private final @Nullable Object origin;
    private final boolean local;
    final DeleteSet deletes = new DeleteSet();

    /** The touched clients, last one first. */
    private @Nullable Touched touched;

    private int touchedCount;
    private ClientStore @Nullable [] grown;

    /** Structs that may merge with their neighbours when the transaction ends. */
    @Nullable
    List<Struct> mergeCandidates;

    /** The changed types, in the order in which they were first changed. */
    private @Nullable Change firstChange;

    private @Nullable Change lastChange;

    @Nullable
    Set<Doc> subdocsAdded;

    @Nullable
    Set<Doc> subdocsRemoved;

    @Nullable
    Set<Doc> subdocsLoaded;

    Transaction(Doc doc, @Nullable Object origin, boolean local) {
        this.doc = doc;
        this.origin = origin;
        this.local = local;
    }

    /** The document that is changed. */
    public Doc doc() {
        return doc;
    }

    /** What the caller gave as the cause of the changes. */
    public @Nullable Object origin() {
        return origin;
    }

    /** Whether the changes were made here, not by an update that was applied. */
    public boolean isLocal() {
        return local;
    }

    /** What was deleted; complete when listeners are called. */
    public DeleteSet deleteSet() {
        return deletes;
    }

    /** Whether a unit was added in this transaction. */
    public boolean added(ID id) {
        ClientStore store = doc.clients.get(id.client());
        return store != null && id.clock() >= beforeClock(store);
    }

    // --- states --------------------------------------------------------------------------------------------------

    /** Must be called before structs are added to a store. */
    void touch(ClientStore store) {
        if (store.touchedBy == this) {
            return;
        }
        store.touchedBy = this;
        List<Transaction> unfinished = doc.unfinished();
        if (unfinished.size() == 1) {
            remember(store, -1);
            store.clockBefore = store.state();
            return;
        }
        Touched known = find(store);
        store.clockBefore = known == null ? store.state() : known.before;
        if (known == null) {
            remember(store, -1);
        }
        for (Transaction other : unfinished) {
            if (other != this && other.find(store) == null) {
                other.remember(store, store.state());
            }
        }
    }

    private void remember(ClientStore store, long after) {
        touched = new Touched(store, after, touched);
        touchedCount++;
    }

    private @Nullable Touched find(ClientStore store) {
        for (Touched t = touched; t != null; t = t.next) {
            if (t.store == store) {
                return t;
            }
        }
        return null;
    }

    /** The state of a client when the transaction began. */
    long beforeClock(ClientStore store) {
        if (store.touchedBy == this) {
            return store.clockBefore;
        }
        Touched known = doc.unfinished().size() == 1 ? null : find(store);
        return known == null ? store.state() : known.before;
    }

    void bodyEnded() {
        for (Touched t = touched; t != null; t = t.next) {
            if (t.after < 0) {
                t.after = t.store.state();
            }
        }
        deletes.normalise();
        grown = sortedGrown();
    }

    /** The ids that were added. */
    DeleteSet insertions() {
        DeleteSet insertions = new DeleteSet();
        for (Touched t = touched; t != null; t = t.next) {
            if (t.after > t.before) {
                insertions.add(t.store.id, t.before, t.after);
            }
        }
        return insertions.normalise();
    }

    void finished() {
        for (Touched t = touched; t != null; t = t.next) {
            if (t.store.touchedBy == this) {
                t.store.touchedBy = null;
            }
        }
        for (Change change = firstChange; change != null; change = change.next) {
            if (change.type.change == change) {
                change.type.change = null;
            }
        }
    }

    /** The clients that got new structs, greatest first; known when the body has ended. */
    ClientStore[] grown() {
        return grown == null ? NO_STORES : grown;
    }

    private ClientStore[] sortedGrown() {
        if (touchedCount == 0) {
            return NO_STORES;
        }
        int count = 0;
        ClientStore[] stores = new ClientStore[touchedCount];
        for (Touched t = touched; t != null; t = t.next) {
            if (t.after != t.before) {
                stores[count++] = t.store;
            }
        }
        if (count < touchedCount) {
            stores = Arrays.copyOf(stores, count);
        }
        if (count > 1) {
            Arrays.sort(stores, (a, b) -> Long.compare(b.id, a.id));
        }
        return stores;
    }

    boolean isNew(Struct struct) {
        return struct.clock >= beforeClock(struct.client);
    }

    boolean deleted(Struct struct) {
        return deletes.contains(struct.client.id, struct.clock);
    }

    // --- notes ---------------------------------------------------------------------------------------------------

    void mayMerge(Struct struct) {
        List<Struct> list = mergeCandidates;
        if (list == null) {
            list = new ArrayList<>(4);
            mergeCandidates = list;
        }
        list.add(struct);
    }

    void noteChange(Branch type, @Nullable String key) {
        Item holder = type.item;
        if (holder != null && (isNew(holder) || holder.isDeleted())) {
            return;
        }
        Change change = type.change;
        if (change == null || change.transaction != this || change.dropped) {
            change = new Change(this, type);
            type.change = change;
            if (lastChange == null) {
                firstChange = change;
            } else {
                lastChange.next = change;
            }
            lastChange = change;
        }
        if (key == null) {
            change.list = true;
        } else {
            Set<String> keys = change.keys;
            if (keys == null) {
                keys = new LinkedHashSet<>();
                change.keys = keys;
            }
            keys.add(key);
        }
    }

    /** The first of the changed types that count, or null. */
    @Nullable
    Change firstChange() {
        return live(firstChange);
    }

    /** The next of the changed types that count, or null. */
    static @Nullable Change nextChange(Change change) {
        return live(change.next);
    }

    private static @Nullable Change live(@Nullable Change change) {
        Change found = change;
        while (found != null && (found.dropped || found.type.isDeleted() || found.type.kind == TypeKind.UNTYPED)) {
            found = found.next;
        }
        return found;
    }

    void forgetChange(Branch type) {
        Change change = type.change;
        if (change != null && change.transaction == this) {
            change.dropped = true;
            type.change = null;
        }
    }

    static Set<Doc> with(@Nullable Set<Doc> docs, Doc doc) {
        Set<Doc> set = docs == null ? new LinkedHashSet<>() : docs;
        set.add(doc);
        return set;
    }
}
