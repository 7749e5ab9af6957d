package io.zinc.core;

/** How safe a sent message is. */
public enum Ack {
    /** The host has given it its place in the topic. It survives the loss of any relay or client, not that of the host. */
    SEQUENCED,

    /**
     * The host's store has it on disk, forced. It survives the loss of every process and of power, not that of the host's
     * disk. Only topics with a store have this level.
     */
    DURABLE
}
