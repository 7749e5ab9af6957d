package io.zinc.benchmarks;

import java.io.BufferedReader;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.net.InetAddress;
import java.net.ServerSocket;
import java.net.URI;
import java.nio.file.Path;
import java.util.List;
import java.util.Map;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.ExecutionException;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.TimeoutException;

/** A server that was started to be measured. It ends when it is closed, and when this process ends. */
final class ServerProcess implements AutoCloseable {

    private static final int START_SECONDS = 60;
    private static final int CLOSE_SECONDS = 5;

    private static final int QUIET_LOOK_MS = 250;
    private static final int QUIET_LOOKS = 3;
    private static final int MOST_LOOKS = 24;

    /** What a server may use of one core and is still said to do nothing. */
    private static final double QUIET_SHARE = 0.04;

    /**
     * How a server is started.
     *
     * @param words the program and its arguments
     * @param address where clients find it
     * @param ready what its first line on standard output has in it when it can be reached
     */
    record Command(List<String> words, Path folder, Map<String, String> environment, URI address, String ready) {}

    private final String name;
    private final Command command;
    private final Process process;
    private final Thread atEnd;
    private final ProcFiles files;

    private ServerProcess(String name, Command command, Process process) {
        this.name = name;
        this.command = command;
        this.process = process;
        this.files = new ProcFiles(process.pid());
        this.atEnd = new Thread(process::destroyForcibly, "end-of-" + name);
        Runtime.getRuntime().addShutdownHook(atEnd);
    }

    static ServerProcess start(String name, Command command) {
        ProcessBuilder builder = new ProcessBuilder(command.words)
                .directory(command.folder.toFile())
                .redirectError(ProcessBuilder.Redirect.INHERIT);
        builder.environment().putAll(command.environment);
        ServerProcess server;
        try {
            server = new ServerProcess(name, command, builder.start());
        } catch (IOException e) {
            throw new UncheckedIOException(
                    "cannot start " + name + " with '" + String.join(" ", command.words) + "'", e);
        }
        try {
            server.awaitReady();
            return server;
        } catch (RuntimeException e) {
            server.close();
            throw e;
        }
    }

    private void awaitReady() {
        CompletableFuture<Void> ready = new CompletableFuture<>();
        Thread.ofVirtual().name("words of " + name).start(() -> read(ready));
        try {
            ready.get(START_SECONDS, TimeUnit.SECONDS);
        } catch (InterruptedException e) {
            Thread.currentThread().interrupt();
            throw new IllegalStateException("interrupted while " + name + " started", e);
        } catch (ExecutionException e) {
            throw new IllegalStateException(name + " does not start: " + e.getMessage(), e);
        } catch (TimeoutException e) {
            throw new IllegalStateException(
                    name + " has not said '" + command.ready + "' within " + START_SECONDS + " s", e);
        }
    }

    /** Reads to the end, so that a server that says much does not have to wait. */
    private void read(CompletableFuture<Void> ready) {
        try (BufferedReader lines = process.inputReader()) {
            for (String line = lines.readLine(); line != null; line = lines.readLine()) {
                if (line.contains(command.ready)) {
                    ready.complete(null);
                }
            }
            ready.completeExceptionally(new IllegalStateException("it has ended"));
        } catch (IOException e) {
            ready.completeExceptionally(e);
        }
    }

    /** A port that is free now. */
    static int freePort() {
        try (ServerSocket socket = new ServerSocket(0, 1, InetAddress.getLoopbackAddress())) {
            return socket.getLocalPort();
        } catch (IOException e) {
            throw new UncheckedIOException("this machine has no free port", e);
        }
    }

    URI address() {
        return command.address;
    }

    /** Processor time that it has used. */
    long cpuNs() {
        return files.cpuNs();
    }

    long residentBytes() {
        return files.residentBytes();
    }

    /** Waits until the server does next to nothing, as after its garbage was collected; at most some seconds. */
    void settle() {
        int quiet = 0;
        long before = cpuNs();
        for (int i = 0; i < MOST_LOOKS && quiet < QUIET_LOOKS; i++) {
            try {
                Thread.sleep(QUIET_LOOK_MS);
            } catch (InterruptedException e) {
                Thread.currentThread().interrupt();
                throw new IllegalStateException("interrupted while " + name + " settled", e);
            }
            long now = cpuNs();
            quiet = now - before <= QUIET_SHARE * QUIET_LOOK_MS * 1e6 ? quiet + 1 : 0;
            before = now;
        }
    }

    @Override
    public void close() {
        process.destroy();
        try {
            if (!process.waitFor(CLOSE_SECONDS, TimeUnit.SECONDS)) {
                process.destroyForcibly().waitFor();
            }
        } catch (InterruptedException e) {
            process.destroyForcibly();
            Thread.currentThread().interrupt();
        }
        Runtime.getRuntime().removeShutdownHook(atEnd);
    }
}
