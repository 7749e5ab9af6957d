package io.zinc.testing;

import io.zinc.documents.protocol.StoreStep;
import io.zinc.documents.spi.DocumentStore;
import io.zinc.documents.spi.StoreException;
import io.zinc.documents.spi.StoredFragment;
import java.util.ArrayDeque;
import java.util.ArrayList;
import java.util.List;

/** The way to the disk of one life of a host: steps in order, in groups, each late; what waits when the host ends is lost. */
final class DocumentWriter {

    private static final long RETRY_NS = VirtualTime.millis(50);

    private record Waiting(StoreStep step, DocumentHost.Hosted owner) {}

    private final DocumentWorld world;
    private final DocumentStore store;
    private final ArrayDeque<Waiting> waiting = new ArrayDeque<>();
    private boolean isScheduled;
    private boolean isEnded;

    DocumentWriter(DocumentWorld world, DocumentStore store) {
        this.world = world;
        this.store = store;
    }

    DocumentStore store() {
        return store;
    }

    boolean isIdle() {
        return waiting.isEmpty();
    }

    void end() {
        isEnded = true;
        world.coverage().add("steps lost with a host", waiting.size());
    }

    void add(StoreStep step, DocumentHost.Hosted owner) {
        waiting.addLast(new Waiting(step, owner));
        schedule(world.diskDelay());
    }

    private void schedule(long afterNs) {
        if (!isScheduled) {
            isScheduled = true;
            world.time().after(afterNs, this::write);
        }
    }

    private void write() {
        isScheduled = false;
        if (isEnded || waiting.isEmpty()) {
            return;
        }
        List<Waiting> group = new ArrayList<>();
        List<StoredFragment> fragments = new ArrayList<>();
        for (Waiting each : waiting) {
            if (!(each.step instanceof StoreStep.Append append)) {
                break;
            }
            group.add(each);
            fragments.add(append.fragment());
        }
        try {
            if (group.isEmpty()) {
                group.add(waiting.getFirst());
                StoreStep.write(waiting.getFirst().step, store);
            } else {
                store.append(fragments);
            }
        } catch (StoreException e) {
            if (e.problem() != StoreException.Problem.UNAVAILABLE) {
                throw new Violation(
                        Promise.SOUNDNESS,
                        "the store cannot take " + DocumentText.step(group.getFirst().step) + ": " + e);
            }
            world.coverage().once("writes failed for now");
            schedule(RETRY_NS);
            return;
        }
        for (Waiting each : group) {
            waiting.removeFirst();
            world.story().tell("disk", () -> DocumentText.step(each.step));
            world.history().written(each.step);
            each.owner.stored(each.step);
        }
        if (!waiting.isEmpty()) {
            schedule(world.diskDelay());
        }
    }
}
