package io.zinc.core.spi;

/** The parent's side of an endpoint: one link to one parent. It opens with the direct path alone. */
public interface Uplink extends AutoCloseable {

    /**
     * Sends one frame to the parent on the direct path.
     *
     * @return false when the queue is full; nothing was sent then
     */
    boolean send(byte[] frame);

    /**
     * Opens the broadcast and push paths, which the parent's answer to the join named. Called at most once.
     *
     * @throws TransportException when an address is malformed
     */
    void attach(String broadcastAddress, String pushAddress);

    /**
     * Asks for broadcasts with a key: link token, then key. The parent decides. Repeated by the link when it reconnects.
     *
     * @throws IllegalStateException before {@link #attach}
     */
    void subscribe(byte[] request);

    /** Ends what {@link #subscribe} began with the same bytes. */
    void unsubscribe(byte[] request);

    /**
     * Sends one frame on the push path; it starts with the link token.
     *
     * @return false when the queue is full or the path is not open; nothing was sent then
     */
    boolean push(byte[] frame);

    /**
     * Hands over what has arrived, a bounded number of frames at a call. The caller polls again until it gets 0; only
     * then does {@link Readiness} tell of more. After polls without broadcasts it polls once with them on its own account.
     *
     * @param withBroadcasts whether broadcasts are taken too; without, they stay queued with the transport
     * @return how many frames were handed over; 0 when nothing is waiting
     */
    int poll(Receiver receiver, boolean withBroadcasts);

    /** Closes the link. Safe to call twice, and from an interrupted thread. */
    @Override
    void close();

    /** What an uplink hands over. */
    interface Receiver {

        /** A frame came from the parent on the direct path. */
        void fromParent(byte[] frame);

        /** A broadcast of the parent; starts with a key that this link subscribed to. */
        void broadcast(byte[] frame);
    }
}
