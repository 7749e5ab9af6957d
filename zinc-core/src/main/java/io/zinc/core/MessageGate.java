package io.zinc.core;

/**
 * Stands before topics of a host: what other endpoints send there is handed to it instead of being ordered; it sends on,
 * with {@link Endpoint#send} of the host, what it lets through.
 *
 * @see Endpoint#gate
 */
@FunctionalInterface
public interface MessageGate {

    /**
     * Takes a message. Called in the order in which each session sent, by one thread at a time, which the links wait for: it must
     * hand the message over and return at once. What is taken is acknowledged as sequenced.
     *
     * @return false when there is no room now: the message is not taken and will be offered again; its session waits,
     *     others go on, and nothing is lost. An ephemeral message is lost
     */
    boolean offer(GatedMessage message);
}
