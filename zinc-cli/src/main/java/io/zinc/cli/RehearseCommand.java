package io.zinc.cli;

import java.io.PrintWriter;
import java.io.Writer;
import picocli.CommandLine.Command;

/**
 * Does once what the program does at its starts. The launcher runs it after a build and has the JVM archive the classes
 * that were loaded, so that real starts are quick.
 */
@Command(name = "rehearse", hidden = true, description = "Loads what a start needs.")
final class RehearseCommand implements Runnable {

    @Override
    public void run() {
        Main.commandLine().setOut(new PrintWriter(Writer.nullWriter())).execute("--help");
    }
}
