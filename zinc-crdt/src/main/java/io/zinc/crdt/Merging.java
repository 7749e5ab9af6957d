package io.zinc.crdt;

/** Joining two structs that follow each other in the store into one. */
final class Merging {
    private Merging() {}

    /** Lets {@code left} take over {@code right} if both are one run; the caller takes {@code right} out of the store. */
    static boolean merge(Struct left, Struct right) {
        if (left.length > Integer.MAX_VALUE - right.length) {
            return false;
        }
        if (left instanceof Item a && right instanceof Item b) {
            return fits(a, b) && joinContent(a, b) && relink(a, b);
        }
        if (left instanceof Gc && right instanceof Gc) {
            left.length += right.length;
            return true;
        }
        return false;
    }

    private static boolean fits(Item left, Item right) {
        return left.right == right
                && left.kind() == right.kind()
                && left.isDeleted() == right.isDeleted()
                && right.hasOrigin(left.client, left.lastClock())
                && left.hasRightOrigin(right.rightOriginClient, right.rightOriginClock())
                && !left.isRedone()
                && !right.isRedone();
    }

    private static boolean joinContent(Item left, Item right) {
        return switch (left.kind()) {
            case Item.DELETED -> true;
            case Item.STRING -> joinText(left, right);
            case Item.ANY, Item.JSON -> joinValues(left, right);
            default -> false;
        };
    }

    private static boolean joinText(Item left, Item right) {
        TextBuffer from = right.text();
        boolean contiguous = left.text() == from && left.start + left.length == right.start;
        left.client.appendText(left, from, right.start, right.length);
        if (!contiguous) {
            from.dead += right.length;
        }
        return true;
    }

    private static boolean joinValues(Item left, Item right) {
        ValueBuffer to = left.values();
        ValueBuffer from = right.values();
        if (to == from && left.start + left.length == right.start) {
            return true;
        }
        if (left.start + left.length != to.used()) {
            ValueBuffer fresh = new ValueBuffer(left.length + right.length);
            fresh.append(to, left.start, left.length);
            to.forget(left.start, left.length);
            left.content = fresh;
            left.start = 0;
            to = fresh;
        }
        to.append(from, right.start, right.length);
        from.forget(right.start, right.length);
        return true;
    }

    private static boolean relink(Item left, Item right) {
        if (right.isKept()) {
            left.setKept(true);
        }
        left.length += right.length;
        left.chain().unlinkMerged(left, right);
        return true;
    }
}
