package io.zinc.crdt;

import java.util.HashMap;
import java.util.Map;

/** Checks that the structures of a document agree with each other. */
final class Invariants {
    private Invariants() {}

    static void check(Doc doc) {
        Map<Item, Chain> linked = new HashMap<>();
        for (Branch root : doc.rootBranches()) {
            checkBranch(root, linked);
        }
        for (ClientStore store : doc.clients.descending()) {
            store.check();
            store.forEachFrom(0, struct -> checkStruct(struct, linked));
        }
    }

    private static void checkBranch(Branch branch, Map<Item, Chain> linked) {
        checkChain(branch.list, linked);
        long width = 0;
        for (Item item = branch.list.first; item != null; item = item.right) {
            width += item.width();
        }
        require(width == branch.length, "length of " + branch.kind + " is " + branch.length + ", not " + width);
        branch.keys().values().forEach(chain -> checkChain(chain, linked));
    }

    private static void checkChain(Chain chain, Map<Item, Chain> linked) {
        Item before = null;
        for (Item item = chain.first; item != null; item = item.right) {
            require(item.left == before, "left link of " + item.id());
            require(item.chain() == chain, "parent of " + item.id());
            require(linked.put(item, chain) == null, "item " + item.id() + " is linked twice");
            require(
                    chain.key == null || item.right == null || item.isDeleted() || isCutOff(item, item.right),
                    "old value " + item.id() + " lives");
            if (item.kind() == Item.TYPE) {
                checkBranch(item.type(), linked);
            }
            before = item;
        }
        require(chain.last == before, "end of a chain");
        PositionIndex index = chain.index;
        if (index != null) {
            index.check();
        }
    }

    /** Whether both were one value of several units, which only forged updates have, and which is cut as Yjs cuts it. */
    private static boolean isCutOff(Item left, Item right) {
        return right.client == left.client && right.hasOrigin(left.client, left.lastClock());
    }

    private static void checkStruct(Struct struct, Map<Item, Chain> linked) {
        if (struct instanceof Item item) {
            require(linked.containsKey(item), "item " + item.id() + " is in no chain");
            require(item.kind() != Item.DELETED || item.isDeleted(), "Deleted content of " + item.id() + " lives");
            require(struct.client.find(struct.clock) == struct, "search for " + item.id());
            if (item.kind() == Item.STRING) {
                require(item.start + item.length <= item.text().used(), "text of " + item.id());
            }
        }
    }

    private static void require(boolean holds, String what) {
        if (!holds) {
            throw new IllegalStateException("Broken structure: " + what);
        }
    }
}
