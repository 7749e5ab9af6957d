package io.zinc.zeromq;

import io.zinc.core.spi.LinkLimits;
import io.zinc.core.spi.Readiness;

/**
 * A ZeroMQ library: it makes the sockets of links. Addresses are {@code tcp://HOST:PORT} with an address that was parsed
 * before; sockets that connect wait for a parent that is not there yet.
 */
interface SocketFactory extends AutoCloseable {

    PeerSocket bindDirect(TcpAddress address, LinkLimits limits, LinkCounters counters);

    PublisherSocket bindPublisher(TcpAddress address, LinkLimits limits, LinkCounters counters);

    FrameSocket bindPull(TcpAddress address, LinkLimits limits, LinkCounters counters);

    FrameSocket connectDirect(TcpAddress address, LinkLimits limits);

    FrameSocket connectSubscriber(TcpAddress address, LinkLimits limits);

    FrameSocket connectPush(TcpAddress address, LinkLimits limits);

    /** From now on, until the socket is closed, tells when something has happened in it, and once at the beginning. */
    void watch(LinkSocket socket, Readiness readiness);

    /** Has one of the threads that tell of sockets run something short soon; false when there is none. */
    boolean summon(Runnable task);

    /** Frees what the sockets share, threads above all. All sockets are closed before. */
    @Override
    void close();
}
