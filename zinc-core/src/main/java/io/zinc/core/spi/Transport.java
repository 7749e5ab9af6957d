package io.zinc.core.spi;

import java.util.Set;

/**
 * A way to link endpoints: it opens the {@link Downlink} that a host or relay binds and the {@link Uplink} that a client
 * or relay connects.
 *
 * <p>A link has three independent paths: <em>broadcast</em> (parent to all children, filtered by key), <em>push</em>
 * (child to parent, bulk) and <em>direct</em> (one child and its parent, both ways). Each path keeps the order of its
 * frames and may lose frames, also in the middle of a stream; the tree protocol repairs that. No path may duplicate,
 * alter or reorder frames.
 *
 * <p>Frames are byte arrays that nobody changes after they were handed over: a transport may keep them, share them
 * among receivers and hand the same array to several of them.
 *
 * <p>Threads: links of one endpoint are called by one thread at a time (with a happens-before between the calls), not
 * always by the same one. No call blocks. A transport object itself may be used by any thread. Transports are found
 * with {@link java.util.ServiceLoader} by the scheme of an address, or are given to the endpoint.
 */
public interface Transport extends AutoCloseable {

    /** The address schemes it serves, such as {@code tcp}. */
    Set<String> schemes();

    /**
     * Binds a downlink.
     *
     * @param address what to bind, such as {@code tcp://127.0.0.1:5555}; port 0 takes a free one
     * @param advertisedHost the host name or address that children shall use, or the empty string for the bound one
     * @param limits what bounds the link's memory
     * @param readiness how the link tells its endpoint that there is something to poll
     * @throws TransportException when the address is malformed, not offered by this transport, or taken
     */
    Downlink bind(String address, String advertisedHost, LinkLimits limits, Readiness readiness);

    /**
     * The address that {@link #connect} shall get: the same with the host's name looked up, where there are names. Called
     * by a thread that may wait, before each connect, so that a slow answer keeps nothing else waiting.
     *
     * @throws TransportException when the name is not known, or the address is malformed or not offered
     */
    default String lookUp(String address) {
        return address;
    }

    /**
     * Opens an uplink to a parent's direct address. It returns at once; a parent that is not there yet is waited for by
     * the link, and only missing answers tell.
     *
     * @throws TransportException when the address is malformed or not offered by this transport
     */
    Uplink connect(String address, LinkLimits limits, Readiness readiness);

    /**
     * Has a thread of the transport that waits for the network run something short, as soon as it can: so an endpoint whose
     * own thread sleeps sends from the thread that has to send in the end. Any thread may call it; it does not wait.
     *
     * @return false when there is no such thread; nothing runs then
     */
    default boolean summon(Runnable task) {
        return false;
    }

    /** Frees what links share. Links still open are closed first. Closing twice is safe. */
    @Override
    void close();
}
