package io.zinc.testing;

import io.zinc.crdt.Awareness;
import java.util.Map;
import java.util.TreeMap;
import org.jspecify.annotations.Nullable;

/**
 * A browser at an opening of a document: the awareness of a client of its own, which the opening tells of. As browsers do, it
 * renews itself, takes others for gone that were silent for long, and repeats to its gateway whatever it hears.
 */
final class DocumentGuest {

    private static final long TICK_NS = VirtualTime.millis(3_000);

    private final DocumentWorld world;
    private final DocumentOpening opening;
    private final Awareness awareness;
    private boolean hasLeft;

    DocumentGuest(DocumentWorld world, DocumentOpening opening) {
        this.world = world;
        this.opening = opening;
        this.awareness = new Awareness(world.random().nextInt() & 0xffffffffL, world.nowMs());
        var unused = awareness.onUpdate(change -> {
            byte[] update = awareness.encode(change.clients());
            later(() -> opening.tell(update));
        });
        hear(opening.session().awareness().encodeAll());
        act();
        world.time().after(TICK_NS, this::tick);
    }

    /** Whether it is still there. */
    boolean isThere() {
        return !hasLeft && opening.isInUse();
    }

    private void later(Runnable task) {
        world.time().after(world.delay(), () -> {
            if (opening.isInUse()) {
                task.run();
            }
        });
    }

    private void tick() {
        if (isThere()) {
            awareness.tick(world.nowMs());
            world.time().after(TICK_NS, this::tick);
        }
    }

    void act() {
        if (isThere()) {
            awareness.setLocalState(Map.of("guest", (long) world.random().nextInt(1_000)), world.nowMs());
        }
    }

    void leave() {
        if (isThere()) {
            awareness.setLocalState(null, world.nowMs());
            hasLeft = true;
        }
    }

    /** Its gateway passes something on. */
    void hear(byte[] update) {
        later(() -> {
            if (!hasLeft) {
                awareness.apply(update, "gateway", world.nowMs());
            }
        });
    }

    /** Adds what it shows of itself. */
    void addTo(Map<Long, @Nullable Object> present) {
        if (isThere()) {
            present.put(awareness.localClient(), awareness.localState());
        }
    }

    /** What it sees. */
    Map<Long, @Nullable Object> seen() {
        return new TreeMap<>(awareness.states());
    }
}
