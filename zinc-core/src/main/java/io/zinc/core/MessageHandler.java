package io.zinc.core;

/**
 * The user's code that a subscription calls, one message after another in sequence order, never twice for the same one; ephemeral
 * messages come in between, as they come.
 *
 * <p>It runs on a virtual thread or on the endpoint's executor, never on a thread that serves sockets; it may block. What
 * it throws goes to the endpoint's error listener, and the next message follows.
 */
@FunctionalInterface
public interface MessageHandler<T> {

    void handle(Message<T> message) throws Exception;

    /** Messages of this topic will not come. Called in their place, between the messages before and after them. */
    default void missed(Missed missed) {}
}
