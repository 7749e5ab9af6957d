package io.zinc.crdt;

import java.util.ArrayList;
import java.util.List;
import org.jspecify.annotations.Nullable;

/** The change of a list as steps. */
final class ListEventDelta {
    private final Transaction tx;
    private final List<DeltaOp> ops = new ArrayList<>();
    private final List<@Nullable Object> inserted = new ArrayList<>();
    private int retained;
    private int deleted;

    ListEventDelta(Transaction tx) {
        this.tx = tx;
    }

    List<DeltaOp> of(Branch branch) {
        for (Item item = branch.list.first; item != null; item = item.right) {
            visit(item);
        }
        retained = 0;
        flush(false, false, false);
        return ops;
    }

    private void visit(Item item) {
        if (item.isDeleted()) {
            if (tx.deleted(item) && !tx.isNew(item) && item.isCountable()) {
                flush(false, false, true);
                deleted += item.length;
            }
        } else if (item.isCountable()) {
            if (tx.isNew(item)) {
                flush(true, false, false);
                for (int i = 0; i < item.length; i++) {
                    inserted.add(item.valueAt(i));
                }
            } else {
                flush(false, true, false);
                retained += item.length;
            }
        }
    }

    /** Ends open steps, but for those of the kinds that go on. */
    private void flush(boolean insertGoesOn, boolean retainGoesOn, boolean deleteGoesOn) {
        if (!insertGoesOn && !inserted.isEmpty()) {
            ops.add(DeltaOp.insert(java.util.Collections.unmodifiableList(new ArrayList<>(inserted))));
            inserted.clear();
        }
        if (!retainGoesOn && retained > 0) {
            ops.add(DeltaOp.retain(retained));
            retained = 0;
        }
        if (!deleteGoesOn && deleted > 0) {
            ops.add(DeltaOp.delete(deleted));
            deleted = 0;
        }
    }
}
