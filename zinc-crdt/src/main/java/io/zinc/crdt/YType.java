package io.zinc.crdt;

import java.util.ArrayList;
import java.util.Collections;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.function.BiConsumer;
import java.util.function.Consumer;
import org.jspecify.annotations.Nullable;

/**
 * A shared type: data that all replicas of a document can edit. One that was made with {@code new} takes edits, and can
 * be read once it is part of a document. It belongs to the thread that owns its document.
 */
public abstract sealed class YType permits YArray, YMap, YText, YXmlFragment, YUntyped {
    final Branch branch;

    YType(Branch branch) {
        this.branch = branch;
        branch.handle(this);
    }

    /** What kind of type this is. */
    public TypeKind kind() {
        return branch.kind;
    }

    /** The document that this is part of, or null if it is in none yet. */
    public @Nullable Doc doc() {
        return branch.doc;
    }

    /** The type that holds this one, or null for a root. */
    public @Nullable YType parent() {
        Branch parent = branch.parent();
        return parent == null ? null : parent.handle();
    }

    /** Whether the type was deleted, so that nobody sees it any more. */
    public boolean isDeleted() {
        return branch.isDeleted();
    }

    /** Calls {@code observer} after each transaction that changed this type itself. */
    public Subscription observe(BiConsumer<? super YEvent, ? super Transaction> observer) {
        Doc doc = attached();
        branch.observers.add(observer);
        doc.typeObservers++;
        return () -> {
            if (branch.observers.remove(observer)) {
                doc.typeObservers--;
            }
        };
    }

    /** Calls {@code observer} after each transaction that changed this type or any in it. */
    public Subscription observeDeep(BiConsumer<? super List<YEvent>, ? super Transaction> observer) {
        Doc doc = attached();
        branch.deepObservers.add(observer);
        doc.typeObservers++;
        return () -> {
            if (branch.deepObservers.remove(observer)) {
                doc.typeObservers--;
            }
        };
    }

    /** The content as plain values: maps, lists, strings, numbers. */
    public abstract @Nullable Object toJson();

    /** Inserts what was put in before the type became part of a document. */
    abstract void integratePreliminary(Transaction tx);

    // --- for subclasses ------------------------------------------------------------------------------------------

    /** The document, when it may be used by this thread. */
    final Doc attached() {
        Doc doc = branch.doc;
        if (doc == null) {
            throw new IllegalStateException(
                    "This " + branch.kind + " is not part of a document yet: insert it first, then use it");
        }
        doc.checkAccess();
        return doc;
    }

    final boolean isAttached() {
        return branch.doc != null;
    }

    final void edit(Consumer<Transaction> change) {
        attached().run(null, true, tx -> {
            change.accept(tx);
            return tx;
        });
    }

    final @Nullable Object keyValue(String key) {
        attached();
        return valueOf(branch.current(key));
    }

    private static @Nullable Object valueOf(@Nullable Item item) {
        return item == null || item.isDeleted() ? null : item.valueAt(item.length - 1);
    }

    final Map<String, @Nullable Object> keyValues() {
        attached();
        Map<String, @Nullable Object> values = new LinkedHashMap<>();
        branch.keys().forEach((key, chain) -> {
            if (chain.last != null && !chain.last.isDeleted()) {
                values.put(key, valueOf(chain.last));
            }
        });
        return Collections.unmodifiableMap(values);
    }

    final List<@Nullable Object> listValues() {
        attached();
        List<@Nullable Object> values = new ArrayList<>();
        for (Item item = branch.list.first; item != null; item = item.right) {
            if (item.isVisible()) {
                for (int i = 0; i < item.length; i++) {
                    values.add(item.valueAt(i));
                }
            }
        }
        return Collections.unmodifiableList(values);
    }

    /** A value as plain data. */
    static @Nullable Object json(@Nullable Object value) {
        return value instanceof YType type ? type.toJson() : value;
    }

    static List<@Nullable Object> jsonList(List<@Nullable Object> values) {
        List<@Nullable Object> json = new ArrayList<>(values.size());
        for (Object value : values) {
            json.add(json(value));
        }
        return json;
    }

    static Map<String, @Nullable Object> jsonMap(Map<String, @Nullable Object> values) {
        Map<String, @Nullable Object> json = new LinkedHashMap<>();
        values.forEach((key, value) -> json.put(key, json(value)));
        return json;
    }
}
