package io.zinc.crdt;

/** A registered listener; closing it ends the calls. */
public interface Subscription extends AutoCloseable {
    @Override
    void close();
}
