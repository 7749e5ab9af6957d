package io.zinc.cli;

import java.util.concurrent.Callable;
import picocli.AutoComplete;
import picocli.CommandLine.Command;

/** {@code zinc completion}: the script that makes the Tab key know zinc. */
@Command(
        name = "completion",
        header = "Prints a completion script for bash and zsh.",
        footer = {"", "Example:", "  source <(zinc completion)"})
final class CompletionCommand implements Callable<Integer> {

    private final Console console;

    CompletionCommand(Console console) {
        this.console = console;
    }

    @Override
    public Integer call() {
        console.out.now(AutoComplete.bash("zinc", Main.commandLine(console)));
        return ExitCode.OK;
    }
}
