package io.zinc.crdt;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Random;
import org.junit.jupiter.api.Test;

/** What an update rests on. */
class RequirementTest {

    private static StateVector requirement(byte[] update) {
        return Update.requirement(UpdateFormat.V1, update);
    }

    @Test
    void aWholeDocumentRestsOnNothing() {
        Doc doc = new Doc();
        doc.getText("t").insert(0, "hello");
        doc.getText("t").delete(1, 2);
        assertThat(requirement(doc.encodeStateAsUpdate()).clocks()).isEmpty();
    }

    @Test
    void anEditRestsOnWhatItStandsBesideAndOnWhatItDeletes() {
        Doc first = new Doc(DocOptions.defaults().withClientId(1));
        first.getText("t").insert(0, "hello");
        Doc second = new Doc(DocOptions.defaults().withClientId(2));
        second.applyUpdate(first.encodeStateAsUpdate());
        List<byte[]> updates = new ArrayList<>();
        second.onUpdate((update, tx) -> updates.add(update));
        second.getText("t").insert(2, "X");
        second.getText("t").insert(3, "Y");
        second.getText("t").delete(5, 1);
        assertThat(requirement(updates.get(0)).clocks()).isEqualTo(Map.of(1L, 3L));
        assertThat(requirement(updates.get(1)).clocks()).isEqualTo(Map.of(1L, 3L, 2L, 1L));
        assertThat(requirement(updates.get(2)).clocks()).isEqualTo(Map.of(1L, 4L));
        assertThat(Update.clients(UpdateFormat.V1, updates.get(1))).containsExactly(2L);
        assertThat(Update.clients(UpdateFormat.V1, updates.get(2))).isEmpty();
        assertThat(Update.clients(UpdateFormat.V1, second.encodeStateAsUpdate()))
                .containsExactlyInAnyOrder(1L, 2L);
    }

    @Test
    void anUpdateLeavesSomethingWaitingJustWhereItsRequirementIsNotMet() {
        for (int seed = 0; seed < 200; seed++) {
            Random random = new Random(seed);
            List<Doc> docs = List.of(new Doc(), new Doc(), new Doc());
            List<byte[]> updates = new ArrayList<>();
            docs.forEach(doc -> doc.onUpdate((update, tx) -> {
                if (tx.isLocal()) {
                    updates.add(update);
                }
            }));
            for (int i = 0; i < 30; i++) {
                Doc doc = docs.get(random.nextInt(docs.size()));
                YText text = doc.getText("t");
                if (text.length() > 3 && random.nextInt(3) == 0) {
                    text.delete(random.nextInt(text.length() - 2), 1 + random.nextInt(2));
                } else {
                    text.insert(random.nextInt(text.length() + 1), "ab");
                }
                if (random.nextBoolean()) {
                    doc.applyUpdate(docs.get(random.nextInt(docs.size())).encodeStateAsUpdate());
                }
            }
            Doc reader = new Doc();
            for (int i = 0; i < updates.size(); i++) {
                byte[] update = random.nextInt(5) == 0
                        ? Update.merge(updates.subList(i, Math.min(updates.size(), i + 4)))
                        : updates.get(i);
                if (random.nextInt(4) == 0) {
                    continue; // lost
                }
                StateVector has = reader.stateVector();
                boolean isMet = requirement(update).clocks().entrySet().stream()
                        .allMatch(need -> need.getValue() <= has.clock(need.getKey()));
                Doc trial = Doc.fromUpdate(reader.encodeStateAsUpdate());
                trial.applyUpdate(update);
                assertThat(trial.missing().isNothing()).as("seed " + seed).isEqualTo(isMet);
                assertThat(reader.applyIfComplete(UpdateFormat.V1, update, null))
                        .as("seed " + seed)
                        .isEqualTo(isMet);
                assertThat(reader.stateVector().equals(has) || isMet).isTrue();
                assertThat(reader.missing().isNothing()).isTrue();
            }
        }
    }

    @Test
    void anUpdateThatSpeaksTwiceOfAClientIsMalformed() {
        byte[] once = {1, 1, 5, 0, 4, 1, 1, 't', 1, 'a', 0};
        byte[] twice = {2, 1, 5, 0, 4, 1, 1, 't', 1, 'a', 1, 5, 0, 4, 1, 1, 't', 1, 'b', 0};
        assertThat(Update.requirement(UpdateFormat.V1, once).clocks()).isEmpty();

        assertThatThrownBy(() -> Update.requirement(UpdateFormat.V1, twice)).hasMessageContaining("client 5");
        assertThatThrownBy(() -> new Doc().applyIfComplete(UpdateFormat.V1, twice, "origin"))
                .isInstanceOf(CrdtException.class);
    }
}
