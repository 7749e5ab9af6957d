package io.zinc.benchmarks;

import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.function.ToDoubleFunction;
import org.jspecify.annotations.Nullable;

/** The running processes of one engine that play a recorded session: a host, the authors, and readers. */
final class SessionGroup implements AutoCloseable {

    private final Engine engine;
    private final SessionScript script;
    private final ChildProcess host;
    private final List<ChildProcess> members = new ArrayList<>();
    private final List<Round> rounds = new ArrayList<>();
    private int played;

    /** What one round gave; fragments are those that the host sent on. */
    record Round(double editsPerSecond, double hostCpuMicrosPerEdit, double fragments) {}

    SessionGroup(Engine engine, SessionScript script, Path file, int readers, @Nullable Path scripts) {
        this.engine = engine;
        this.script = script;
        this.host = engine.host(scripts);
        String address = host.answer().text("address");
        for (int reader = 0; reader < readers; reader++) {
            members.add(engine.member(scripts, address, file, -1));
        }
        for (int author = 0; author < script.authors(); author++) {
            members.add(engine.member(scripts, address, file, author));
        }
        members.forEach(member -> {
            Answer ignored = member.answer();
        });
    }

    Engine engine() {
        return engine;
    }

    Samples samples(ToDoubleFunction<Round> figure) {
        return Samples.of(rounds.stream().mapToDouble(figure).toArray());
    }

    void warmUp(double seconds) {
        long endNs = System.nanoTime() + (long) (seconds * 1e9);
        do {
            Round ignored = play();
        } while (System.nanoTime() < endNs);
    }

    void measure() {
        rounds.add(play());
    }

    /** Plays the session in a new document; ends when every member has the text of its end. */
    private Round play() {
        String name = "session-" + ++played;
        var unused = host.ask("watch " + name);
        askAll("open " + name);
        ProcessMeter before = ProcessMeter.of(host.ask("meter"));
        long beganNs = Long.MAX_VALUE;
        long lastNs = Long.MIN_VALUE;
        for (Answer answer : askAll("play")) {
            beganNs = Math.min(beganNs, answer.number("beganNs"));
            lastNs = Math.max(lastNs, answer.number("lastNs"));
            if (!answer.text("sha").equals(script.sha())) {
                throw new IllegalStateException(engine.title + ": a replica ended with another text");
            }
        }
        double edits = script.steps().size();
        ProcessMeter used = ProcessMeter.of(host.ask("meter")).since(before);
        double fragments = host.ask("fragments " + name).number("fragments");
        List<Answer> ignored = askAll("close");
        return new Round(edits / (lastNs - beganNs) * 1e9, used.cpuNs() / edits / 1e3, fragments);
    }

    /** All are told before the first is listened to, readers first. */
    private List<Answer> askAll(String command) {
        members.forEach(member -> member.tell(command));
        return members.stream().map(ChildProcess::answer).toList();
    }

    @Override
    public void close() {
        members.forEach(ChildProcess::close);
        host.close();
    }
}
