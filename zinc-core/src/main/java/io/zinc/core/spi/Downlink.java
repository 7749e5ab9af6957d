package io.zinc.core.spi;

/**
 * The children's side of an endpoint: one bound link with any number of peers below.
 *
 * <p>A peer is known by a number that the transport gives to each direct connection and never gives to another one
 * while the downlink is open. Whether a peer may say anything is decided by the receiver, not by the transport.
 */
public interface Downlink extends AutoCloseable {

    /** Length in bytes of the ASCII key at the start of each broadcast frame. */
    int KEY_BYTES = 16;

    /** Length in bytes of the link token at the start of each pushed frame and each subscription request. */
    int TOKEN_BYTES = 16;

    /** Where children reach this link; a port 0 of the bound address is replaced by the real one. */
    LinkAddresses addresses();

    /**
     * Sends one frame to one child on the direct path.
     *
     * @return false when the peer is gone or its queue is full; nothing was sent then
     */
    boolean send(long peer, byte[] frame);

    /** Sends a frame to all peers that subscribed to the key in its first {@link #KEY_BYTES} bytes; dropped for full ones. */
    void broadcast(byte[] frame);

    /** Drops the direct connection of a peer and what is kept for it. Nothing of it is handed over afterwards. */
    void disconnect(long peer);

    /**
     * Ends all subscriptions that were approved for requests with a link token, drops the connections that made them,
     * and frees what is queued for those. Does nothing for a token without subscriptions.
     */
    void revoke(byte[] token);

    /**
     * Hands over what has arrived, a bounded number of frames at a call. The caller polls again until it gets 0; only
     * then does {@link Readiness} tell of more. After polls without pushed frames it polls once with them on its own
     * account.
     *
     * @param withPushed whether pushed frames are taken too; without, they stay queued with the transport
     * @return how many frames and requests were taken, dropped ones included; 0 when nothing is waiting
     */
    int poll(Receiver receiver, boolean withPushed);

    /** What this link dropped so far. May be called by any thread. */
    LinkCounts counts();

    /** Closes the link and frees its address. Safe to call twice, and from an interrupted thread. */
    @Override
    void close();

    /** What a downlink hands over. */
    interface Receiver {

        /** A frame came from a child on the direct path. */
        void fromChild(long peer, byte[] frame);

        /** A frame was pushed by someone who knows the address: its first {@link #TOKEN_BYTES} bytes tell who. */
        void pushed(byte[] frame);

        /**
         * Someone asks to receive broadcasts. An approved key lasts until the request is withdrawn, its connection ends,
         * or its token is revoked.
         *
         * @param request link token ({@link #TOKEN_BYTES} bytes), then key ({@link #KEY_BYTES} bytes); any bytes when it
         *     comes from a stranger
         * @return whether the key is applied for the asking connection
         */
        boolean subscriptionRequested(byte[] request);
    }
}
