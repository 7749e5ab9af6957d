package io.zinc.crdt;

import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Objects;
import java.util.function.BiConsumer;
import org.jspecify.annotations.Nullable;

/** The inside of a shared type: its children, its keys, and who watches it. {@link YType}s are views of it. */
final class Branch {
    TypeKind kind;
    private @Nullable String tag;
    private final @Nullable String name;

    /** The item that holds the type; null for a root, and before it is integrated. */
    @Nullable
    Item item;

    @Nullable
    Doc doc;

    final Chain list = new Chain(this, null);
    private @Nullable Map<String, Chain> keys;

    /** Visible units in the list. */
    int length;

    /** Whether a mark was ever seen in the list. */
    boolean hasMarks;

    /** Whether redundant marks are to be removed after changes from elsewhere. */
    boolean tidiesMarks;

    private @Nullable YType handle;

    /** What a transaction changed here, valid for the transaction it names. */
    Transaction.@Nullable Change change;

    final List<BiConsumer<? super YEvent, ? super Transaction>> observers = new ArrayList<>(0);
    final List<BiConsumer<? super List<YEvent>, ? super Transaction>> deepObservers = new ArrayList<>(0);

    Branch(TypeKind kind, @Nullable String tag, @Nullable String name) {
        this.kind = kind;
        this.tag = tag;
        this.name = name;
    }

    /** The name of a root. */
    String name() {
        return Objects.requireNonNull(name, "not a root");
    }

    /** The node name of an element or the name of a hook. */
    String tag() {
        return tag == null ? "UNDEFINED" : tag;
    }

    void tag(String tag) {
        this.tag = tag;
    }

    boolean isDeleted() {
        return item != null && item.isDeleted();
    }

    @Nullable
    Branch parent() {
        return item == null ? null : item.branch();
    }

    Chain chain(@Nullable String key) {
        if (key == null) {
            return list;
        }
        Map<String, Chain> map = keys;
        if (map == null) {
            map = new LinkedHashMap<>();
            keys = map;
        }
        return map.computeIfAbsent(key, k -> new Chain(this, k));
    }

    Map<String, Chain> keys() {
        return keys == null ? Map.of() : keys;
    }

    /** The current item of a key, alive or not. */
    @Nullable
    Item current(String key) {
        Chain chain = keys == null ? null : keys.get(key);
        return chain == null ? null : chain.last;
    }

    void forgetChildren() {
        list.clear();
        keys = null;
    }

    /** The view of this type that callers see; always the same one. */
    YType handle() {
        YType view = handle;
        if (view == null) {
            view = switch (kind) {
                case ARRAY -> new YArray(this);
                case MAP -> new YMap(this);
                case TEXT -> new YText(this);
                case XML_ELEMENT -> new YXmlElement(this);
                case XML_FRAGMENT -> new YXmlFragment(this);
                case XML_HOOK -> new YXmlHook(this);
                case XML_TEXT -> new YXmlText(this);
                case UNTYPED -> new YUntyped(this);
            };
            handle = view;
        }
        return view;
    }

    void handle(YType view) {
        handle = view;
    }

    /** Says of an untyped root what it is. */
    void declare(TypeKind as) {
        kind = as;
        handle = null;
        tidiesMarks = false;
    }

    /** A new type of the same kind, without content. */
    Branch emptyCopy() {
        return new Branch(kind, tag, null);
    }
}
