package io.zinc.cli;

import static org.assertj.core.api.Assertions.assertThat;

import java.util.Map;
import org.junit.jupiter.api.Test;

class TerminalTest {

    @Test
    void coloursAreForTerminalsOnly() {
        assertThat(new Terminal("012", Map.of("TERM", "xterm")).outputColours()).isTrue();
        assertThat(new Terminal("02", Map.of("TERM", "xterm")).outputColours()).isFalse();
        assertThat(new Terminal("02", Map.of("TERM", "xterm")).errorColours()).isTrue();
    }

    @Test
    void noColorIsRespected() {
        Map<String, String> environment = Map.of("TERM", "xterm", "NO_COLOR", "1");
        assertThat(new Terminal("012", environment).outputColours()).isFalse();
        assertThat(new Terminal("012", environment).errorColours()).isFalse();
        assertThat(new Terminal("012", environment).canRedraw()).isTrue();
    }

    @Test
    void aDumbTerminalIsNotRedrawn() {
        assertThat(new Terminal("012", Map.of("TERM", "dumb")).canRedraw()).isFalse();
        assertThat(new Terminal("012", Map.of()).canRedraw()).isFalse();
    }
}
