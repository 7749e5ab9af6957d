package io.zinc.crdt;

import java.util.HashMap;
import java.util.LinkedHashMap;
import java.util.Map;
import org.jspecify.annotations.Nullable;

/**
 * Inserting, deleting and formatting in a text whose formatting is made of marks: a mark says what value an attribute
 * has from there on.
 */
final class TextEdit {
    private TextEdit() {}

    // --- inserting -----------------------------------------------------------------------------------------------

    /** Inserts text that takes over the formatting at its place, in a text that never had any. */
    static void insertPlain(Transaction tx, Branch branch, int index, String text) {
        Chain chain = branch.list;
        // behind all tombstones at the place, which is in front of the next visible unit
        Item right = chain.locate(index);
        Item left;
        if (right == null) {
            left = chain.last;
        } else if (chain.found > 0) {
            left = right;
            right = Splitting.split(tx, left, chain.found);
        } else {
            left = right.left;
        }
        if (left == null || !Integration.growLocal(tx, left, text)) {
            LocalEdit.insert(tx, chain, left, right, Item.STRING, text.length(), TextBuffer.of(text));
        }
    }

    /** Inserts text that takes over the formatting at its place. */
    static void insertInheriting(TextPosition at, String text) {
        put(at, text, new LinkedHashMap<>(at.attributes));
    }

    /** Inserts a string, an embedded value or a shared type with exactly the given formatting. */
    static void put(TextPosition at, Object content, Map<String, @Nullable Object> given) {
        Map<String, @Nullable Object> attributes = new LinkedHashMap<>(given);
        for (String key : at.attributes.keySet()) {
            attributes.putIfAbsent(key, null);
        }
        skipMatching(at, attributes);
        Map<String, @Nullable Object> negated = open(at, attributes);
        switch (content) {
            case String text -> insertString(at, text);
            case YType type -> at.insert(Item.TYPE, 1, type.branch);
            default -> at.insert(Item.EMBED, 1, content);
        }
        close(at, negated);
    }

    private static void insertString(TextPosition at, String text) {
        Item left = at.left;
        if (left == null || !Integration.growLocal(at.tx, left, text)) {
            at.insert(Item.STRING, text.length(), TextBuffer.of(text));
        }
    }

    /** Goes past tombstones and past marks that say what is wanted anyway. */
    private static void skipMatching(TextPosition at, Map<String, @Nullable Object> wanted) {
        for (Item right = at.right; right != null; right = at.right) {
            boolean passes = right.isDeleted()
                    || (right.kind() == Item.FORMAT
                            && Values.attributesEqual(
                                    wanted.get(right.mark().key()), right.mark().value()));
            if (!passes) {
                return;
            }
            at.forward();
        }
    }

    /** Inserts the marks that begin the wanted attributes; returns the values that they interrupt. */
    private static Map<String, @Nullable Object> open(TextPosition at, Map<String, @Nullable Object> wanted) {
        Map<String, @Nullable Object> negated = new LinkedHashMap<>();
        for (String key : Values.keysInOrder(wanted)) {
            Object value = wanted.get(key);
            Object before = at.attributes.get(key);
            if (!Values.attributesEqual(before, value)) {
                negated.put(key, before);
                at.insert(Item.FORMAT, 1, new Mark(key, value));
            }
        }
        return negated;
    }

    /** Inserts the marks that bring back the interrupted values. */
    private static void close(TextPosition at, Map<String, @Nullable Object> negated) {
        for (Item right = at.right; right != null; right = at.right) {
            if (!right.isDeleted()) {
                if (right.kind() != Item.FORMAT || !restores(right.mark(), negated)) {
                    break;
                }
                negated.remove(right.mark().key());
            }
            at.forward();
        }
        negated.forEach((key, value) -> at.insert(Item.FORMAT, 1, new Mark(key, value)));
    }

    private static boolean restores(Mark mark, Map<String, @Nullable Object> negated) {
        return negated.containsKey(mark.key()) && Values.attributesEqual(negated.get(mark.key()), mark.value());
    }

    // --- formatting ----------------------------------------------------------------------------------------------

    /** Gives the next {@code length} units attributes; appends line breaks if there are fewer. */
    static void format(TextPosition at, int length, Map<String, @Nullable Object> attributes) {
        skipMatching(at, attributes);
        Map<String, @Nullable Object> negated = open(at, attributes);
        int rest = length;
        for (Item right = at.right; right != null; right = at.right) {
            if (rest == 0 && (negated.isEmpty() || !(right.isDeleted() || right.kind() == Item.FORMAT))) {
                break;
            }
            if (!right.isDeleted()) {
                if (right.kind() == Item.FORMAT) {
                    if (!overrule(at, right, rest, attributes, negated)) {
                        break;
                    }
                } else {
                    if (rest < right.length) {
                        Splitting.split(at.tx, right, rest);
                    }
                    rest -= right.length;
                }
            }
            at.forward();
        }
        if (rest > 0) {
            at.insert(Item.STRING, rest, TextBuffer.of("\n".repeat(rest)));
        }
        close(at, negated);
    }

    /** Deletes a mark of a key that is being set; false if it must stay because the range has ended. */
    private static boolean overrule(
            TextPosition at,
            Item item,
            int rest,
            Map<String, @Nullable Object> attributes,
            Map<String, @Nullable Object> negated) {
        Mark mark = item.mark();
        if (attributes.containsKey(mark.key())) {
            if (Values.attributesEqual(attributes.get(mark.key()), mark.value())) {
                negated.remove(mark.key());
            } else if (rest == 0) {
                return false;
            } else {
                negated.put(mark.key(), mark.value());
            }
            Deletion.delete(at.tx, item);
        }
        return true;
    }

    // --- deleting ------------------------------------------------------------------------------------------------

    /** Deletes units of a text that never had formatting, or as many as there are. */
    static void deletePlain(Transaction tx, Branch branch, int index, int length) {
        Chain chain = branch.list;
        int at = index;
        int rest = length;
        while (rest > 0 && at < branch.length) {
            Item item = java.util.Objects.requireNonNull(chain.locate(at));
            if (!isText(item)) {
                at += item.length - chain.found;
                continue;
            }
            if (chain.found > 0) {
                item = Splitting.split(tx, item, chain.found);
            }
            if (rest < item.length) {
                Splitting.split(tx, item, rest);
            }
            rest -= item.length;
            Deletion.delete(tx, item);
        }
    }

    private static boolean isText(Item item) {
        return item.kind() == Item.STRING || item.kind() == Item.EMBED || item.kind() == Item.TYPE;
    }

    /** Deletes the next {@code length} units, or as many as there are. */
    static void delete(TextPosition at, int length) {
        Item start = at.right;
        Map<String, @Nullable Object> startAttributes = new LinkedHashMap<>(at.attributes);
        int rest = length;
        while (rest > 0 && at.right != null) {
            Item right = at.right;
            if (!right.isDeleted() && isText(right)) {
                if (rest < right.length) {
                    Splitting.split(at.tx, right, rest);
                }
                rest -= right.length;
                Deletion.delete(at.tx, right);
            }
            at.forward();
        }
        if (start != null && at.branch.hasMarks) {
            tidyGap(at.tx, start, at.right, startAttributes, at.attributes);
        }
    }

    /**
     * Deletes the marks from {@code start} to the next content that have no effect: overruled ones, and those that say
     * what was in force at the start.
     */
    static void tidyGap(
            Transaction tx,
            Item start,
            @Nullable Item current,
            Map<String, @Nullable Object> startAttributes,
            Map<String, @Nullable Object> currentAttributes) {
        Map<String, Item> lastOfKey = new HashMap<>();
        Item end = start;
        while (end != null && !end.isVisible()) {
            if (end.kind() == Item.FORMAT && !end.isDeleted()) {
                lastOfKey.put(end.mark().key(), end);
            }
            end = end.right;
        }
        boolean reached = false;
        for (Item item = start; item != end && item != null; item = item.right) {
            reached |= item == current;
            if (item.kind() != Item.FORMAT || item.isDeleted()) {
                continue;
            }
            Mark mark = item.mark();
            Object before = startAttributes.get(mark.key());
            if (lastOfKey.get(mark.key()) != item || Values.identical(before, mark.value())) {
                Deletion.delete(tx, item);
                if (!reached
                        && Values.identical(currentAttributes.get(mark.key()), mark.value())
                        && !Values.identical(before, mark.value())) {
                    if (before == null) {
                        currentAttributes.remove(mark.key());
                    } else {
                        currentAttributes.put(mark.key(), before);
                    }
                }
            } else if (!reached) {
                item.applyMark(currentAttributes);
            }
        }
    }
}
