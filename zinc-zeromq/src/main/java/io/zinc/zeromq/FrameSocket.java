package io.zinc.zeromq;

import java.util.function.Consumer;

/** A socket whose frames come and go without saying whose they are: DEALER, XSUB, PUSH, PULL. */
interface FrameSocket extends LinkSocket {

    /** Queues a frame, or returns false when there is no room. */
    boolean send(byte[] frame);

    /** Hands over at most so many waiting frames, and tells how many it took from the queue. */
    int receive(Consumer<byte[]> receiver, int most);
}
