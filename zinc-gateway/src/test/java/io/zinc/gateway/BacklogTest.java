package io.zinc.gateway;

import static org.assertj.core.api.Assertions.assertThat;

import io.zinc.crdt.AwarenessEntry;
import io.zinc.crdt.Doc;
import java.util.ArrayList;
import java.util.List;
import org.junit.jupiter.api.Test;

class BacklogTest {

    private final Backlog backlog = new Backlog();

    private static Delivery presence(long client, long clock, String json) {
        return Delivery.ofPresence(AwarenessEntry.encode(List.of(new AwarenessEntry(client, clock, json))));
    }

    @Test
    void updatesThatWaitBecomeOneThatSaysTheSame() {
        Doc author = new Doc();
        List<byte[]> updates = new ArrayList<>();
        var unused = author.onUpdate((update, transaction) -> updates.add(update));
        author.getText("text").insert(0, "one");
        author.getText("text").insert(3, " two");
        author.getText("text").delete(0, 1);
        updates.forEach(update -> backlog.add(Delivery.ofUpdate(update)));

        Delivery merged = backlog.takeUpdate();

        Doc reader = new Doc();
        reader.applyUpdate(merged == null ? new byte[0] : merged.bytes());
        assertThat(reader.getText("text").toString()).isEqualTo("ne two");
        assertThat(backlog.isEmpty()).isTrue();
        assertThat(backlog.bytes()).isZero();
        assertThat(backlog.takeUpdate()).isNull();
    }

    @Test
    void onlyTheLastOfEachClientsPresenceWaits() {
        backlog.add(presence(1, 1, "{}"));
        backlog.add(presence(2, 5, "{}"));
        backlog.add(presence(1, 2, "{\"a\":1}"));

        Delivery latest = backlog.takePresence();

        assertThat(AwarenessEntry.decode(latest == null ? new byte[] {0} : latest.bytes()))
                .containsExactly(new AwarenessEntry(1, 2, "{\"a\":1}"), new AwarenessEntry(2, 5, "{}"));
        assertThat(backlog.isEmpty()).isTrue();
    }

    @Test
    void presenceThatIsToldAgainAndAgainDoesNotAddUp() {
        for (int clock = 1; clock < 10_000; clock++) {
            backlog.add(presence(1, clock, "{\"cursor\":" + clock + "}"));
        }

        assertThat(backlog.bytes()).isLessThan(200);
    }

    @Test
    void whatWasTakenDoesNotCountAnyMore() {
        for (int i = 0; i < 100; i++) {
            backlog.add(presence(1, i + 1L, "{}"));
            assertThat(backlog.takePresence()).isNotNull();
        }

        assertThat(backlog.bytes()).isZero();
    }
}
