package io.zinc.core;

/** The place of an endpoint in the tree. */
public enum Role {
    /** The root: puts messages in order. */
    HOST,
    /** Has a parent and children. */
    RELAY,
    /** A leaf. */
    CLIENT
}
