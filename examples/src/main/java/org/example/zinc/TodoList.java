package org.example.zinc;

import io.zinc.crdt.Doc;
import io.zinc.crdt.YArray;
import io.zinc.crdt.YMap;
import io.zinc.crdt.YType;
import io.zinc.documents.CrdtDocument;
import io.zinc.documents.CrdtStrategy;
import io.zinc.documents.Edit;
import io.zinc.documents.Kind;
import io.zinc.documents.spi.Strategy;
import java.util.List;

/**
 * A kind of document of one's own: a to-do list. It is kept in Yjs types, so whatever is edited where is merged, and browsers
 * with Yjs can read it. The host need not know this class.
 *
 * <p>Its schema: an array under the root {@code todo}, with a map of {@code title} and {@code done} for each item.
 */
public final class TodoList extends CrdtDocument {

    /** The kind, to open to-do lists with. */
    public static final Kind<TodoList> KIND = new Kind<>() {

        @Override
        public String name() {
            return "org.example.todo";
        }

        @Override
        public Strategy strategy() {
            return CrdtStrategy.INSTANCE;
        }

        @Override
        public TodoList open(Opening opening) {
            return new TodoList(opening);
        }
    };

    /**
     * Something to do, as it is now.
     *
     * @param title what is to be done
     * @param isDone whether it is done
     */
    public record Item(String title, boolean isDone) {}

    private TodoList(Opening opening) {
        super(opening);
    }

    @Override
    protected List<YType> roots(Doc doc) {
        return List.of(items(doc));
    }

    private static YArray items(Doc doc) {
        return doc.getArray("todo");
    }

    /** All that is on the list. */
    public List<Item> items() {
        return read(doc -> items(doc).toList().stream()
                .map(YMap.class::cast)
                .map(item -> new Item(String.valueOf(item.get("title")), Boolean.TRUE.equals(item.get("done"))))
                .toList());
    }

    /** Puts something at the end of the list. */
    public Edit add(String title) {
        return editDoc(doc -> {
            YMap item = new YMap();
            items(doc).push(item);
            item.set("title", title);
            item.set("done", false);
        });
    }

    /** Ticks something off. Who changes its title at the same time, changes nothing about that. */
    public Edit tickOff(int index) {
        return editDoc(doc -> item(doc, index).set("done", true));
    }

    /** Calls something else by another name. */
    public Edit rename(int index, String title) {
        return editDoc(doc -> item(doc, index).set("title", title));
    }

    private static YMap item(Doc doc, int index) {
        return (YMap) items(doc).get(index);
    }
}
