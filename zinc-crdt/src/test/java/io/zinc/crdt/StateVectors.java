package io.zinc.crdt;

import static org.assertj.core.api.Assertions.assertThat;

import com.fasterxml.jackson.databind.JsonNode;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.TreeMap;
import org.jspecify.annotations.Nullable;

/** Vectors that give updates to one document and look at its state. */
final class StateVectors {
    private StateVectors() {}

    /** After every update the state, what is pending, and what was emitted are as recorded. */
    static void stepwise(JsonNode vector) {
        JsonNode roots = vector.get("roots");
        Doc doc = SessionVectors.doc(
                SessionVectors.REPLAY_CLIENT, vector.path("gc").asBoolean(true), roots);
        List<@Nullable Object> emitted = new ArrayList<>();
        doc.onUpdate((update, tx) -> emitted.add(Hex.of(update)));
        for (JsonNode step : vector.get("steps")) {
            emitted.clear();
            doc.applyUpdate(Hex.bytes(step.get("apply").textValue()), "net");
            doc.checkInvariants();
            assertThat(emitted).isEqualTo(JsonForm.plain(step.get("emits")));
            assertThat(SessionVectors.stateVectorForm(doc.stateVector()))
                    .isEqualTo(JsonForm.plain(step.get("stateVector")));
            assertThat(JsonForm.content(doc, roots)).isEqualTo(JsonForm.plain(step.get("content")));
            Missing missing = doc.missing();
            assertThat(missing.structBytes() > 0)
                    .isEqualTo(step.get("pendingStructs").booleanValue());
            if (!step.get("pendingMissing").isNull()) {
                assertThat(SessionVectors.stateVectorForm(missing.clocks()))
                        .isEqualTo(JsonForm.plain(step.get("pendingMissing")));
            }
            assertThat(Hex.of(doc.encodeStateAsUpdate()))
                    .isEqualTo(step.get("encodeV1").textValue());
            assertThat(Hex.of(doc.encodeStateAsUpdate(UpdateFormat.V2, StateVector.EMPTY)))
                    .isEqualTo(step.get("encodeV2").textValue());
        }
        SessionVectors.assertState(doc, vector.get("final"), roots, true);
    }

    /** Two concurrent items over a base, in both orders. */
    static void matrix(JsonNode vector) {
        assertThat(textAfter(vector, "p", "q"))
                .isEqualTo(vector.get("baseThenPThenQ").textValue());
        assertThat(textAfter(vector, "q", "p"))
                .isEqualTo(vector.get("baseThenQThenP").textValue());
    }

    private static String textAfter(JsonNode vector, String first, String second) {
        Doc doc = SessionVectors.doc(SessionVectors.REPLAY_CLIENT, true, vector.get("roots"));
        for (String part : List.of("base", first, second)) {
            doc.applyUpdate(Hex.bytes(vector.get(part).textValue()), "net");
            doc.checkInvariants();
        }
        return doc.getText("t").toString();
    }

    /** Merging, cutting and converting without a document. */
    static void merge(JsonNode vector) {
        for (JsonNode merge : vector.get("merges")) {
            List<byte[]> v1 = new ArrayList<>();
            List<byte[]> v2 = new ArrayList<>();
            merge.get("of").forEach(i -> {
                JsonNode update = vector.get("updates").get(i.intValue());
                v1.add(Hex.bytes(update.get("v1").textValue()));
                v2.add(Hex.bytes(update.get("v2").textValue()));
            });
            byte[] merged = Update.merge(v1);
            byte[] mergedV2 = Update.merge(UpdateFormat.V2, v2);
            assertThat(Hex.of(merged)).isEqualTo(merge.get("v1").textValue());
            assertThat(Hex.of(mergedV2)).isEqualTo(merge.get("v2").textValue());
            assertThat(Hex.of(Update.stateVector(UpdateFormat.V1, merged).encode()))
                    .isEqualTo(merge.get("stateVectorFromUpdate").textValue());
            Update.Meta meta = Update.meta(UpdateFormat.V1, merged);
            assertThat(SessionVectors.stateVectorForm(meta.from()))
                    .isEqualTo(JsonForm.plain(merge.get("metaV1").get("from")));
            assertThat(SessionVectors.stateVectorForm(meta.to()))
                    .isEqualTo(JsonForm.plain(merge.get("metaV1").get("to")));
            assertThat(Hex.of(Update.convert(merged, UpdateFormat.V1, UpdateFormat.V2)))
                    .isEqualTo(merge.get("convertV1toV2").textValue());
            assertThat(Hex.of(Update.convert(mergedV2, UpdateFormat.V2, UpdateFormat.V1)))
                    .isEqualTo(merge.get("convertV2toV1").textValue());
        }
        byte[] state = Hex.bytes(vector.get("stateUpdateV1").textValue());
        byte[] stateV2 = Hex.bytes(vector.get("full").get("v2").textValue());
        Doc rebuilt = new Doc(DocOptions.defaults().withClientId(SessionVectors.REPLAY_CLIENT));
        rebuilt.applyUpdate(state, "net");
        for (JsonNode diff : vector.get("diffs")) {
            StateVector target =
                    StateVector.decode(Hex.bytes(diff.get("targetStateVector").textValue()));
            assertThat(Hex.of(Update.diff(state, target)))
                    .isEqualTo(diff.get("diffUpdateV1").textValue());
            assertThat(Hex.of(Update.diff(UpdateFormat.V2, stateV2, target)))
                    .isEqualTo(diff.get("diffUpdateV2").textValue());
            assertThat(Hex.of(rebuilt.encodeStateAsUpdate(target)))
                    .isEqualTo(diff.get("encodeStateAsUpdateV1").textValue());
            assertThat(Hex.of(rebuilt.encodeStateAsUpdate(UpdateFormat.V2, target)))
                    .isEqualTo(diff.get("encodeStateAsUpdateV2").textValue());
        }
    }

    /** Snapshots of a document without collection. */
    static void snapshots(JsonNode vector) {
        JsonNode roots = vector.get("roots");
        Doc doc = SessionVectors.doc(SessionVectors.REPLAY_CLIENT, false, roots);
        doc.applyUpdate(Hex.bytes(vector.get("stateUpdateV1").textValue()), "net");
        Snapshot previous = null;
        for (JsonNode recorded : vector.get("snapshots")) {
            Snapshot snapshot = Snapshot.decode(
                    UpdateFormat.V1, Hex.bytes(recorded.get("v1").textValue()));
            assertThat(Hex.of(snapshot.encode(UpdateFormat.V1)))
                    .isEqualTo(recorded.get("v1").textValue());
            assertThat(Hex.of(snapshot.encode(UpdateFormat.V2)))
                    .isEqualTo(recorded.get("v2").textValue());
            assertThat(Snapshot.decode(UpdateFormat.V2, snapshot.encode(UpdateFormat.V2)))
                    .isEqualTo(snapshot);
            Doc restored = snapshot.restore(doc, DocOptions.defaults().withGc(false));
            assertThat(JsonForm.content(restored, roots)).isEqualTo(JsonForm.plain(recorded.get("restored")));
            assertThat(JsonForm.ofDelta(doc.getText("t").toDelta(snapshot)))
                    .isEqualTo(JsonForm.plain(recorded.get("textDelta")));
            if (previous != null && !recorded.get("textDeltaAgainstPrevious").isNull()) {
                assertThat(JsonForm.ofDelta(doc.getText("t").toDelta(snapshot, previous)))
                        .isEqualTo(JsonForm.plain(recorded.get("textDeltaAgainstPrevious")));
            }
            previous = snapshot;
            doc.checkInvariants();
        }
    }

    /** Positions made before a change and resolved after it. */
    static void positions(JsonNode vector) {
        JsonNode roots = vector.get("roots");
        Doc before = SessionVectors.doc(SessionVectors.REPLAY_CLIENT, true, roots);
        before.applyUpdate(Hex.bytes(vector.get("stateBefore").textValue()), "net");
        Doc after = SessionVectors.doc(SessionVectors.REPLAY_CLIENT, true, roots);
        after.applyUpdate(Hex.bytes(vector.get("stateAfter").textValue()), "net");
        for (JsonNode recorded : vector.get("positions")) {
            YType type =
                    (YType) java.util.Objects.requireNonNull(Operations.resolve(before, recorded.get("at"), roots));
            RelativePosition position = RelativePosition.at(
                    type,
                    recorded.get("index").intValue(),
                    recorded.get("assoc").intValue());
            assertThat(Hex.of(position.encode()))
                    .isEqualTo(recorded.get("binary").textValue());
            assertThat(position.toJson()).isEqualTo(JsonForm.plain(recorded.get("json")));
            assertThat(RelativePosition.fromJson(position.toJson())).isEqualTo(position);
            RelativePosition.Absolute place =
                    RelativePosition.decode(position.encode()).resolve(after);
            assertThat(place == null ? null : (Object) (long) place.index())
                    .isEqualTo(JsonForm.plain(recorded.get("indexAfter")));
        }
    }

    /** Old forms of positions. */
    static void decodePosition(JsonNode vector) {
        RelativePosition position =
                RelativePosition.decode(Hex.bytes(vector.get("binary").textValue()));
        assertThat(position.toJson()).isEqualTo(JsonForm.plain(vector.get("json")));
    }

    /** An undo manager of one client, with another client editing in between. */
    static void undo(JsonNode vector) {
        JsonNode roots = vector.get("roots");
        Doc doc = SessionVectors.doc(vector.get("clientId").longValue(), true, roots);
        Doc remote = SessionVectors.doc(vector.get("remoteClientId").longValue(), true, roots);
        String scope = vector.get("scope").textValue();
        UndoManager manager = new UndoManager(
                () -> 0,
                vector.get("captureTimeout").longValue(),
                false,
                JsonForm.root(doc, scope, roots.get(scope).textValue()));
        List<@Nullable Object> emitted = new ArrayList<>();
        doc.onUpdate((update, tx) -> emitted.add(Hex.of(update)));
        for (JsonNode entry : vector.get("log")) {
            JsonNode step = entry.get("step");
            emitted.clear();
            if (step.isTextual()) {
                if (step.textValue().equals("undo")) {
                    manager.undo();
                } else {
                    manager.redo();
                }
            } else if (step.has("remote")) {
                remote.applyUpdate(doc.encodeStateAsUpdate(), "net");
                remote.transact(() -> step.get("remote").forEach(op -> Operations.run(remote, op, roots)));
                doc.applyUpdate(remote.encodeStateAsUpdate(), "remote");
            } else if (step.has("together")) {
                doc.transact(() -> step.get("together").forEach(op -> Operations.run(doc, op, roots)));
            } else {
                Operations.run(doc, step, roots);
            }
            doc.checkInvariants();
            assertThat(emitted).as("%s", step).isEqualTo(JsonForm.plain(entry.get("updates")));
            Map<String, @Nullable Object> json = new LinkedHashMap<>();
            roots.properties()
                    .forEach(e -> json.put(
                            e.getKey(),
                            JsonForm.of(
                                    JsonForm.root(doc, e.getKey(), e.getValue().textValue())
                                            .toJson())));
            assertThat(json).isEqualTo(JsonForm.plain(entry.get("json")));
            assertThat(manager.canUndo()).isEqualTo(entry.get("canUndo").booleanValue());
            assertThat(manager.canRedo()).isEqualTo(entry.get("canRedo").booleanValue());
        }
        manager.close();
    }

    /** What sub-documents announce. */
    static void subdocs(JsonNode vector) {
        Doc doc = new Doc(DocOptions.defaults().withClientId(10));
        List<@Nullable Object> log = new ArrayList<>();
        doc.onSubdocs(event -> log.add(Map.of(
                "added", guids(event.added()), "removed", guids(event.removed()), "loaded", guids(event.loaded()))));
        doc.applyUpdate(Hex.bytes(vector.get("update").textValue()), "net");
        Map<String, @Nullable Object> flags = new TreeMap<>();
        doc.subdocs()
                .forEach(sub -> flags.put(
                        sub.guid(),
                        List.of(sub.guid(), sub.shouldLoad(), sub.options().autoLoad())));
        assertThat(new ArrayList<>(flags.values())).isEqualTo(JsonForm.plain(vector.get("shouldLoadAutoLoad")));
        doc.subdocs().stream()
                .filter(sub -> !sub.shouldLoad())
                .findFirst()
                .orElseThrow()
                .load();
        assertThat(log).isEqualTo(JsonForm.plain(vector.get("remoteLog")));
    }

    private static List<String> guids(Iterable<Doc> docs) {
        List<String> guids = new ArrayList<>();
        docs.forEach(doc -> guids.add(doc.guid()));
        guids.sort(null);
        return guids;
    }

    /** Bytes that are wrong in some way. */
    static void malformed(JsonNode vector) {
        byte[] bytes = Hex.bytes(vector.get("bytes").textValue());
        boolean accept = vector.get("expect").textValue().equals("accept");
        String format = vector.get("format").textValue();
        Doc doc = new Doc(DocOptions.defaults().withClientId(SessionVectors.REPLAY_CLIENT));
        doc.getText("t");
        if (vector.has("onto")) {
            doc.applyUpdate(Hex.bytes(vector.get("onto").textValue()), "net");
        }
        String before = Hex.of(doc.encodeStateAsUpdate());
        boolean accepted = isAccepted(doc, format, bytes);
        doc.checkInvariants();
        assertThat(accepted).as("accepted").isEqualTo(accept);
        if (!accept) {
            assertThat(Hex.of(doc.encodeStateAsUpdate())).as("unchanged").isEqualTo(before);
        } else if (vector.has("stateAfter") && !vector.get("name").textValue().startsWith("bit-flip")) {
            assertThat(withoutEmpty(Hex.of(doc.encodeStateAsUpdate())))
                    .isEqualTo(withoutEmpty(vector.get("stateAfter").textValue()));
        }
    }

    private static boolean isAccepted(Doc doc, String format, byte[] bytes) {
        try {
            switch (format) {
                case "v1" -> doc.applyUpdate(UpdateFormat.V1, bytes, "net");
                case "v2" -> doc.applyUpdate(UpdateFormat.V2, bytes, "net");
                case "stateVector" -> assertThat(StateVector.decode(bytes)).isNotNull();
                case "awareness" -> new Awareness(1, 0).apply(bytes, "net", 0);
                case "sync" -> assertThat(SyncMessage.decode(bytes)).isNotNull();
                default -> throw new IllegalArgumentException("Unknown format " + format);
            }
            return true;
        } catch (MalformedUpdateException e) {
            return false;
        }
    }

    /** The library keeps structs of length 0, which name nothing; this engine drops them. */
    private static Object withoutEmpty(String hex) {
        Update.Content content = Update.inspect(UpdateFormat.V1, Hex.bytes(hex));
        return List.of(
                content.structs().stream().filter(struct -> struct.length() > 0).toList(), content.deletes());
    }
}
