package io.zinc.crdt;

/** JavaScript's {@code undefined}, which Yjs can store and which is not {@code null}. */
public enum Undefined {
    /** The only value. */
    UNDEFINED;

    @Override
    public String toString() {
        return "undefined";
    }
}
