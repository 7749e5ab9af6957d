package io.zinc.benchmarks;

import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.function.ToDoubleFunction;

/** The running processes of one contestant in one case: a host that echoes, and the client that measures. */
final class LatencyGroup implements AutoCloseable {

    private final Echo contestant;
    private final ChildProcess host;
    private final ChildProcess client;
    private final List<Round> rounds = new ArrayList<>();

    /** What one round gave, in microseconds. */
    record Round(double p50, double p99, double p999, double most, double hostCpuSecondsPerMillion, long lost) {}

    LatencyGroup(Echo contestant, LatencyCase measured) {
        this.contestant = contestant;
        this.host = ChildProcess.start(EchoHostProcess.class, contestant.name());
        String address = host.answer().text("address");
        this.client = ChildProcess.start(EchoClientProcess.class, contestant.name(), measured.name(), address);
        Answer ignored = client.answer();
    }

    Echo contestant() {
        return contestant;
    }

    List<Round> rounds() {
        return rounds;
    }

    Samples samples(ToDoubleFunction<Round> figure) {
        return Samples.of(rounds.stream().mapToDouble(figure).toArray());
    }

    void warmUp(double seconds) {
        List<Round> ignored = List.of(run("warm-up", seconds * 3 / 4), run("run", seconds / 4));
    }

    void measure(double seconds) {
        rounds.add(run("run", seconds));
    }

    private Round run(String command, double seconds) {
        ProcessMeter before = ProcessMeter.of(host.ask("meter"));
        Answer answer = client.ask(command + " " + Math.round(seconds * 1e9), Duration.ofSeconds((long) seconds));
        ProcessMeter used = ProcessMeter.of(host.ask("meter")).since(before);
        long sent = answer.number("sent");
        return new Round(
                answer.number("p50") / 1e3,
                answer.number("p99") / 1e3,
                answer.number("p999") / 1e3,
                answer.number("max") / 1e3,
                used.cpuNs() / 1e3 / sent,
                sent - answer.number("received"));
    }

    @Override
    public void close() {
        client.close();
        host.close();
    }
}
