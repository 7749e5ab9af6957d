package io.zinc.gateway;

import io.zinc.crdt.Doc;
import io.zinc.documents.Document;
import io.zinc.documents.Documents;
import io.zinc.documents.Kinds;
import io.zinc.documents.UntypedDocument;
import java.util.List;
import java.util.Map;

/** Lists, keeps, reads and restores versions of documents. */
final class VersionRoutes {

    private final Documents documents;
    private final Guard guard;

    VersionRoutes(Documents documents, Guard guard) {
        this.documents = documents;
        this.guard = guard;
    }

    List<Resource> resources() {
        return List.of(
                new Resource("/api/documents/{document}/versions")
                        .get(this::list)
                        .post(this::keep),
                new Resource("/api/documents/{document}/versions/{version}").get(this::read),
                new Resource("/api/documents/{document}/versions/{version}/restore").post(this::restore));
    }

    private Reply list(Call call) throws Refusal, InterruptedException {
        try (UntypedDocument document = documents.openExisting(guard.readable(call), Kinds.UNTYPED)) {
            return Reply.json(200, Map.of("versions", document.versions()));
        }
    }

    private Reply keep(Call call) throws Refusal, InterruptedException {
        String version = Guard.version(PlainJson.text(call.json(), "name"));
        String name = guard.writable(call);
        try (UntypedDocument document =
                documents.openExisting(name, Kinds.UNTYPED, call.user().name())) {
            if (!document.isKept()) {
                throw new Refusal(
                        409, "the host of '" + name + "' has no store, so it keeps no versions; start it with one");
            }
            if (document.versions().stream().anyMatch(kept -> kept.name().equals(version))) {
                throw new Refusal(409, "'" + name + "' has a version '" + version + "' already; choose another name");
            }
            document.keepVersion(version);
        }
        String location =
                DocumentRoutes.location(name).get("Location") + "/versions/" + DocumentRoutes.encoded(version);
        return Reply.json(201, Map.of("name", version)).with(Map.of("Location", location));
    }

    private Reply read(Call call) throws Refusal, InterruptedException {
        String version = Guard.version(call.parameter("version"));
        try (UntypedDocument document = documents.openExisting(guard.readable(call), Kinds.UNTYPED)) {
            String type = Content.chosen(document.kind(), call.accepted());
            return Content.read(document.kind(), Doc.fromUpdate(document.version(version)), type)
                    .with(Map.of("Vary", "Accept"));
        }
    }

    private Reply restore(Call call) throws Refusal, InterruptedException {
        String version = Guard.version(call.parameter("version"));
        String name = guard.writable(call);
        String kind;
        try (UntypedDocument document = documents.openExisting(name, Kinds.UNTYPED)) {
            kind = document.kind();
        }
        if (!Content.isText(kind) && !Content.isJson(kind)) {
            throw new Refusal(
                    409,
                    "'" + name + "' is of kind '" + kind
                            + "', and only texts and JSON can be restored here; read the version and edit the document");
        }
        try (Document document = documents.openExisting(
                name, Content.kindNamed(kind), call.user().name())) {
            Settling.settle(document.restore(version));
        }
        return Reply.done();
    }
}
