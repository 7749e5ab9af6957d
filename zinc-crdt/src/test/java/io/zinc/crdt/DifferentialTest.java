package io.zinc.crdt;

import static org.assertj.core.api.Assertions.fail;
import static org.junit.jupiter.api.Assumptions.assumeTrue;

import com.fasterxml.jackson.databind.JsonNode;
import java.io.IOException;
import org.junit.jupiter.api.Test;

/**
 * Random histories played at once here and in the real yjs, compared after each step, byte for byte.
 *
 * <p>{@code -Dzinc.differential.histories=N} sets how many (5,000, which take half a minute), {@code
 * -Dzinc.differential.seed=S} where they begin.
 */
class DifferentialTest {
    @Test
    void randomHistoriesGoTheSameWayAsInYjs() throws IOException {
        assumeTrue(
                YjsPeer.isInstalled(),
                "SKIPPED: yjs is not installed; install Node.js 18 or newer and run 'npm ci' in zinc-crdt/src/test/node");
        int histories = Integer.getInteger("zinc.differential.histories", 5000);
        long seed = Long.getLong("zinc.differential.seed", 1);
        try (YjsPeer peer = new YjsPeer()) {
            for (int i = 0; i < histories; i++) {
                JsonNode history = new HistoryGenerator(seed + i).generate();
                String difference = HistoryPlayer.compare(history, peer.play(history));
                if (difference != null) {
                    JsonNode smallest = HistoryGenerator.shrink(
                            history, candidate -> HistoryPlayer.compare(candidate, peer.play(candidate)) != null);
                    fail(
                            "Seed %d differs %s%nshrunk to %s",
                            seed + i, HistoryPlayer.compare(smallest, peer.play(smallest)), smallest.toPrettyString());
                }
            }
        }
        System.out.println(histories + " histories from seed " + seed + " were equal in Zinc and in Yjs");
    }
}
