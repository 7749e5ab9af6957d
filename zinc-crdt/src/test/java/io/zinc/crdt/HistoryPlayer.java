package io.zinc.crdt;

import com.fasterxml.jackson.databind.JsonNode;
import java.security.MessageDigest;
import java.security.NoSuchAlgorithmException;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import org.jspecify.annotations.Nullable;

/** Plays a history with this engine, step by step, and says what happened in the form of the Node.js driver. */
final class HistoryPlayer {
    private final JsonNode history;
    private final List<Doc> docs = new ArrayList<>();
    private final List<UndoManager> managers = new ArrayList<>();
    private final Map<Integer, List<byte[]>> updates = new HashMap<>();
    private final List<List<byte[]>> emitted = new ArrayList<>();

    HistoryPlayer(JsonNode history) {
        this.history = history;
        for (JsonNode client : history.get("clients")) {
            Doc doc = SessionVectors.doc(client.longValue(), history.get("gc").booleanValue(), history.get("roots"));
            List<byte[]> log = new ArrayList<>();
            doc.onUpdate((update, tx) -> log.add(update));
            docs.add(doc);
            emitted.add(log);
            if (history.get("undo").booleanValue()) {
                List<YType> roots = new ArrayList<>();
                history.get("roots")
                        .properties()
                        .forEach(e -> roots.add(
                                JsonForm.root(doc, e.getKey(), e.getValue().textValue())));
                managers.add(new UndoManager(() -> 0, 0, false, roots.toArray(new YType[0])));
            }
        }
    }

    Doc doc(int client) {
        return docs.get(client);
    }

    /** Runs a step; returns the updates that it made, the digest of the state, and whether it failed. */
    Map<String, @Nullable Object> step(JsonNode step) {
        int client = step.get("client").intValue();
        Doc doc = docs.get(client);
        List<byte[]> log = emitted.get(client);
        log.clear();
        boolean failed = false;
        try {
            run(step, client, doc);
        } catch (IndexOutOfBoundsException | IllegalArgumentException | NullPointerException | ClassCastException e) {
            failed = true;
        }
        doc.checkInvariants();
        updates.put(step.get("label").intValue(), List.copyOf(log));
        Map<String, @Nullable Object> result = new LinkedHashMap<>();
        result.put("emitted", log.stream().map(Hex::of).toList());
        result.put("state", digest(doc.encodeStateAsUpdate()));
        result.put("error", failed);
        return result;
    }

    private void run(JsonNode step, int client, Doc doc) {
        if (step.has("ops")) {
            doc.transact(() -> step.get("ops").forEach(op -> Operations.run(doc, op, history.get("roots"))));
        } else if (step.has("apply")) {
            for (JsonNode reference : step.get("apply")) {
                List<byte[]> made = updates.getOrDefault(reference.get(0).intValue(), List.of());
                int k = reference.get(1).intValue();
                if (k < made.size()) {
                    doc.applyUpdate(made.get(k), "net");
                }
            }
        } else if (!managers.isEmpty()) {
            if (step.get("undo").booleanValue()) {
                managers.get(client).undo();
            } else {
                managers.get(client).redo();
            }
        }
    }

    /** What the documents hold in the end. */
    List<Map<String, @Nullable Object>> finalStates() {
        List<Map<String, @Nullable Object>> states = new ArrayList<>();
        for (Doc doc : docs) {
            Map<String, @Nullable Object> content = new LinkedHashMap<>();
            history.get("roots")
                    .properties()
                    .forEach(e -> content.put(
                            e.getKey(),
                            JsonForm.dump(
                                    JsonForm.root(doc, e.getKey(), e.getValue().textValue()))));
            Map<String, @Nullable Object> state = new LinkedHashMap<>();
            state.put("content", content);
            state.put("v1", Hex.of(doc.encodeStateAsUpdate()));
            state.put("v2", Hex.of(doc.encodeStateAsUpdate(UpdateFormat.V2, StateVector.EMPTY)));
            state.put("vector", Hex.of(doc.stateVector().encode()));
            states.add(state);
        }
        return states;
    }

    /** The first difference to what the peer did, or null. */
    static @Nullable String compare(JsonNode history, JsonNode peer) {
        HistoryPlayer player = new HistoryPlayer(history);
        for (int i = 0; i < history.get("steps").size(); i++) {
            Object ours = player.step(history.get("steps").get(i));
            Object theirs = JsonForm.plain(peer.get("steps").get(i));
            if (!ours.equals(theirs)) {
                return "after step " + i + ":\n  Zinc " + ours + "\n  Yjs  " + theirs;
            }
        }
        Object ours = player.finalStates();
        Object theirs = JsonForm.plain(peer.get("final"));
        return ours.equals(theirs) ? null : "in the end:\n  Zinc " + ours + "\n  Yjs  " + theirs;
    }

    private static String digest(byte[] bytes) {
        try {
            return Hex.of(MessageDigest.getInstance("MD5").digest(bytes));
        } catch (NoSuchAlgorithmException e) {
            throw new IllegalStateException(e);
        }
    }
}
