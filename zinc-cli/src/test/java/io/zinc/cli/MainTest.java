package io.zinc.cli;

import static org.assertj.core.api.Assertions.assertThat;

import java.io.PrintWriter;
import java.io.StringWriter;
import org.junit.jupiter.api.Test;
import picocli.CommandLine;

class MainTest {

    private final StringWriter out = new StringWriter();
    private final StringWriter err = new StringWriter();
    private final CommandLine zinc =
            Main.commandLine().setOut(new PrintWriter(out)).setErr(new PrintWriter(err));

    @Test
    void theVersionIsOneLineOnStandardOutput() {
        assertThat(zinc.execute("--version")).isZero();
        assertThat(out.toString().lines()).hasSize(1).first().asString().startsWith("zinc ");
        assertThat(err.toString()).isEmpty();
    }

    @Test
    void anUnknownWordIsAUsageErrorOnStandardError() {
        assertThat(zinc.execute("dance")).isEqualTo(2);
        assertThat(err.toString()).contains("dance");
        assertThat(out.toString()).isEmpty();
    }
}
