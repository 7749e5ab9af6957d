package io.zinc.zeromq;

/** A bound socket that knows its peers apart: ROUTER. */
interface PeerSocket extends LinkSocket {

    /** What became of a frame. */
    enum Sent {
        QUEUED,
        FULL,
        GONE
    }

    /** Takes what comes in. */
    interface Receiver {
        void received(long peer, byte[] frame);

        /** A peer's connection ended; its number does not come again. */
        void gone(long peer);
    }

    Sent send(long peer, byte[] frame);

    /** Hands over at most so many waiting frames, and tells how many it took from the queue, dropped ones included. */
    int receive(Receiver receiver, int most);

    /** Cuts the connection of a peer. Nothing of it is received afterwards. */
    void disconnect(long peer);
}
