package io.zinc.crdt;

import java.util.ArrayList;
import java.util.LinkedHashSet;
import java.util.List;
import java.util.Set;
import org.jspecify.annotations.Nullable;

/** Taking back one step: what it inserted is deleted, what it deleted is made again as new items. */
final class UndoStep {
    private final Transaction tx;
    private final Doc doc;
    private final UndoManager manager;
    private final UndoManager.Step step;
    private final Set<Item> toRestore = new LinkedHashSet<>();

    UndoStep(Transaction tx, UndoManager manager, UndoManager.Step step) {
        this.tx = tx;
        this.doc = tx.doc;
        this.manager = manager;
        this.step = step;
    }

    /** The items of a set of ids, cut at the borders of its ranges; what is collected or unknown is left out. */
    static List<Item> items(Transaction tx, DeleteSet ids) {
        List<Item> items = new ArrayList<>();
        for (int i = 0; i < ids.clientCount(); i++) {
            DeleteSet.Ranges ranges = ids.entry(i);
            ClientStore store = tx.doc.clients.get(ranges.client);
            for (int k = 0; store != null && k < ranges.count(); k++) {
                long clock = ranges.start(k);
                long end = Math.min(ranges.end(k), store.state());
                while (clock < end) {
                    Struct struct = Splitting.cleanStart(tx, store, clock);
                    if (struct.end() > end && struct instanceof Item) {
                        Splitting.cleanStart(tx, store, end);
                    }
                    if (struct instanceof Item item) {
                        items.add(item);
                    }
                    clock = struct.end();
                }
            }
        }
        return items;
    }

    /** Takes the step back; false if nothing was left to do. */
    boolean revert() {
        List<Item> toDelete = new ArrayList<>();
        for (Item item : items(tx, step.insertions)) {
            Item now = current(item);
            if (now != null && !now.isDeleted() && manager.isInScope(now)) {
                toDelete.add(now);
            }
        }
        for (Item item : items(tx, step.deletions)) {
            if (manager.isInScope(item) && !step.insertions.contains(item.client.id, item.clock)) {
                toRestore.add(item);
            }
        }
        boolean changed = false;
        for (Item item : toRestore) {
            changed |= restore(item) != null;
        }
        for (Item item : toDelete.reversed()) {
            Deletion.delete(tx, item);
            changed = true;
        }
        return changed;
    }

    /** What stands for an item now, cut so that it begins there. */
    private @Nullable Item current(Item item) {
        if (!item.isRedone()) {
            return item;
        }
        Redone.Place place = Redone.find(doc, item.id(), true);
        if (place == null) {
            return null;
        }
        return place.offset() == 0 ? place.item() : Splitting.split(tx, place.item(), place.offset());
    }

    /** The direct successor of an item that was restored before, or null. */
    private @Nullable Item successor(Item item) {
        ID id = doc.redone.get(item);
        ClientStore store = id == null ? null : doc.clients.get(id.client());
        if (id == null || store == null) {
            return null;
        }
        return Splitting.cleanStart(tx, store, id.clock()) instanceof Item found ? found : null;
    }

    private @Nullable Item restore(Item item) {
        if (item.isRedone()) {
            return successor(item);
        }
        Item holder = item.branch().item;
        if (holder != null && holder.isDeleted()) {
            if (!holder.isRedone() && (!toRestore.contains(holder) || restore(holder) == null)) {
                return null;
            }
            for (Item next = successor(holder); next != null; next = successor(holder)) {
                holder = next;
            }
            if (holder.kind() != Item.TYPE) {
                return null;
            }
        }
        Branch branch = holder == null ? item.branch() : holder.type();
        String key = item.chain().key;
        return key == null ? restoreListItem(item, holder, branch) : restoreValue(item, branch, key);
    }

    private Item restoreListItem(Item item, @Nullable Item holder, Branch branch) {
        Item left = null;
        for (Item i = item.left; i != null && left == null; i = i.left) {
            left = traced(i, holder);
        }
        Item right = null;
        for (Item i = item; i != null && right == null; i = i.right) {
            right = traced(i, holder);
        }
        return copy(item, branch.list, left, right);
    }

    /** An item, or what stands for it, inside a given holder; null if there is none. */
    private @Nullable Item traced(Item item, @Nullable Item holder) {
        Item trace = item;
        while (trace != null && trace.branch().item != holder) {
            trace = successor(trace);
        }
        return trace;
    }

    private @Nullable Item restoreValue(Item item, Branch branch, String key) {
        Chain chain = branch.chain(key);
        if (item.right == null || manager.ignoresRemoteMapChanges()) {
            return copy(item, chain, chain.last, null);
        }
        Item left = item;
        while (left.right != null && isOurs(left.right)) {
            left = left.right;
            for (Item next = successor(left); next != null; next = successor(left)) {
                left = next;
            }
        }
        return left.right != null ? null : copy(item, left.chain(), left, null);
    }

    /** Whether a later value of a key is one that undo made or takes away, not one that someone else set. */
    private boolean isOurs(Item later) {
        if (later.isRedone() || step.insertions.contains(later.client.id, later.clock)) {
            return true;
        }
        for (UndoManager.Step other : manager.steps()) {
            if (other.deletions.contains(later.client.id, later.clock)) {
                return true;
            }
        }
        return false;
    }

    private Item copy(Item item, Chain chain, @Nullable Item left, @Nullable Item right) {
        ClientStore own = doc.ownStore();
        doc.redone.put(item, new ID(own.id, own.state()));
        Object content = switch (item.kind()) {
            case Item.STRING -> TextBuffer.of(item.string());
            case Item.ANY, Item.JSON -> {
                ValueBuffer values = new ValueBuffer(item.length);
                values.append(item.values(), item.start, item.length);
                yield values;
            }
            case Item.TYPE -> item.type().emptyCopy();
            case Item.DOC -> Subdocuments.copyOf(Subdocuments.documentOf(item));
            default -> item.content;
        };
        Item restored = LocalEdit.insert(tx, chain, left, right, item.kind(), item.length, content);
        UndoManager.keep(restored, true);
        return restored;
    }
}
