package io.zinc.cli;

import java.io.ByteArrayInputStream;
import java.io.OutputStream;
import java.io.PrintStream;
import java.nio.charset.StandardCharsets;
import java.util.Map;
import java.util.concurrent.Callable;
import picocli.CommandLine.Command;

/**
 * Does once what the program does at its starts. The launcher runs it after a build and has the JVM archive the classes
 * that were loaded, so that real starts are quick.
 */
@Command(name = "rehearse", hidden = true, description = "Loads what a start needs.")
final class RehearseCommand implements Callable<Integer> {

    @Override
    public Integer call() {
        Console nowhere = new Console(
                new ByteArrayInputStream("hello\n".getBytes(StandardCharsets.UTF_8)),
                OutputStream.nullOutputStream(),
                new PrintStream(OutputStream.nullOutputStream(), true, StandardCharsets.UTF_8),
                new Terminal("", Map.of()));
        return Main.commandLine(nowhere).execute("--help");
    }
}
