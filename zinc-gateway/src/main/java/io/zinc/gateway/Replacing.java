package io.zinc.gateway;

import io.zinc.crdt.CrdtException;
import io.zinc.crdt.Update;
import io.zinc.crdt.UpdateFormat;
import io.zinc.documents.Document;
import io.zinc.documents.DocumentException;
import io.zinc.documents.Documents;
import io.zinc.documents.JsonDocument;
import io.zinc.documents.Kind;
import io.zinc.documents.Kinds;
import io.zinc.documents.TextDocument;
import io.zinc.documents.UntypedDocument;
import java.nio.ByteBuffer;
import java.nio.charset.CharacterCodingException;
import java.nio.charset.StandardCharsets;
import java.util.Map;
import org.jspecify.annotations.Nullable;

/** Makes documents show what a request brings, as edits that leave alone what is the same. */
final class Replacing {

    private static final String TYPES = Content.TEXT + ", " + PlainJson.TYPE + " or " + Content.UPDATE;

    private final Documents documents;

    Replacing(Documents documents) {
        this.documents = documents;
    }

    /** What a request brings. */
    sealed interface Body {

        /** All of a text. */
        record Text(String text) implements Body {}

        /** All of a JSON document, or {@code {"text": ...}} for a text. */
        record Json(Map<String, @Nullable Object> values) implements Body {}

        /** An update in the format of Yjs, version 1, that is merged in. */
        record YjsUpdate(byte[] bytes) implements Body {}
    }

    /** The body of a call, as its type says. */
    static Body body(Call call) throws Refusal {
        return switch (call.mediaType()) {
            case Content.TEXT -> new Body.Text(text(call));
            case PlainJson.TYPE -> new Body.Json(call.json());
            case Content.UPDATE -> new Body.YjsUpdate(call.body());
            case "" -> throw new Refusal(415, "the body is of no stated type; send it with Content-Type: " + TYPES);
            default -> throw new Refusal(415, "the body is " + call.mediaType() + "; send " + TYPES);
        };
    }

    private static String text(Call call) throws Refusal {
        String charset = call.contentType() == null ? null : call.contentType().parameter("charset");
        if (charset != null && !charset.equalsIgnoreCase("utf-8")) {
            throw new Refusal(415, "the text is in " + charset + "; send it in UTF-8");
        }
        try {
            return StandardCharsets.UTF_8
                    .newDecoder()
                    .decode(ByteBuffer.wrap(call.body()))
                    .toString();
        } catch (CharacterCodingException e) {
            throw new Refusal(400, "the body of " + call.body().length + " bytes is not UTF-8; send it in UTF-8");
        }
    }

    /** Returns when the host has it; true if there was no such document. */
    boolean replace(String name, String editor, Body body) throws Refusal, InterruptedException {
        String kind = kindOf(name);
        switch (body) {
            case Body.Text text -> replaceText(name, editor, kind, text.text());
            case Body.Json json -> replaceJson(name, editor, kind, json.values());
            case Body.YjsUpdate update -> merge(name, editor, kind, update.bytes());
        }
        return kind == null;
    }

    /** The document's kind; null if there is no such document, and the kind of an empty one of no kind is whatever comes. */
    private @Nullable String kindOf(String name) throws InterruptedException {
        try (UntypedDocument document = documents.openExisting(name, Kinds.UNTYPED)) {
            boolean isBlank = document.kind().equals(Kinds.UNTYPED.name())
                    && document.stateVector().clocks().isEmpty();
            return isBlank ? "" : document.kind();
        } catch (DocumentException e) {
            if (e.problem() == DocumentException.Problem.ABSENT) {
                return null;
            }
            throw e;
        }
    }

    private void replaceText(String name, String editor, @Nullable String kind, String text)
            throws Refusal, InterruptedException {
        Kind<? extends Document> wanted = kind == null || kind.isEmpty() ? Kinds.TEXT : Content.kindNamed(kind);
        try (Document document = documents.open(name, wanted, editor)) {
            if (!(document instanceof TextDocument shared)) {
                throw otherKind(name, document.kind(), Content.TEXT);
            }
            Settling.settle(shared.replaceWith(text));
        }
    }

    private void replaceJson(String name, String editor, @Nullable String kind, Map<String, @Nullable Object> values)
            throws Refusal, InterruptedException {
        boolean isText = kind != null && Content.isText(kind);
        if (isText && values.size() == 1 && values.get("text") instanceof String text) {
            replaceText(name, editor, kind, text);
            return;
        }
        Kind<? extends Document> wanted = kind == null || kind.isEmpty() ? Kinds.JSON : Content.kindNamed(kind);
        try (Document document = documents.open(name, wanted, editor)) {
            if (!(document instanceof JsonDocument shared)) {
                throw otherKind(name, document.kind(), PlainJson.TYPE);
            }
            Settling.settle(shared.replaceWith(values));
        }
    }

    private static Refusal otherKind(String name, String kind, String type) {
        return new Refusal(
                409,
                "'" + name + "' is of kind '" + kind + "', which " + type
                        + " does not replace; send what it is, or choose another name");
    }

    private void merge(String name, String editor, @Nullable String kind, byte[] update)
            throws Refusal, InterruptedException {
        if (kind == null) {
            requireWhole(update); // before a document is made for it
        }
        try (UntypedDocument document = documents.open(name, Kinds.UNTYPED, editor)) {
            switch (new Inspection(document).of(update)) {
                case Inspection.Finding.Sound sound -> Settling.settle(document.apply(update));
                case Inspection.Finding.Malformed malformed -> throw malformed(update, malformed.cause());
                case Inspection.Finding.Incomplete incomplete -> throw incomplete();
                case Inspection.Finding.NotAllowed notAllowed -> throw Settling.refused(notAllowed.reason());
            }
        }
    }

    private static void requireWhole(byte[] update) throws Refusal {
        try {
            if (Update.requirement(UpdateFormat.V1, update).clocks().values().stream()
                    .anyMatch(clock -> clock > 0)) {
                throw incomplete();
            }
        } catch (CrdtException e) {
            throw malformed(update, e);
        }
    }

    private static Refusal malformed(byte[] update, CrdtException cause) {
        return new Refusal(
                400, "the body of " + update.length + " bytes is no Yjs update of version 1: " + cause.getMessage());
    }

    private static Refusal incomplete() {
        return new Refusal(
                409, "the update rests on edits that the document lacks; send the whole state (encodeStateAsUpdate)");
    }
}
