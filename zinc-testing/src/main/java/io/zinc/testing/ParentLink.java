package io.zinc.testing;

import io.zinc.core.spi.Downlink;
import io.zinc.core.spi.LinkAddresses;
import java.nio.charset.StandardCharsets;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;

/** The bound side of links: a simulated {@link Downlink}. */
final class ParentLink {

    private final Network network;
    private final Party owner;
    private final LinkAddresses addresses;
    private final Map<Long, Connection> direct = new LinkedHashMap<>();
    private final List<Connection> pushes = new ArrayList<>();
    private final List<Connection> broadcasts = new ArrayList<>();
    private long lastPeer;
    private int turn;

    ParentLink(Network network, Party owner, String address) {
        this.network = network;
        this.owner = owner;
        this.addresses = new LinkAddresses(address, address + "/broadcast", address + "/push");
        network.bind(addresses.direct(), this);
        network.bind(addresses.broadcast(), this);
        network.bind(addresses.push(), this);
    }

    LinkAddresses addresses() {
        return addresses;
    }

    Party owner() {
        return owner;
    }

    void connected(Connection connection) {
        switch (connection.path) {
            case DIRECT -> {
                connection.peer = ++lastPeer;
                direct.put(connection.peer, connection);
            }
            case PUSH -> pushes.add(connection);
            case BROADCAST -> broadcasts.add(connection);
        }
    }

    void disconnected(Connection connection) {
        switch (connection.path) {
            case DIRECT -> direct.remove(connection.peer);
            case PUSH -> pushes.remove(connection);
            case BROADCAST -> broadcasts.remove(connection);
        }
    }

    boolean send(long peer, byte[] frame) {
        Connection connection = direct.get(peer);
        if (connection == null || connection.isIgnored || connection.down.isFull()) {
            return false;
        }
        connection.down.send(frame);
        return true;
    }

    void broadcast(byte[] frame) {
        String key = new String(frame, 0, Downlink.KEY_BYTES, StandardCharsets.ISO_8859_1);
        for (Connection connection : broadcasts) {
            if (connection.receives(key)) {
                if (connection.down.isFull()) {
                    network.dropped(connection.down.name(), frame);
                } else {
                    connection.down.send(frame);
                }
            }
        }
    }

    /** Ends what a child has here; its side may or may not notice. */
    void disconnect(long peer, byte[] token) {
        Connection connection = direct.get(peer);
        if (connection != null) {
            if (network.random().nextBoolean()) {
                connection.breakSilently();
            } else {
                connection.isIgnored = true;
                connection.up.clear();
            }
        }
        String prefix = Connection.text(token);
        for (Connection broadcast : List.copyOf(broadcasts)) {
            if (broadcast.approved.removeIf(request -> request.startsWith(prefix)) && broadcast.approved.isEmpty()) {
                broadcast.breakSilently();
            }
        }
    }

    /** Hands over what has arrived on the direct path and as subscription requests. */
    boolean pollControl(Downlink.Receiver receiver) {
        boolean isAny = false;
        for (Connection connection : List.copyOf(direct.values())) {
            byte[] frame = connection.up.poll();
            while (frame != null) {
                isAny = true;
                if (!connection.isIgnored) {
                    network.arrived(connection.up.name(), frame);
                    receiver.fromChild(connection.peer, frame);
                }
                frame = connection.parent() == this ? connection.up.poll() : null;
            }
        }
        return isAny;
    }

    boolean pollRequests(Downlink.Receiver receiver) {
        boolean isAny = false;
        for (Connection connection : List.copyOf(broadcasts)) {
            byte[] frame = connection.up.poll();
            while (frame != null) {
                isAny = true;
                byte[] request = Arrays.copyOfRange(frame, 1, frame.length);
                if (frame[0] == '-') {
                    connection.approved.remove(Connection.text(request));
                } else {
                    boolean isApproved = receiver.subscriptionRequested(request);
                    if (isApproved) {
                        connection.approved.add(Connection.text(request));
                        if (connection.child.isStranger() && !owner.isStranger()) {
                            throw new Violation(Promise.HOSTILE_INPUT, owner.name() + " let a stranger subscribe");
                        }
                    }
                    boolean told = isApproved;
                    network.story()
                            .tell(
                                    owner.name(),
                                    () -> (told ? "applies " : "refuses ") + connection.up.name() + " "
                                            + FrameText.request(request));
                }
                frame = connection.parent() == this ? connection.up.poll() : null;
            }
        }
        return isAny;
    }

    /** Hands over one pushed frame, of one child after another. */
    boolean pollPushed(Downlink.Receiver receiver) {
        for (int i = 0; i < pushes.size(); i++) {
            Connection connection = pushes.get((turn + i) % pushes.size());
            byte[] frame = connection.up.poll();
            if (frame != null) {
                turn++;
                network.arrived(connection.up.name(), frame);
                receiver.pushed(frame);
                return true;
            }
        }
        return false;
    }

    long nextControlArrivalNs() {
        long next = Long.MAX_VALUE;
        for (Connection connection : direct.values()) {
            next = Math.min(next, connection.up.nextArrivalNs());
        }
        for (Connection connection : broadcasts) {
            next = Math.min(next, connection.up.nextArrivalNs());
        }
        return next;
    }

    long nextPushArrivalNs() {
        long next = Long.MAX_VALUE;
        for (Connection connection : pushes) {
            next = Math.min(next, connection.up.nextArrivalNs());
        }
        return next;
    }

    void close() {
        network.unbind(addresses.direct(), this);
        network.unbind(addresses.broadcast(), this);
        network.unbind(addresses.push(), this);
        List<Connection> all = new ArrayList<>(direct.values());
        all.addAll(pushes);
        all.addAll(broadcasts);
        all.forEach(Connection::breakSilently);
    }
}
