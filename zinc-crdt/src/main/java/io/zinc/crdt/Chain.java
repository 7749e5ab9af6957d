package io.zinc.crdt;

import org.jspecify.annotations.Nullable;

/** A linked list of items: the children of a type, or all values that one map key ever had. */
final class Chain implements Parent {
    /** Lists that are longer get an index from position to item when one is asked for. */
    private static final int INDEX_FROM = 48;

    final Branch branch;
    final @Nullable String key;

    @Nullable
    Item first;

    /** The rightmost item; for a map key its current value. */
    @Nullable
    Item last;

    @Nullable
    PositionIndex index;

    Chain(Branch branch, @Nullable String key) {
        this.branch = branch;
        this.key = key;
    }

    @Override
    public @Nullable String key() {
        return key;
    }

    /** Links an item behind {@code left}, or as the first one. */
    void link(@Nullable Item left, Item item) {
        Item right = left != null ? left.right : first;
        item.left = left;
        item.right = right;
        if (left != null) {
            left.right = item;
        } else {
            first = item;
        }
        if (right != null) {
            right.left = item;
        } else {
            last = item;
        }
        if (index != null) {
            index.insert(left, item);
        }
    }

    /** Takes out an item that was merged into its left neighbour, which has grown by its length already. */
    void unlinkMerged(Item left, Item right) {
        Item next = right.right;
        left.right = next;
        if (next != null) {
            next.left = left;
        } else {
            last = left;
        }
        if (index != null) {
            index.absorb(left, right);
        }
    }

    void clear() {
        first = null;
        last = null;
        index = null;
    }

    /** The visible width of an item changed, by deletion or in-place growth. */
    void widthChanged(Item item, int by) {
        if (index != null) {
            index.add(item, by);
        }
    }

    /** A mark lost or won its effect on what follows. */
    void markChanged(Item item) {
        if (index != null) {
            index.markChanged(item);
        }
    }

    /** The visible item that holds the unit at {@code position}; sets {@link #found}; null beyond the end. */
    @Nullable
    Item locate(long position) {
        if (position < 0 || position >= branch.length) {
            return null;
        }
        if (index == null) {
            int steps = 0;
            long before = 0;
            for (Item item = first; item != null; item = item.right) {
                int width = item.width();
                if (width > 0) {
                    if (position < before + width) {
                        found = (int) (position - before);
                        return item;
                    }
                    before += width;
                }
                if (++steps > INDEX_FROM) {
                    index = new PositionIndex(this);
                    break;
                }
            }
        }
        if (index == null) {
            return null;
        }
        Item item = index.locate((int) position);
        found = index.found;
        return item;
    }

    /** Offset inside the item that {@link #locate} gave last. */
    int found;

    /** The number of visible units in front of an item. */
    int positionOf(Item item) {
        if (index == null) {
            int steps = 0;
            int before = 0;
            for (Item i = item.left; i != null; i = i.left) {
                before += i.width();
                if (++steps > INDEX_FROM) {
                    index = new PositionIndex(this);
                    return index.positionOf(item);
                }
            }
            return before;
        }
        return index.positionOf(item);
    }
}
