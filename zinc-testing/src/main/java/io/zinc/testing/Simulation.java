package io.zinc.testing;

import io.zinc.core.TreeStatus;
import io.zinc.core.protocol.Held;
import java.io.PrintStream;
import java.util.LinkedHashSet;
import java.util.List;
import java.util.Set;
import java.util.SplittableRandom;
import java.util.UUID;
import org.jspecify.annotations.Nullable;

/**
 * One run of a whole tree on one thread in virtual time, decided by its seed alone.
 *
 * <p>A run is calm first (endpoints come, subscribe and send over links that only delay), then stormy, then quiet; it ends
 * when everyone has everything, and is checked all the way against what the host put in order.
 */
public final class Simulation {

    private static final long CALM_NS = VirtualTime.millis(3_000);
    private static final long STEP_NS = VirtualTime.millis(250);
    private static final long QUIET_NS = VirtualTime.millis(30_000);
    private static final long HANDOVER_NS = VirtualTime.millis(10_000);
    private static final long AFTERMATH_NS = VirtualTime.millis(1_500);
    private static final int FORGETTING_SEEDS = 8;
    private static final long FORGETTING_NS = VirtualTime.millis(12_000);
    private static final int LAST_QUESTIONS = 5;
    private static final int LAST_PATIENCE_MS = 20_000;

    private final long seed;
    private final World world;
    private final SplittableRandom random;
    private final Faults faults;

    private Simulation(long seed, @Nullable PrintStream story) {
        this.seed = seed;
        this.world = new World(seed, story);
        this.random = world.random().split();
        this.faults = new Faults(world);
    }

    /**
     * Runs a seed.
     *
     * @param story where the run is told, line by line; null for nowhere
     * @return what happened, in figures
     * @throws BrokenPromise when the run broke one
     */
    public static Coverage run(long seed, @Nullable PrintStream story) {
        Simulation simulation = new Simulation(seed, story);
        try {
            return simulation.run();
        } catch (Violation | RuntimeException e) {
            throw new BrokenPromise(
                    e instanceof Violation violation ? violation.promise() : Promise.SOUNDNESS,
                    "seed " + seed + " at " + (simulation.world.time().nowNs() / 1_000_000 - 1000) + " ms: "
                            + (e instanceof Violation ? e.getMessage() : e.toString()),
                    e);
        }
    }

    private Coverage run() {
        world.story().tell("seed " + seed, () -> world.scenario().toString());
        calm();
        storm();
        quiet();
        return world.coverage();
    }

    // ---- phases

    private void calm() {
        Scenario scenario = world.scenario();
        for (SimulatedEndpoint endpoint : scenario.endpoints) {
            world.time().after(random.nextLong(CALM_NS / 4), () -> world.start(endpoint));
            for (String topic : scenario.topics) {
                if (random.nextInt(3) > 0) {
                    world.time().after(CALM_NS / 4 + random.nextLong(CALM_NS / 2), () -> {
                        Life life = endpoint.life();
                        if (life != null) {
                            life.subscribe(topic);
                        }
                    });
                }
            }
        }
        scheduleSends(CALM_NS, scenario.sendEvents / 3);
        scheduleQuestions(CALM_NS, scenario.questions / 3);
        world.time().runUntil(world.time().nowNs() + CALM_NS);
        if (world.network().framesDropped() == 0 && !scenario.isTight) {
            for (Life life : world.lives()) {
                if (life.node().counters().gaps > 0 && life.node().counters().parentsLost == 0) {
                    throw new Violation(Promise.SOUNDNESS, life.name() + " found a gap while nothing was lost");
                }
            }
        }
    }

    private void storm() {
        Scenario scenario = world.scenario();
        world.story().tell("storm", () -> "begins");
        world.stormBegins();
        world.network().setLossRate(scenario.lossRate);
        world.network().setStallRate(scenario.stallRate);
        faults.schedule(scenario.stormNs);
        scheduleSends(scenario.stormNs, scenario.sendEvents - scenario.sendEvents / 3);
        scheduleQuestions(scenario.stormNs, scenario.questions);
        for (int i = 0; i < 2 + random.nextInt(20); i++) {
            world.time().after(random.nextLong(scenario.stormNs), this::changeSubscriptions);
        }
        world.time().runUntil(world.time().nowNs() + scenario.stormNs);
        if (scenario.isHandover) {
            faults.handOver();
            scheduleSends(HANDOVER_NS / 2, scenario.sendEvents / 4);
            world.time().runUntil(world.time().nowNs() + HANDOVER_NS / 2);
        }
    }

    /** Nothing is lost in a run of handovers but with its parent: who finds another parent needs no timer to go on. */
    private void checkHandovers() {
        for (Life life : world.lives()) {
            if (!life.isOver() && life.node().isLive() && life.sends().unsettled() > 0) {
                throw new Violation(
                        Promise.NO_SILENT_LOSS,
                        life.name() + " waits for a timer with " + life.sends().unsettled()
                                + " sends that its new path should have taken along");
            }
        }
    }

    private void awaitWhole(long end) {
        String lack;
        do {
            world.time().runUntil(world.time().nowNs() + STEP_NS);
            lack = lack();
        } while (!lack.isEmpty() && world.time().nowNs() < end);
        if (!lack.isEmpty()) {
            throw new Violation(Promise.NO_SILENT_LOSS, "long after the last fault, " + lack);
        }
    }

    private void quiet() {
        world.story().tell("quiet", () -> "begins");
        world.network().setLossRate(0);
        world.network().setStallRate(0);
        faults.end();
        world.scenario().endpoints.forEach(faults::restart);
        if (world.scenario().isHandover) {
            world.time().runUntil(world.time().nowNs() + HANDOVER_NS);
            checkHandovers();
        }
        long end = world.time().nowNs() + (world.scenario().isHandover ? 2 * QUIET_NS : QUIET_NS);
        awaitWhole(end);
        for (int i = 0; i < LAST_QUESTIONS; i++) {
            ask(LAST_PATIENCE_MS, true);
        }
        String lack;
        do {
            awaitWhole(end);
            world.story().tell("quiet", () -> "everyone has everything");
            world.time().runUntil(world.time().nowNs() + AFTERMATH_NS);
            lack = lack();
            // a path that an earlier fault cut is found silent, and left, only after a while
        } while (!lack.isEmpty() && world.time().nowNs() < end);
        if (!lack.isEmpty()) {
            throw new Violation(Promise.NO_SILENT_LOSS, "what was whole is no more: " + lack);
        }
        if (seed % FORGETTING_SEEDS == 0) {
            checkForgotten();
        }
        for (Life life : world.lives()) {
            life.sends().check(life.isOver());
            life.finish();
            checkMemory(life);
        }
        Coverage coverage = world.coverage();
        coverage.once("runs");
        coverage.add("faults", faults.count());
        coverage.add("messages sequenced", world.history().messages());
        coverage.add("frames lost", world.network().framesLost());
        coverage.add("frames dropped at the high-water mark", world.network().framesDropped());
        coverage.add("frames refused at the high-water mark", world.network().framesRefused());
        if (faults.count() < Scenario.LEAST_FAULTS || coverage.get("messages sent") < Scenario.LEAST_MESSAGES) {
            throw new Violation(
                    Promise.SOUNDNESS,
                    "too little happened: " + faults.count() + " faults, " + coverage.get("messages sent")
                            + " messages");
        }
    }

    /** Questions and answers of those who went away without a word are forgotten after a while. */
    private void checkForgotten() {
        world.time().runUntil(world.time().nowNs() + FORGETTING_NS);
        for (Life life : world.lives()) {
            Held held = life.node().held();
            if (!life.isOver() && (held.questions() > 0 || held.answerBytes() > 0)) {
                throw new Violation(Promise.HOSTILE_INPUT, life.name() + " still holds " + held);
            }
        }
    }

    /** When everyone has everything, nobody holds anything for it. */
    private void checkMemory(Life life) {
        Held held = life.node().held();
        int endpoints = world.scenario().endpoints.size();
        boolean isLean = held.reorderBytes() == 0
                && held.waitingUpBytes() == 0
                && held.unacknowledgedRuns() == 0
                && held.gateWaits() == 0
                && held.topics() <= world.scenario().topics.size()
                && held.routes() <= world.lives().size()
                && held.pending() <= 10 * endpoints
                && held.sessions()
                        <= 2L * world.lives().size() + world.coverage().get("OutcomeUnknown");
        if (!life.isOver() && !life.isRefused() && !isLean) {
            throw new Violation(Promise.HOSTILE_INPUT, life.name() + " still holds " + held);
        }
    }

    // ---- what applications do

    private void scheduleSends(long lengthNs, int events) {
        for (int i = 0; i < events; i++) {
            world.time().after(lengthNs / 8 + random.nextLong(7 * lengthNs / 8), this::send);
        }
    }

    private void send() {
        List<SimulatedEndpoint> endpoints = world.scenario().endpoints;
        Life life = endpoints.get(random.nextInt(endpoints.size())).life();
        if (life == null || life.isMute()) {
            return;
        }
        int count = random.nextInt(8) == 0 ? 1 + random.nextInt(60) : 1 + random.nextInt(4);
        for (int i = 0; i < count; i++) {
            life.send(anyTopic(), random.nextInt(2 * world.scenario().usualBytes), random.nextInt(3) == 0);
        }
    }

    private void scheduleQuestions(long lengthNs, int count) {
        for (int i = 0; i < count; i++) {
            long at = lengthNs / 4 + random.nextLong(3 * lengthNs / 4);
            long patienceMs = 200L + random.nextInt(random.nextInt(4) == 0 ? 500 : 10_000);
            world.time().after(at, () -> ask(patienceMs, false));
        }
    }

    /** Somebody asks about a topic that it is subscribed to, or sometimes about another one. */
    private void ask(long patienceMs, boolean isPatient) {
        List<SimulatedEndpoint> endpoints = world.scenario().endpoints;
        Life life = endpoints.get(random.nextInt(endpoints.size())).life();
        if (life == null || life.isLeaving() || life.isRefused()) {
            return;
        }
        List<String> topics = life.isHost()
                ? world.scenario().topics
                : life.watches().stream()
                        .filter(Watch::wasConfirmed)
                        .map(Watch::topic)
                        .toList();
        if (!topics.isEmpty()) {
            life.asking().ask(topics.get(random.nextInt(topics.size())), patienceMs, isPatient);
        } else if (!isPatient) {
            life.asking().ask(anyTopic(), patienceMs, false);
        }
    }

    private String anyTopic() {
        List<String> topics = world.scenario().topics;
        return topics.get(random.nextInt(topics.size()));
    }

    private void changeSubscriptions() {
        List<SimulatedEndpoint> endpoints = world.scenario().endpoints;
        Life life = endpoints.get(random.nextInt(endpoints.size())).life();
        if (life == null || life.isLeaving()) {
            return;
        }
        List<Watch> open = life.watches().stream()
                .filter(watch -> watch.state() != Watch.State.CLOSED && watch.state() != Watch.State.REFUSED)
                .toList();
        if (!open.isEmpty() && random.nextBoolean()) {
            life.unsubscribe(open.get(random.nextInt(open.size())));
        } else {
            life.subscribe(anyTopic());
        }
    }

    // ---- the end

    /** What somebody still lacks; empty when everyone has everything. */
    private String lack() {
        Life host = world.scenario().host.life();
        if (host == null) {
            return "the host is down";
        }
        long reign = host.node().reign().reign();
        Set<UUID> expected = new LinkedHashSet<>();
        for (SimulatedEndpoint endpoint : world.scenario().endpoints) {
            Life life = endpoint.life();
            if (life == null) {
                return endpoint.name() + " is down";
            }
            if (life.isLeaving()) {
                return life.name() + " is leaving";
            }
            if (!endpoint.hasRightCredentials()) {
                if (life.node().isLive()) {
                    throw new Violation(Promise.HOSTILE_INPUT, life.name() + " joined with the wrong credentials");
                }
                continue;
            }
            expected.add(endpoint.id());
            String lack = lack(life, reign);
            if (!lack.isEmpty()) {
                return life.name() + ": " + lack;
            }
        }
        Set<UUID> known = new LinkedHashSet<>();
        for (TreeStatus.Node node : host.node().tree().nodes()) {
            known.add(node.id());
        }
        return known.equals(expected) ? "" : "the host knows " + known.size() + " endpoints of " + expected.size();
    }

    private String lack(Life life, long reign) {
        if (!life.node().isLive() || life.node().reign().reign() != reign) {
            return "it has not joined";
        }
        if (life.sends().unsettled() > 0 || life.waiting() > 0) {
            return life.sends().unsettled() + " sends have no outcome, " + life.waiting() + " wait";
        }
        if (life.asking().open() > 0 || life.gate().waiting() > 0) {
            return life.asking().open() + " questions have no outcome, "
                    + life.gate().waiting() + " wait in the gate";
        }
        for (Watch watch : life.watches()) {
            String lack = watch.lack(reign);
            if (!lack.isEmpty()) {
                return lack;
            }
        }
        Party above = life;
        for (int hops = 0; above != null && above != world.scenario().host.life(); hops++) {
            if (hops > world.scenario().endpoints.size() || !(above instanceof Life node)) {
                throw new Violation(Promise.SOUNDNESS, life.name() + " is in a circle, or below a stranger");
            }
            above = node.parent();
        }
        return above == null ? "no way leads to the host" : "";
    }
}
