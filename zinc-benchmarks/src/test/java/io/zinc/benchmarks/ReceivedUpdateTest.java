package io.zinc.benchmarks;

import static org.assertj.core.api.Assertions.assertThat;

import io.netty.buffer.ByteBuf;
import io.netty.buffer.ByteBufUtil;
import io.netty.buffer.Unpooled;
import io.zinc.crdt.Doc;
import io.zinc.crdt.Update;
import io.zinc.crdt.UpdateFormat;
import java.util.ArrayList;
import java.util.List;
import java.util.Random;
import java.util.Set;
import java.util.TreeSet;
import org.junit.jupiter.api.Test;

class ReceivedUpdateTest {

    @Test
    void whatAClientTypesIsTextForTheEngine() {
        Doc doc = CrdtTrace.document(1);
        for (long clock = 0; clock < 300; clock++) {
            doc.applyUpdate(typed(4_000_000_000L, clock));
        }

        String text = doc.getText("text").toString();
        assertThat(text).hasSize(300).startsWith("abcdefghijklmnopqrstuvwxyzabc");
    }

    @Test
    void theLengthIsKnownBeforeItIsWritten() {
        for (long clock : new long[] {0, 1, 127, 128, 129, 16_384, 3_000_000}) {
            assertThat(TypedCharacter.length(1L << 31, clock)).isEqualTo(typed(1L << 31, clock).length);
        }
    }

    @Test
    void mergedUpdatesBringWhatEachOfThemBrought() {
        List<byte[]> updates = new ArrayList<>();
        for (long client = 70; client < 80; client++) {
            for (long clock = 3; clock < 9; clock++) {
                updates.add(typed(client, clock));
            }
        }

        assertThat(edits(Update.merge(updates))).hasSize(60).contains("70:3", "79:8");
    }

    @Test
    void gapsInMergedUpdatesAreNoEdits() {
        byte[] merged = Update.merge(List.of(typed(5, 0), typed(5, 10)));

        assertThat(edits(merged)).containsExactlyInAnyOrder("5:0", "5:10");
    }

    /** Everything a document can hold, read by the light reader and by the engine. */
    @Test
    void theLightReaderFindsTheSameEditsAsTheEngine() {
        long seed = System.nanoTime();
        Random random = new Random(seed);
        Doc doc = CrdtTrace.document(9);
        List<byte[]> updates = new ArrayList<>();
        doc.onUpdate((update, tx) -> updates.add(update));
        for (int i = 0; i < 400; i++) {
            editSomewhere(doc, random);
        }
        for (byte[] update : updates) {
            assertThat(edits(update)).as("seed %d", seed).isEqualTo(inspected(update));
        }
        assertThat(edits(Update.merge(updates))).as("seed %d", seed).isEqualTo(inspected(Update.merge(updates)));
        assertThat(edits(doc.encodeStateAsUpdate()))
                .as("seed %d", seed)
                .isEqualTo(inspected(doc.encodeStateAsUpdate()));
    }

    private static void editSomewhere(Doc doc, Random random) {
        int length = doc.getText("text").length();
        switch (random.nextInt(5)) {
            case 0 -> doc.getText("text").insert(random.nextInt(length + 1), "né\uD83D\uDE00");
            case 1 -> doc.getMap("map").set("key" + random.nextInt(3), random.nextInt());
            case 2 -> doc.getArray("list").insert(0, List.of("x", 1.5, true));
            case 3 -> doc.getText("text").insert(length, "plain");
            default -> {
                if (length > 0) {
                    doc.getText("text").delete(random.nextInt(length), 1);
                }
            }
        }
    }

    private static byte[] typed(long client, long clock) {
        ByteBuf out = Unpooled.buffer();
        TypedCharacter.write(out, client, clock);
        return ByteBufUtil.getBytes(out);
    }

    private static Set<String> edits(byte[] update) {
        Set<String> edits = new TreeSet<>();
        ReceivedUpdate.read(new ByteCursor().over(update, update.length), (client, clock, end) -> {
            for (long each = clock; each < end; each++) {
                edits.add(client + ":" + each);
            }
        });
        return edits;
    }

    private static Set<String> inspected(byte[] update) {
        Set<String> edits = new TreeSet<>();
        for (Update.StructInfo struct : Update.inspect(UpdateFormat.V1, update).structs()) {
            for (long i = 0; i < struct.length() && !struct.kind().equals("Skip"); i++) {
                edits.add(struct.id().client() + ":" + (struct.id().clock() + i));
            }
        }
        return edits;
    }
}
