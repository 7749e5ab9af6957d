package io.zinc.crdt;

/** Cutting items so that a clock becomes the border of one. */
final class Splitting {
    private Splitting() {}

    /** The struct that ends at {@code clock}, cut if necessary; a GC struct is never cut. */
    static Struct cleanEnd(Transaction tx, ClientStore client, long clock) {
        Struct struct = client.find(clock);
        if (struct instanceof Item item && item.lastClock() != clock) {
            split(tx, item, (int) (clock - item.clock + 1));
        }
        return struct;
    }

    /** The struct that begins at {@code clock}, cut if necessary; a GC struct is never cut. */
    static Struct cleanStart(Transaction tx, ClientStore client, long clock) {
        Struct struct = client.find(clock);
        if (struct instanceof Item item && item.clock < clock) {
            return split(tx, item, (int) (clock - item.clock));
        }
        return struct;
    }

    /** Cuts an item after {@code units} and returns the new right part. */
    static Item split(Transaction tx, Item left, int units) {
        int tail = left.length - units;
        left.repairSurrogates(units);
        Item right = new Item(left.client, left.clock + units, tail, left.kind(), left.content);
        right.start = left.start + units;
        right.setOrigin(left.client, right.clock - 1);
        right.setRightOrigin(left.rightOriginClient, left.rightOriginClock());
        right.parent = left.chain();
        if (left.isDeleted()) {
            right.markDeleted();
        }
        right.setKept(left.isKept());
        if (left.isRedone()) {
            tx.doc.redone.split(left, right);
        }
        Chain chain = left.chain();
        if (left.isVisible()) {
            chain.widthChanged(left, -tail);
        }
        left.length = units;
        chain.link(left, right);
        left.client.insertAfter(left, right);
        tx.mayMerge(right);
        return right;
    }
}
