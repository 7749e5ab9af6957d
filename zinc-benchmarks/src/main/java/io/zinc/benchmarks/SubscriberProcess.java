package io.zinc.benchmarks;

import java.util.List;
import java.util.concurrent.locks.LockSupport;

/** The process of a {@link Subscriber}. */
final class SubscriberProcess implements ChildCommands {

    private static final long STEP_NS = 500_000;
    private static final long PATIENCE_NS = 5_000_000_000L;

    private final Subscriber subscriber;

    private SubscriberProcess(Subscriber subscriber) {
        this.subscriber = subscriber;
    }

    public static void main(String[] arguments) throws Exception {
        MessagesCase measured = MessagesCase.named(arguments[1]);
        Subscriber subscriber = Contestant.valueOf(arguments[0]).subscriber(measured, arguments[2]);
        ChildCommands.serve(new Answer(), new SubscriberProcess(subscriber));
        System.exit(0);
    }

    @Override
    public Answer run(String command, List<String> arguments) {
        return switch (command) {
            case "await" -> await(Long.parseLong(arguments.get(0)));
            case "meter" -> ProcessMeter.now().answer();
            default -> throw new IllegalArgumentException(command);
        };
    }

    /** Waits until all that was ever sent is here, or nothing comes any more. */
    private Answer await(long total) {
        long received = received();
        long atNs = System.nanoTime();
        while (received < total && System.nanoTime() - atNs < PATIENCE_NS) {
            LockSupport.parkNanos(STEP_NS);
            long now = received();
            if (now > received) {
                received = now;
                atNs = System.nanoTime();
            }
        }
        long breaks = 0;
        for (Tally tally : subscriber.tallies()) {
            breaks += tally.breaks();
        }
        return new Answer().with("received", received).with("lastNs", atNs).with("breaks", breaks);
    }

    private long received() {
        long sum = 0;
        for (Tally tally : subscriber.tallies()) {
            sum += tally.received();
        }
        return sum;
    }
}
