package io.zinc.crdt;

import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import org.jspecify.annotations.Nullable;

/** Reads a text as steps of content with formatting. Every living mark begins a new step, even if nothing changes. */
final class TextDelta {
    private final List<DeltaOp> ops = new ArrayList<>();
    private final Map<String, @Nullable Object> attributes = new LinkedHashMap<>();
    private final StringBuilder text = new StringBuilder();

    private TextDelta() {}

    static List<DeltaOp> of(Branch branch) {
        TextDelta delta = new TextDelta();
        for (Item item = branch.list.first; item != null; item = item.right) {
            if (!item.isDeleted()) {
                delta.add(item);
            }
        }
        delta.flush();
        return delta.ops;
    }

    private void add(Item item) {
        switch (item.kind()) {
            case Item.STRING -> item.text().appendTo(text, item.start, item.length);
            case Item.EMBED, Item.TYPE -> {
                flush();
                Object content = item.valueAt(0);
                if (content != null) {
                    ops.add(new DeltaOp.Insert(content, attributes));
                }
            }
            case Item.FORMAT -> {
                flush();
                item.applyMark(attributes);
            }
            default -> {}
        }
    }

    private void flush() {
        if (!text.isEmpty()) {
            ops.add(new DeltaOp.Insert(text.toString(), attributes));
            text.setLength(0);
        }
    }
}
