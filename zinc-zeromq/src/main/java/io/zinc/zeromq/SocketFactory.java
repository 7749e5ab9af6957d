package io.zinc.zeromq;

import io.zinc.core.spi.LinkLimits;

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

    /** Frees what the sockets share, threads above all. All sockets are closed before. */
    @Override
    void close();
}
