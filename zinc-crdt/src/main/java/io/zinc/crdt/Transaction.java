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

    private static final ClientStore[] NO_STORES = {};
    private static final long[] NO_CLOCKS = {};

    final Doc doc;
    private final @Nullable Object origin;
    private final boolean local;
    final DeleteSet deletes = new DeleteSet();

    private ClientStore[] touched = NO_STORES;
    private long[] before = NO_CLOCKS;
    private long[] after = NO_CLOCKS;
    private int touchedCount;

    /** Structs that may merge with their neighbours when the transaction ends. */
    @Nullable
    List<Struct> mergeCandidates;

    final List<Change> changes = new ArrayList<>(2);

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
        if (indexOf(store) < 0) {
            remember(store, -1);
        }
        store.clockBefore = before[indexOf(store)];
        for (Transaction other : unfinished) {
            if (other != this && other.indexOf(store) < 0) {
                other.remember(store, store.state());
            }
        }
    }

    private void remember(ClientStore store, long afterClock) {
        if (touchedCount == touched.length) {
            int grown = Math.max(2, touchedCount * 2);
            touched = Arrays.copyOf(touched, grown);
            before = Arrays.copyOf(before, grown);
            after = Arrays.copyOf(after, grown);
        }
        touched[touchedCount] = store;
        before[touchedCount] = store.state();
        after[touchedCount++] = afterClock;
    }

    private int indexOf(ClientStore store) {
        for (int i = 0; i < touchedCount; i++) {
            if (touched[i] == store) {
                return i;
            }
        }
        return -1;
    }

    /** The state of a client when the transaction began. */
    long beforeClock(ClientStore store) {
        if (store.touchedBy == this) {
            return store.clockBefore;
        }
        int i = doc.unfinished().size() == 1 ? -1 : indexOf(store);
        return i < 0 ? store.state() : before[i];
    }

    void bodyEnded() {
        for (int i = 0; i < touchedCount; i++) {
            if (after[i] < 0) {
                after[i] = touched[i].state();
            }
        }
        deletes.normalise();
    }

    void finished() {
        for (int i = 0; i < touchedCount; i++) {
            if (touched[i].touchedBy == this) {
                touched[i].touchedBy = null;
            }
        }
    }

    /** The clients that got new structs, greatest first. */
    ClientStore[] grown() {
        int count = 0;
        ClientStore[] grown = new ClientStore[touchedCount];
        for (int i = 0; i < touchedCount; i++) {
            if (after[i] != before[i]) {
                grown[count++] = touched[i];
            }
        }
        if (count < touchedCount) {
            grown = Arrays.copyOf(grown, count);
        }
        if (count > 1) {
            Arrays.sort(grown, (a, b) -> Long.compare(b.id, a.id));
        }
        return grown;
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
            changes.add(change);
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
