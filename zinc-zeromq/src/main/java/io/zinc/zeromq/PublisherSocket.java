package io.zinc.zeromq;

import java.util.function.Predicate;

/** A bound socket that sends a frame to those who were allowed to subscribe to its key: XPUB. */
interface PublisherSocket extends LinkSocket {

    /** Decides at most so many waiting subscription requests, and tells how many it took from the queue. */
    int decide(Predicate<byte[]> approval, int most);

    void broadcast(byte[] frame);

    void revoke(byte[] token);
}
