package io.zinc.testing;

import static org.assertj.core.api.Assertions.assertThat;

import java.io.ByteArrayOutputStream;
import java.io.PrintStream;
import java.nio.charset.StandardCharsets;
import org.junit.jupiter.api.Test;

class SimulationTest {

    @Test
    void treesKeepTheirPromisesWhateverGoesWrong() {
        ByteArrayOutputStream told = new ByteArrayOutputStream();

        int broken = Simulate.run(1, 200, false, new PrintStream(told, true, StandardCharsets.UTF_8));

        assertThat(broken).as(told.toString(StandardCharsets.UTF_8)).isZero();
    }
}
