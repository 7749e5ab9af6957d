package io.zinc.core;

/** How safe a sent message is. */
public enum Ack {
    /** The host has given it its place in the topic. It survives the loss of any relay or client, not that of the host. */
    SEQUENCED
}
