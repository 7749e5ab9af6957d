package io.zinc.testing;

import java.nio.charset.StandardCharsets;
import java.util.LinkedHashSet;
import java.util.Set;
import org.jspecify.annotations.Nullable;

/**
 * One path of a link, seen as the transport's connection: made to whoever has the address, and made again, silently, when
 * it breaks.
 */
final class Connection {

    /** Which of a link's three paths it is. */
    enum Path {
        BROADCAST,
        PUSH,
        DIRECT
    }

    private static final long RECONNECT_NS = VirtualTime.millis(20);

    final Path path;
    final Party child;
    final Channel up;
    final Channel down;

    /** Broadcast: the requests that the child's side repeats whenever it connects. */
    private final Set<String> wanted = new LinkedHashSet<>();

    /** Broadcast: the requests that the parent's side has approved. */
    final Set<String> approved = new LinkedHashSet<>();

    private final Network network;
    private final String address;
    private @Nullable ParentLink parent;
    long peer;
    boolean isIgnored;
    private boolean isClosed;

    Connection(Network network, Party child, Path path, String address) {
        this.network = network;
        this.child = child;
        this.path = path;
        this.address = address;
        String names = child.name() + "<>" + address + " " + path;
        this.up = new Channel(network, names + " up", this::isCut);
        this.down = new Channel(network, names + " down", this::isCut);
        network.opened(this);
        tryConnect();
    }

    boolean isConnected() {
        return parent != null;
    }

    boolean isClosed() {
        return isClosed;
    }

    String address() {
        return address;
    }

    @Nullable
    ParentLink parent() {
        return parent;
    }

    private boolean isCut() {
        return network.isCut(child) || (parent != null && network.isCut(parent.owner()));
    }

    private void tryConnect() {
        if (isClosed || parent != null) {
            return;
        }
        ParentLink link = network.at(address);
        if (link == null || network.isCut(child) || network.isCut(link.owner())) {
            network.time().after(RECONNECT_NS / 2 + network.random().nextLong(RECONNECT_NS), this::tryConnect);
            return;
        }
        parent = link;
        isIgnored = false;
        up.connected(link.owner());
        down.connected(child);
        link.connected(this);
        if (path == Path.BROADCAST) {
            up.clear();
            wanted.forEach(request -> up.send(requestFrame('+', request)));
        }
    }

    /** It breaks without a word; the child's side connects again after a while. */
    void breakSilently() {
        if (parent == null) {
            return;
        }
        parent.disconnected(this);
        parent = null;
        approved.clear();
        up.broken(network.random());
        down.senderGone();
        network.time().after(network.random().nextLong(10 * RECONNECT_NS), this::tryConnect);
    }

    /** The child's side closes it. */
    void close() {
        isClosed = true;
        if (parent != null) {
            parent.disconnected(this);
            parent = null;
        }
        network.closed(this);
    }

    void subscribe(byte[] request) {
        String text = text(request);
        if (wanted.add(text) && parent != null) {
            up.send(requestFrame('+', text));
        }
    }

    void unsubscribe(byte[] request) {
        String text = text(request);
        if (wanted.remove(text) && parent != null) {
            up.send(requestFrame('-', text));
        }
    }

    static String text(byte[] request) {
        return new String(request, StandardCharsets.ISO_8859_1);
    }

    static byte[] requestFrame(char sign, String request) {
        return (sign + request).getBytes(StandardCharsets.ISO_8859_1);
    }

    boolean receives(String key) {
        for (String request : approved) {
            if (request.endsWith(key)) {
                return true;
            }
        }
        return false;
    }
}
