package io.zinc.crdt;

import static org.assertj.core.api.Assertions.assertThat;

import com.fasterxml.jackson.databind.JsonNode;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import org.jspecify.annotations.Nullable;

/** Vectors that tell a small story each. */
final class OtherVectors {
    private OtherVectors() {}

    /** A sub-document is added, replaced and deleted. */
    static void subdocsLocal(JsonNode vector) {
        String first = vector.get("localLog").get(0).get("added").get(0).textValue();
        Doc doc = new Doc(DocOptions.defaults().withClientId(7));
        List<@Nullable Object> log = logOf(doc);
        YMap map = doc.getMap("m");
        map.set("x", new Doc(DocOptions.defaults().withGuid(first)));
        ((Doc) java.util.Objects.requireNonNull(map.get("x"))).load();
        map.set("x", new Doc(DocOptions.defaults().withGuid("second")));
        map.delete("x");
        assertThat(log).isEqualTo(JsonForm.plain(vector.get("localLog")));
        Doc receiver = new Doc(DocOptions.defaults().withClientId(8));
        List<@Nullable Object> received = logOf(receiver);
        receiver.applyUpdate(doc.encodeStateAsUpdate(), "net");
        assertThat(received).isEqualTo(JsonForm.plain(vector.get("remoteLogAfterFinalState")));
    }

    private static List<@Nullable Object> logOf(Doc doc) {
        List<@Nullable Object> log = new ArrayList<>();
        doc.onSubdocs(event -> log.add(Map.of(
                "added", event.added().stream().map(Doc::guid).toList(),
                "removed", event.removed().stream().map(Doc::guid).toList(),
                "loaded", event.loaded().stream().map(Doc::guid).toList())));
        return log;
    }

    /** A surrogate pair is typed in two halves. */
    static void halves(JsonNode vector) {
        Doc sender = new Doc(
                DocOptions.defaults().withClientId(vector.get("clients").get(0).longValue()));
        List<String> emitted = new ArrayList<>();
        sender.onUpdate((update, tx) -> emitted.add(Hex.of(update)));
        String pair = vector.get("senderText").textValue();
        sender.getText("t").insert(0, pair.substring(0, 1));
        sender.getText("t").insert(1, pair.substring(1));
        assertThat(sender.getText("t").toString()).isEqualTo(pair);
        assertThat(Hex.of(sender.encodeStateAsUpdate()))
                .isEqualTo(vector.get("senderEncodeV1").textValue());
        for (UpdateFormat format : UpdateFormat.values()) {
            Doc receiver = new Doc(DocOptions.defaults().withClientId(SessionVectors.REPLAY_CLIENT));
            receiver.getText("t");
            List<String> recorded = new ArrayList<>();
            for (JsonNode update : vector.get("updates")) {
                String hex = update.get(format == UpdateFormat.V1 ? "v1" : "v2").textValue();
                recorded.add(hex);
                receiver.applyUpdate(format, Hex.bytes(hex), "net");
            }
            String expected = vector.get(format == UpdateFormat.V1 ? "receiverText" : "receiverTextV2")
                    .textValue();
            assertThat(receiver.getText("t").toString()).isEqualTo(expected);
            if (format == UpdateFormat.V1) {
                assertThat(emitted).isEqualTo(recorded);
            }
        }
    }

    /** What a state vector in the middle of a pair is answered with. */
    static void cutState(JsonNode vector) {
        Doc doc = new Doc(DocOptions.defaults().withClientId(SessionVectors.REPLAY_CLIENT));
        doc.applyUpdate(Hex.bytes(vector.get("update").textValue()), "net");
        StateVector target =
                StateVector.decode(Hex.bytes(vector.get("targetStateVector").textValue()));
        assertThat(Hex.of(doc.encodeStateAsUpdate(target)))
                .isEqualTo(vector.get("encodeV1").textValue());
        assertThat(Hex.of(doc.encodeStateAsUpdate(UpdateFormat.V2, target)))
                .isEqualTo(vector.get("encodeV2").textValue());
    }
}
