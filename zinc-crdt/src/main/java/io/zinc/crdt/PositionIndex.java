package io.zinc.crdt;

import java.util.LinkedHashMap;
import java.util.Map;
import org.jspecify.annotations.Nullable;

/**
 * A counted B-tree over the items of one list: visible units per subtree give position to item and back in O(log n).
 *
 * <p>Leaves hold the items in list order, tombstones and marks included, and every item knows its leaf. A subtree also
 * caches, when asked, what its formatting marks do to the attributes that reach it (see {@link MarkSummary}), so the
 * attributes at a position come from O(log n) subtrees too.
 */
final class PositionIndex {
    private static final int LEAF_ITEMS = 48;
    private static final int FANOUT = 32;

    /** A subtree. */
    abstract static sealed class Node permits Leaf, Inner {
        @Nullable
        Inner parent;

        /** Place among the children of the parent. */
        int slot;

        int count;
        int width;

        @Nullable
        MarkSummary summary;
    }

    /** The items of a stretch of the list. */
    static final class Leaf extends Node implements Parent {
        final Chain chain;
        final Item[] items = new Item[LEAF_ITEMS];

        Leaf(Chain chain) {
            this.chain = chain;
        }

        @Override
        public @Nullable String key() {
            return chain.key;
        }

        int indexOf(Item item) {
            int i = 0;
            while (items[i] != item) {
                i++;
            }
            return i;
        }
    }

    static final class Inner extends Node {
        final Node[] children = new Node[FANOUT];
        final int[] widths = new int[FANOUT];
    }

    private final Chain chain;
    private Node root;

    /** Offset inside the item that {@link #locate} gave last. */
    int found;

    PositionIndex(Chain chain) {
        this.chain = chain;
        Leaf leaf = new Leaf(chain);
        root = leaf;
        for (Item item = chain.first; item != null; item = item.right) {
            if (leaf.count == LEAF_ITEMS - 8) {
                Leaf next = new Leaf(chain);
                insertNode(leaf, next);
                leaf = next;
            }
            leaf.items[leaf.count++] = item;
            item.parent = leaf;
            add(item, item.width());
        }
    }

    /** Adds to the width of an item, which may be negative. */
    void add(Item item, int by) {
        Node node = leafOf(item);
        node.width += by;
        for (Inner up = node.parent; up != null; up = up.parent) {
            up.widths[node.slot] += by;
            up.width += by;
            node = up;
        }
    }

    private static Leaf leafOf(Item item) {
        if (item.parent instanceof Leaf leaf) {
            return leaf;
        }
        throw new IllegalStateException("Item " + item.id() + " is not in the position index");
    }

    void insert(@Nullable Item left, Item item) {
        Leaf leaf = left != null ? leafOf(left) : firstLeaf();
        int at = left != null ? leaf.indexOf(left) + 1 : 0;
        if (leaf.count == LEAF_ITEMS) {
            Leaf right = splitLeaf(leaf, at);
            if (at > leaf.count) {
                at -= leaf.count;
                leaf = right;
            }
        }
        System.arraycopy(leaf.items, at, leaf.items, at + 1, leaf.count - at);
        leaf.items[at] = item;
        leaf.count++;
        item.parent = leaf;
        int width = item.width();
        if (width != 0) {
            add(item, width);
        }
        if (item.kind() == Item.FORMAT) {
            forgetSummaries(leaf);
        }
    }

    private Leaf firstLeaf() {
        Node node = root;
        while (node instanceof Inner inner) {
            node = inner.children[0];
        }
        return (Leaf) node;
    }

    /** Moves the upper half into a new leaf; when items are appended at the end, only a few, so leaves stay full. */
    private Leaf splitLeaf(Leaf leaf, int at) {
        Leaf right = new Leaf(chain);
        int keep = at == leaf.count ? LEAF_ITEMS - 4 : LEAF_ITEMS / 2;
        int moved = leaf.count - keep;
        System.arraycopy(leaf.items, keep, right.items, 0, moved);
        right.count = moved;
        int width = 0;
        for (int i = 0; i < moved; i++) {
            Item item = right.items[i];
            item.parent = right;
            width += item.width();
        }
        java.util.Arrays.fill(leaf.items, keep, leaf.count, null);
        leaf.count = keep;
        forgetSummaries(leaf);
        shrink(leaf, width);
        right.width = width;
        insertNode(leaf, right);
        return right;
    }

    private static void shrink(Node from, int by) {
        Node node = from;
        node.width -= by;
        for (Inner up = node.parent; up != null; up = up.parent) {
            up.widths[node.slot] -= by;
            up.width -= by;
            node = up;
        }
    }

    /** Puts {@code fresh} behind {@code node}; the widths of all ancestors grow by that of {@code fresh}. */
    private void insertNode(Node node, Node fresh) {
        Inner parent = node.parent;
        if (parent == null) {
            parent = new Inner();
            root = parent;
            attach(parent, 0, node);
            parent.count = 1;
            parent.width = node.width;
        }
        if (parent.count == FANOUT) {
            parent = splitInner(parent, node);
        }
        int at = node.slot + 1;
        for (int i = parent.count; i > at; i--) {
            attach(parent, i, parent.children[i - 1]);
        }
        attach(parent, at, fresh);
        parent.count++;
        for (Inner up = parent; up != null; up = up.parent) {
            up.width += fresh.width;
            Inner above = up.parent;
            if (above != null) {
                above.widths[up.slot] += fresh.width;
            }
        }
        forgetSummaries(parent);
    }

    private static void attach(Inner parent, int slot, Node child) {
        parent.children[slot] = child;
        parent.widths[slot] = child.width;
        child.parent = parent;
        child.slot = slot;
    }

    /** Splits a full inner node and returns the half that holds {@code child}. */
    private Inner splitInner(Inner inner, Node child) {
        Inner right = new Inner();
        int keep = child.slot == inner.count - 1 ? FANOUT - 2 : FANOUT / 2;
        for (int i = keep; i < inner.count; i++) {
            attach(right, i - keep, inner.children[i]);
            right.width += inner.widths[i];
        }
        java.util.Arrays.fill(inner.children, keep, inner.count, null);
        right.count = inner.count - keep;
        inner.count = keep;
        forgetSummaries(inner);
        shrink(inner, right.width);
        insertNode(inner, right);
        return child.parent == right ? right : inner;
    }

    /** Forgets {@code right}, whose units now belong to {@code left}, in front of it. */
    void absorb(Item left, Item right) {
        Leaf from = leafOf(right);
        int width = right.width();
        if (width != 0) {
            add(right, -width);
            add(left, width);
        }
        int at = from.indexOf(right);
        System.arraycopy(from.items, at + 1, from.items, at, from.count - at - 1);
        from.items[--from.count] = null;
        right.parent = chain;
        if (from.count == 0) {
            removeNode(from);
        }
    }

    private void removeNode(Node node) {
        Inner parent = node.parent;
        if (parent == null) {
            return;
        }
        for (int i = node.slot; i < parent.count - 1; i++) {
            attach(parent, i, parent.children[i + 1]);
        }
        parent.children[--parent.count] = null;
        forgetSummaries(parent);
        if (parent.count == 0) {
            removeNode(parent);
            if (parent.parent == null) {
                root = new Leaf(chain);
            }
        }
    }

    Item locate(int position) {
        int rest = position;
        Node node = root;
        while (node instanceof Inner inner) {
            int i = 0;
            int[] widths = inner.widths;
            while (rest >= widths[i]) {
                rest -= widths[i++];
            }
            node = inner.children[i];
        }
        Leaf leaf = (Leaf) node;
        int i = 0;
        while (true) {
            Item item = leaf.items[i++];
            int width = item.width();
            if (rest < width) {
                found = rest;
                return item;
            }
            rest -= width;
        }
    }

    int positionOf(Item item) {
        Leaf leaf = leafOf(item);
        int position = 0;
        for (int i = 0; leaf.items[i] != item; i++) {
            position += leaf.items[i].width();
        }
        Node node = leaf;
        for (Inner up = node.parent; up != null; up = up.parent) {
            for (int i = 0; i < node.slot; i++) {
                position += up.widths[i];
            }
            node = up;
        }
        return position;
    }

    void markChanged(Item mark) {
        forgetSummaries(leafOf(mark));
    }

    private static void forgetSummaries(Node from) {
        for (Node node = from; node != null; node = node.parent) {
            node.summary = null;
        }
    }

    /** The attributes that the marks up to and including {@code item} give, in the order in which they were set. */
    Map<String, @Nullable Object> attributesAfter(Item item) {
        Map<String, @Nullable Object> attributes = new LinkedHashMap<>();
        apply(leafOf(item), item, attributes);
        return attributes;
    }

    private void apply(Leaf leaf, Item last, Map<String, @Nullable Object> attributes) {
        Inner parent = leaf.parent;
        if (parent != null) {
            applyBefore(parent, leaf.slot, attributes);
        }
        for (int i = 0; ; i++) {
            leaf.items[i].applyMark(attributes);
            if (leaf.items[i] == last) {
                return;
            }
        }
    }

    private void applyBefore(Inner inner, int slot, Map<String, @Nullable Object> attributes) {
        Inner parent = inner.parent;
        if (parent != null) {
            applyBefore(parent, inner.slot, attributes);
        }
        for (int i = 0; i < slot; i++) {
            summary(inner.children[i]).applyTo(attributes);
        }
    }

    private static MarkSummary summary(Node node) {
        MarkSummary summary = node.summary;
        if (summary == null) {
            summary = new MarkSummary();
            switch (node) {
                case Leaf leaf -> {
                    for (int i = 0; i < leaf.count; i++) {
                        summary.add(leaf.items[i]);
                    }
                }
                case Inner inner -> {
                    for (int i = 0; i < inner.count; i++) {
                        summary.add(summary(inner.children[i]));
                    }
                }
            }
            node.summary = summary.isEmpty() ? MarkSummary.EMPTY : summary;
            summary = node.summary;
        }
        return summary;
    }

    /** Checks every count against the list itself; for the structural tests. */
    void check() {
        Item expected = chain.first;
        long width = 0;
        for (Leaf leaf = firstLeaf(); leaf != null; leaf = nextLeaf(leaf)) {
            int leafWidth = 0;
            for (int i = 0; i < leaf.count; i++) {
                Item item = leaf.items[i];
                if (item != expected || item.parent != leaf) {
                    throw new IllegalStateException("Position index holds " + item.id() + " out of order");
                }
                leafWidth += item.width();
                expected = item.right;
            }
            if (leafWidth != leaf.width) {
                throw new IllegalStateException("Leaf claims width " + leaf.width + ", has " + leafWidth);
            }
            width += leafWidth;
        }
        if (expected != null || width != root.width || root.parent != null) {
            throw new IllegalStateException("Position index is incomplete");
        }
        checkNode(root);
    }

    private static void checkNode(Node node) {
        if (node instanceof Inner inner) {
            int width = 0;
            for (int i = 0; i < inner.count; i++) {
                Node child = inner.children[i];
                if (child.slot != i || child.parent != inner || inner.widths[i] != child.width) {
                    throw new IllegalStateException("Position index is wrong at slot " + i);
                }
                checkNode(child);
                width += child.width;
            }
            if (width != inner.width) {
                throw new IllegalStateException("Node claims width " + inner.width + ", has " + width);
            }
        }
    }

    private static @Nullable Leaf nextLeaf(Leaf leaf) {
        Node node = leaf;
        Inner up = node.parent;
        while (up != null && node.slot == up.count - 1) {
            node = up;
            up = node.parent;
        }
        if (up == null) {
            return null;
        }
        Node next = up.children[node.slot + 1];
        while (next instanceof Inner inner) {
            next = inner.children[0];
        }
        return (Leaf) next;
    }
}
