package io.zinc.crdt;

import java.util.HashMap;
import java.util.Map;
import org.jspecify.annotations.Nullable;

/** For items that an undo brought back: the ids of the items that stand for them now. */
final class Redone {
    private final Map<ID, ID> successors = new HashMap<>();

    void put(Item item, Item successor) {
        item.markRedone();
        successors.put(item.id(), successor.id());
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
}
