package io.zinc.cli;

import static org.assertj.core.api.Assertions.assertThat;

import java.io.ByteArrayInputStream;
import java.io.ByteArrayOutputStream;
import java.io.PrintStream;
import java.nio.charset.StandardCharsets;
import java.util.Map;
import java.util.Objects;
import org.junit.jupiter.api.Test;

class MainTest {

    private final ByteArrayOutputStream out = new ByteArrayOutputStream();
    private final ByteArrayOutputStream err = new ByteArrayOutputStream();
    private final Console console = new Console(
            new ByteArrayInputStream(new byte[0]),
            out,
            new PrintStream(err, true, StandardCharsets.UTF_8),
            new Terminal("", Map.of()));

    private int zinc(String... arguments) {
        return Main.commandLine(console).execute(arguments);
    }

    private String out() {
        return out.toString(StandardCharsets.UTF_8);
    }

    private String err() {
        return err.toString(StandardCharsets.UTF_8);
    }

    @Test
    void theVersionIsOneLineOnStandardOutput() {
        assertThat(zinc("--version")).isZero();
        assertThat(out().lines()).hasSize(1).first().asString().startsWith("zinc ");
        assertThat(err()).isEmpty();
    }

    @Test
    void anUnknownWordIsAUsageErrorOnStandardError() {
        assertThat(zinc("dance")).isEqualTo(2);
        assertThat(err()).contains("dance").contains("zinc --help");
        assertThat(out()).isEmpty();
    }

    @Test
    void everyCommandHasHelpWithExamples() {
        assertThat(zinc("--help")).isZero();
        for (var command : Main.commandLine(console).getSubcommands().entrySet()) {
            if (command.getValue().getCommandSpec().usageMessage().hidden()) {
                assertThat(out()).doesNotContain("  " + command.getKey() + " ");
            } else {
                out.reset();
                assertThat(zinc(command.getKey(), "--help")).isZero();
                assertThat(out()).contains("Usage: zinc " + command.getKey()).contains("Example");
                out.reset();
                zinc("--help");
                assertThat(out()).contains("  " + command.getKey() + " ");
            }
        }
        assertThat(err()).isEmpty();
    }

    @Test
    void everyCommandOfDocumentsHasHelpWithExamples() {
        var all = Objects.requireNonNull(
                        Main.commandLine(console).getSubcommands().get("doc"))
                .getSubcommands();
        assertThat(all.keySet())
                .containsExactlyInAnyOrder(
                        "list",
                        "create",
                        "cat",
                        "edit",
                        "put",
                        "watch",
                        "versions",
                        "keep",
                        "restore",
                        "rename",
                        "delete",
                        "import",
                        "export");
        for (String name : all.keySet()) {
            out.reset();
            assertThat(zinc("doc", name, "--help")).isZero();
            assertThat(out())
                    .contains("Usage: zinc doc " + name)
                    .contains("Example")
                    .contains("ZINC_USER");
        }
    }

    @Test
    void theCompletionScriptKnowsTheCommands() {
        assertThat(zinc("completion")).isZero();
        assertThat(out())
                .contains("complete -F")
                .contains("listen")
                .contains("--topic")
                .contains("versions")
                .contains("--take");
    }

    @Test
    void aWrongTopicNameIsOneLineThatSaysWhatToDo() {
        assertThat(zinc("send", "--topic", "", "hello")).isEqualTo(1);
        assertThat(err().lines())
                .hasSize(1)
                .first()
                .asString()
                .startsWith("zinc: ")
                .contains("choose another name");
    }
}
