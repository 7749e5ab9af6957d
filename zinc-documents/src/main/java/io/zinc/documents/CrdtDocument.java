package io.zinc.documents;

import io.zinc.crdt.Doc;
import io.zinc.crdt.UndoManager;
import io.zinc.crdt.YType;
import io.zinc.documents.spi.Replica;
import java.util.List;
import java.util.function.Consumer;
import java.util.function.Function;
import org.jspecify.annotations.Nullable;

/**
 * A document made of Yjs types: the base of kinds that merge whatever is edited where. A kind of your own extends it with
 * methods that read with {@link #read} and change with {@link #editDoc}.
 *
 * <p>Undo is per user: it takes back what was edited here, and leaves what others did.
 */
public abstract class CrdtDocument extends Document {

    private @Nullable CrdtReplica attached;
    private @Nullable UndoManager undo;

    protected CrdtDocument(Opening opening) {
        super(opening);
    }

    /** The types that belong to the document, by their roots: what undo watches. Declares them when first called. */
    protected abstract List<YType> roots(Doc doc);

    /** Called when the document is first used, and whenever it is another one in memory: the place to observe its types. */
    protected void attached(Doc doc) {}

    /** The replica, whose document is observed from now on; to be used within {@link #call}. */
    final CrdtReplica observed() {
        CrdtReplica replica = (CrdtReplica) replica();
        if (attached != replica) {
            attached = replica;
            replica.observe(this::attach);
        }
        return replica;
    }

    private Doc doc() {
        return observed().doc();
    }

    private void attach(Doc doc) {
        YType[] roots = roots(doc).toArray(YType[]::new);
        undo = roots.length == 0 ? null : new UndoManager(System::currentTimeMillis, roots);
        attached(doc);
    }

    @Override
    protected final void replaced(Replica fresh) {
        Doc unused = doc();
    }

    /** Reads something from the types; what is returned must not be one of them. */
    protected final <R> R read(Function<Doc, R> reader) {
        return call(() -> reader.apply(doc()));
    }

    /** Changes the types, in one transaction that is one edit. */
    protected final Edit editDoc(Consumer<Doc> editor) {
        return change(replica -> {
            Doc doc = doc();
            doc.transact(() -> editor.accept(doc));
        });
    }

    /** Takes back the last edit that was made here; nothing where there is none. */
    public final Edit undo() {
        return change(replica -> {
            Doc unused = doc();
            boolean ignored = undo != null && undo.undo();
        });
    }

    /** Makes the edit again that was taken back last. */
    public final Edit redo() {
        return change(replica -> {
            Doc unused = doc();
            boolean ignored = undo != null && undo.redo();
        });
    }

    /** Makes the next edit one that is undone by itself, however soon it follows. */
    public final void stopCapturing() {
        Object unused = call(() -> {
            Doc doc = doc();
            if (undo != null) {
                undo.stopCapturing();
            }
            return doc;
        });
    }

    /** Who writes under a client id of Yjs, as far as the host has said; empty if nobody knows. */
    protected final String authorOf(long client) {
        return authors().getOrDefault(client, "");
    }

    @Override
    protected final void restore(Replica replica, byte[] state) {
        Doc then = Doc.fromUpdate(state);
        Doc doc = doc();
        doc.transact(() -> restore(doc, then));
    }

    /** Changes the types so that they show what another document's show. Called within a transaction. */
    protected void restore(Doc doc, Doc then) {
        Restoring.restore(doc, then);
    }
}
