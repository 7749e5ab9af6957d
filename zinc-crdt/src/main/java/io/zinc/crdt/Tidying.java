package io.zinc.crdt;

import java.util.HashSet;
import java.util.LinkedHashMap;
import java.util.LinkedHashSet;
import java.util.Map;
import java.util.Set;
import org.jspecify.annotations.Nullable;

/**
 * Removing marks that changes from elsewhere made redundant. It is a new local transaction, so a receiver of formatting
 * emits an update of its own; roots that are not declared as text are left alone.
 */
final class Tidying {
    private Tidying() {}

    static boolean isNeeded(Transaction tx) {
        if (tx.isLocal()) {
            return false;
        }
        for (Transaction.Change c = tx.firstChange(); c != null; c = Transaction.nextChange(c)) {
            if (c.type.tidiesMarks && c.type.kind.isText()) {
                return true;
            }
        }
        return false;
    }

    static void tidy(Transaction cause) {
        Set<Branch> whole = new LinkedHashSet<>();
        for (ClientStore store : cause.grown()) {
            store.forEachFrom(cause.beforeClock(store), struct -> {
                if (struct instanceof Item item && item.kind() == Item.FORMAT && !item.isDeleted()) {
                    whole.add(item.branch());
                }
            });
        }
        cause.doc.run(null, true, tx -> {
            visitDeleted(cause, tx, whole);
            for (Branch text : whole) {
                tidyWhole(tx, text);
            }
            return tx;
        });
    }

    private static void visitDeleted(Transaction cause, Transaction tx, Set<Branch> whole) {
        DeleteSet deletes = cause.deletes;
        for (int i = 0; i < deletes.clientCount(); i++) {
            DeleteSet.Ranges ranges = deletes.entry(i);
            ClientStore store = cause.doc.clients.get(ranges.client);
            for (int k = 0; store != null && k < ranges.count(); k++) {
                long clock = ranges.start(k);
                while (clock < ranges.end(k)) {
                    Struct struct = store.find(clock);
                    clock = struct.end();
                    if (struct instanceof Item item && item.branch().tidiesMarks && !whole.contains(item.branch())) {
                        if (item.kind() == Item.FORMAT) {
                            whole.add(item.branch());
                        } else {
                            tidyAround(tx, item);
                        }
                    }
                }
            }
        }
    }

    /** Of the marks in the gap around a deleted item only the last of each key stays. */
    private static void tidyAround(Transaction tx, Item deleted) {
        Item item = deleted;
        while (item.right != null && !item.right.isVisible()) {
            item = item.right;
        }
        Set<String> seen = new HashSet<>();
        for (@Nullable Item i = item; i != null && !i.isVisible(); i = i.left) {
            if (i.kind() == Item.FORMAT && !i.isDeleted() && !seen.add(i.mark().key())) {
                Deletion.delete(tx, i);
            }
        }
    }

    /**
     * Removes the redundant marks in front of the first content. Behind it every gap begins with content, which ends the
     * search for marks at once, so nothing else is ever removed.
     */
    private static void tidyWhole(Transaction tx, Branch text) {
        Item first = text.list.first;
        if (first == null) {
            return;
        }
        Map<String, @Nullable Object> attributes = new LinkedHashMap<>();
        for (Item item = first; item != null; item = item.right) {
            if (item.isVisible()) {
                TextEdit.tidyGap(tx, first, item, new LinkedHashMap<>(), attributes);
                return;
            }
            item.applyMark(attributes);
        }
    }
}
