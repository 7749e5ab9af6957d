package io.zinc.crdt;

import java.math.BigInteger;
import java.util.List;
import org.jspecify.annotations.Nullable;

/** Edits made here: new items of the own client, and deletions by position. */
final class LocalEdit {
    private LocalEdit() {}

    /** Puts a new item of the own client between two neighbours. */
    static Item insert(
            Transaction tx,
            Chain chain,
            @Nullable Item left,
            @Nullable Item right,
            byte kind,
            int length,
            @Nullable Object content) {
        ClientStore own = tx.doc.ownStore();
        Item item = new Item(own, own.state(), length, kind, content);
        item.left = left;
        if (left != null) {
            item.setOrigin(left.client, left.lastClock());
        }
        item.right = right;
        if (right != null) {
            item.setRightOrigin(right.client, right.clock);
        }
        item.parent = chain;
        Integration.integrate(tx, item);
        return item;
    }

    /** A caller's value as it is kept: canonical data, a document, or a shared type that is free to be inserted. */
    static @Nullable Object checked(@Nullable Object value) {
        if (value instanceof YType type) {
            if (type.isAttached() || type instanceof YUntyped) {
                throw new IllegalArgumentException("A shared type can be inserted only once; make a new one");
            }
            return type;
        }
        if (value instanceof Doc doc) {
            if (doc.subdocuments().isInUse()) {
                throw new IllegalArgumentException("A document can be inserted only once; make a new one of its guid");
            }
            return doc;
        }
        return Values.canonical(value);
    }

    /** The same for a list, which cannot hold big integers and undefined. */
    static @Nullable Object checkedElement(@Nullable Object value) {
        if (value instanceof BigInteger || value == Undefined.UNDEFINED) {
            throw new IllegalArgumentException("A list cannot hold " + value + " itself; wrap it in a map");
        }
        return checked(value);
    }

    /** Inserts values behind {@code left}; all get the same right neighbour. */
    static void insertValues(Transaction tx, Branch branch, @Nullable Item left, List<@Nullable Object> values) {
        Chain chain = branch.list;
        Item right = left == null ? chain.first : left.right;
        Item last = left;
        ValueBuffer plain = new ValueBuffer(values.size());
        for (Object value : values) {
            if (value instanceof YType || value instanceof Doc || value instanceof byte[]) {
                last = flush(tx, chain, last, right, plain);
                plain = new ValueBuffer(4);
                last = insertSingle(tx, chain, last, right, value);
            } else {
                plain.add(value);
            }
        }
        flush(tx, chain, last, right, plain);
    }

    private static @Nullable Item flush(
            Transaction tx, Chain chain, @Nullable Item left, @Nullable Item right, ValueBuffer plain) {
        return plain.used() == 0 ? left : insert(tx, chain, left, right, Item.ANY, plain.used(), plain);
    }

    private static Item insertSingle(
            Transaction tx, Chain chain, @Nullable Item left, @Nullable Item right, Object value) {
        return switch (value) {
            case YType type -> insert(tx, chain, left, right, Item.TYPE, 1, type.branch);
            case Doc doc -> insert(tx, chain, left, right, Item.DOC, 1, doc);
            default -> insert(tx, chain, left, right, Item.BINARY, 1, value);
        };
    }

    static void insertAt(Transaction tx, Branch branch, int index, List<@Nullable Object> values) {
        if (index < 0 || index > branch.length) {
            throw new IndexOutOfBoundsException("Index " + index + " is not in 0.." + branch.length);
        }
        insertValues(tx, branch, leftOf(tx, branch, index), values);
    }

    /** The visible item that ends at a position, cut there if necessary; null for 0. */
    static @Nullable Item leftOf(Transaction tx, Branch branch, int index) {
        if (index == 0) {
            return null;
        }
        Chain chain = branch.list;
        Item item = chain.locate(index - 1L);
        if (item != null && chain.found + 1 < item.length) {
            Splitting.split(tx, item, chain.found + 1);
        }
        return item;
    }

    /** Deletes by position; deletes what there is before it complains that there is too little. */
    static void deleteAt(Transaction tx, Branch branch, int index, int length) {
        if (index < 0 || length < 0) {
            throw new IndexOutOfBoundsException("Cannot delete " + length + " from index " + index);
        }
        int rest = length;
        if (rest > 0 && index <= branch.length) {
            Item left = leftOf(tx, branch, index);
            Item item = left == null ? branch.list.first : left.right;
            while (rest > 0 && item != null) {
                if (!item.isDeleted()) {
                    if (rest < item.length) {
                        Splitting.split(tx, item, rest);
                    }
                    Deletion.delete(tx, item);
                    rest -= item.length;
                }
                item = item.right;
            }
        }
        if (rest > 0) {
            throw new IndexOutOfBoundsException(
                    "Cannot delete " + length + " from index " + index + ": only " + (length - rest) + " there");
        }
    }

    static void set(Transaction tx, Branch branch, String key, @Nullable Object value) {
        Chain chain = branch.chain(key);
        Item left = chain.last;
        if (value instanceof YType || value instanceof Doc || value instanceof byte[]) {
            insertSingle(tx, chain, left, null, value);
        } else {
            ValueBuffer plain = new ValueBuffer(1);
            plain.add(value);
            insert(tx, chain, left, null, Item.ANY, 1, plain);
        }
    }

    static void remove(Transaction tx, Branch branch, String key) {
        Item item = branch.current(key);
        if (item != null) {
            Deletion.delete(tx, item);
        }
    }
}
