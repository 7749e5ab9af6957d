package io.zinc.zeromq;

import java.security.SecureRandom;

/**
 * What a ROUTER receives in the name of a peer when its connection has ended: bytes that are chosen for each socket and
 * never sent to anyone, so that nobody else can say farewell for a peer.
 */
final class Farewells {

    private static final int BYTES = 16;
    private static final SecureRandom RANDOM = new SecureRandom();

    private Farewells() {}

    static byte[] next() {
        byte[] farewell = new byte[BYTES];
        RANDOM.nextBytes(farewell);
        return farewell;
    }
}
