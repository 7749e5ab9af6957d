package io.zinc.testing;

import io.zinc.core.GatedMessage;
import java.util.ArrayDeque;
import java.util.random.RandomGenerator;

/** The gate of a host: it holds a few messages for a while, and sends on one of the host's own for each. */
final class SimulatedGate {

    private final Life host;
    private final RandomGenerator random;
    private final ArrayDeque<GatedMessage> taken = new ArrayDeque<>();
    private final int room;

    SimulatedGate(Life host, RandomGenerator random) {
        this.host = host;
        this.random = random;
        // a session that waits for room is told again by timers, which runs of handovers do without
        this.room = host.world().scenario().isHandover ? Integer.MAX_VALUE : 1 + random.nextInt(30);
    }

    boolean offer(GatedMessage message) {
        Coverage coverage = host.world().coverage();
        if (taken.size() >= room) {
            coverage.once("gates full");
            return false;
        }
        host.world().history().gated(host.node().reign().reign(), message);
        coverage.once("messages gated");
        taken.add(message);
        if (taken.size() == 1) {
            long delayNs = VirtualTime.millis(random.nextInt(8) == 0 ? 400 : 10);
            host.world().time().after(random.nextLong(delayNs), () -> host.call(this::sendOn));
        }
        return true;
    }

    private void sendOn() {
        for (GatedMessage message : taken) {
            host.send(message.topic(), message.payload().length, false);
        }
        host.world().coverage().add("messages sent on by gates", taken.size());
        taken.clear();
    }

    /** Messages that it holds. */
    int waiting() {
        return taken.size();
    }
}
