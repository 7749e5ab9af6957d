package io.zinc.zeromq;

import io.zinc.core.InProcessTransport;
import io.zinc.core.ZincException.Category;
import io.zinc.core.spi.Downlink;
import io.zinc.core.spi.LinkLimits;
import io.zinc.core.spi.Readiness;
import io.zinc.core.spi.Transport;
import io.zinc.core.spi.TransportException;
import io.zinc.core.spi.Uplink;
import java.util.LinkedHashSet;
import java.util.Set;
import java.util.concurrent.ConcurrentHashMap;

/**
 * Links over ZeroMQ sockets: {@code tcp://HOST:PORT}.
 *
 * <p>A parent binds three sockets. Its address is that of the direct path, a ROUTER, which children reach with DEALERs;
 * the other two bind free ports on the same interface, and children learn of them when they join: broadcasts go from an
 * XPUB to XSUBs, pushes from PUSHes to a PULL. Where the parent listens on all interfaces ({@code tcp://*:5555}) and no
 * host was named to advertise, children are told to use the host at which they already reached it, and the direct
 * address that it tells others is this machine's first network address.
 *
 * <p>{@code inproc://} is offered by a transport from {@link #jeromq}, given to endpoints explicitly; its names are of
 * that object. The links are Zinc's own in-process links, since those of JeroMQ do not find a parent again that was
 * restarted. {@code ipc://} is refused.
 *
 * <p>What goes out just before a link is closed is still sent for half a second at most; {@link #close} may wait so long.
 */
public final class ZeroMqTransport implements Transport {

    private final SocketFactory sockets;
    private final InProcessTransport inProcess = InProcessTransport.isolated();
    private final Set<String> schemes;
    private final Set<Link> open = ConcurrentHashMap.newKeySet();

    /** Either end of a link. */
    interface Link {
        void close();
    }

    /** For {@link java.util.ServiceLoader}: over JeroMQ, and leaving {@code inproc://} to the in-process transport. */
    public ZeroMqTransport() {
        this(new JeroMqSockets(JeroMqSockets.Patience.DEFAULT), Set.of("tcp", "ipc"));
    }

    ZeroMqTransport(SocketFactory sockets, Set<String> schemes) {
        this.sockets = sockets;
        this.schemes = schemes;
    }

    /** Over JeroMQ, the ZeroMQ in pure Java; with {@code inproc://} names of its own. */
    public static ZeroMqTransport jeromq() {
        return new ZeroMqTransport(new JeroMqSockets(JeroMqSockets.Patience.DEFAULT), Set.of("tcp", "ipc", "inproc"));
    }

    /** {@inheritDoc} {@code ipc} is among them to be refused with its reason. */
    @Override
    public Set<String> schemes() {
        return schemes;
    }

    @Override
    public Downlink bind(String address, String advertisedHost, LinkLimits limits, Readiness readiness) {
        if (isInProcess(address)) {
            return inProcess.bind(address, advertisedHost, limits, readiness);
        }
        refuseIpc(address);
        TcpAddress tcp = TcpAddress.parse(address);
        ZeroMqDownlink downlink = ZeroMqDownlink.bind(this, sockets, tcp, advertisedHost, limits, readiness);
        open.add(downlink);
        return downlink;
    }

    @Override
    public String lookUp(String address) {
        if (isInProcess(address)) {
            return address;
        }
        refuseIpc(address);
        return TcpAddress.parseRemote(address).lookedUp().toString();
    }

    @Override
    public Uplink connect(String address, LinkLimits limits, Readiness readiness) {
        if (isInProcess(address)) {
            return inProcess.connect(address, limits, readiness);
        }
        refuseIpc(address);
        TcpAddress tcp = TcpAddress.parseRemote(address);
        ZeroMqUplink uplink = new ZeroMqUplink(this, sockets, tcp, limits, readiness);
        open.add(uplink);
        return uplink;
    }

    @Override
    public boolean summon(Runnable task) {
        return sockets.summon(task);
    }

    @Override
    public void close() {
        inProcess.close();
        new LinkedHashSet<>(open).forEach(Link::close);
        sockets.close();
    }

    void closed(Link link) {
        open.remove(link);
    }

    private boolean isInProcess(String address) {
        return address.startsWith("inproc://") && schemes.contains("inproc");
    }

    private static void refuseIpc(String address) {
        if (address.startsWith("ipc://")) {
            throw new TransportException(
                    Category.FIX_THE_CALL,
                    address + " is not offered: JeroMQ's ipc is a TCP port on the loopback interface that every user of"
                            + " this machine can reach; write tcp://127.0.0.1:PORT and have joins authenticated");
        }
    }
}
