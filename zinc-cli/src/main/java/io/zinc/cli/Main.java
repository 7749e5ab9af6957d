package io.zinc.cli;

import picocli.CommandLine;
import picocli.CommandLine.Command;

/** The {@code zinc} program. */
@Command(
        name = "zinc",
        description = "Real-time messaging over a tree of endpoints.",
        mixinStandardHelpOptions = true,
        versionProvider = Version.class,
        subcommands = {RehearseCommand.class})
public final class Main {

    private Main() {}

    public static void main(String[] arguments) {
        System.exit(commandLine().execute(arguments));
    }

    static CommandLine commandLine() {
        return new CommandLine(new Main());
    }
}
