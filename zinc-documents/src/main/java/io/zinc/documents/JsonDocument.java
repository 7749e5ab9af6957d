package io.zinc.documents;

import io.zinc.crdt.Doc;
import io.zinc.crdt.YEvent;
import io.zinc.crdt.YMap;
import io.zinc.crdt.YType;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.concurrent.CopyOnWriteArrayList;
import java.util.function.Consumer;
import org.jspecify.annotations.Nullable;

/**
 * A tree of maps, arrays, texts and values that many edit at once. Of values that are set at one key at the same time one stays,
 * everywhere the same; edits of nested maps, arrays and texts are merged.
 */
public final class JsonDocument extends CrdtDocument {

    private final String root;
    private final List<Consumer<List<JsonChange>>> listeners = new CopyOnWriteArrayList<>();

    JsonDocument(Opening opening, String root) {
        super(opening);
        this.root = root;
    }

    @Override
    protected List<YType> roots(Doc doc) {
        return List.of(doc.getMap(root));
    }

    @Override
    protected void attached(Doc doc) {
        var unused = doc.getMap(root).observeDeep((events, transaction) -> {
            if (listeners.isEmpty()) {
                return; // to work out what changed takes a walk over it
            }
            List<JsonChange> changes = new ArrayList<>();
            for (YEvent event : events) {
                changes.add(new JsonChange(event.path(), event.keys(), event.delta(), "", transaction.isLocal()));
            }
            changed(author -> tell(changes.stream()
                    .map(change ->
                            new JsonChange(change.path(), change.keys(), change.delta(), author, change.isLocal()))
                    .toList()));
        });
    }

    private void tell(List<JsonChange> changes) {
        for (Consumer<List<JsonChange>> listener : listeners) {
            try {
                listener.accept(changes);
            } catch (RuntimeException e) {
                failed(e);
            }
        }
    }

    /** All of it as plain values: maps, lists, strings, numbers, booleans and null. */
    public Map<String, @Nullable Object> toMap() {
        return read(doc -> doc.getMap(root).toJson());
    }

    /**
     * Changes the root map and what is in it; all of it is one edit. Values are plain ones, or new {@code YMap}, {@code YArray}
     * and {@code YText} to be edited by many.
     */
    public Edit edit(Consumer<YMap> editor) {
        return editDoc(doc -> editor.accept(doc.getMap(root)));
    }

    /** Makes the root map show plain values, by changing only what differs; all of it is one edit. */
    public Edit replaceWith(Map<String, ? extends @Nullable Object> values) {
        return edit(map -> JsonDiff.apply(map, values));
    }

    /** Calls a listener with the changes of each edit, made here or elsewhere. Closing what is returned ends that. */
    public AutoCloseable onChange(Consumer<List<JsonChange>> listener) {
        Object unused = read(doc -> doc); // observes the root from now on
        listeners.add(listener);
        return () -> listeners.remove(listener);
    }
}
