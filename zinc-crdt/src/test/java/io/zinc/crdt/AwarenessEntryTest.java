package io.zinc.crdt;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import java.util.List;
import java.util.Map;
import org.junit.jupiter.api.Test;

class AwarenessEntryTest {

    @Test
    void entriesAreThoseOfAnAwarenessWithTheirStatesAsTheyWereWritten() {
        Awareness awareness = new Awareness(7, 0);
        awareness.setLocalState(Map.of("user", Map.of("name", "Ann")), 0);
        byte[] update = awareness.encodeAll();

        List<AwarenessEntry> entries = AwarenessEntry.decode(update);

        assertThat(entries).containsExactly(new AwarenessEntry(7, 1, "{\"user\":{\"name\":\"Ann\"}}"));
        assertThat(AwarenessEntry.encode(entries)).isEqualTo(update);
    }

    @Test
    void whoIsGoneHasNoState() {
        Awareness awareness = new Awareness(7, 0);

        List<AwarenessEntry> entries = AwarenessEntry.decode(awareness.encodeLeaving());

        assertThat(entries).containsExactly(new AwarenessEntry(7, 0, "null"));
        assertThat(entries.getFirst().isGone()).isTrue();
        assertThat(new AwarenessEntry(7, 0, "{}").isGone()).isFalse();
    }

    @Test
    void stateTextIsNotLookedInto() {
        List<AwarenessEntry> odd = List.of(
                new AwarenessEntry(1, 2, "{ \"b\": 1.50,\n\"a\":[] }"),
                new AwarenessEntry(1L << 40, 1L << 50, "no JSON"));

        assertThat(AwarenessEntry.decode(AwarenessEntry.encode(odd))).isEqualTo(odd);
    }

    @Test
    void anotherAwarenessUnderstandsWhatIsPassedOn() {
        Awareness reader = new Awareness(1, 0);

        reader.apply(AwarenessEntry.encode(List.of(new AwarenessEntry(7, 3, "{\"x\":1}"))), "net", 0);

        assertThat(reader.states().get(7L)).isEqualTo(Map.of("x", 1L));
        assertThat(reader.clock(7)).isEqualTo(3);
    }

    @Test
    void moreEntriesThanThereAreBytesForAreRefusedAtOnce() {
        ByteWriter out = new ByteWriter(16);
        out.varUint(1L << 40);
        out.varUint(1);

        assertThatThrownBy(() -> AwarenessEntry.decode(out.toBytes())).isInstanceOf(MalformedUpdateException.class);
        assertThatThrownBy(() -> AwarenessEntry.decode(Hex.bytes("0107"))).isInstanceOf(MalformedUpdateException.class);
    }
}
