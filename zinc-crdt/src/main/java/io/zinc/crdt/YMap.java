package io.zinc.crdt;

import java.util.LinkedHashMap;
import java.util.Map;
import java.util.Set;
import org.jspecify.annotations.Nullable;

/** Keys with values that all replicas can set; of concurrent values the one of the greatest client id stays. */
public sealed class YMap extends YType permits YXmlHook {
    private @Nullable Map<String, @Nullable Object> preliminary;

    /** An empty map that is to be inserted into a document. */
    public YMap() {
        this(new Branch(TypeKind.MAP, null, null));
    }

    /** A map that is to be inserted into a document. */
    public YMap(Map<String, ? extends @Nullable Object> entries) {
        this();
        entries.forEach(this::set);
    }

    YMap(Branch branch) {
        super(branch);
    }

    private Map<String, @Nullable Object> preliminary() {
        Map<String, @Nullable Object> map = preliminary;
        if (map == null) {
            map = new LinkedHashMap<>();
            preliminary = map;
        }
        return map;
    }

    /** Sets a key to a plain value, a byte array, a new shared type or a document. */
    public void set(String key, @Nullable Object value) {
        Object checked = LocalEdit.checked(value);
        if (!isAttached()) {
            preliminary().put(key, checked);
            return;
        }
        edit(tx -> {
            LocalEdit.set(tx, branch, key, checked);
        });
    }

    /** Removes a key. */
    public void delete(String key) {
        if (!isAttached()) {
            preliminary().remove(key);
            return;
        }
        edit(tx -> {
            LocalEdit.remove(tx, branch, key);
        });
    }

    /** Removes all keys. */
    public void clear() {
        if (!isAttached()) {
            preliminary().clear();
            return;
        }
        edit(tx -> {
            for (String key : keyValues().keySet()) {
                LocalEdit.remove(tx, branch, key);
            }
        });
    }

    /** The value of a key; null also if there is none. */
    public @Nullable Object get(String key) {
        return keyValue(key);
    }

    /** Whether a key is there, whatever its value. */
    public boolean has(String key) {
        attached();
        Item item = branch.current(key);
        return item != null && !item.isDeleted();
    }

    /** The number of keys. */
    public int size() {
        return keyValues().size();
    }

    /** The keys that are there. */
    public Set<String> keys() {
        return keyValues().keySet();
    }

    /** All keys with their values. */
    public Map<String, @Nullable Object> toMap() {
        return keyValues();
    }

    @Override
    public Map<String, @Nullable Object> toJson() {
        return jsonMap(keyValues());
    }

    @Override
    public String toString() {
        return isAttached() ? toJson().toString() : "YMap" + preliminary();
    }

    @Override
    void integratePreliminary(Transaction tx) {
        Map<String, @Nullable Object> map = preliminary;
        preliminary = null;
        if (map != null) {
            map.forEach((key, value) -> LocalEdit.set(tx, branch, key, value));
        }
    }
}
