package io.zinc.cli;

import java.io.File;
import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.util.Map;
import org.jspecify.annotations.Nullable;

/**
 * What is known of the terminal at the other end of standard input (0), output (1) and error (2).
 *
 * @param descriptors the digits of those that are terminals, such as {@code "012"}
 * @param environment the process's environment, which has a say in colours
 */
record Terminal(String descriptors, Map<String, String> environment) {

    private static final int DEFAULT_COLUMNS = 80;
    private static final int DEFAULT_ROWS = 24;

    /** The columns and rows of a terminal. */
    record Size(int columns, int rows) {}

    /**
     * Asks the launcher's property {@code zinc.terminals}; without it, asks the system, which takes a few processes.
     * {@code System.console()} is no help: it loads a line editor on newer JVMs, which costs more than our whole start.
     */
    static Terminal ofProcess() {
        String descriptors = System.getProperty("zinc.terminals");
        if (descriptors == null) {
            StringBuilder found = new StringBuilder();
            for (int descriptor = 0; descriptor <= 2; descriptor++) {
                if (isTerminal(descriptor)) {
                    found.append(descriptor);
                }
            }
            descriptors = found.toString();
        }
        return new Terminal(descriptors, System.getenv());
    }

    boolean isOutput() {
        return descriptors.contains("1");
    }

    boolean isError() {
        return descriptors.contains("2");
    }

    /** Whether a picture can be redrawn in place on standard output. */
    boolean canRedraw() {
        return isOutput() && !isDumb();
    }

    /** Whether standard output is to be coloured: on a terminal, unless NO_COLOR says otherwise. */
    boolean outputColours() {
        return isOutput() && coloursWanted();
    }

    boolean errorColours() {
        return isError() && coloursWanted();
    }

    private boolean coloursWanted() {
        return environment.getOrDefault("NO_COLOR", "").isEmpty() && !isDumb();
    }

    private boolean isDumb() {
        return environment.getOrDefault("TERM", "dumb").equals("dumb");
    }

    /** The size now; it changes when the user drags the window. */
    Size size() {
        String answer = run(new ProcessBuilder("stty", "size")
                .redirectInput(new File("/dev/tty"))
                .redirectError(ProcessBuilder.Redirect.DISCARD));
        if (answer != null) {
            String[] rowsAndColumns = answer.trim().split(" ", -1);
            if (rowsAndColumns.length == 2) {
                return new Size(
                        positive(rowsAndColumns[1], DEFAULT_COLUMNS), positive(rowsAndColumns[0], DEFAULT_ROWS));
            }
        }
        return new Size(
                positive(environment.get("COLUMNS"), DEFAULT_COLUMNS),
                positive(environment.get("LINES"), DEFAULT_ROWS));
    }

    private static int positive(@Nullable String number, int otherwise) {
        try {
            int value = number == null ? 0 : Integer.parseInt(number);
            return value > 0 ? value : otherwise;
        } catch (NumberFormatException e) {
            return otherwise;
        }
    }

    private static boolean isTerminal(int descriptor) {
        ProcessBuilder test = new ProcessBuilder("test", "-t", String.valueOf(descriptor)).inheritIO();
        return run(test) != null;
    }

    /** Runs a short command; what it prints where that is not redirected, or null if it fails. */
    private static @Nullable String run(ProcessBuilder command) {
        try {
            Process process = command.start();
            String printed = new String(process.getInputStream().readAllBytes(), StandardCharsets.UTF_8);
            return process.waitFor() == 0 ? printed : null;
        } catch (IOException e) {
            return null;
        } catch (InterruptedException e) {
            Thread.currentThread().interrupt();
            return null;
        }
    }
}
