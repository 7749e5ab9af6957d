package io.zinc.core;

import java.util.function.Consumer;

/** The gates of a host, as the protocol meets them. */
final class OpenGates {

    private final ByPrefix<MessageGate> gates = new ByPrefix<>("gate");
    private final Consumer<Throwable> faults;

    /** @param faults told of what gates throw */
    OpenGates(Consumer<Throwable> faults) {
        this.faults = faults;
    }

    String add(String prefix, MessageGate gate) {
        return gates.add(prefix, gate);
    }

    /** Offers a message to its gate. A gate that throws has not taken it. */
    boolean offer(GatedMessage message) {
        MessageGate gate = gates.find(message.topic());
        try {
            return gate != null && gate.offer(message);
        } catch (RuntimeException e) {
            faults.accept(e);
            return false;
        }
    }
}
