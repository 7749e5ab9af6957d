package io.zinc.crdt;

import java.util.LinkedHashMap;
import java.util.Map;
import java.util.Objects;
import org.jspecify.annotations.Nullable;

/**
 * A place in a text or list that stays with what is around it, whatever others insert or delete: a cursor.
 *
 * @param type the item of the type, null for a root
 * @param rootName the name of the root type, null for a nested one
 * @param item the unit that the place sticks to, null for the beginning or end of the type
 * @param assoc at least 0 to stick to the unit behind the place, negative to stick to the one before
 */
public record RelativePosition(
        @Nullable ID type,
        @Nullable String rootName,
        @Nullable ID item,
        int assoc) {
    private static final int ITEM = 0;
    private static final int ROOT = 1;
    private static final int NESTED = 2;

    /** A place as an index, as it is now. */
    public record Absolute(YType type, int index, int assoc) {}

    /** The place in front of the unit at {@code index}, sticking to that unit. */
    public static RelativePosition at(YType type, int index) {
        return at(type, index, 0);
    }

    /** The place in front of the unit at {@code index}. */
    public static RelativePosition at(YType type, int index, int assoc) {
        type.attached();
        Branch branch = type.branch;
        if (assoc < 0) {
            if (index == 0) {
                return of(branch, null, assoc);
            }
            Item item = branch.list.locate(index - 1L);
            if (item != null) {
                return of(branch, new ID(item.client.id, item.clock + branch.list.found), assoc);
            }
            Item last = branch.list.last;
            return of(branch, last == null ? null : new ID(last.client.id, last.lastClock()), assoc);
        }
        Item item = branch.list.locate(index);
        return of(branch, item == null ? null : new ID(item.client.id, item.clock + branch.list.found), assoc);
    }

    private static RelativePosition of(Branch branch, @Nullable ID item, int assoc) {
        Item holder = branch.item;
        return holder == null
                ? new RelativePosition(null, branch.name(), item, assoc)
                : new RelativePosition(holder.id(), null, item, assoc);
    }

    /** Where the place is now; null if that is not known, or was forgotten. */
    public @Nullable Absolute resolve(Doc doc) {
        return resolve(doc, true);
    }

    /** Where the place is now; {@code followUndo} to find what an undo here brought back. */
    public @Nullable Absolute resolve(Doc doc, boolean followUndo) {
        doc.checkAccess();
        if (item != null) {
            return resolveItem(doc, item, followUndo);
        }
        Branch branch;
        if (rootName != null) {
            branch = doc.root(rootName);
        } else {
            Redone.Place holder = type == null ? null : Redone.find(doc, type, followUndo);
            if (holder == null || holder.item().kind() != Item.TYPE) {
                return null;
            }
            branch = holder.item().type();
        }
        return new Absolute(branch.handle(), assoc >= 0 ? branch.length : 0, assoc);
    }

    private @Nullable Absolute resolveItem(Doc doc, ID unit, boolean followUndo) {
        Redone.Place place = Redone.find(doc, unit, followUndo);
        if (place == null) {
            return null;
        }
        Item found = place.item();
        Branch branch = found.branch();
        int index = 0;
        if (!branch.isDeleted()) {
            index = found.isVisible() ? place.offset() + (assoc >= 0 ? 0 : 1) : 0;
            index += found.chain().positionOf(found);
        }
        return new Absolute(branch.handle(), index, assoc);
    }

    /** The bytes; with an item they do not name the type. */
    public byte[] encode() {
        ByteWriter out = new ByteWriter(16);
        ID id = item != null ? item : type;
        if (id != null) {
            out.varUint(item != null ? ITEM : NESTED);
            out.varUint(id.client());
            out.varUint(id.clock());
        } else {
            out.varUint(ROOT);
            out.varString(Objects.requireNonNull(rootName, "a position needs an item, a type or a root"));
        }
        out.varInt(assoc);
        return out.toBytes();
    }

    /**
     * Reads a position; without an assoc at the end it is 0.
     *
     * @throws MalformedUpdateException if the bytes are no position
     */
    public static RelativePosition decode(byte[] bytes) {
        ByteReader in = new ByteReader(bytes);
        long kind = in.varUint();
        ID id = null;
        String name = null;
        if (kind == ROOT) {
            name = in.varString();
        } else if (kind == ITEM || kind == NESTED) {
            id = new ID(in.varUint(), in.varUint());
        } else {
            throw in.malformed("Unknown kind of position " + kind);
        }
        int assoc = in.isAtEnd() ? 0 : Math.clamp(in.varInt(), Integer.MIN_VALUE, Integer.MAX_VALUE);
        return new RelativePosition(kind == NESTED ? id : null, name, kind == ITEM ? id : null, assoc);
    }

    /** The position as plain values, as Yjs puts it into JSON. */
    public Map<String, @Nullable Object> toJson() {
        Map<String, @Nullable Object> json = new LinkedHashMap<>();
        if (type != null) {
            json.put("type", idJson(type));
        }
        if (rootName != null) {
            json.put("tname", rootName);
        }
        if (item != null) {
            json.put("item", idJson(item));
        }
        json.put("assoc", (long) assoc);
        return json;
    }

    private static Map<String, Long> idJson(ID id) {
        Map<String, Long> json = new LinkedHashMap<>();
        json.put("client", id.client());
        json.put("clock", id.clock());
        return json;
    }

    /** The position that plain values in the form of {@link #toJson()} stand for. */
    public static RelativePosition fromJson(Map<String, ? extends @Nullable Object> json) {
        return new RelativePosition(
                idOf(json.get("type")),
                json.get("tname") instanceof String name ? name : null,
                idOf(json.get("item")),
                json.get("assoc") instanceof Number number ? number.intValue() : 0);
    }

    private static @Nullable ID idOf(@Nullable Object json) {
        return json instanceof Map<?, ?> map
                        && map.get("client") instanceof Number client
                        && map.get("clock") instanceof Number clock
                ? new ID(client.longValue(), clock.longValue())
                : null;
    }
}
