package io.zinc.benchmarks;

import java.io.IOException;
import java.io.PrintStream;
import java.util.ArrayList;
import java.util.List;

/**
 * {@code zinc bench messages}: how many messages a host delivers, beside raw JeroMQ.
 *
 * <p>All contestants of a case run as processes of their own from its beginning to its end; they warm up one after
 * another, then take turns in each round. Deliveries count when the subscriber's handler has had them.
 */
public final class MessagesBenchmark {

    private final BenchmarkOptions options;
    private final PrintStream out;
    private final Results results = new Results();
    private long lost;

    private MessagesBenchmark(BenchmarkOptions options, PrintStream out) {
        this.options = options;
        this.out = out;
    }

    /** Measures and prints; 0 when nothing was lost, 1 otherwise. */
    public static int run(BenchmarkOptions options, PrintStream out) throws IOException {
        MessagesBenchmark benchmark = new MessagesBenchmark(options, out);
        for (MessagesCase measured : MessagesCase.ALL) {
            if (options.includes(measured.name())) {
                benchmark.measure(measured);
            }
        }
        Footprint footprint = new Footprint(out);
        if (options.includes(Footprint.HEAP)) {
            footprint.heap();
        }
        if (options.includes(Footprint.JOIN)) {
            footprint.join();
        }
        benchmark.results.print(out);
        if (options.json() != null) {
            benchmark.results.write(options.json());
        }
        return benchmark.lost == 0 ? 0 : 1;
    }

    private void measure(MessagesCase measured) {
        List<MessagesGroup> groups = new ArrayList<>();
        try {
            for (Contestant contestant : Contestant.values()) {
                MessagesGroup group = new MessagesGroup(contestant, measured);
                groups.add(group);
                group.warmUp(options.warmUpSeconds());
            }
            for (int i = 0; i < options.rounds(); i++) {
                groups.forEach(group -> group.measure(options.seconds()));
            }
        } finally {
            groups.forEach(MessagesGroup::close);
        }
        report(measured, groups);
    }

    private void report(MessagesCase measured, List<MessagesGroup> groups) {
        out.println(measured.name() + ": " + measured.payloadBytes() + " bytes, " + measured.subscribers()
                + (measured.subscribers() == 1 ? " subscriber, " : " subscribers, ") + measured.topics()
                + (measured.topics() == 1 ? " topic" : " topics in turn"));
        Table table = new Table(
                "", "deliveries/s", "spread", "host CPU s/M", "subscriber CPU s/M", "B/sent", "B/delivery", "lost");
        for (MessagesGroup group : groups) {
            Samples rate = group.samples(MessagesGroup.Round::deliveriesPerSecond);
            long lostHere =
                    group.rounds().stream().mapToLong(MessagesGroup.Round::lost).sum();
            lost += lostHere;
            table.row(
                    group.contestant().title,
                    Table.number(rate.median()),
                    Table.percent(rate.spread()),
                    Table.number(group.samples(MessagesGroup.Round::publisherCpuSecondsPerMillion)
                            .median()),
                    Table.number(group.samples(MessagesGroup.Round::subscriberCpuSecondsPerMillion)
                            .median()),
                    Table.number(group.samples(MessagesGroup.Round::sentBytesAllocated)
                            .median()),
                    Table.number(group.samples(MessagesGroup.Round::receivedBytesAllocated)
                            .median()),
                    String.valueOf(lostHere));
        }
        table.print(out);
        out.println();
        results.add(new Comparison(
                measured.name(),
                "messages/s",
                rate(groups, Contestant.ZINC),
                Contestant.RAW.title,
                rate(groups, Contestant.RAW),
                Comparison.Better.HIGH));
    }

    private static Samples rate(List<MessagesGroup> groups, Contestant contestant) {
        return groups.stream()
                .filter(group -> group.contestant() == contestant)
                .findFirst()
                .orElseThrow()
                .samples(MessagesGroup.Round::deliveriesPerSecond);
    }
}
