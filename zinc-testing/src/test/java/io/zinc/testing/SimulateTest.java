package io.zinc.testing;

import static org.assertj.core.api.Assertions.assertThat;

import java.io.ByteArrayOutputStream;
import java.io.PrintStream;
import java.nio.charset.StandardCharsets;
import org.junit.jupiter.api.Test;

class SimulateTest {

    private static String told(long seed, int seeds, boolean story) {
        ByteArrayOutputStream out = new ByteArrayOutputStream();
        int broken = Simulate.run(seed, seeds, story, new PrintStream(out, true, StandardCharsets.UTF_8));
        assertThat(broken).isZero();
        return out.toString(StandardCharsets.UTF_8);
    }

    @Test
    void aSeedTellsTheSameStoryEachTime() {
        for (long seed = 1; seed <= 5; seed++) {
            assertThat(told(seed, 1, true)).isEqualTo(told(seed, 1, true));
        }
    }

    @Test
    void listeningDoesNotChangeWhatHappens() {
        String story = told(3, 1, true);
        String figures = told(3, 1, false);

        assertThat(story).endsWith(figures);
    }

    @Test
    void aStoryNamesItsSeedItsFaultsAndItsFrames() {
        assertThat(told(4, 1, true))
                .contains("seed 4")
                .contains("endpoints")
                .contains("fault")
                .contains("join_request")
                .contains("batch")
                .contains("everyone has everything");
    }

    @Test
    void manySeedsAreSummedUp() {
        assertThat(told(100, 3, false)).contains("3 seeds kept all promises").contains("messages handled");
    }
}
