package io.zinc.zeromq;

import io.zinc.core.ZincException.Category;
import io.zinc.core.spi.TransportException;
import java.net.Inet4Address;
import java.net.Inet6Address;
import java.net.InetAddress;
import java.net.NetworkInterface;
import java.net.SocketException;
import java.net.UnknownHostException;
import java.util.Arrays;
import java.util.regex.Matcher;
import java.util.regex.Pattern;

/**
 * A {@code tcp://HOST:PORT} address. The host is a name, an IPv4 address, an IPv6 address in brackets, or {@code *} for
 * all interfaces; in an address that a parent advertises {@code *} means the host at which the child already reached it.
 */
record TcpAddress(String host, int port) {

    private static final String ANY_HOST = "*";
    private static final Pattern FORM = Pattern.compile("tcp://(\\[[0-9A-Fa-f:.%\\w]+]|[\\w.-]+|\\*):(\\d{1,5})");

    static TcpAddress parse(String address) {
        Matcher matcher = FORM.matcher(address);
        if (!matcher.matches() || Integer.parseInt(matcher.group(2)) > 65_535) {
            throw new TransportException(
                    Category.FIX_THE_CALL,
                    "'" + address + "' is not a TCP address; write tcp://HOST:PORT, such as tcp://127.0.0.1:5555,"
                            + " tcp://[::1]:5555 or tcp://*:5555, with a port up to 65535");
        }
        return new TcpAddress(matcher.group(1), Integer.parseInt(matcher.group(2)));
    }

    /** An address to connect to: it needs a port, and a host other than {@code *}. */
    static TcpAddress parseRemote(String address) {
        TcpAddress parsed = parse(address);
        if (parsed.port == 0 || parsed.isAnyHost()) {
            throw new TransportException(
                    Category.FIX_THE_CALL,
                    "'" + address + "' says where to listen, not where to connect; name the host and the port");
        }
        return parsed;
    }

    /** Whether it listens on all interfaces. */
    boolean isAnyHost() {
        return host.equals(ANY_HOST) || host.equals("0.0.0.0") || host.equals("[::]");
    }

    boolean isAnyAdvertisedHost() {
        return host.equals(ANY_HOST);
    }

    TcpAddress withPort(int otherPort) {
        return new TcpAddress(host, otherPort);
    }

    TcpAddress withAnyHost() {
        return new TcpAddress(ANY_HOST, port);
    }

    /** @param otherHost a name or address, an IPv6 address with or without brackets */
    TcpAddress withHost(String otherHost) {
        boolean needsBrackets = otherHost.indexOf(':') >= 0 && !otherHost.startsWith("[");
        return parse("tcp://" + (needsBrackets ? "[" + otherHost + "]" : otherHost) + ":" + port);
    }

    /** The same with a host that other machines can reach, most likely: this machine's first address of a network. */
    TcpAddress withReachableHost() {
        try {
            return NetworkInterface.networkInterfaces()
                    .filter(TcpAddress::isUsable)
                    .flatMap(NetworkInterface::inetAddresses)
                    .filter(address -> address instanceof Inet4Address && !address.isLinkLocalAddress())
                    .findFirst()
                    .map(address -> withHost(address.getHostAddress()))
                    .orElseGet(() -> withHost("127.0.0.1"));
        } catch (SocketException e) {
            return withHost("127.0.0.1");
        }
    }

    private static boolean isUsable(NetworkInterface network) {
        try {
            return network.isUp() && !network.isLoopback();
        } catch (SocketException e) {
            return false;
        }
    }

    /** The same with an address for the host's name, of IPv4 if it has one. May take a while. */
    TcpAddress lookedUp() {
        InetAddress[] all = resolve();
        InetAddress one = Arrays.stream(all)
                .filter(Inet4Address.class::isInstance)
                .findFirst()
                .orElse(all[0]);
        return withHost(one.getHostAddress());
    }

    /** Whether the sockets have to speak IPv6. Looks the host up when it is a name, which may take a while. */
    boolean isIpv6() {
        if (host.equals(ANY_HOST)) {
            return false;
        }
        return Arrays.stream(resolve()).allMatch(Inet6Address.class::isInstance);
    }

    /** Whether this machine has the address, so that it can be bound. */
    boolean isLocal() {
        if (isAnyHost()) {
            return true;
        }
        for (InetAddress address : resolve()) {
            try {
                if (address.isLoopbackAddress() || NetworkInterface.getByInetAddress(address) != null) {
                    return true;
                }
            } catch (SocketException e) {
                return true;
            }
        }
        return false;
    }

    private InetAddress[] resolve() {
        try {
            return InetAddress.getAllByName(host);
        } catch (UnknownHostException e) {
            throw new TransportException(
                    Category.RETRY,
                    "the host of " + this + " is unknown; check its spelling, or the name service of this machine",
                    e);
        }
    }

    @Override
    public String toString() {
        return "tcp://" + host + ":" + port;
    }
}
