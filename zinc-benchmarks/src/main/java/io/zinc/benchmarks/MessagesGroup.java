package io.zinc.benchmarks;

import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.function.ToDoubleFunction;

/** The running processes of one contestant in one case: a publisher and its subscribers. */
final class MessagesGroup implements AutoCloseable {

    private static final int WARM_UP_PARTS = 3;

    private final Contestant contestant;
    private final MessagesCase measured;
    private final ChildProcess publisher;
    private final List<Round> rounds = new ArrayList<>();
    private final List<ChildProcess> subscribers = new ArrayList<>();
    private long sentBefore;
    private long receivedBefore;
    private long breaks;

    /** What one round gave. Deliveries count for each subscriber. */
    record Round(
            double deliveriesPerSecond,
            double publisherCpuSecondsPerMillion,
            double subscriberCpuSecondsPerMillion,
            double sentBytesAllocated,
            double receivedBytesAllocated,
            long lost) {}

    MessagesGroup(Contestant contestant, MessagesCase measured) {
        this.contestant = contestant;
        this.measured = measured;
        this.publisher = ChildProcess.start(PublisherProcess.class, contestant.name(), measured.name());
        String address = publisher.answer().text("address");
        for (int i = 0; i < measured.subscribers(); i++) {
            subscribers.add(ChildProcess.start(SubscriberProcess.class, contestant.name(), measured.name(), address));
        }
        subscribers.forEach(ChildProcess::answer);
        publisher.ask("await " + measured.subscribers() * measured.topics());
    }

    Contestant contestant() {
        return contestant;
    }

    /** The rounds that counted. */
    List<Round> rounds() {
        return rounds;
    }

    /** A figure of these rounds. */
    Samples samples(ToDoubleFunction<Round> figure) {
        return Samples.of(rounds.stream().mapToDouble(figure).toArray());
    }

    void warmUp(double seconds) {
        for (int i = 0; i < WARM_UP_PARTS; i++) {
            Round ignored = run(seconds / WARM_UP_PARTS);
        }
    }

    void measure(double seconds) {
        rounds.add(run(seconds));
    }

    private Round run(double seconds) {
        ProcessMeter publisherBefore = ProcessMeter.of(publisher.ask("meter"));
        List<ProcessMeter> subscribersBefore = meterSubscribers();
        Answer sending = publisher.ask("send " + Math.round(seconds * 1e9), Duration.ofSeconds((long) seconds));
        long total = sending.number("sent");
        subscribers.forEach(subscriber -> subscriber.tell("await " + total));
        long received = 0;
        long lastNs = 0;
        long breaksNow = 0;
        for (ChildProcess subscriber : subscribers) {
            Answer answer = subscriber.answer();
            received += answer.number("received");
            lastNs = Math.max(lastNs, answer.number("lastNs"));
            breaksNow += answer.number("breaks");
        }
        ProcessMeter used = ProcessMeter.of(publisher.ask("meter")).since(publisherBefore);
        List<ProcessMeter> subscribersAfter = meterSubscribers();
        long subscriberCpuNs = 0;
        long subscriberBytes = 0;
        for (int i = 0; i < subscribersAfter.size(); i++) {
            ProcessMeter theirs = subscribersAfter.get(i).since(subscribersBefore.get(i));
            subscriberCpuNs += theirs.cpuNs();
            subscriberBytes += theirs.allocatedBytes();
        }
        double deliveries = received - receivedBefore;
        long sent = total - sentBefore;
        long lost = Math.max(sent * measured.subscribers() - (received - receivedBefore), breaksNow - breaks);
        sentBefore = total;
        receivedBefore = received;
        breaks = breaksNow;
        return new Round(
                deliveries / (lastNs - sending.number("beganNs")) * 1e9,
                used.cpuNs() / deliveries / 1e3,
                subscriberCpuNs / deliveries / 1e3,
                (double) used.allocatedBytes() / sent,
                subscriberBytes / deliveries,
                lost);
    }

    private List<ProcessMeter> meterSubscribers() {
        return subscribers.stream()
                .map(subscriber -> ProcessMeter.of(subscriber.ask("meter")))
                .toList();
    }

    @Override
    public void close() {
        subscribers.forEach(ChildProcess::close);
        publisher.close();
    }
}
