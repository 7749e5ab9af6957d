package io.zinc.zeromq;

import java.nio.channels.SelectableChannel;

/**
 * One socket of a link, whatever library it is of. Used by one thread at a time, also by interrupted and virtual ones.
 *
 * <p>Its channel becomes readable when something has happened inside the socket, not when a frame is there: whoever was
 * woken by it receives until nothing is left. A send may use up that sign, so {@link #hasInput} is asked after sends.
 */
interface LinkSocket extends AutoCloseable {

    /** Where it is bound, with the real port; the empty string for a socket that connects. */
    String address();

    SelectableChannel channel();

    /** Looks after what happened inside, and tells whether something can be received. */
    boolean hasInput();

    /** Closes it; when it was bound, its port is free afterwards. What was just sent has a moment to get out. */
    @Override
    void close();
}
