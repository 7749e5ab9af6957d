package io.zinc.gateway;

import io.vertx.core.buffer.Buffer;
import io.vertx.ext.web.MIMEHeader;
import io.zinc.crdt.Doc;
import io.zinc.documents.Document;
import io.zinc.documents.Kind;
import io.zinc.documents.Kinds;
import java.util.List;
import java.util.Map;

/** The state of a document as clients of HTTP read it: as text or JSON where its kind has that, and always as an update. */
final class Content {

    static final String TEXT = "text/plain";
    static final String UPDATE = "application/octet-stream";

    private static final String TEXT_KIND = Kinds.TEXT.name();
    private static final String ROOTED_TEXT = TEXT_KIND + ":";

    private Content() {}

    static boolean isText(String kind) {
        return kind.equals(TEXT_KIND) || kind.startsWith(ROOTED_TEXT);
    }

    static boolean isJson(String kind) {
        return kind.equals(Kinds.JSON.name());
    }

    /** The kind of a name, as far as there is more to say about it than that it is a Yjs document. */
    static Kind<? extends Document> kindNamed(String kind) {
        if (kind.startsWith(ROOTED_TEXT)) {
            return Kinds.text(root(kind));
        }
        return kind.equals(TEXT_KIND) ? Kinds.TEXT : isJson(kind) ? Kinds.JSON : Kinds.UNTYPED;
    }

    static String root(String kind) {
        return kind.substring(kind.indexOf(':') + 1);
    }

    /** What the kind can be read as, the usual one first. */
    private static List<String> offered(String kind) {
        if (isText(kind)) {
            return List.of(TEXT, PlainJson.TYPE, UPDATE);
        }
        return isJson(kind) ? List.of(PlainJson.TYPE, UPDATE) : List.of(UPDATE);
    }

    /** Chooses among what the kind can be read as. */
    static String chosen(String kind, List<MIMEHeader> accepted) throws Refusal {
        List<String> offered = offered(kind);
        if (accepted.isEmpty()) {
            return offered.getFirst();
        }
        for (MIMEHeader wanted : accepted) {
            if (wanted.weight() > 0) {
                for (String type : offered) {
                    if (isCovered(type, wanted)) {
                        return type;
                    }
                }
            }
        }
        throw new Refusal(
                406,
                "a document of kind '" + kind + "' can be read as " + String.join(", ", offered)
                        + "; accept one of these");
    }

    private static boolean isCovered(String type, MIMEHeader wanted) {
        String range = wanted.component() + "/" + wanted.subComponent();
        return range.equals("*/*")
                || range.equals(type)
                || (wanted.subComponent().equals("*") && type.startsWith(wanted.component() + "/"));
    }

    /** Reads a document. What comes back does not depend on it any more. */
    static Reply read(String kind, Doc doc, String type) {
        Buffer body = switch (type) {
            case TEXT -> Buffer.buffer(doc.getText(root(kind)).toString());
            case PlainJson.TYPE ->
                isText(kind)
                        ? PlainJson.write(Map.of("text", doc.getText(root(kind)).toString()))
                        : PlainJson.writeContent(doc.getMap(root(kind)).toJson());
            default -> Buffer.buffer(doc.encodeStateAsUpdate());
        };
        return Reply.of(type.equals(TEXT) ? TEXT + "; charset=utf-8" : type, body);
    }
}
