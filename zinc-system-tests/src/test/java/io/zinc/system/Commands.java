package io.zinc.system;

import static org.assertj.core.api.Assertions.assertThat;

import java.io.IOException;
import java.net.InetAddress;
import java.net.InetSocketAddress;
import java.net.ServerSocket;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.concurrent.ThreadLocalRandom;
import java.util.concurrent.locks.LockSupport;
import java.util.function.BooleanSupplier;
import java.util.stream.Collectors;
import java.util.stream.IntStream;

/** A cluster of {@code zinc} processes, which end with the test. */
final class Commands implements AutoCloseable {

    private static final Duration PATIENCE = Duration.ofSeconds(60);

    private final List<Program> programs = new ArrayList<>();

    /** Starts {@code zinc} with arguments. */
    Program start(String... arguments) {
        Program program = Program.zinc(arguments);
        programs.add(program);
        return program;
    }

    /** Starts {@code zinc} with arguments and variables of its environment. */
    Program start(Map<String, String> environment, String... arguments) {
        Program program = Program.zinc(environment, arguments);
        programs.add(program);
        return program;
    }

    /** Runs {@code zinc} to its end, which has to be a good one; what it printed. */
    String run(String... arguments) throws InterruptedException {
        return outputOf(start(arguments));
    }

    /** The same for a program that has its input, if any, typed already. */
    static String outputOf(Program program) throws InterruptedException {
        assertThat(program.endInput().exitCode()).as(program.toString()).isZero();
        return String.join("\n", program.out().all());
    }

    /** Waits until something is so, which nobody tells; fails when it does not come to be. */
    static void await(String what, BooleanSupplier isSo) {
        long deadlineNs = System.nanoTime() + PATIENCE.toNanos();
        while (!isSo.getAsBoolean()) {
            if (System.nanoTime() > deadlineNs) {
                throw new AssertionError("it did not come to be within " + PATIENCE.toSeconds() + " s: " + what);
            }
            LockSupport.parkNanos(10_000_000);
        }
    }

    /** Starts a host or relay on a free port; its address, once others can join. */
    String addressOf(Program hostOrRelay) throws InterruptedException {
        String line = hostOrRelay.out().await(" at tcp://");
        int end = line.indexOf(", ");
        return line.substring(line.indexOf("tcp://"), end < 0 ? line.length() : end);
    }

    /** Where browsers find a host, relay or client that was started with {@code --http}, once they can. */
    static String urlOf(Program gateway) throws InterruptedException {
        String line = gateway.out().await(", browsers at ");
        return line.substring(line.indexOf("http"));
    }

    Program host(String... more) {
        return start(words(List.of("host", "--bind", "tcp://127.0.0.1:0"), more));
    }

    Program relay(String parents, String... more) {
        return start(words(List.of("join", "--bind", "tcp://127.0.0.1:0", "--join", parents), more));
    }

    /** Starts {@code zinc listen}, and returns when it listens. */
    Program listen(String parents, String... more) throws InterruptedException {
        Program listener = start(words(List.of("listen", "--join", parents), more));
        listener.err().await("listening on ");
        return listener;
    }

    Program send(String parents, String... more) {
        return start(words(List.of("send", "--join", parents), more));
    }

    private static String[] words(List<String> first, String... more) {
        List<String> all = new ArrayList<>(first);
        all.addAll(List.of(more));
        return all.toArray(String[]::new);
    }

    /** The numbers from first to last, inclusive, each with a line end. */
    static String lines(int first, int last) {
        return IntStream.rangeClosed(first, last).mapToObj(n -> n + "\n").collect(Collectors.joining());
    }

    static List<String> numbers(int first, int last) {
        return IntStream.rangeClosed(first, last).mapToObj(String::valueOf).toList();
    }

    /**
     * The first of some ports in a row that nobody used a moment ago. They are below those that systems give out by
     * themselves, so that nobody gets one by accident meanwhile.
     */
    static int freePorts(int count) {
        while (true) {
            int first = ThreadLocalRandom.current().nextInt(12_000, 30_000);
            if (IntStream.range(first, first + count).allMatch(Commands::isFree)) {
                return first;
            }
        }
    }

    private static boolean isFree(int port) {
        try (ServerSocket socket = new ServerSocket()) {
            socket.bind(new InetSocketAddress(InetAddress.getByAddress(new byte[] {127, 0, 0, 1}), port));
            return true;
        } catch (IOException e) {
            return false;
        }
    }

    @Override
    public void close() {
        programs.reversed().forEach(Program::close);
    }
}
