package io.zinc.core.spi;

import java.nio.channels.SelectableChannel;
import java.nio.channels.SelectionKey;

/**
 * How a link wakes the thread that polls it. Any thread may call it; an interrupted thread may too. A link also calls it
 * when a send, by whichever thread, has found something to poll, and when there is room again on a path that refused a
 * frame.
 */
public interface Readiness {

    /**
     * Watches a non-blocking channel: the endpoint's thread wakes up when one of the operations is possible, and polls.
     * Cancelling the returned key, or closing the channel, ends that.
     *
     * @param operations an interest set of {@link SelectionKey}
     */
    SelectionKey watch(SelectableChannel channel, int operations);

    /** Makes the endpoint's thread poll its links soon. Cheap when it is already about to. */
    void wakeUp();
}
