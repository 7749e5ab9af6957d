package io.zinc.crdt;

import java.util.HashMap;
import java.util.Map;
import org.jspecify.annotations.Nullable;

/** For items that an undo brought back: the ids of the items that stand for them now. */
final class Redone {
    /** A unit inside an item. */
    record Place(Item item, int offset) {}

    private final Map<ID, ID> successors = new HashMap<>();

    void put(Item item, ID successor) {
        item.markRedone();
        successors.put(item.id(), successor);
    }

    @Nullable
    ID get(Item item) {
        return item.isRedone() ? successors.get(item.id()) : null;
    }

    void split(Item left, Item right) {
        ID successor = successors.get(left.id());
        if (successor != null) {
            right.markRedone();
            successors.put(right.id(), new ID(successor.client(), successor.clock() + right.clock - left.clock));
        }
    }

    /** The item that holds a unit, or if wanted what stands for it now; null if it is unknown or collected. */
    static @Nullable Place find(Doc doc, ID unit, boolean followUndo) {
        ID next = unit;
        while (true) {
            ClientStore store = doc.clients.get(next.client());
            if (store == null || next.clock() >= store.state()) {
                return null;
            }
            if (!(store.find(next.clock()) instanceof Item item)) {
                return null;
            }
            long offset = next.clock() - item.clock;
            ID successor = followUndo ? doc.redone.get(item) : null;
            if (successor == null) {
                return new Place(item, (int) offset);
            }
            next = new ID(successor.client(), successor.clock() + offset);
        }
    }
}
