package io.zinc.system;

import java.io.BufferedReader;
import java.io.IOException;
import java.io.InputStream;
import java.io.InputStreamReader;
import java.io.OutputStream;
import java.nio.charset.StandardCharsets;
import java.nio.file.Path;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.locks.Condition;
import java.util.concurrent.locks.ReentrantLock;
import java.util.function.Predicate;

/**
 * A process under test, with its lines as they come. Every wait is for a condition, and fails with all that the process
 * said when the condition does not come true.
 */
final class Program implements AutoCloseable {

    private static final Duration PATIENCE = Duration.ofSeconds(60);
    private static final List<String> NEWS_OF_WAITING =
            List.of("zinc: waiting for ", "zinc: still no parent", "zinc: lost ", "zinc: joined ");

    private final String name;
    private final Process process;
    private final Lines out = new Lines();
    private final Lines err = new Lines();

    private Program(String name, Process process) {
        this.name = name;
        this.process = process;
        read(process.getInputStream(), out);
        read(process.getErrorStream(), err);
    }

    /** Starts {@code zinc} on the test's class path, without the script. */
    static Program zinc(String... arguments) {
        return zinc(Map.of(), arguments);
    }

    static Program zinc(Map<String, String> environment, String... arguments) {
        List<String> command = new ArrayList<>(List.of(
                Path.of(System.getProperty("java.home"), "bin", "java").toString(),
                "-XX:+UseSerialGC",
                "-XX:TieredStopAtLevel=1",
                "-Xshare:auto",
                "-Dzinc.terminals=",
                "-cp",
                System.getProperty("java.class.path")));
        if (Runtime.version().feature() >= 23) {
            command.add(1, "--sun-misc-unsafe-memory-access=allow");
        }
        command.add("io.zinc.cli.Main");
        command.addAll(List.of(arguments));
        return start("zinc " + String.join(" ", arguments), command, environment);
    }

    static Program start(String name, List<String> command, Map<String, String> environment) {
        ProcessBuilder builder = new ProcessBuilder(command);
        builder.environment().keySet().removeIf(variable -> variable.startsWith("ZINC_"));
        builder.environment().putAll(environment);
        try {
            return new Program(name, builder.start());
        } catch (IOException e) {
            throw new AssertionError(name + " does not start", e);
        }
    }

    /** Standard output, line by line. */
    Lines out() {
        return out;
    }

    Lines err() {
        return err;
    }

    /** Standard error without the news of waiting for others, and of ways lost and found, which slow machines give rise to. */
    List<String> complaints() {
        return err.all().stream()
                .filter(line -> NEWS_OF_WAITING.stream().noneMatch(line::startsWith))
                .toList();
    }

    Program type(String text) {
        try {
            OutputStream in = process.getOutputStream();
            in.write(text.getBytes(StandardCharsets.UTF_8));
            in.flush();
        } catch (IOException e) {
            throw new AssertionError(this + " does not read any more", e);
        }
        return this;
    }

    Program endInput() {
        try {
            process.getOutputStream().close();
        } catch (IOException e) {
            throw new AssertionError(e);
        }
        return this;
    }

    /** The exit code, once it has ended by itself. */
    int exitCode() throws InterruptedException {
        return exitCode(PATIENCE);
    }

    int exitCode(Duration patience) throws InterruptedException {
        if (!process.waitFor(patience.toMillis(), TimeUnit.MILLISECONDS)) {
            throw new AssertionError(this + " does not end");
        }
        out.awaitEnd();
        err.awaitEnd();
        return process.exitValue();
    }

    boolean isRunning() {
        return process.isAlive();
    }

    /** Sends a signal, such as {@code INT}, {@code STOP} or {@code KILL}. */
    Program signal(String signal) {
        signal(signal, process.pid());
        return this;
    }

    static void signal(String signal, long pid) {
        try {
            int code = new ProcessBuilder("kill", "-" + signal, String.valueOf(pid))
                    .inheritIO()
                    .start()
                    .waitFor();
            if (code != 0) {
                throw new AssertionError("kill -" + signal + " " + pid + " gave " + code);
            }
        } catch (IOException e) {
            throw new AssertionError(e);
        } catch (InterruptedException e) {
            Thread.currentThread().interrupt();
            throw new AssertionError(e);
        }
    }

    ProcessHandle handle() {
        return process.toHandle();
    }

    @Override
    public void close() {
        process.descendants().forEach(ProcessHandle::destroyForcibly);
        process.destroyForcibly();
        process.onExit().join();
    }

    @Override
    public String toString() {
        return name + (process.isAlive() ? " (running)" : " (ended with " + process.exitValue() + ")")
                + "\n--- its output:\n" + String.join("\n", out.all()) + "\n--- its errors:\n"
                + String.join("\n", err.all()) + "\n---";
    }

    private static void read(InputStream stream, Lines lines) {
        Thread.ofVirtual().start(() -> {
            try (BufferedReader reader = new BufferedReader(new InputStreamReader(stream, StandardCharsets.UTF_8))) {
                for (String line = reader.readLine(); line != null; line = reader.readLine()) {
                    lines.add(line);
                }
            } catch (IOException e) {
                // the process was killed
            } finally {
                lines.end();
            }
        });
    }

    /** What one stream has said so far. */
    final class Lines {

        private final ReentrantLock lock = new ReentrantLock();
        private final Condition changed = lock.newCondition();
        private final List<String> lines = new ArrayList<>();
        private boolean hasEnded;

        List<String> all() {
            lock.lock();
            try {
                return List.copyOf(lines);
            } finally {
                lock.unlock();
            }
        }

        /** The first line, past or to come, that contains the text. */
        String await(String text) throws InterruptedException {
            awaitThat(all -> all.stream().anyMatch(line -> line.contains(text)), "a line with '" + text + "'");
            return all().stream()
                    .filter(line -> line.contains(text))
                    .findFirst()
                    .orElseThrow();
        }

        /** All lines, once there are so many. */
        List<String> awaitCount(int count) throws InterruptedException {
            awaitThat(all -> all.size() >= count, count + " lines");
            return all();
        }

        void awaitThat(Predicate<List<String>> condition, String what) throws InterruptedException {
            lock.lock();
            try {
                long leftNs = PATIENCE.toNanos();
                while (!condition.test(lines)) {
                    if (hasEnded || leftNs <= 0) {
                        throw new AssertionError("no " + what + " from " + Program.this);
                    }
                    leftNs = changed.awaitNanos(leftNs);
                }
            } finally {
                lock.unlock();
            }
        }

        private void awaitEnd() throws InterruptedException {
            lock.lock();
            try {
                long leftNs = PATIENCE.toNanos();
                while (!hasEnded && leftNs > 0) {
                    leftNs = changed.awaitNanos(leftNs);
                }
            } finally {
                lock.unlock();
            }
        }

        private void add(String line) {
            lock.lock();
            try {
                lines.add(line);
                changed.signalAll();
            } finally {
                lock.unlock();
            }
        }

        private void end() {
            lock.lock();
            try {
                hasEnded = true;
                changed.signalAll();
            } finally {
                lock.unlock();
            }
        }
    }
}
