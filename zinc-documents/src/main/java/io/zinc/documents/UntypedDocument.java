package io.zinc.documents;

import io.zinc.crdt.Doc;
import io.zinc.crdt.TypeKind;
import io.zinc.crdt.YType;
import java.util.List;
import java.util.Map;
import java.util.function.Consumer;
import java.util.function.Function;

/** A Yjs document of which nobody has said what it is: what an unknown client made. */
public final class UntypedDocument extends CrdtDocument {

    UntypedDocument(Opening opening) {
        super(opening);
    }

    /** Undo watches nothing here: open the document as what it is. */
    @Override
    protected List<YType> roots(Doc doc) {
        return List.of();
    }

    /** The names of the roots, with what they are as far as that was declared here. */
    public Map<String, TypeKind> roots() {
        return read(Doc::roots);
    }

    /** Reads from the document. What is returned must not be one of its types. Declaring roots says what they are, here. */
    public <R> R look(Function<Doc, R> reader) {
        return read(reader);
    }

    /** Changes the document; all of it is one edit. */
    public Edit edit(Consumer<Doc> editor) {
        return editDoc(editor);
    }
}
