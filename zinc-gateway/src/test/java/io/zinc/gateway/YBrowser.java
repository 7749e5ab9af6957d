package io.zinc.gateway;

import io.zinc.crdt.Frame;
import io.zinc.crdt.MalformedUpdateException;
import io.zinc.crdt.SyncConnection;
import io.zinc.crdt.SyncMessage;
import java.net.URI;
import java.net.http.HttpClient;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.concurrent.CopyOnWriteArrayList;
import org.jspecify.annotations.Nullable;

/** A browser with a y-websocket client, which has one document open. */
final class YBrowser extends Replica implements AutoCloseable {

    private final HttpClient http;
    private final Map<String, String> headers = new LinkedHashMap<>();
    private final List<Frame> heard = new CopyOnWriteArrayList<>();
    private URI uri;
    private boolean isLosingNext;
    private @Nullable ClientSocket socket;
    private @Nullable SyncConnection connection;

    YBrowser(HttpClient http, Gateway gateway, String room) {
        this.http = http;
        this.uri = ClientSocket.uri(gateway, "/yjs/" + room);
    }

    /** Connects elsewhere from now on. */
    YBrowser goTo(Gateway gateway, String room) {
        uri = ClientSocket.uri(gateway, "/yjs/" + room);
        return this;
    }

    YBrowser header(String name, String value) {
        headers.put(name, value);
        return this;
    }

    /** Opens a socket; what was edited meanwhile goes to the gateway, and what came there comes here. */
    YBrowser connect() {
        ClientSocket opened = new ClientSocket(http, uri, headers);
        lock.lock();
        try {
            socket = opened;
            connection =
                    new SyncConnection(SyncConnection.Role.CLIENT, doc, awareness, message -> pass(opened, message));
        } finally {
            lock.unlock();
        }
        opened.listen(this::received);
        return this;
    }

    private void pass(ClientSocket to, byte[] message) {
        if (isLosingNext) {
            isLosingNext = false;
        } else {
            to.send(message);
        }
    }

    /** The next message does not get through. */
    void loseNext() {
        lock.lock();
        try {
            isLosingNext = true;
        } finally {
            lock.unlock();
        }
    }

    private void received(byte[] message) {
        heard.add(Frame.decode(message));
        lock.lock();
        try {
            if (connection != null) {
                connection.receive(message, nowMs());
            }
        } catch (MalformedUpdateException e) {
            throw new AssertionError("a gateway sent what is no message", e);
        } finally {
            lock.unlock();
        }
    }

    /** Leaves politely: says so to others, and closes the socket. */
    void disconnect() {
        lock.lock();
        try {
            if (connection != null) {
                connection.close(nowMs());
            }
            connection = null;
        } finally {
            lock.unlock();
        }
        socket().close();
    }

    /** Loses the connection, while the gateway does not notice; what is returned ends it. */
    ClientSocket leaveOpen() {
        lock.lock();
        try {
            if (connection != null) {
                connection.close();
            }
            connection = null;
        } finally {
            lock.unlock();
        }
        return socket();
    }

    /** Loses the connection. */
    void vanish() {
        leaveOpen().vanish();
    }

    ClientSocket socket() {
        if (socket == null) {
            throw new IllegalStateException("connect first");
        }
        return socket;
    }

    boolean isSynced() {
        lock.lock();
        try {
            return connection != null && connection.isSynced();
        } finally {
            lock.unlock();
        }
    }

    /** Why the gateway refused, or null. */
    @Nullable
    String denied() {
        lock.lock();
        try {
            return connection == null ? null : connection.denied();
        } finally {
            lock.unlock();
        }
    }

    /** What the gateway has sent. */
    List<Frame> heard() {
        return heard;
    }

    /** How many updates the gateway has sent. */
    long updatesHeard() {
        return heard.stream()
                .filter(frame -> frame instanceof Frame.Sync sync && sync.message() instanceof SyncMessage.Change)
                .count();
    }

    void send(Frame frame) {
        socket().send(frame.encode());
    }

    @Override
    public void close() {
        if (socket != null && !socket.isClosed()) {
            vanish();
        }
    }
}
