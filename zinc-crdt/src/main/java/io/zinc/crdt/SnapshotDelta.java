package io.zinc.crdt;

import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import org.jspecify.annotations.Nullable;

/** Reads a text as it was at a snapshot, and what changed in it since an earlier one. */
final class SnapshotDelta {
    private static final String CHANGE = "ychange";

    private final Snapshot snapshot;
    private final @Nullable Snapshot previous;
    private final List<DeltaOp> ops = new ArrayList<>();
    private final Map<String, @Nullable Object> attributes = new LinkedHashMap<>();
    private final StringBuilder text = new StringBuilder();

    private SnapshotDelta(Snapshot snapshot, @Nullable Snapshot previous) {
        this.snapshot = snapshot;
        this.previous = previous;
    }

    static List<DeltaOp> of(Doc doc, Branch branch, Snapshot snapshot, @Nullable Snapshot previous) {
        return doc.run("cleanup", true, tx -> {
            snapshot.cut(tx);
            if (previous != null) {
                previous.cut(tx);
            }
            SnapshotDelta delta = new SnapshotDelta(snapshot, previous);
            for (Item item = branch.list.first; item != null; item = item.right) {
                delta.visit(item);
            }
            delta.flush();
            return delta.ops;
        });
    }

    private void visit(Item item) {
        boolean now = snapshot.shows(item);
        boolean before = previous != null && previous.shows(item);
        if (!now && !before) {
            return;
        }
        switch (item.kind()) {
            case Item.STRING -> {
                mark(now, before);
                item.text().appendTo(text, item.start, item.length);
            }
            case Item.EMBED, Item.TYPE -> {
                flush();
                Object content = item.valueAt(0);
                if (content != null) {
                    ops.add(new DeltaOp.Insert(content, attributes));
                }
            }
            case Item.FORMAT -> {
                if (now) {
                    flush();
                    Mark mark = item.mark();
                    if (mark.value() == null) {
                        attributes.remove(mark.key());
                    } else {
                        attributes.put(mark.key(), mark.value());
                    }
                }
            }
            default -> {}
        }
    }

    private void mark(boolean now, boolean before) {
        String change = previous == null || now == before ? null : now ? "added" : "removed";
        if (change != null) {
            flush();
            attributes.put(CHANGE, Map.of("type", change));
        } else if (attributes.containsKey(CHANGE)) {
            flush();
            attributes.remove(CHANGE);
        }
    }

    private void flush() {
        if (!text.isEmpty()) {
            ops.add(new DeltaOp.Insert(text.toString(), attributes));
            text.setLength(0);
        }
    }
}
