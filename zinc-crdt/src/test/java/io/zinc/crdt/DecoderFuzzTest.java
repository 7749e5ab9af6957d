package io.zinc.crdt;

import com.code_intelligence.jazzer.junit.FuzzTest;
import java.util.Arrays;

/**
 * Jazzer on every decoder. In the normal build it replays the corpus among the test resources; with {@code
 * JAZZER_FUZZ=1} in the environment it looks for new inputs.
 */
class DecoderFuzzTest {
    @FuzzTest(maxDuration = "60s")
    void decodersTakeOrRefuse(byte[] data) {
        if (data.length > 0) {
            Decoders.feed(data[0], Arrays.copyOfRange(data, 1, data.length));
        }
    }
}
