package io.zinc.core;

import io.zinc.core.spi.Downlink;
import io.zinc.core.spi.LinkLimits;
import io.zinc.core.spi.Readiness;
import io.zinc.core.spi.Transport;
import io.zinc.core.spi.TransportException;
import io.zinc.core.spi.Uplink;
import java.util.Set;
import java.util.concurrent.ConcurrentHashMap;

/**
 * Links between endpoints of one JVM, without sockets: {@code inproc://NAME}.
 *
 * <p>Frames are handed over as they are, in bounded queues. It has the same manners as a transport over a network:
 * endpoints connect before or after the name is bound and find its next owner by themselves, subscriptions are decided by
 * the parent, full subscribers miss broadcasts.
 *
 * <p>Endpoints that are to meet under a name must share a space of names. Each transport that {@link #InProcessTransport()}
 * or {@link java.util.ServiceLoader} makes uses the one of this class, that is, of its class loader. It is the only global
 * state of Zinc, as ports are of a machine. {@link #isolated} makes a transport with a space of its own, for tests.
 */
public final class InProcessTransport implements Transport {

    private static final String SCHEME = "inproc";
    private static final int MAX_NAME_CHARACTERS = 255;
    private static final InProcessNames SHARED_NAMES = new InProcessNames();

    /** Either end of a link. */
    interface Link {
        void close();
    }

    private final InProcessNames names;
    private final Set<Link> open = ConcurrentHashMap.newKeySet();

    /** A transport whose names are shared by all that are made so. */
    public InProcessTransport() {
        this(SHARED_NAMES);
    }

    private InProcessTransport(InProcessNames names) {
        this.names = names;
    }

    /** A transport with names of its own: only links of this very object meet. */
    public static InProcessTransport isolated() {
        return new InProcessTransport(new InProcessNames());
    }

    @Override
    public Set<String> schemes() {
        return Set.of(SCHEME);
    }

    /** {@inheritDoc} The advertised host has no meaning here. */
    @Override
    public Downlink bind(String address, String advertisedHost, LinkLimits limits, Readiness readiness) {
        String name = nameIn(address);
        InProcessDownlink downlink = new InProcessDownlink(this, name, limits, readiness);
        names.bind(name, downlink);
        open.add(downlink);
        return downlink;
    }

    @Override
    public Uplink connect(String address, LinkLimits limits, Readiness readiness) {
        String name = nameIn(address);
        InProcessUplink uplink = new InProcessUplink(this, name, limits, readiness);
        names.connect(name, uplink);
        open.add(uplink);
        return uplink;
    }

    @Override
    public void close() {
        open.forEach(Link::close);
    }

    InProcessNames names() {
        return names;
    }

    void closed(Link link) {
        open.remove(link);
    }

    static String addressOf(String name) {
        return SCHEME + "://" + name;
    }

    static String nameIn(String address) {
        String prefix = SCHEME + "://";
        String name = address.startsWith(prefix) ? address.substring(prefix.length()) : "";
        if (name.isEmpty()
                || name.length() > MAX_NAME_CHARACTERS
                || !name.chars().allMatch(c -> c > ' ' && c < 127)) {
            throw new TransportException(
                    ZincException.Category.FIX_THE_CALL,
                    "'" + address + "' is not an in-process address; write inproc://NAME with 1 to "
                            + MAX_NAME_CHARACTERS + " visible ASCII characters");
        }
        return name;
    }
}
