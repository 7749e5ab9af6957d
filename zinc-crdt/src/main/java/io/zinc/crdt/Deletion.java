package io.zinc.crdt;

import java.util.ArrayDeque;
import java.util.Deque;
import org.jspecify.annotations.Nullable;

/** Deleting items, and collecting what deleted items held. */
final class Deletion {
    private Deletion() {}

    /** Deletes an item and, if it holds a type, everything in it. */
    static void delete(Transaction tx, Item item) {
        if (item.isDeleted()) {
            return;
        }
        mark(tx, item);
        if (item.kind() == Item.TYPE) {
            deleteContents(tx, item.type());
        }
    }

    private static void deleteContents(Transaction tx, Branch outermost) {
        Deque<Branch> types = new ArrayDeque<>();
        types.add(outermost);
        for (Branch type = types.poll(); type != null; type = types.poll()) {
            for (Item child = type.list.first; child != null; child = child.right) {
                deleteChild(tx, child, types);
            }
            for (Chain chain : type.keys().values()) {
                if (chain.last != null) {
                    deleteChild(tx, chain.last, types);
                }
            }
            tx.forgetChange(type);
        }
    }

    private static void deleteChild(Transaction tx, Item child, Deque<Branch> types) {
        if (!child.isDeleted()) {
            mark(tx, child);
            if (child.kind() == Item.TYPE) {
                types.add(child.type());
            }
        } else if (!tx.isNew(child)) {
            tx.mayMerge(child);
        }
    }

    private static void mark(Transaction tx, Item item) {
        Chain chain = item.chain();
        Branch branch = chain.branch;
        if (item.isCountable() && chain.key == null) {
            branch.length -= item.length;
            chain.widthChanged(item, -item.length);
        }
        item.markDeleted();
        if (item.kind() == Item.FORMAT) {
            chain.markChanged(item);
        }
        tx.deletes.add(item.client.id, item.clock, item.end());
        tx.noteChange(branch, chain.key);
        if (item.kind() == Item.DOC) {
            tx.doc.removeSubdocument(tx, item);
        }
    }

    /** Deletes the alive structs in a range of clocks that are all known; cuts at its borders. */
    static void deleteRange(Transaction tx, ClientStore client, long start, long end) {
        long clock = start;
        while (clock < end) {
            Struct struct = client.find(clock);
            if (struct instanceof Item item && !item.isDeleted()) {
                if (item.clock < clock) {
                    item = Splitting.split(tx, item, (int) (clock - item.clock));
                }
                if (item.end() > end) {
                    Splitting.split(tx, item, (int) (end - item.clock));
                }
                clock = item.end();
                delete(tx, item);
            } else {
                clock = struct.end();
            }
        }
    }

    // --- collecting ----------------------------------------------------------------------------------------------

    /** Forgets the content of everything that the transaction deleted and nobody asked to keep. */
    static void collect(Transaction tx) {
        DeleteSet deletes = tx.deletes;
        for (int i = 0; i < deletes.clientCount(); i++) {
            DeleteSet.Ranges ranges = deletes.entry(i);
            ClientStore client = tx.doc.clients.get(ranges.client);
            for (int k = ranges.count() - 1; client != null && k >= 0; k--) {
                client.forEachIn(ranges.start(k), ranges.end(k), Deletion::collectStruct);
            }
        }
    }

    private static void collectStruct(Struct struct) {
        if (struct instanceof Item item && item.kind() != Item.DELETED && item.isDeleted() && !item.isKept()) {
            collect(item);
        }
    }

    private static void collect(Item item) {
        if (item.kind() == Item.TYPE) {
            Deque<Branch> types = new ArrayDeque<>();
            types.add(item.type());
            for (Branch type = types.poll(); type != null; type = types.poll()) {
                collectChain(type.list, types);
                for (Chain chain : type.keys().values()) {
                    collectChain(chain, types);
                }
                type.forgetChildren();
            }
        }
        item.forgetContent();
    }

    private static void collectChain(Chain chain, Deque<Branch> types) {
        @Nullable Item next;
        for (Item child = chain.first; child != null; child = next) {
            next = child.right;
            if (child.kind() == Item.TYPE) {
                types.add(child.type());
            }
            Gc gc = new Gc(child.client, child.clock, child.length);
            child.client.replace(child, gc);
            child.forgetContent();
        }
    }
}
