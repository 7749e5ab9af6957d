package io.zinc.benchmarks;

import java.util.List;
import java.util.concurrent.atomic.AtomicLong;
import java.util.concurrent.locks.LockSupport;
import org.HdrHistogram.Histogram;

/**
 * The process of an {@link Echo.Client}: sends on a schedule, whether answers come or not, and measures from when each
 * message was meant to leave until its echo is here. So a delay counts for all messages that it delayed.
 */
final class EchoClientProcess implements ChildCommands {

    private static final int MESSAGE_BYTES = 100;
    private static final long MOST_NS = 60_000_000_000L;
    private static final int DIGITS = 3;

    /** A parked thread wakes up late by up to this; so long before its time it waits on its feet. */
    private static final long SPIN_NS = 80_000;

    private static final long STEP_NS = 1_000_000;
    private static final long PATIENCE_NS = 5_000_000_000L;

    private final LatencyCase measured;
    private final Echo contestant;
    private final Echo.Client client;
    private volatile Run run = new Run();

    /** The figures of one run. */
    private static final class Run {
        final Histogram histogram = new Histogram(1, MOST_NS, DIGITS);
        final AtomicLong received = new AtomicLong();
    }

    private EchoClientProcess(Echo contestant, LatencyCase measured, String address) {
        this.measured = measured;
        this.contestant = contestant;
        this.client = contestant.client(address, this::received);
    }

    public static void main(String[] arguments) throws Exception {
        EchoClientProcess process =
                new EchoClientProcess(Echo.valueOf(arguments[0]), LatencyCase.named(arguments[1]), arguments[2]);
        ChildCommands.serve(new Answer(), process);
        System.exit(0);
    }

    private void received(byte[] message) {
        Run current = run;
        long latencyNs = System.nanoTime() - Payloads.number(message, 0);
        current.histogram.recordValue(Math.min(MOST_NS, Math.max(1, latencyNs)));
        current.received.lazySet(current.received.getPlain() + 1);
    }

    @Override
    public Answer run(String command, List<String> arguments) throws Exception {
        return switch (command) {
            case "run" -> run(measured, Long.parseLong(arguments.get(0)));
            case "warm-up" -> run(contestant.warmUp(), Long.parseLong(arguments.get(0)));
            case "meter" -> ProcessMeter.now().answer();
            default -> throw new IllegalArgumentException(command);
        };
    }

    private Answer run(LatencyCase schedule, long durationNs) throws Exception {
        Run current = new Run();
        run = current;
        long intervalNs = 1_000_000_000L * schedule.burst() / schedule.perSecond();
        long bursts = Math.max(1, durationNs / intervalNs);
        long beginNs = System.nanoTime() + STEP_NS;
        for (long i = 0; i < bursts; i++) {
            long intendedNs = beginNs + i * intervalNs;
            waitUntil(intendedNs);
            for (int j = 0; j < schedule.burst(); j++) {
                client.send(Payloads.message(MESSAGE_BYTES, 0, intendedNs));
            }
        }
        long sent = bursts * schedule.burst();
        awaitEchoes(current, sent);
        return new Answer()
                .with("sent", sent)
                .with("received", current.received.get())
                .with("p50", current.histogram.getValueAtPercentile(50))
                .with("p99", current.histogram.getValueAtPercentile(99))
                .with("p999", current.histogram.getValueAtPercentile(99.9))
                .with("max", current.histogram.getMaxValue());
    }

    private static void waitUntil(long timeNs) {
        for (long rest = timeNs - System.nanoTime(); rest > 0; rest = timeNs - System.nanoTime()) {
            if (rest > SPIN_NS) {
                LockSupport.parkNanos(rest - SPIN_NS);
            } else {
                Thread.onSpinWait();
            }
        }
    }

    private static void awaitEchoes(Run current, long sent) {
        long received = current.received.get();
        long atNs = System.nanoTime();
        while (received < sent && System.nanoTime() - atNs < PATIENCE_NS) {
            LockSupport.parkNanos(STEP_NS);
            long now = current.received.get();
            if (now > received) {
                received = now;
                atNs = System.nanoTime();
            }
        }
    }
}
