package io.zinc.gateway;

/** One protocol spoken on one socket. Confined to the socket's event loop. */
interface Conversation {

    /**
     * Takes a message.
     *
     * @throws RuntimeException when the bytes are none of the protocol's; the socket is closed then
     */
    void received(byte[] message);

    /** A message that says nothing. */
    byte[] keepAlive();

    /** At intervals. */
    void tick(long nowMs);

    /** The socket is no more. */
    void closed();
}
