package io.zinc.crdt;

import java.util.LinkedHashMap;
import java.util.LinkedHashSet;
import java.util.Map;
import java.util.Objects;
import java.util.Set;
import org.jspecify.annotations.Nullable;

/** The sub-documents of a document, and its own life as one. */
final class Subdocuments {
    private final Set<Doc> all = new LinkedHashSet<>();

    /** Where the document is a sub-document. */
    private @Nullable Item item;

    private @Nullable Doc parent;
    private boolean shouldLoad;
    private @Nullable Map<String, @Nullable Object> received;

    Subdocuments(boolean shouldLoad) {
        this.shouldLoad = shouldLoad;
    }

    Set<Doc> all() {
        return all;
    }

    boolean shouldLoad() {
        return shouldLoad;
    }

    static Doc receive(String guid, @Nullable Object wireOptions) {
        DocOptions options = DocOptions.defaults().withGuid(guid);
        Map<String, @Nullable Object> map = new LinkedHashMap<>();
        if (wireOptions instanceof Map<?, ?> given) {
            given.forEach((key, value) -> map.put(String.valueOf(key), value));
            boolean auto = truthy(given.get("autoLoad"));
            options = options.withGc(!given.containsKey("gc") || truthy(given.get("gc")))
                    .withAutoLoad(auto)
                    .withShouldLoad(auto || truthy(given.get("shouldLoad")))
                    .withMeta(given.get("meta"));
        } else {
            options = options.withShouldLoad(false);
        }
        Doc doc = new Doc(options);
        doc.subdocuments().received = map;
        return doc;
    }

    private static boolean truthy(@Nullable Object value) {
        return switch (value) {
            case null -> false;
            case Boolean b -> b;
            case Number n -> n.doubleValue() != 0 && !Double.isNaN(n.doubleValue());
            case String s -> !s.isEmpty();
            case Undefined u -> false;
            default -> true;
        };
    }

    /** What is written about a sub-document: only what differs from the defaults; as received if it was received. */
    Map<String, @Nullable Object> wireOptions(DocOptions options) {
        if (received != null) {
            return received;
        }
        Map<String, @Nullable Object> wire = new LinkedHashMap<>();
        if (!options.gc()) {
            wire.put("gc", false);
        }
        if (options.autoLoad()) {
            wire.put("autoLoad", true);
        }
        if (options.meta() != null) {
            wire.put("meta", options.meta());
        }
        return wire;
    }

    /** A new document of the same name and options. */
    static Doc copyOf(Doc doc) {
        Doc copy = new Doc(doc.options()
                .withClientId(-1)
                .withGuid(doc.guid())
                .withShouldLoad(doc.shouldLoad() || doc.options().autoLoad()));
        copy.subdocuments().received = doc.subdocuments().received;
        return copy;
    }

    static Doc documentOf(Item item) {
        return (Doc) Objects.requireNonNull(item.content);
    }

    boolean isInUse() {
        return item != null;
    }

    void integrate(Doc doc, Transaction tx, Item at) {
        Doc sub = documentOf(at);
        sub.subdocuments().item = at;
        sub.subdocuments().parent = doc;
        tx.subdocsAdded = Transaction.with(tx.subdocsAdded, sub);
        if (sub.shouldLoad()) {
            tx.subdocsLoaded = Transaction.with(tx.subdocsLoaded, sub);
        }
    }

    void remove(Transaction tx, Item at) {
        Doc sub = documentOf(at);
        if (tx.subdocsAdded == null || !tx.subdocsAdded.remove(sub)) {
            tx.subdocsRemoved = Transaction.with(tx.subdocsRemoved, sub);
        }
    }

    void load(Doc doc) {
        Doc holder = parent;
        Item at = item;
        if (at != null && holder != null && !shouldLoad) {
            holder.run(null, true, tx -> {
                tx.subdocsLoaded = Transaction.with(tx.subdocsLoaded, doc);
                return tx;
            });
        }
        shouldLoad = true;
    }

    void destroy(Doc doc) {
        for (Doc sub : Set.copyOf(all)) {
            sub.destroy();
        }
        Doc holder = parent;
        Item at = item;
        if (at != null && holder != null) {
            item = null;
            parent = null;
            Doc fresh =
                    new Doc(doc.options().withClientId(-1).withGuid(doc.guid()).withShouldLoad(false));
            fresh.subdocuments().received = received;
            fresh.subdocuments().item = at;
            fresh.subdocuments().parent = holder;
            if (!at.isDeleted()) {
                at.content = fresh;
            }
            holder.run(null, true, tx -> {
                if (!at.isDeleted()) {
                    tx.subdocsAdded = Transaction.with(tx.subdocsAdded, fresh);
                }
                tx.subdocsRemoved = Transaction.with(tx.subdocsRemoved, doc);
                return tx;
            });
        }
        Faults faults = new Faults();
        doc.destroyListeners.call(faults, l -> l.accept(doc));
        faults.rethrow();
    }

    /** Tells listeners what a transaction did to sub-documents. */
    void announce(Transaction tx, Faults faults) {
        Doc doc = tx.doc;
        Set<Doc> added = Objects.requireNonNullElse(tx.subdocsAdded, Set.of());
        Set<Doc> removed = Objects.requireNonNullElse(tx.subdocsRemoved, Set.of());
        Set<Doc> loaded = Objects.requireNonNullElse(tx.subdocsLoaded, Set.of());
        if (added.isEmpty() && removed.isEmpty() && loaded.isEmpty()) {
            return;
        }
        for (Doc sub : added) {
            sub.clientId(doc.clientId());
            all.add(sub);
        }
        all.removeAll(removed);
        SubdocsEvent event = new SubdocsEvent(doc, Set.copyOf(added), Set.copyOf(removed), Set.copyOf(loaded));
        doc.subdocListeners.call(faults, l -> l.accept(event));
        for (Doc sub : removed) {
            faults.run(sub::destroy);
        }
    }
}
