package io.zinc.testing;

import io.zinc.documents.protocol.HostedDocument;
import io.zinc.documents.spi.DocumentStore;
import io.zinc.documents.spi.Replica;
import io.zinc.documents.spi.StoredDocument;
import io.zinc.documents.spi.StoredFragment;
import java.io.PrintStream;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Objects;
import java.util.Optional;
import java.util.SplittableRandom;
import java.util.TreeMap;
import org.jspecify.annotations.Nullable;

/**
 * One run of documents over a tree on one thread in virtual time, decided by its seed alone.
 *
 * <p>The state machines of documents stand on real tree nodes in the simulated network, as they do in a live endpoint. What
 * becomes of documents is checked while links lose, stall and break, clients, relays and the host are cut off, pause, crash and
 * come back, and in the end, when all are well: that all replicas are equal, that what was acknowledged is there, and that
 * nothing deleted is.
 */
public final class DocumentSimulation {

    private static final long STEP_NS = VirtualTime.millis(500);
    private static final long QUIET_NS = VirtualTime.millis(200_000);

    private final long seed;
    private final DocumentWorld world;
    private final SplittableRandom random;
    private final DocumentFaults faults;

    private DocumentSimulation(long seed, @Nullable PrintStream story) {
        this.seed = seed;
        this.world = new DocumentWorld(seed, story);
        this.random = world.random().split();
        this.faults = new DocumentFaults(world);
    }

    /**
     * Runs a seed.
     *
     * @param story where the run is told, line by line; null for nowhere
     * @return what happened, in figures
     * @throws BrokenPromise when the run broke one
     */
    public static Coverage run(long seed, @Nullable PrintStream story) {
        DocumentSimulation simulation = new DocumentSimulation(seed, story);
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
        start();
        storm();
        quiet();
        afterwards();
        check();
        Coverage coverage = world.coverage();
        coverage.once("runs");
        coverage.add("faults", faults.count());
        coverage.add("frames lost", world.network().framesLost());
        coverage.add("frames dropped at the high-water mark", world.network().framesDropped());
        world.nodes().forEach(DocumentNode::end);
        coverage.add("messages refused or dropped by hosts", world.host().refused());
        return coverage;
    }

    // ---- phases

    private void start() {
        world.host().start();
        world.relays().forEach(relay -> relay.node().start());
        DocumentStranger stranger = world.stranger();
        if (stranger != null) {
            stranger.node().start();
        }
        for (DocumentClient client : world.clients()) {
            world.time().after(random.nextLong(VirtualTime.millis(100)), client.node()::start);
            world.time().after(VirtualTime.millis(100) + random.nextLong(VirtualTime.millis(500)), client::open);
        }
    }

    private void storm() {
        world.setStormy(true);
        world.network().setLossRate(world.scenario().lossRate);
        world.network().setStallRate(world.scenario().stallRate);
        faults.schedule(world.scenario().stormNs);
        for (int i = 0; i < world.scenario().edits; i++) {
            world.time().after(VirtualTime.millis(300) + random.nextLong(world.scenario().stormNs), this::act);
        }
        world.time().runUntil(world.time().nowNs() + VirtualTime.millis(300) + world.scenario().stormNs);
        world.setStormy(false);
        world.network().setLossRate(0);
        world.network().setStallRate(0);
    }

    private void act() {
        DocumentClient client =
                world.clients().get(random.nextInt(world.clients().size()));
        if (client.node().isUp() && !client.node().isPaused()) {
            client.act();
        }
    }

    private void quiet() {
        world.story().tell("quiet", () -> "begins");
        faults.end();
        awaitWhole();
    }

    /** What is whole works: everybody edits once more. */
    private void afterwards() {
        world.story().tell("quiet", () -> "everyone has everything; everyone edits once more");
        for (DocumentClient client : world.clients()) {
            client.openings().stream().filter(DocumentOpening::isEditable).forEach(client::edit);
        }
        awaitWhole();
        world.story().tell("quiet", () -> "everyone has everything");
    }

    private void awaitWhole() {
        long end = world.time().nowNs() + QUIET_NS;
        String lack;
        do {
            world.time().runUntil(world.time().nowNs() + STEP_NS);
            lack = lack();
        } while (!lack.isEmpty() && world.time().nowNs() < end);
        if (!lack.isEmpty()) {
            throw new Violation(Promise.CONVERGENCE, "long after the last fault, " + lack);
        }
    }

    // ---- the end

    private List<DocumentOpening> inUse(String document) {
        List<DocumentOpening> all = new ArrayList<>();
        for (DocumentClient client : world.clients()) {
            for (DocumentOpening opening : client.openings()) {
                if (opening.isInUse() && opening.document().equals(document)) {
                    all.add(opening);
                }
            }
        }
        return all;
    }

    /** What somebody still lacks; empty when everyone has everything. */
    private String lack() {
        if (!world.host().isWritten()) {
            return "the host has not written all";
        }
        for (String name : world.scenario().documents) {
            String lack = lack(name);
            if (!lack.isEmpty()) {
                return lack;
            }
        }
        return "";
    }

    private String lack(String name) {
        List<DocumentOpening> openings = inUse(name);
        Map<Long, @Nullable Object> present = new TreeMap<>();
        for (DocumentOpening opening : openings) {
            Object state = opening.session().awareness().localState();
            if (state != null) {
                present.put(opening.session().awareness().localClient(), state);
            }
            opening.presentGuest().ifPresent(guest -> guest.addTo(present));
        }
        HostedDocument hosted = Objects.requireNonNull(world.host().document(name), name);
        Replica there = hosted.replica();
        for (DocumentOpening opening : openings) {
            if (!opening.session().isLive()) {
                return opening + " is not live";
            }
            if (opening.hasUnsettled()) {
                return opening + " has edits without an outcome";
            }
            if (there == null || opening.session().generation() != hosted.generation()) {
                return opening + " is of generation " + opening.session().generation() + ", the host's of "
                        + hosted.generation();
            }
            if (opening.session().position() != hosted.position()) {
                return opening + " is at position " + opening.session().position() + ", the host at "
                        + hosted.position();
            }
            if (opening.replica().isWaiting()) {
                return opening + " waits for something";
            }
            if (!opening.replica().digest().equals(there.digest())) {
                return opening + " differs from the host";
            }
            Map<Long, @Nullable Object> seen = opening.session().awareness().states();
            if (!seen.equals(present)) {
                return opening + " sees " + seen + " present, and it is " + present;
            }
            Map<Long, @Nullable Object> seenByGuest =
                    opening.presentGuest().map(DocumentGuest::seen).orElse(present);
            if (!seenByGuest.equals(present)) {
                return "the guest of " + opening + " sees " + seenByGuest + " present, and it is " + present;
            }
        }
        return "";
    }

    private void check() {
        for (String name : world.scenario().documents) {
            HostedDocument hosted = Objects.requireNonNull(world.host().document(name), name);
            Replica there = hosted.replica();
            if (there != null) {
                String text = ((SimulatedReplica) there).text();
                for (DocumentOpening opening : inUse(name)) {
                    if (!opening.replica().text().equals(text)) {
                        throw new Violation(Promise.CONVERGENCE, opening + " shows another text than the host");
                    }
                    if (world.scenario().isCalm && world.relays().isEmpty()) {
                        opening.checkAsks();
                    }
                }
                world.coverage().add("letters in the end", text.length());
                world.history().check(name, hosted.generation(), there);
            }
            checkStore(name, hosted.generation(), there);
        }
    }

    private void checkStore(String name, long generation, @Nullable Replica there) {
        DocumentStore store = world.host().store();
        if (store == null) {
            return;
        }
        Optional<StoredDocument> stored = store.load(name);
        boolean isStored = stored.isPresent() && !stored.get().isDeleted();
        if (isStored != (there != null)) {
            throw new Violation(
                    Promise.ACKNOWLEDGED_MEANS_KEPT, "the store and the host do not agree whether there is " + name);
        }
        if (there != null && isStored) {
            StoredDocument document = stored.get();
            Replica kept = world.strategy().create();
            if (document.state().length > 0) {
                kept.apply(document.state());
            }
            for (StoredFragment fragment : document.fragments()) {
                kept.apply(fragment.bytes());
            }
            if (document.info().generation() != generation || !kept.digest().equals(there.digest())) {
                throw new Violation(
                        Promise.ACKNOWLEDGED_MEANS_KEPT, "the store has another " + name + " than the host");
            }
        }
    }
}
