package io.zinc.documents.protocol;

import static org.assertj.core.api.Assertions.assertThat;

import com.code_intelligence.jazzer.junit.FuzzTest;
import io.zinc.documents.CrdtStrategy;
import io.zinc.documents.spi.FragmentException;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import java.util.Map;
import java.util.SplittableRandom;
import java.util.TreeMap;
import java.util.UUID;
import org.junit.jupiter.api.Test;

/**
 * Bytes that nobody should send, to all that hosts, sessions and copies of documents decode. Jazzer replays its corpus among the
 * test resources in the normal build and looks for new inputs with {@code JAZZER_FUZZ=1} in the environment; the seeded test
 * changes real messages a little, which gets further in.
 */
class DecoderFuzzTest {

    private static final int ROUNDS = 20;
    private static final int MESSAGES_PER_ROUND = 200;
    private static final int KINDS = 6;

    private final Meeting meeting = new Meeting(true, 200);
    private final Member ann = meeting.join("Ann");
    private final SnapshotCache cache = new SnapshotCache(CrdtStrategy.INSTANCE, Meeting.LIMITS);

    @FuzzTest(maxDuration = "60s")
    void hostsSessionsAndCopiesTakeOrDrop(byte[] data) {
        if (data.length > 0) {
            DecoderFuzzTest fresh = new DecoderFuzzTest();
            fresh.feed(data[0], Arrays.copyOfRange(data, 1, data.length));
        }
    }

    private void feed(int kind, byte[] bytes) {
        switch (Math.floorMod(kind, KINDS)) {
            case 0 -> meeting.host.received(new UUID(6, 6), "", bytes, meeting.nowMs);
            case 1 -> ann.session.received(bytes, meeting.nowMs);
            case 2 -> ann.session.answered(bytes, meeting.nowMs);
            case 3 -> {
                boolean ignored = cache.received(bytes, meeting.nowMs);
            }
            case 4 -> {
                boolean ignored = cache.loaded(bytes, meeting.nowMs);
            }
            default -> readAuthors(bytes);
        }
    }

    private static void readAuthors(byte[] bytes) {
        Map<Long, String> authors = new TreeMap<>();
        try {
            Authors.read(bytes, authors);
        } catch (FragmentException e) {
            assertThat(authors).isEmpty();
        }
    }

    @Test
    void realMessagesWithAFewBytesChangedAreTakenOrDroppedAndTheHostWorksOn() {
        SplittableRandom random = new SplittableRandom(2026);
        for (int round = 0; round < ROUNDS; round++) {
            DecoderFuzzTest fresh = new DecoderFuzzTest();
            fresh.feedChanged(random);
            fresh.meeting.write(); // one of them may have been a deletion
            Member newcomer = fresh.meeting.join("Bob");
            long edit = newcomer.type("still here");
            fresh.meeting.talk();

            assertThat(newcomer.outcome(edit)).as("round " + round).isEqualTo(Outcomes.Kind.ORDERED);
            assertThat(fresh.meeting.replica().isWaiting()).isFalse();
        }
    }

    private void feedChanged(SplittableRandom random) {
        byte[] loaded = meeting.answer(Meeting.question());
        List<byte[]> ups = new ArrayList<>();
        for (int i = 0; i < 5; i++) {
            ann.type("Hello ".repeat(1 + 20 * i));
            ann.session.present(Map.of("at", (long) i), meeting.nowMs);
            ups.addAll(ann.ups);
            meeting.talk();
        }
        ann.session.keepVersion("one");
        ups.addAll(ann.ups);
        meeting.talk();
        byte[] state = meeting.answer(Meeting.question());
        int published = meeting.published.size();
        for (int i = 0; i < MESSAGES_PER_ROUND; i++) {
            byte[] down = meeting.published.get(random.nextInt(published)).toByteArray();
            switch (random.nextInt(5)) {
                case 0 -> feed(0, changed(ups.get(random.nextInt(ups.size())), random));
                case 1 -> feed(1, changed(down, random));
                case 2 -> feed(2, changed(random.nextBoolean() ? state : loaded, random));
                case 3 -> feed(3, changed(down, random));
                default -> feed(4, changed(loaded, random));
            }
        }
    }

    private static byte[] changed(byte[] message, SplittableRandom random) {
        byte[] bytes = random.nextInt(8) == 0
                ? Arrays.copyOf(message, random.nextInt(2 * message.length + 1))
                : message.clone();
        for (int changes = 1 + random.nextInt(3); changes > 0 && bytes.length > 0; changes--) {
            int at = random.nextInt(bytes.length);
            bytes[at] = switch (random.nextInt(4)) {
                case 0 -> (byte) 0xff;
                case 1 -> 0;
                case 2 -> (byte) (bytes[at] ^ (1 << random.nextInt(8)));
                default -> (byte) random.nextInt(256);
            };
        }
        return bytes;
    }
}
