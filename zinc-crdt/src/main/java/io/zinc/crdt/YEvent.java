package io.zinc.crdt;

import java.util.ArrayList;
import java.util.Collections;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Set;
import org.jspecify.annotations.Nullable;

/** What a transaction changed in one type. Valid only while observers are called. */
public final class YEvent {
    private final Transaction.Change change;
    private final Branch currentTarget;
    private @Nullable List<DeltaOp> delta;
    private @Nullable Map<String, KeyChange> keys;

    YEvent(Transaction.Change change, Branch currentTarget) {
        this.change = change;
        this.currentTarget = currentTarget;
    }

    /** The type that changed. */
    public YType target() {
        return change.type.handle();
    }

    /** The type whose observer is called: the target, or one that holds it. */
    public YType currentTarget() {
        return currentTarget.handle();
    }

    /** The transaction. */
    public Transaction transaction() {
        return change.transaction;
    }

    /** The way from {@link #currentTarget()} to the target: a {@link String} key or an {@link Integer} index per step. */
    public List<Object> path() {
        List<Object> path = new ArrayList<>();
        Branch type = change.type;
        while (type != currentTarget && type.item != null) {
            Item item = type.item;
            Chain chain = item.chain();
            path.add(chain.key != null ? (Object) chain.key : (Object) chain.positionOf(item));
            type = chain.branch;
        }
        Collections.reverse(path);
        return path;
    }

    /** Whether the list of children, or the text, changed. */
    public boolean childListChanged() {
        return change.list;
    }

    /** The keys or attributes that were touched, even if nothing came of it. */
    public Set<String> touchedKeys() {
        return Collections.unmodifiableSet(change.keys());
    }

    /** The change of the list or text as steps; computed when first asked for. */
    public List<DeltaOp> delta() {
        List<DeltaOp> steps = delta;
        if (steps == null) {
            steps = !change.list
                    ? List.of()
                    : change.type.kind.isText()
                            ? new TextEventDelta(change.transaction).of(change.type)
                            : new ListEventDelta(change.transaction).of(change.type);
            delta = steps;
        }
        return steps;
    }

    /** The changes of keys or attributes. */
    public Map<String, KeyChange> keys() {
        Map<String, KeyChange> changes = keys;
        if (changes == null) {
            changes = new LinkedHashMap<>();
            for (String key : change.keys()) {
                KeyChange effect = effectOn(change.type.current(key));
                if (effect != null) {
                    changes.put(key, effect);
                }
            }
            keys = changes;
        }
        return changes;
    }

    private @Nullable KeyChange effectOn(@Nullable Item item) {
        if (item == null) {
            return null;
        }
        Transaction tx = change.transaction;
        if (!tx.isNew(item)) {
            return tx.deleted(item) ? new KeyChange(KeyChange.Action.DELETE, lastValue(item)) : null;
        }
        Item before = item.left;
        while (before != null && tx.isNew(before)) {
            before = before.left;
        }
        boolean replaced = before != null && tx.deleted(before);
        if (tx.deleted(item)) {
            return before != null && replaced ? new KeyChange(KeyChange.Action.DELETE, lastValue(before)) : null;
        }
        return before != null && replaced
                ? new KeyChange(KeyChange.Action.UPDATE, lastValue(before))
                : new KeyChange(KeyChange.Action.ADD, null);
    }

    private static @Nullable Object lastValue(Item item) {
        return item.valueAt(item.length - 1);
    }

    int depth() {
        int depth = 0;
        for (Branch type = change.type; type != currentTarget && type.item != null; type = type.item.branch()) {
            depth++;
        }
        return depth;
    }

    boolean targetLives() {
        return !change.type.isDeleted();
    }
}
