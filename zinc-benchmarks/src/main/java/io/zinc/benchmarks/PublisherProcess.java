package io.zinc.benchmarks;

import java.util.List;

/** The process of a {@link Publisher}: sends as fast as it can for as long as it is told. */
final class PublisherProcess implements ChildCommands {

    private static final int LOOK_AT_CLOCK_EVERY = 64;

    private final Publisher publisher;
    private long sent;

    private PublisherProcess(Publisher publisher) {
        this.publisher = publisher;
    }

    public static void main(String[] arguments) throws Exception {
        MessagesCase measured = MessagesCase.named(arguments[1]);
        Publisher publisher = Contestant.valueOf(arguments[0]).publisher(measured);
        ChildCommands.serve(new Answer().with("address", publisher.address()), new PublisherProcess(publisher));
        System.exit(0);
    }

    @Override
    public Answer run(String command, List<String> arguments) throws Exception {
        return switch (command) {
            case "await" -> {
                publisher.awaitSubscriptions(Integer.parseInt(arguments.get(0)));
                yield new Answer();
            }
            case "send" -> send(Long.parseLong(arguments.get(0)));
            case "meter" -> ProcessMeter.now().answer();
            default -> throw new IllegalArgumentException(command);
        };
    }

    private Answer send(long durationNs) throws Exception {
        long beganNs = System.nanoTime();
        while (System.nanoTime() - beganNs < durationNs) {
            for (int i = 0; i < LOOK_AT_CLOCK_EVERY; i++) {
                publisher.send(sent++);
            }
        }
        publisher.flush();
        return new Answer().with("sent", sent).with("beganNs", beganNs);
    }
}
