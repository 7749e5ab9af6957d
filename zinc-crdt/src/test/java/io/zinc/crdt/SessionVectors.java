package io.zinc.crdt;

import static org.assertj.core.api.Assertions.assertThat;

import com.fasterxml.jackson.databind.JsonNode;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.TreeMap;
import org.jspecify.annotations.Nullable;

/** Recorded editing sessions: played as receiver and as editor. */
final class SessionVectors {
    static final long REPLAY_CLIENT = 4042322160L;

    private SessionVectors() {}

    static Doc doc(long client, boolean gc, JsonNode roots) {
        Doc doc = new Doc(DocOptions.defaults().withClientId(client).withGc(gc));
        JsonForm.declare(doc, roots);
        return doc;
    }

    /** A fresh document gets the updates in order and ends in the recorded state. */
    static void receive(JsonNode vector, UpdateFormat format) {
        Doc doc = doc(REPLAY_CLIENT, vector.path("gc").asBoolean(true), vector.get("roots"));
        for (JsonNode update : vector.get("updates")) {
            doc.applyUpdate(
                    format,
                    Hex.bytes(
                            update.get(format == UpdateFormat.V1 ? "v1" : "v2").textValue()),
                    "net");
            doc.checkInvariants();
        }
        boolean exact = vector.path("checks").path("finalBytes").asText("exact").equals("exact");
        assertState(doc, vector.get("final"), vector.get("roots"), exact);
    }

    static void assertState(Doc doc, JsonNode state, JsonNode roots, boolean exactBytes) {
        assertThat(JsonForm.content(doc, roots)).isEqualTo(JsonForm.plain(state.get("content")));
        assertThat(stateVectorForm(doc.stateVector())).isEqualTo(JsonForm.plain(state.get("stateVector")));
        assertThat(Hex.of(doc.stateVector().encode()))
                .isEqualTo(state.get("stateVectorHex").textValue());
        assertThat(deleteSetForm(doc.deleteSet())).isEqualTo(JsonForm.plain(state.get("deleteSet")));
        if (exactBytes) {
            assertThat(Hex.of(doc.encodeStateAsUpdate()))
                    .isEqualTo(state.get("encodeV1").textValue());
            assertThat(Hex.of(doc.encodeStateAsUpdate(UpdateFormat.V2, StateVector.EMPTY)))
                    .isEqualTo(state.get("encodeV2").textValue());
        }
        if (state.has("hasPending")) {
            assertThat(!doc.missing().isNothing())
                    .isEqualTo(state.get("hasPending").booleanValue());
        }
    }

    static Map<String, @Nullable Object> stateVectorForm(StateVector vector) {
        Map<String, @Nullable Object> form = new TreeMap<>();
        vector.clocks().forEach((client, clock) -> form.put(client.toString(), clock));
        return form;
    }

    static Map<String, @Nullable Object> deleteSetForm(DeleteSet deletes) {
        Map<String, @Nullable Object> form = new LinkedHashMap<>();
        for (long client : deletes.clients()) {
            List<Object> ranges = new ArrayList<>();
            for (DeleteSet.Range range : deletes.ranges(client)) {
                ranges.add(List.of(range.start(), range.end() - range.start()));
            }
            form.put(Long.toString(client), ranges);
        }
        return form;
    }

    /** Own documents make the recorded steps; every update that they emit is the recorded one. */
    static void edit(JsonNode vector) {
        JsonNode roots = vector.get("roots");
        List<Doc> docs = new ArrayList<>();
        List<List<String>> emitted = new ArrayList<>();
        List<List<String>> emittedV2 = new ArrayList<>();
        for (JsonNode client : vector.get("clients")) {
            Doc doc = doc(client.longValue(), vector.path("gc").asBoolean(true), roots);
            List<String> v1 = new ArrayList<>();
            List<String> v2 = new ArrayList<>();
            doc.onUpdate((update, tx) -> {
                if (tx.isLocal()) {
                    v1.add(Hex.of(update));
                }
            });
            doc.onUpdateV2((update, tx) -> {
                if (tx.isLocal()) {
                    v2.add(Hex.of(update));
                }
            });
            docs.add(doc);
            emitted.add(v1);
            emittedV2.add(v2);
        }
        boolean exact = vector.path("checks").path("opBytes").asText("exact").equals("exact");
        JsonNode updates = vector.get("updates");
        for (JsonNode step : vector.get("steps")) {
            int client = step.get("client").intValue();
            Doc doc = docs.get(client);
            emitted.get(client).clear();
            emittedV2.get(client).clear();
            if (step.has("ops")) {
                doc.transact(() -> step.get("ops").forEach(op -> Operations.run(doc, op, roots)));
            } else {
                step.get("apply")
                        .forEach(id -> doc.applyUpdate(
                                Hex.bytes(updates.get(id.intValue()).get("v1").textValue()), "net"));
            }
            doc.checkInvariants();
            if (exact) {
                List<String> expected = new ArrayList<>();
                List<String> expectedV2 = new ArrayList<>();
                step.get("emits").forEach(id -> {
                    expected.add(updates.get(id.intValue()).get("v1").textValue());
                    expectedV2.add(updates.get(id.intValue()).get("v2").textValue());
                });
                assertThat(emitted.get(client)).as("v1 emitted by %s", step).isEqualTo(expected);
                assertThat(emittedV2.get(client)).as("v2 emitted by %s", step).isEqualTo(expectedV2);
            }
        }
        if (vector.path("checks").path("clientsConverge").asBoolean(false)) {
            Object first = JsonForm.content(docs.getFirst(), roots);
            docs.forEach(doc -> assertThat(JsonForm.content(doc, roots)).isEqualTo(first));
        }
    }

    /** Deep observers of a fresh document receive the recorded events. */
    static void events(JsonNode vector) {
        JsonNode roots = vector.get("roots");
        Doc doc = doc(REPLAY_CLIENT, vector.path("gc").asBoolean(true), roots);
        List<@Nullable Object> log = new ArrayList<>();
        roots.properties().forEach(e -> {
            if (!e.getValue().textValue().equals("undeclared")) {
                JsonForm.root(doc, e.getKey(), e.getValue().textValue())
                        .observeDeep((events, tx) -> log.add(EventForm.of(e.getKey(), tx.isLocal(), events)));
            }
        });
        JsonNode recorded = vector.get("events").path("perUpdate");
        JsonNode updates = vector.get("updates");
        for (int i = 0; i < updates.size(); i++) {
            log.clear();
            doc.applyUpdate(Hex.bytes(updates.get(i).get("v1").textValue()), "net");
            List<@Nullable Object> expected = new ArrayList<>();
            recorded.get(i).forEach(event -> {
                // reading a delta deletes redundant marks in the library, which is an event of its own; not here
                if (!event.get("local").booleanValue()
                        || event.get("events").get(0).has("delta")) {
                    expected.add(JsonForm.plain(event));
                }
            });
            log.removeIf(event -> event instanceof Map<?, ?> map
                    && Boolean.TRUE.equals(map.get("local"))
                    && !String.valueOf(map.get("events")).contains("delta"));
            assertThat(log).as("events of update %s", i).isEqualTo(expected);
        }
    }
}
