package io.zinc.cli;

import java.io.BufferedReader;
import java.io.IOException;
import java.io.InputStream;
import java.io.InputStreamReader;
import java.io.UncheckedIOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Path;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.TimeUnit;
import java.util.function.Consumer;
import java.util.function.IntConsumer;

/**
 * Another process of this program, started with the same java command as ours.
 *
 * <p>It does not outlive us: its standard input is a pipe from us, and it ends when that does, which happens whatever
 * becomes of us.
 */
final class ZincProcess implements AutoCloseable {

    private static final long PATIENCE_S = 3;
    private static final Duration LAST_WORDS = Duration.ofSeconds(1);

    /** What is said of one endpoint, and cannot be said of all processes of a tree. */
    private static final List<String> NOT_FOR_CHILDREN =
            List.of("ZINC_ADVERTISE", "ZINC_HTTP", "ZINC_ALLOW_ORIGIN", "ZINC_TLS_CERTIFICATE", "ZINC_TLS_KEY");

    private final String name;
    private final Process process;
    private final Thread reader;

    private ZincProcess(String name, Process process, Thread reader) {
        this.name = name;
        this.process = process;
        this.reader = reader;
    }

    /**
     * Starts a process.
     *
     * @param name what people call it
     * @param words the command and its options
     * @param credentials what it shows or asks for; handed over where others on the machine can't read it
     * @param lines gets what it prints, line by line, on a thread of its own
     */
    static ZincProcess start(String name, List<String> words, String credentials, Consumer<String> lines) {
        List<String> command = new ArrayList<>(java());
        command.addAll(words);
        command.add("--until-stdin-ends");
        try {
            ProcessBuilder builder = new ProcessBuilder(command).redirectErrorStream(true);
            NOT_FOR_CHILDREN.forEach(builder.environment()::remove);
            builder.environment().put("ZINC_CREDENTIALS", credentials);
            Process process = builder.start();
            Thread reader = Thread.ofVirtual().name("zinc-" + name).start(() -> read(process.getInputStream(), lines));
            return new ZincProcess(name, process, reader);
        } catch (IOException e) {
            throw new UncheckedIOException("cannot start a process for " + name + ": " + e.getMessage(), e);
        }
    }

    /** Our own java command up to the main class; rebuilt from the class path where the system does not tell it. */
    private static List<String> java() {
        ProcessHandle.Info ourselves = ProcessHandle.current().info();
        String main = Main.class.getName();
        List<String> arguments = List.of(ourselves.arguments().orElse(new String[0]));
        int end = arguments.indexOf(main);
        List<String> words = new ArrayList<>();
        words.add(Path.of(System.getProperty("java.home"), "bin", "java").toString());
        if (end >= 0) {
            arguments.subList(0, end).stream()
                    .filter(word -> !word.startsWith("-Dzinc.terminals"))
                    .forEach(words::add);
        } else {
            words.add("-cp");
            words.add(System.getProperty("java.class.path"));
        }
        // it lives short and works little: what the quick compiler makes is good enough, and starts sooner
        words.add("-XX:TieredStopAtLevel=1");
        words.add("-Dzinc.terminals=");
        words.add(main);
        return words;
    }

    private static void read(InputStream in, Consumer<String> lines) {
        try (BufferedReader reader = new BufferedReader(new InputStreamReader(in, StandardCharsets.UTF_8))) {
            for (String line = reader.readLine(); line != null; line = reader.readLine()) {
                lines.accept(line);
            }
        } catch (IOException e) {
            // it has ended, or we are ending
        }
    }

    /** Gives it a line to read; when it has ended, nobody reads it. */
    void tell(String line) {
        try {
            process.getOutputStream().write((line + "\n").getBytes(StandardCharsets.UTF_8));
            process.getOutputStream().flush();
        } catch (IOException e) {
            // it has ended, which onExit tells
        }
    }

    long pid() {
        return process.pid();
    }

    /** Has something told the exit code when it has ended, and what it has printed was handed over. */
    void onExit(IntConsumer listener) {
        Thread.ofVirtual().name("zinc-end-of-" + name).start(() -> {
            try {
                int code = process.waitFor();
                boolean unused = reader.join(LAST_WORDS); // a child of its own may hold the pipe open
                listener.accept(code);
            } catch (InterruptedException e) {
                Thread.currentThread().interrupt();
            }
        });
    }

    /** Asks it to end. */
    void stop() {
        process.destroy();
    }

    /** Ends it: kindly at first, then not. */
    @Override
    public void close() {
        try {
            process.destroy();
            if (!process.waitFor(PATIENCE_S, TimeUnit.SECONDS)) {
                process.destroyForcibly().waitFor();
            }
        } catch (InterruptedException e) {
            process.destroyForcibly();
            Thread.currentThread().interrupt();
        }
    }
}
