package io.zinc.crdt;

import static org.assertj.core.api.Assertions.assertThat;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.ObjectMapper;
import java.io.IOException;
import java.io.InputStream;
import java.util.ArrayList;
import java.util.Collections;
import java.util.List;
import java.util.Objects;
import java.util.Random;
import java.util.zip.GZIPInputStream;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

/** Recorded sessions of people typing, from the collection <em>editing-traces</em> of Joseph Gentle (CC BY 4.0). */
class TracesTest {
    private static JsonNode trace(String name) throws IOException {
        try (InputStream in = new GZIPInputStream(
                Objects.requireNonNull(TracesTest.class.getResourceAsStream("traces/" + name + ".json.gz")))) {
            return new ObjectMapper().readTree(in);
        }
    }

    private static void patch(YText text, JsonNode txn) {
        for (JsonNode patch : txn.get("patches")) {
            int at = patch.get(0).intValue();
            text.delete(at, patch.get(1).intValue());
            text.insert(at, patch.get(2).textValue());
        }
    }

    @ParameterizedTest
    @ValueSource(strings = {"rustcode", "seph-blog1", "sveltecomponent"})
    void anAuthorsSessionEndsInTheRecordedText(String name) throws IOException {
        JsonNode trace = trace(name);
        Doc doc = new Doc();
        Doc receiver = new Doc();
        doc.onUpdate((update, tx) -> receiver.applyUpdate(update, "net"));
        YText text = doc.getText("text");
        text.insert(0, trace.path("startContent").asText(""));
        for (JsonNode txn : trace.get("txns")) {
            doc.transact(() -> patch(text, txn));
        }
        doc.checkInvariants();
        receiver.checkInvariants();
        String expected = trace.get("endContent").textValue();
        assertThat(text.toString()).isEqualTo(expected);
        assertThat(receiver.getText("text").toString()).isEqualTo(expected);
        assertThat(Doc.fromUpdate(doc.encodeStateAsUpdate()).getText("text").toString())
                .isEqualTo(expected);
        assertThat(receiver.encodeStateAsUpdate()).isEqualTo(doc.encodeStateAsUpdate());
    }

    @ParameterizedTest
    @ValueSource(strings = {"friendsforever", "clownschool"})
    void twoAuthorsSessionEndsInTheRecordedTextInAnyOrderOfDelivery(String name) throws IOException {
        JsonNode trace = trace(name);
        List<byte[]> updates = updatesOf(trace);
        String expected = trace.get("endContent").textValue();
        Random random = new Random(11);
        for (int round = 0; round < 6; round++) {
            List<byte[]> order = new ArrayList<>(updates);
            if (round == 1) {
                Collections.reverse(order.subList(order.size() - 400, order.size()));
            } else if (round > 1) {
                shuffleNearby(order, random, 1 << (2 * round));
            }
            Doc doc = new Doc();
            order.forEach(update -> doc.applyUpdate(update, "net"));
            doc.checkInvariants();
            assertThat(doc.missing().isNothing()).isTrue();
            assertThat(doc.getText("text").toString()).as("order %s", round).isEqualTo(expected);
        }
        assertThat(Doc.fromUpdate(Update.merge(updates)).getText("text").toString())
                .isEqualTo(expected);
    }

    private static void shuffleNearby(List<byte[]> list, Random random, int within) {
        for (int from = 0; from < list.size(); from += within) {
            Collections.shuffle(list.subList(from, Math.min(list.size(), from + within)), random);
        }
    }

    /** Each transaction edits the state that its parents together had; each author keeps a document. */
    private static List<byte[]> updatesOf(JsonNode trace) {
        JsonNode txns = trace.get("txns");
        List<Doc> docs = new ArrayList<>();
        List<List<byte[]>> sent = new ArrayList<>();
        List<boolean[]> known = new ArrayList<>();
        for (int agent = 0; agent < trace.get("numAgents").intValue(); agent++) {
            Doc doc = new Doc(DocOptions.defaults().withClientId(agent + 1));
            List<byte[]> log = new ArrayList<>();
            doc.onUpdate((update, tx) -> {
                if (tx.isLocal()) {
                    log.add(update);
                }
            });
            docs.add(doc);
            sent.add(log);
            known.add(new boolean[txns.size()]);
        }
        List<List<byte[]>> updates = new ArrayList<>();
        for (int i = 0; i < txns.size(); i++) {
            JsonNode txn = txns.get(i);
            int agent = txn.get("agent").intValue();
            for (JsonNode parent : txn.get("parents")) {
                learn(parent.intValue(), txns, updates, docs.get(agent), known.get(agent));
            }
            sent.get(agent).clear();
            Doc doc = docs.get(agent);
            doc.transact(() -> patch(doc.getText("text"), txn));
            known.get(agent)[i] = true;
            updates.add(List.copyOf(sent.get(agent)));
        }
        return updates.stream().flatMap(List::stream).toList();
    }

    private static void learn(int txn, JsonNode txns, List<List<byte[]>> updates, Doc doc, boolean[] known) {
        List<Integer> unknown = new ArrayList<>(List.of(txn));
        List<Integer> order = new ArrayList<>();
        while (!unknown.isEmpty()) {
            int next = unknown.removeLast();
            if (!known[next]) {
                known[next] = true;
                order.add(next);
                txns.get(next).get("parents").forEach(parent -> unknown.add(parent.intValue()));
            }
        }
        Collections.sort(order);
        order.forEach(i -> updates.get(i).forEach(update -> doc.applyUpdate(update, "net")));
    }

    @Test
    void theTracesAreThere() throws IOException {
        assertThat(trace("rustcode").get("txns").size()).isGreaterThan(1000);
    }
}
