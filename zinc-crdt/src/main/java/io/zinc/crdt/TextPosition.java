package io.zinc.crdt;

import java.util.LinkedHashMap;
import java.util.Map;
import org.jspecify.annotations.Nullable;

/** A place between two items of a text, with the attributes in force there. */
final class TextPosition {
    final Transaction tx;
    final Branch branch;

    @Nullable
    Item left;

    @Nullable
    Item right;

    final Map<String, @Nullable Object> attributes;

    private TextPosition(
            Transaction tx,
            Branch branch,
            @Nullable Item left,
            @Nullable Item right,
            Map<String, @Nullable Object> attributes) {
        this.tx = tx;
        this.branch = branch;
        this.left = left;
        this.right = right;
        this.attributes = attributes;
    }

    static TextPosition start(Transaction tx, Branch branch) {
        return new TextPosition(tx, branch, null, branch.list.first, new LinkedHashMap<>());
    }

    /** The place behind {@code index} visible units, in front of marks and tombstones there; the end if there are fewer. */
    static TextPosition find(Transaction tx, Branch branch, int index) {
        if (index < 0) {
            throw new IndexOutOfBoundsException("Index " + index + " is negative");
        }
        if (index == 0) {
            return start(tx, branch);
        }
        Chain chain = branch.list;
        Item left = chain.locate(index - 1L);
        if (left == null) {
            left = chain.last;
            return new TextPosition(tx, branch, left, null, attributesAfter(branch, left));
        }
        int offset = chain.found + 1;
        Map<String, @Nullable Object> attributes = attributesAfter(branch, left);
        if (offset < left.length) {
            Splitting.split(tx, left, offset);
        }
        return new TextPosition(tx, branch, left, left.right, attributes);
    }

    private static Map<String, @Nullable Object> attributesAfter(Branch branch, @Nullable Item last) {
        Map<String, @Nullable Object> attributes = new LinkedHashMap<>();
        if (last == null || !branch.hasMarks) {
            return attributes;
        }
        PositionIndex index = branch.list.index;
        if (index != null) {
            return index.attributesAfter(last);
        }
        for (Item item = branch.list.first; item != null; item = item.right) {
            item.applyMark(attributes);
            if (item == last) {
                break;
            }
        }
        return attributes;
    }

    /** Steps over the item to the right, which must be there. */
    void forward() {
        Item item = java.util.Objects.requireNonNull(right);
        item.applyMark(attributes);
        left = item;
        right = item.right;
    }

    /** Inserts an item here and steps over it. */
    void insert(byte kind, int length, @Nullable Object content) {
        right = LocalEdit.insert(tx, branch.list, left, right, kind, length, content);
        forward();
    }
}
