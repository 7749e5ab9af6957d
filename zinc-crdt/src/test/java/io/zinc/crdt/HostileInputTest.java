package io.zinc.crdt;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import com.fasterxml.jackson.databind.JsonNode;
import java.io.IOException;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import java.util.Map;
import java.util.SplittableRandom;
import org.junit.jupiter.api.Test;

/** Bytes that someone made to hurt. */
class HostileInputTest {
    @Test
    void mutatedBytesAreTakenOrRefusedWhole() throws IOException {
        long seed = Long.getLong("zinc.fuzz.seed", 5);
        int rounds = Integer.getInteger("zinc.fuzz.rounds", 30_000);
        List<byte[]> seeds = seeds();
        SplittableRandom random = new SplittableRandom(seed);
        for (int i = 0; i < rounds; i++) {
            byte[] bytes = mutated(seeds.get(random.nextInt(seeds.size())), seeds, random);
            int which = random.nextInt(22);
            try {
                Decoders.feed(which < 11 ? which : which % 2, bytes);
            } catch (RuntimeException | StackOverflowError e) {
                throw new AssertionError("seed " + seed + ", decoder " + which + ", bytes " + Hex.of(bytes), e);
            }
        }
    }

    private static List<byte[]> seeds() throws IOException {
        List<byte[]> seeds = new ArrayList<>();
        for (VectorFiles.Topic topic : VectorFiles.topics()) {
            for (JsonNode vector : topic.vectors()) {
                for (JsonNode update : vector.path("updates")) {
                    if (update.has("v2")) {
                        seeds.add(Hex.bytes(update.get("v1").textValue()));
                        seeds.add(Hex.bytes(update.get("v2").textValue()));
                    }
                }
                if (vector.has("bytes")) {
                    seeds.add(Hex.bytes(vector.get("bytes").textValue()));
                }
            }
        }
        assertThat(seeds).hasSizeGreaterThan(100);
        return seeds;
    }

    private static byte[] mutated(byte[] original, List<byte[]> seeds, SplittableRandom random) {
        byte[] bytes = original.clone();
        for (int n = 1 + random.nextInt(3); n > 0 && bytes.length > 0; n--) {
            int at = random.nextInt(bytes.length);
            switch (random.nextInt(6)) {
                case 0 -> bytes[at] ^= (byte) (1 << random.nextInt(8));
                case 1 -> bytes[at] = (byte) random.nextInt(256);
                case 2 -> bytes = Arrays.copyOf(bytes, at);
                case 3 -> bytes[at] = (byte) 0xff;
                case 4 -> {
                    byte[] other = seeds.get(random.nextInt(seeds.size()));
                    byte[] joined = Arrays.copyOf(bytes, at + other.length);
                    System.arraycopy(other, 0, joined, at, other.length);
                    bytes = joined;
                }
                default -> {
                    byte[] longer = new byte[bytes.length + 4];
                    System.arraycopy(bytes, 0, longer, 0, at);
                    System.arraycopy(bytes, at, longer, at + 4, bytes.length - at);
                    Arrays.fill(longer, at, at + 4, (byte) random.nextInt(256));
                    bytes = longer;
                }
            }
        }
        return bytes;
    }

    @Test
    void anUpdateThatClaimsAnAbsurdNumberOfItemsIsRefusedAtOnce() {
        ByteWriter v1 = new ByteWriter(32);
        v1.varUint(1);
        v1.varUint(1L << 50);
        v1.varUint(1);
        v1.varUint(0);
        assertThatThrownBy(() -> new Doc().applyUpdate(v1.toBytes()))
                .isInstanceOf(MalformedUpdateException.class)
                .hasMessageContaining("1125899906842624 structs");
        // a repeated GC of length 1: no bytes at all for the second and all further ones
        ByteWriter v2 = new ByteWriter(64);
        v2.uint8(0);
        for (String column : List.of("", "01", "", "", "00", "00", "", "", "41ffffffffffff07")) {
            v2.varBytes(Hex.bytes(column));
        }
        v2.varUint(1);
        v2.varUint(1L << 50);
        v2.varUint(0);
        v2.varUint(0);
        assertThatThrownBy(() -> new Doc().applyUpdate(UpdateFormat.V2, v2.toBytes(), "net"))
                .isInstanceOf(MalformedUpdateException.class)
                .hasMessageContaining("1125899906842624 structs");
    }

    @Test
    void aRefusedUpdateLeavesNoTrace() {
        Doc doc = new Doc();
        List<Integer> heard = new ArrayList<>();
        doc.onUpdate((update, tx) -> heard.add(update.length));
        byte[] cutOff = Hex.bytes("010101000401017401610101");
        assertThatThrownBy(() -> doc.applyUpdate(cutOff)).isInstanceOf(MalformedUpdateException.class);
        assertThat(doc.roots()).isEmpty();
        assertThat(doc.stateVector()).isEqualTo(StateVector.EMPTY);
        assertThat(doc.clients.size()).isZero();
        assertThat(heard).isEmpty();
    }

    @Test
    void deeplyNestedTypesAreDeletedAndCollectedWithoutRecursion() {
        ByteWriter out = new ByteWriter(1 << 20);
        int depth = 100_000;
        out.varUint(1);
        out.varUint(depth);
        out.varUint(1);
        out.varUint(0);
        for (int i = 0; i < depth; i++) {
            out.uint8(7);
            if (i == 0) {
                out.varUint(1);
                out.varString("a");
            } else {
                out.varUint(0);
                out.varUint(1);
                out.varUint(i - 1L);
            }
            out.varUint(0);
        }
        out.varUint(0);
        Doc doc = Doc.fromUpdate(out.toBytes());
        doc.getArray("a").delete(0, 1);
        assertThat(doc.getArray("a").length()).isZero();
        assertThat(doc.encodeStateAsUpdate().length).isLessThan(100);
    }

    @Test
    void whatWaitsForMissingUpdatesIsBounded() {
        Doc author = new Doc();
        List<byte[]> updates = new ArrayList<>();
        author.onUpdate((update, tx) -> updates.add(update));
        for (int i = 0; i < 100; i++) {
            author.getText("t").insert(0, "line " + i);
        }
        Doc reader = new Doc(DocOptions.defaults().withMaxPendingBytes(400));
        assertThatThrownBy(() -> updates.subList(1, 100).forEach(reader::applyUpdate))
                .isInstanceOf(LimitException.class)
                .hasMessageContaining("400");
        assertThat(reader.missing().structBytes()).isLessThanOrEqualTo(400);
        reader.applyUpdate(author.encodeStateAsUpdate(reader.stateVector()));
        assertThat(reader.getText("t").toString()).isEqualTo(author.getText("t").toString());
    }

    @Test
    void awarenessOfTooManyClientsIsRefused() {
        ByteWriter out = new ByteWriter(1 << 20);
        out.varUint(Awareness.MAX_CLIENTS);
        for (int i = 0; i < Awareness.MAX_CLIENTS; i++) {
            out.varUint(i + 10);
            out.varUint(1);
            out.varString("1");
        }
        Awareness awareness = new Awareness(1, 0);
        assertThatThrownBy(() -> awareness.apply(out.toBytes(), "net", 0)).isInstanceOf(LimitException.class);
        assertThat(awareness.states()).isEqualTo(Map.of(1L, Map.of()));
    }
}
