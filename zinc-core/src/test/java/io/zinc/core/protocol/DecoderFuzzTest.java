package io.zinc.core.protocol;

import static org.assertj.core.api.Assertions.assertThat;

import com.code_intelligence.jazzer.junit.FuzzTest;
import java.util.Arrays;
import java.util.List;
import java.util.SplittableRandom;
import java.util.stream.StreamSupport;
import org.junit.jupiter.api.Test;

/**
 * Bytes that nobody should send, to every decoder that reads network bytes. Jazzer replays its corpus among the test
 * resources in the normal build and looks for new inputs with {@code JAZZER_FUZZ=1} in the environment; the seeded test
 * changes real frames a little, which gets further in.
 */
class DecoderFuzzTest {

    private static final int ROUNDS = 40;
    private static final int FRAMES_PER_ROUND = 500;

    @FuzzTest(maxDuration = "60s")
    void decodersTakeOrDrop(byte[] data) {
        if (data.length > 0) {
            new Decoders().feed(data[0], Arrays.copyOfRange(data, 1, data.length));
        }
    }

    @Test
    void realFramesWithAFewBytesChangedAreTakenOrDropped() {
        SplittableRandom random = new SplittableRandom(2026);
        for (int round = 0; round < ROUNDS; round++) {
            Decoders decoders = new Decoders();
            List<Decoders.Sample> samples = StreamSupport.stream(
                            decoders.samples().spliterator(), false)
                    .toList();
            for (int i = 0; i < FRAMES_PER_ROUND; i++) {
                Decoders.Sample sample = samples.get(random.nextInt(samples.size()));
                int kind = random.nextInt(10) == 0 ? random.nextInt(Decoders.KINDS) : sample.kind();
                decoders.feed(kind, changed(sample.frame(), random));
            }
            assertThat(decoders.isSound()).as("round " + round).isTrue();
        }
    }

    private static byte[] changed(byte[] frame, SplittableRandom random) {
        byte[] bytes =
                random.nextInt(8) == 0 ? Arrays.copyOf(frame, random.nextInt(2 * frame.length + 1)) : frame.clone();
        for (int changes = random.nextInt(4); changes > 0 && bytes.length > 0; changes--) {
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
