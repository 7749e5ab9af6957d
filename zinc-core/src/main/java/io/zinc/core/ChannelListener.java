package io.zinc.core;

/**
 * A subscription: it drains the inbound channel of its endpoint for one topic, and hands messages to its handler on a lane
 * of its own. Any thread may call it.
 */
public interface ChannelListener extends AutoCloseable {

    /** The topic's name. */
    String topic();

    /** How many messages wait for the handler; echoes count until they are looked at. */
    long lagMessages();

    /** How many messages the handler got. */
    long handled();

    /** How many messages it missed, for whatever reason, and was told of. */
    long gaps();

    /** How many messages were passed over by {@link SlowSubscriberPolicy#LATEST}. */
    long skipped();

    /** Whether it is closed, by its user, with its endpoint, or as a snail. */
    boolean isClosed();

    /** Unsubscribes. The handler gets nothing more, except what it is handling now. Closing twice is safe. */
    @Override
    void close();
}
