package io.zinc.gateway;

import io.zinc.documents.Document;
import io.zinc.documents.DocumentException;
import io.zinc.documents.Documents;
import io.zinc.documents.Kind;
import io.zinc.documents.Kinds;
import io.zinc.documents.UntypedDocument;
import io.zinc.documents.spi.DocumentInfo;
import java.net.URLEncoder;
import java.nio.charset.StandardCharsets;
import java.text.Normalizer;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import org.jspecify.annotations.Nullable;

/** Lists, creates, reads, replaces and deletes documents. */
final class DocumentRoutes {

    private static final int MAX_LISTED = 10_000;

    private final Documents documents;
    private final Guard guard;
    private final Replacing replacing;

    DocumentRoutes(Documents documents, Guard guard) {
        this.documents = documents;
        this.guard = guard;
        this.replacing = new Replacing(documents);
    }

    List<Resource> resources() {
        return List.of(
                new Resource("/api/documents").get(this::list).post(this::create),
                new Resource("/api/documents/{document}")
                        .get(this::read)
                        .put(this::replace)
                        .delete(this::delete),
                new Resource("/api/documents/{document}/rename").post(this::rename));
    }

    private record Listed(String name, String kind, long generation, long createdAtMs, long fragments, long bytes) {

        static Listed of(DocumentInfo info) {
            return new Listed(
                    info.name(), info.kind(), info.generation(), info.createdAtMs(), info.position(), info.bytes());
        }
    }

    private Reply list(Call call) throws InterruptedException {
        List<Listed> listed = new ArrayList<>();
        boolean hasMore = false;
        for (DocumentInfo info : documents.list(Normalizer.normalize(call.queried("prefix"), Normalizer.Form.NFC))) {
            if (guard.mayRead(call.user(), info.name())) {
                if (listed.size() == MAX_LISTED) {
                    hasMore = true;
                    break;
                }
                listed.add(Listed.of(info));
            }
        }
        return Reply.json(200, hasMore ? Map.of("documents", listed, "more", true) : Map.of("documents", listed));
    }

    private Reply create(Call call) throws Refusal, InterruptedException {
        Map<String, @Nullable Object> body = call.json();
        String name = guard.writable(call, PlainJson.text(body, "name"));
        Kind<? extends Document> kind = kind(PlainJson.text(body, "kind"));
        documents.create(name, kind, call.user().name()).close();
        return Reply.json(201, Map.of("name", name, "kind", kind.name())).with(location(name));
    }

    private static Kind<? extends Document> kind(String wanted) throws Refusal {
        boolean isKind = List.of("text", "json", "yjs", "untyped").contains(wanted)
                || (wanted.startsWith("text:") && wanted.length() > "text:".length());
        if (!isKind) {
            throw new Refusal(400, "there is no kind '" + wanted + "'; choose text, text:ROOT, json or yjs");
        }
        return Content.kindNamed(wanted);
    }

    static Map<String, String> location(String name) {
        return Map.of("Location", "/api/documents/" + encoded(name));
    }

    /** A name as a segment of a path. */
    static String encoded(String name) {
        return URLEncoder.encode(name, StandardCharsets.UTF_8).replace("+", "%20");
    }

    private boolean isThere(String name) throws InterruptedException {
        try (UntypedDocument document = documents.openExisting(name, Kinds.UNTYPED)) {
            return !document.isClosed();
        } catch (DocumentException e) {
            if (e.problem() == DocumentException.Problem.ABSENT) {
                return false;
            }
            throw e;
        }
    }

    private Reply read(Call call) throws Refusal, InterruptedException {
        try (UntypedDocument document = documents.openExisting(guard.readable(call), Kinds.UNTYPED)) {
            String kind = document.kind();
            String type = Content.chosen(kind, call.accepted());
            return document.look(doc -> Content.read(kind, doc, type)).with(Map.of("Vary", "Accept"));
        }
    }

    private Reply replace(Call call) throws Refusal, InterruptedException {
        String name = guard.writable(call);
        boolean isNew = replacing.replace(name, call.user().name(), Replacing.body(call));
        return isNew ? new Reply(201, "", Reply.done().body(), location(name)) : Reply.done();
    }

    private Reply rename(Call call) throws Refusal, InterruptedException {
        String name = guard.writable(call);
        String to = guard.writable(call, PlainJson.text(call.json(), "to"));
        if (isThere(to)) {
            throw new Refusal(409, "there is a document '" + to + "' already; choose another name");
        }
        documents.rename(name, to);
        return Reply.json(200, Map.of("name", to)).with(location(to));
    }

    private Reply delete(Call call) throws Refusal, InterruptedException {
        try (UntypedDocument document = documents.openExisting(
                guard.writable(call), Kinds.UNTYPED, call.user().name())) {
            document.delete();
        }
        return Reply.done();
    }
}
