package io.zinc.crdt;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.node.ArrayNode;
import com.fasterxml.jackson.databind.node.JsonNodeFactory;
import com.fasterxml.jackson.databind.node.ObjectNode;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.SplittableRandom;

/** Makes histories of several clients that edit, undo, go offline, and get updates late, twice, or in another order. */
final class HistoryGenerator {
    private static final JsonNodeFactory JSON = JsonNodeFactory.instance;

    private final SplittableRandom random;
    private final ObjectNode history = JSON.objectNode();
    private final ArrayNode steps = history.putArray("steps");
    private final List<List<int[]>> unseen = new ArrayList<>();
    private final EditGenerator edits;

    HistoryGenerator(long seed) {
        random = new SplittableRandom(seed);
        edits = new EditGenerator(random);
    }

    JsonNode generate() {
        int clients = 2 + random.nextInt(3);
        ArrayNode ids = history.putArray("clients");
        for (int i = 0; i < clients; i++) {
            ids.add(random.nextInt(4) == 0 ? 1 + i : 1 + 10L * random.nextInt(400_000_000) + i);
            unseen.add(new ArrayList<>());
        }
        history.put("gc", random.nextInt(8) != 0);
        history.put("undo", random.nextInt(3) == 0);
        ObjectNode roots = history.putObject("roots");
        Map<String, String> all = Map.of("t", "text", "a", "array", "m", "map", "x", "xmlFragment");
        List<String> names = new ArrayList<>(List.of("t", "a", "m", "x"));
        for (int n = 1 + random.nextInt(3); n > 0; n--) {
            String name = names.remove(random.nextInt(names.size()));
            roots.put(name, all.get(name));
        }
        HistoryPlayer player = new HistoryPlayer(history);
        int count = 10 + random.nextInt(25);
        for (int i = 0; i < count; i++) {
            add(player, nextStep(player, random.nextInt(clients)));
        }
        for (int round = 0; round < 3; round++) {
            for (int client = 0; client < clients; client++) {
                add(player, delivery(client, unseen.get(client).size()));
            }
        }
        return history;
    }

    private void add(HistoryPlayer player, ObjectNode step) {
        int label = steps.size();
        step.put("label", label);
        int made = ((List<?>) java.util.Objects.requireNonNull(player.step(step).get("emitted"))).size();
        int client = step.get("client").intValue();
        for (int other = 0; other < unseen.size(); other++) {
            for (int k = 0; other != client && k < made; k++) {
                // what was only forwarded is known to its author, which makes for duplicates
                unseen.get(other).add(new int[] {label, k});
            }
        }
        steps.add(step);
    }

    private ObjectNode nextStep(HistoryPlayer player, int client) {
        int dice = random.nextInt(100);
        if (dice < 35 && !unseen.get(client).isEmpty()) {
            return delivery(client, 1 + random.nextInt(unseen.get(client).size()));
        }
        ObjectNode step = JSON.objectNode();
        step.put("client", client);
        if (dice > 88 && history.get("undo").booleanValue()) {
            step.put("undo", random.nextInt(3) != 0);
            return step;
        }
        ArrayNode ops = step.putArray("ops");
        Doc doc = player.doc(client);
        // later operations of a step may hit what earlier ones removed; both sides then fail alike
        for (int n = random.nextInt(4) == 0 ? 2 + random.nextInt(2) : 1; n > 0; n--) {
            ops.add(edits.next(doc, history.get("roots")));
        }
        return step;
    }

    /** Some unseen updates: mostly in order, sometimes shuffled, sometimes twice. */
    private ObjectNode delivery(int client, int count) {
        ObjectNode step = JSON.objectNode();
        step.put("client", client);
        ArrayNode apply = step.putArray("apply");
        List<int[]> waiting = unseen.get(client);
        boolean shuffled = random.nextInt(3) == 0;
        for (int i = 0; i < count && !waiting.isEmpty(); i++) {
            int[] reference = waiting.remove(shuffled ? random.nextInt(waiting.size()) : 0);
            for (int times = random.nextInt(12) == 0 ? 2 : 1; times > 0; times--) {
                apply.addArray().add(reference[0]).add(reference[1]);
            }
        }
        return step;
    }

    /** Takes away steps as long as the history still fails; returns the smallest one found. */
    static JsonNode shrink(JsonNode failing, Failing stillFails) throws java.io.IOException {
        ObjectNode smallest = failing.deepCopy();
        for (int size = Math.max(1, smallest.get("steps").size() / 2); size >= 1; size /= 2) {
            for (int at = 0; at + size <= smallest.get("steps").size(); ) {
                ObjectNode candidate = smallest.deepCopy();
                for (int i = 0; i < size; i++) {
                    ((ArrayNode) candidate.get("steps")).remove(at);
                }
                if (stillFails.test(candidate)) {
                    smallest = candidate;
                } else {
                    at += size;
                }
            }
        }
        return smallest;
    }

    /** Says whether a history shows a difference. */
    interface Failing {
        boolean test(JsonNode history) throws java.io.IOException;
    }
}
