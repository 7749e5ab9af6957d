package io.zinc.benchmarks;

import java.io.BufferedReader;
import java.io.BufferedWriter;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.TimeUnit;

/**
 * Another JVM with the class path of this one that answers commands: one line is sent, one comes back. It ends when it is
 * closed, and when this process ends. One thread at a time may use it.
 */
public final class ChildProcess implements AutoCloseable {

    /** What all contestants run with. */
    private static final List<String> JVM_OPTIONS =
            List.of("-Xms256m", "-Xmx512m", "-XX:+UseSerialGC", "-Xshare:auto", "--enable-native-access=ALL-UNNAMED");

    private static final int FIRST_VERSION_WITH_UNSAFE_WARNINGS = 23;

    private final String name;
    private final Process process;
    private final BufferedReader answers;
    private final BufferedWriter commands;

    private ChildProcess(String name, Process process) {
        this.name = name;
        this.process = process;
        this.answers = process.inputReader();
        this.commands = process.outputWriter();
    }

    /**
     * Starts a main class. Its first {@link #answer} says that it is ready.
     *
     * @param mainClass one whose main method serves {@link ChildCommands}
     */
    public static ChildProcess start(Class<?> mainClass, String... arguments) {
        List<String> command = new ArrayList<>();
        command.add(Path.of(System.getProperty("java.home"), "bin", "java").toString());
        command.addAll(JVM_OPTIONS);
        if (Runtime.version().feature() >= FIRST_VERSION_WITH_UNSAFE_WARNINGS) {
            command.add("--sun-misc-unsafe-memory-access=allow");
        }
        String more = System.getProperty("zinc.bench.jvm", "");
        if (!more.isBlank()) {
            command.addAll(List.of(more.strip().split(" +")));
        }
        command.add("-cp");
        command.add(System.getProperty("java.class.path"));
        command.add(mainClass.getName());
        command.addAll(List.of(arguments));
        try {
            Process process = new ProcessBuilder(command)
                    .redirectError(ProcessBuilder.Redirect.INHERIT)
                    .start();
            return new ChildProcess(String.join(" ", arguments), process);
        } catch (IOException e) {
            throw new UncheckedIOException("a process for " + String.join(" ", arguments) + " cannot be started", e);
        }
    }

    /** Sends a command and waits for its answer. */
    public Answer ask(String command) {
        tell(command);
        return answer();
    }

    /** Sends a command whose {@link #answer} is fetched later. */
    public void tell(String command) {
        try {
            commands.write(command);
            commands.newLine();
            commands.flush();
        } catch (IOException e) {
            throw new UncheckedIOException("the process '" + name + "' does not take '" + command + "'", e);
        }
    }

    public Answer answer() {
        try {
            String line = answers.readLine();
            if (line == null) {
                throw new IllegalStateException("the process '" + name + "' has ended without an answer");
            }
            return Answer.parse(line);
        } catch (IOException e) {
            throw new UncheckedIOException("the process '" + name + "' does not answer", e);
        }
    }

    @Override
    public void close() {
        try {
            commands.close();
        } catch (IOException e) {
            process.destroy();
        }
        try {
            if (!process.waitFor(10, TimeUnit.SECONDS)) {
                process.destroyForcibly();
            }
        } catch (InterruptedException e) {
            process.destroyForcibly();
            Thread.currentThread().interrupt();
        }
    }
}
