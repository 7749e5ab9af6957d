package io.zinc.crdt;

import java.util.ArrayList;
import java.util.HashMap;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import org.jspecify.annotations.Nullable;

/**
 * The change of a text as steps.
 *
 * <p>Yjs deletes marks that turn out to be redundant while it computes this; here reading changes nothing. The steps are
 * the same.
 */
final class TextEventDelta {
    private enum Step {
        NONE,
        INSERT,
        RETAIN,
        DELETE
    }

    private final Transaction tx;
    private final List<DeltaOp> ops = new ArrayList<>();

    /** Attributes in force now, and before the transaction. */
    private final Map<String, @Nullable Object> current = new LinkedHashMap<>();

    private final Map<String, @Nullable Object> old = new HashMap<>();

    /** What retained units get. */
    private final Map<String, @Nullable Object> retainAttributes = new LinkedHashMap<>();

    private Step step = Step.NONE;
    private final StringBuilder text = new StringBuilder();
    private @Nullable Object embed;
    private int length;

    TextEventDelta(Transaction tx) {
        this.tx = tx;
    }

    List<DeltaOp> of(Branch branch) {
        for (Item item = branch.list.first; item != null; item = item.right) {
            switch (item.kind()) {
                case Item.FORMAT -> mark(item);
                case Item.STRING -> string(item);
                default -> {
                    if (item.isCountable()) {
                        embed(item);
                    }
                }
            }
        }
        flush();
        while (!ops.isEmpty()
                && ops.getLast() instanceof DeltaOp.Retain retain
                && retain.attributes().isEmpty()) {
            ops.removeLast();
        }
        return ops;
    }

    private boolean deletedNow(Item item) {
        return item.isDeleted() && !tx.isNew(item) && tx.deleted(item);
    }

    private void begin(Step next) {
        if (step != next) {
            flush();
            step = next;
        }
    }

    private void string(Item item) {
        if (item.isDeleted()) {
            if (deletedNow(item)) {
                begin(Step.DELETE);
                length += item.length;
            }
            return;
        }
        // a run that grew in place is old in front and new behind
        long before = tx.beforeClock(item.client);
        int oldUnits = Math.clamp(before - item.clock, 0, item.length);
        if (oldUnits > 0) {
            begin(Step.RETAIN);
            length += oldUnits;
        }
        if (oldUnits < item.length) {
            begin(Step.INSERT);
            item.text().appendTo(text, item.start + oldUnits, item.length - oldUnits);
        }
    }

    private void embed(Item item) {
        if (item.isDeleted()) {
            if (deletedNow(item)) {
                begin(Step.DELETE);
                length += item.length;
            }
        } else if (tx.isNew(item)) {
            flush();
            step = Step.INSERT;
            embed = item.valueAt(0);
            flush();
        } else {
            begin(Step.RETAIN);
            length += item.length;
        }
    }

    private void mark(Item item) {
        Mark mark = item.mark();
        String key = mark.key();
        Object value = mark.value();
        if (tx.isNew(item)) {
            if (!item.isDeleted() && !Values.attributesEqual(current.get(key), value)) {
                endRetain();
                if (Values.attributesEqual(value, old.get(key))) {
                    retainAttributes.remove(key);
                } else {
                    retainAttributes.put(key, value);
                }
            }
        } else if (tx.deleted(item)) {
            old.put(key, value);
            Object now = current.get(key);
            if (!Values.attributesEqual(now, value)) {
                endRetain();
                retainAttributes.put(key, now);
            }
        } else if (!item.isDeleted()) {
            old.put(key, value);
            if (retainAttributes.containsKey(key) && !Values.attributesEqual(retainAttributes.get(key), value)) {
                endRetain();
                if (value == null) {
                    retainAttributes.remove(key);
                } else {
                    retainAttributes.put(key, value);
                }
            }
        }
        if (!item.isDeleted()) {
            if (step == Step.INSERT) {
                flush();
            }
            item.applyMark(current);
        }
    }

    private void endRetain() {
        if (step == Step.RETAIN) {
            flush();
        }
    }

    private void flush() {
        switch (step) {
            case NONE -> {}
            case DELETE -> {
                if (length > 0) {
                    ops.add(DeltaOp.delete(length));
                }
            }
            case INSERT -> {
                Object content = embed != null ? embed : text.toString();
                if (embed != null || !text.isEmpty()) {
                    ops.add(DeltaOp.insert(content, current));
                }
                text.setLength(0);
                embed = null;
            }
            case RETAIN -> {
                if (length > 0) {
                    ops.add(DeltaOp.retain(length, retainAttributes));
                }
            }
        }
        length = 0;
        step = Step.NONE;
    }
}
