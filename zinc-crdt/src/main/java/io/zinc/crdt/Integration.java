package io.zinc.crdt;

import java.util.Arrays;
import java.util.HashMap;
import java.util.Map;
import org.jspecify.annotations.Nullable;

/**
 * Finding the place of an item among concurrent ones (YATA), and linking it.
 *
 * <p>The rules are those of Yjs: concurrent insertions at one place stand in the order of their client ids, and what was
 * typed behind something stays behind it.
 */
final class Integration {
    private Integration() {}

    /**
     * Integrates a struct of an update whose first {@code offset} units are known already.
     *
     * @param isFirst whether the update has nothing of this client in front of it. Only then is it worth a try to let the
     *     run before it grow: whoever wrote the update has joined what can be joined, and what a later struct of it parts
     *     would only be joined in vain.
     */
    static void integrateRemote(Transaction tx, Struct struct, int offset, boolean isFirst) {
        if (struct instanceof Item item) {
            if (isFirst && offset == 0 && growRemote(tx, item)) {
                return;
            }
            boolean placed = resolve(tx, item);
            if (offset > 0) {
                placed &= cutKnown(tx, item, offset);
            }
            if (placed) {
                integrate(tx, item);
                return;
            }
            append(tx, new Gc(item.client, item.clock, item.length));
        } else {
            struct.clock += offset;
            struct.length -= offset;
            append(tx, struct);
        }
    }

    /** Cuts what an item refers to, as integrating it would; all replicas cut at the same places. */
    static void cutAtReferences(Transaction tx, Item item) {
        if (item.originClient != null) {
            Splitting.cleanEnd(tx, item.originClient, item.originClock);
        }
        if (item.rightOriginClient != null) {
            Splitting.cleanStart(tx, item.rightOriginClient, item.rightOriginClock());
        }
    }

    private static void append(Transaction tx, Struct struct) {
        tx.touch(struct.client);
        struct.client.append(struct);
    }

    /** Cuts off what is known; false if what stands there in its place belongs to another list, as only a forgery does. */
    private static boolean cutKnown(Transaction tx, Item item, int offset) {
        item.repairSurrogates(offset);
        item.dropFront(offset);
        Struct before = Splitting.cleanEnd(tx, item.client, item.clock - 1);
        item.setOrigin(before.client, before.end() - 1);
        if (before instanceof Item left && left.chain() == item.parent) {
            item.left = left;
            return true;
        }
        return false;
    }

    /** Finds neighbours and parent; false if the item has no place any more and is to become a GC struct. */
    private static boolean resolve(Transaction tx, Item item) {
        boolean lost = false;
        if (item.originClient != null) {
            Struct left = Splitting.cleanEnd(tx, item.originClient, item.originClock);
            item.originClock = left.end() - 1;
            if (left instanceof Item neighbour) {
                item.left = neighbour;
            } else {
                lost = true;
            }
        }
        if (item.rightOriginClient != null) {
            Struct right = Splitting.cleanStart(tx, item.rightOriginClient, item.rightOriginClock());
            item.setRightOrigin(item.rightOriginClient, right.clock);
            if (right instanceof Item neighbour) {
                item.right = neighbour;
            } else {
                lost = true;
            }
        }
        if (lost) {
            return false;
        }
        Chain chain = switch (item.parent) {
            case null -> item.left != null ? item.left.chain() : item.right != null ? item.right.chain() : null;
            case Chain known -> known;
            case PositionIndex.Leaf leaf -> leaf.chain;
            case Parent.Named named -> tx.doc.root(named.name()).chain(named.key());
            case Parent.ById id -> {
                Struct holder = id.client().find(id.clock());
                yield holder instanceof Item type && type.kind() == Item.TYPE
                        ? type.type().chain(id.key())
                        : null;
            }
        };
        item.parent = chain;
        return chain != null;
    }

    /** Integrates an item whose left, right, origins and parent are set. */
    static void integrate(Transaction tx, Item item) {
        Chain chain = item.chain();
        Item left = item.left;
        Item right = item.right;
        boolean conflict = left == null ? right == null || right.left != null : left.right != right;
        if (conflict) {
            Item o = left != null ? left.right : chain.first;
            if (o != null && o != right) {
                left = findPlace(item, o);
            }
        }
        tx.touch(item.client);
        item.client.append(item);
        if (item.kind() == Item.STRING) {
            item.client.adopt(item);
        }
        chain.link(left, item);
        Branch branch = chain.branch;
        if (chain.key == null) {
            if (item.isVisible()) {
                branch.length += item.length;
            }
        } else if (item.right == null && item.left != null) {
            Deletion.delete(tx, item.left);
        }
        integrateContent(tx, item, branch);
        tx.noteChange(branch, chain.key);
        if (branch.isDeleted() || (chain.key != null && item.right != null)) {
            Deletion.delete(tx, item);
        }
    }

    private static void integrateContent(Transaction tx, Item item, Branch branch) {
        switch (item.kind()) {
            case Item.DELETED -> {
                tx.deletes.add(item.client.id, item.clock, item.end());
                item.markDeleted();
            }
            case Item.FORMAT -> {
                branch.hasMarks = true;
                branch.tidiesMarks = true;
            }
            case Item.TYPE -> {
                Branch type = item.type();
                type.item = item;
                type.doc = tx.doc;
                type.handle().integratePreliminary(tx);
            }
            case Item.DOC -> tx.doc.integrateSubdocument(tx, item);
            default -> {}
        }
    }

    /**
     * Walks from {@code o}, the first item that may be concurrent, to the right neighbour of {@code item}; returns what
     * {@code item} must stand behind.
     */
    private static @Nullable Item findPlace(Item item, Item start) {
        Item left = item.left;
        Item right = item.right;
        Walked walked = new Walked();
        for (Item o = start; o != null && o != right; o = o.right) {
            walked.add(o);
            if (o.hasOrigin(item.originClient, item.originClock)) {
                if (o.client.id < item.client.id) {
                    left = o;
                    walked.settle();
                } else if (o.hasRightOrigin(item.rightOriginClient, item.rightOriginClock())) {
                    break;
                }
            } else if (o.originClient != null) {
                int at = o.originClient.find(o.originClock) instanceof Item origin ? walked.indexOf(origin) : -1;
                if (at < 0) {
                    break;
                }
                if (at < walked.settled) {
                    left = o;
                    walked.settle();
                }
            } else {
                break;
            }
        }
        return left;
    }

    /** The items walked over, in order; those below {@link #settled} stand in front of the new item for good. */
    private static final class Walked {
        private static final int INDEX_FROM = 16;

        private Item[] items = new Item[4];
        private int count;
        int settled;
        private @Nullable Map<Item, Integer> places;

        void add(Item item) {
            if (count == items.length) {
                items = Arrays.copyOf(items, count * 2);
            }
            items[count] = item;
            if (count >= INDEX_FROM) {
                Map<Item, Integer> map = places;
                if (map == null) {
                    map = new HashMap<>();
                    for (int i = 0; i < count; i++) {
                        map.put(items[i], i);
                    }
                    places = map;
                }
                map.put(item, count);
            }
            count++;
        }

        void settle() {
            settled = count;
        }

        int indexOf(Item item) {
            if (places != null) {
                return places.getOrDefault(item, -1);
            }
            for (int i = count - 1; i >= 0; i--) {
                if (items[i] == item) {
                    return i;
                }
            }
            return -1;
        }
    }

    // --- runs ----------------------------------------------------------------------------------------------------

    /**
     * Lets the last item of a client grow when {@code item} continues it: the end of the transaction would merge the two
     * anyway.
     */
    private static boolean growRemote(Transaction tx, Item item) {
        if (item.kind() != Item.STRING
                || item.originClient != item.client
                || item.originClock != item.clock - 1
                || !(item.client.last() instanceof Item left)) {
            return false;
        }
        Item right = left.right;
        boolean neighbours =
                right == null ? item.rightOriginClient == null : item.hasRightOrigin(right.client, right.clock);
        if (!neighbours || !canGrow(left, right) || seamOfPair(left, item.text().charAt(item.start))) {
            return false;
        }
        tx.touch(item.client);
        item.client.appendText(left, item.text(), item.start, item.length);
        grown(tx, left, item.length);
        return true;
    }

    /** Types text behind {@code left}, if the run that ends there can simply grow. */
    static boolean growLocal(Transaction tx, Item left, CharSequence text) {
        ClientStore own = tx.doc.ownStore();
        if (left.client != own
                || left.kind() != Item.STRING
                || left.end() != own.state()
                || !canGrow(left, left.right)
                || seamOfPair(left, text.charAt(0))) {
            return false;
        }
        tx.touch(own);
        own.appendText(left, text);
        grown(tx, left, text.length());
        return true;
    }

    private static boolean canGrow(Item left, @Nullable Item right) {
        return left.kind() == Item.STRING
                && !left.isDeleted()
                && !left.isRedone()
                && (right == null ? left.rightOriginClient == null : left.hasRightOrigin(right.client, right.clock))
                && left.chain().key == null
                && !left.branch().isDeleted();
    }

    private static boolean seamOfPair(Item left, char next) {
        return Character.isLowSurrogate(next)
                && Character.isHighSurrogate(left.text().charAt(left.start + left.length - 1));
    }

    private static void grown(Transaction tx, Item item, int by) {
        item.length += by;
        item.client.grow(by);
        Chain chain = item.chain();
        chain.branch.length += by;
        chain.widthChanged(item, by);
        tx.noteChange(chain.branch, null);
    }
}
