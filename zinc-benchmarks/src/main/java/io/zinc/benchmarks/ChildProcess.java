package io.zinc.benchmarks;

import java.io.BufferedReader;
import java.io.BufferedWriter;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.file.Path;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.LinkedBlockingQueue;
import java.util.concurrent.TimeUnit;

/**
 * Another process that answers commands: one line is sent, one comes back. It is a JVM with the class path of this one, or a
 * script for Node.js. It ends when it is closed, and when this process ends. One thread at a time may use it. No answer is waited for longer than a minute plus
 * what the work is meant to take.
 */
public final class ChildProcess implements AutoCloseable {

    /** What all contestants run with. */
    private static final List<String> JVM_OPTIONS =
            List.of("-Xms256m", "-Xmx512m", "-XX:+UseSerialGC", "-Xshare:auto", "--enable-native-access=ALL-UNNAMED");

    private static final Duration PATIENCE = Duration.ofSeconds(60);

    private static final int CLOSE_SECONDS = 3;
    private static final String END = "";

    private static final int FIRST_VERSION_WITH_UNSAFE_WARNINGS = 23;
    private static final int JAVA_THAT_TRIMS = 22;

    private final String name;
    private final Process process;
    private final BufferedWriter commands;
    private final LinkedBlockingQueue<String> answers = new LinkedBlockingQueue<>();
    private String lastCommand = "start";

    private ChildProcess(String name, Process process) {
        this.name = name;
        this.process = process;
        this.commands = process.outputWriter();
        BufferedReader lines = process.inputReader();
        Thread.ofVirtual().name("answers of " + name).start(() -> read(lines));
    }

    /** Answers end with a line without letters, which is none. */
    private void read(BufferedReader lines) {
        try (lines) {
            for (String line = lines.readLine(); line != null; line = lines.readLine()) {
                answers.add(line + "\n");
            }
        } catch (IOException e) {
            answers.add("error=" + e + "\n");
        }
        answers.add(END);
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
        command.addAll(moreOptions());
        command.add("-cp");
        command.add(System.getProperty("java.class.path"));
        command.add(mainClass.getName());
        command.addAll(List.of(arguments));
        return start(new ProcessBuilder(command), arguments);
    }

    /**
     * Starts a script for Node.js. Its first {@link #answer} says that it is ready.
     *
     * @param script a file that serves lines as {@code lines.mjs} does
     */
    static ChildProcess startNode(Path script, String... arguments) {
        List<String> command = new ArrayList<>(List.of("node", "--expose-gc", script.toString()));
        command.addAll(List.of(arguments));
        return start(new ProcessBuilder(command), arguments);
    }

    private static ChildProcess start(ProcessBuilder builder, String... arguments) {
        try {
            Process process =
                    builder.redirectError(ProcessBuilder.Redirect.INHERIT).start();
            return new ChildProcess(String.join(" ", arguments), process);
        } catch (IOException e) {
            throw new UncheckedIOException("a process for " + String.join(" ", arguments) + " cannot be started", e);
        }
    }

    /** What every JVM that is measured gets besides: what its version wants, and what the user says. */
    static List<String> moreOptions() {
        List<String> options = new ArrayList<>();
        if (Runtime.version().feature() >= FIRST_VERSION_WITH_UNSAFE_WARNINGS) {
            options.add("--sun-misc-unsafe-memory-access=allow");
        }
        String more = System.getProperty("zinc.bench.jvm", "");
        if (!more.isBlank()) {
            options.addAll(List.of(more.strip().split(" +")));
        }
        return options;
    }

    /** What the zinc script gives a JVM. */
    static List<String> optionsOfZincProgram() {
        List<String> options = new ArrayList<>(List.of(
                "-XX:+UseSerialGC",
                "-Xms96m",
                "-XX:NewSize=64m",
                "-XX:SurvivorRatio=30",
                "-XX:-ShrinkHeapInSteps",
                "-XX:MinHeapFreeRatio=2",
                "-XX:MaxHeapFreeRatio=4",
                "-Xshare:auto",
                "--enable-native-access=ALL-UNNAMED"));
        if (Runtime.version().feature() >= JAVA_THAT_TRIMS) {
            options.add("-XX:TrimNativeHeapInterval=2000");
        }
        return options;
    }

    /** Sends a command and waits for its answer. */
    public Answer ask(String command) {
        return ask(command, Duration.ZERO);
    }

    /** Sends a command and waits for its answer, which is meant to take so long. */
    public Answer ask(String command, Duration work) {
        tell(command);
        return answer(work);
    }

    /** Sends a command whose {@link #answer} is fetched later. */
    public void tell(String command) {
        lastCommand = command;
        try {
            commands.write(command);
            commands.newLine();
            commands.flush();
        } catch (IOException e) {
            throw new UncheckedIOException("the process '" + name + "' does not take '" + command + "'", e);
        }
    }

    public Answer answer() {
        return answer(Duration.ZERO);
    }

    private Answer answer(Duration work) {
        Duration patience = PATIENCE.plus(work);
        String line;
        try {
            line = answers.poll(patience.toMillis(), TimeUnit.MILLISECONDS);
        } catch (InterruptedException e) {
            Thread.currentThread().interrupt();
            throw new IllegalStateException("interrupted while the process '" + name + "' was at work", e);
        }
        if (line == null) {
            throw new IllegalStateException("the process '" + name + "' did not answer '" + lastCommand + "' within "
                    + patience.toSeconds() + " s; something in it hangs: look at it with jstack " + process.pid()
                    + " while that lasts");
        }
        if (line.equals(END)) {
            throw new IllegalStateException("the process '" + name + "' ended without an answer to '" + lastCommand
                    + "'; what it said about that is on standard error");
        }
        return Answer.parse(line.strip());
    }

    @Override
    public void close() {
        try {
            commands.close();
        } catch (IOException e) {
            process.destroy();
        }
        try {
            if (!process.waitFor(CLOSE_SECONDS, TimeUnit.SECONDS)) {
                int unused = process.destroyForcibly().waitFor(); // it may still write where somebody cleans up
            }
        } catch (InterruptedException e) {
            process.destroyForcibly();
            Thread.currentThread().interrupt();
        }
    }
}
