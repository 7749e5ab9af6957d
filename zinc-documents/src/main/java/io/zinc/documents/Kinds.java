package io.zinc.documents;

import io.zinc.core.ZincException;
import io.zinc.crdt.CrdtException;
import io.zinc.crdt.Update;
import io.zinc.crdt.UpdateFormat;
import io.zinc.documents.protocol.KnownKinds;
import io.zinc.documents.spi.FragmentException;
import io.zinc.documents.spi.Strategy;
import java.util.Set;
import java.util.function.Function;

/**
 * The kinds of documents that Zinc brings. Each keeps its content in one root of a Yjs document:
 *
 * <table>
 * <caption>Roots</caption>
 * <tr><th>kind</th><th>name</th><th>root</th></tr>
 * <tr><td>{@link #TEXT}</td><td>{@code text}</td><td>{@code text}, a Y.Text</td></tr>
 * <tr><td>{@link #text(String)}</td><td>{@code text:ROOT}</td><td>{@code ROOT}, a Y.Text</td></tr>
 * <tr><td>{@link #JSON}</td><td>{@code json}</td><td>{@code json}, a Y.Map</td></tr>
 * <tr><td>{@link #UNTYPED}</td><td>{@code yjs}</td><td>any</td></tr>
 * </table>
 */
public final class Kinds {

    /** Plain text. */
    public static final Kind<TextDocument> TEXT = text("text");

    /** A tree of maps, arrays and values. */
    public static final Kind<JsonDocument> JSON = new CrdtKind<>("json", opening -> new JsonDocument(opening, "json"));

    /** Whatever a Yjs client makes; the first who opens it as something else makes it that. */
    public static final Kind<UntypedDocument> UNTYPED = new CrdtKind<>(KnownKinds.UNTYPED, UntypedDocument::new);

    // complete from the beginning, so that any thread may read it
    private static final KnownKinds KNOWN = new KnownKinds(CrdtStrategy.INSTANCE)
            .with("text", CrdtStrategy.INSTANCE, Kinds::check)
            .with("json", CrdtStrategy.INSTANCE, Kinds::check);

    private Kinds() {}

    /**
     * Plain text under a root of another name, as editors make it that were used without Zinc: {@code codemirror},
     * {@code quill}, {@code monaco}, {@code default}.
     */
    public static Kind<TextDocument> text(String root) {
        if (root.isEmpty() || root.length() > 30) {
            throw new ZincException(
                    ZincException.Category.FIX_THE_CALL,
                    "the name of a root has 1 to 30 characters; '" + root + "' has " + root.length());
        }
        String name = root.equals("text") ? "text" : "text:" + root;
        return new CrdtKind<>(name, opening -> new TextDocument(opening, root));
    }

    /** What a host checks. */
    static KnownKinds known() {
        return KNOWN;
    }

    /**
     * Checks that a fragment writes to the root of a kind and to no other. Hosts check that before they take a fragment.
     *
     * @param kind the name of a kind with one root: {@code text}, {@code text:ROOT} or {@code json}
     * @throws FragmentException when it does not; its author is told
     */
    public static void check(String kind, byte[] fragment) {
        String root = kind.substring(kind.indexOf(':') + 1);
        Set<String> roots;
        try {
            roots = Update.rootNames(UpdateFormat.V1, fragment);
        } catch (CrdtException e) {
            throw CrdtReplica.malformed(fragment, e);
        }
        for (String name : roots) {
            if (!name.equals(root)) {
                throw new FragmentException("a fragment writes to the root '" + cut(name)
                        + "', but the document has the root '" + root + "' only; open it as the kind that it is");
            }
        }
    }

    private static String cut(String name) {
        return name.length() > 40 ? name.substring(0, 40) + "..." : name;
    }

    private record CrdtKind<D extends Document>(String name, Function<Document.Opening, D> opener) implements Kind<D> {

        @Override
        public Strategy strategy() {
            return CrdtStrategy.INSTANCE;
        }

        @Override
        public D open(Document.Opening opening) {
            return opener.apply(opening);
        }
    }
}
