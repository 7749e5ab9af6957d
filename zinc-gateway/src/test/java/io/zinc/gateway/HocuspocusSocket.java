package io.zinc.gateway;

import io.zinc.crdt.HocuspocusFrame;
import java.net.http.HttpClient;
import java.util.List;
import java.util.Map;
import java.util.concurrent.ConcurrentHashMap;
import java.util.concurrent.CopyOnWriteArrayList;

/** A socket of a browser with a Hocuspocus client, for several documents. */
final class HocuspocusSocket implements AutoCloseable {

    private final ClientSocket socket;
    private final Map<String, HocuspocusDocument> documents = new ConcurrentHashMap<>();
    private final List<HocuspocusFrame> heard = new CopyOnWriteArrayList<>();

    HocuspocusSocket(HttpClient http, Gateway gateway) {
        this.socket = new ClientSocket(http, ClientSocket.uri(gateway, "/hocuspocus"), Map.of());
        socket.listen(this::received);
    }

    private void received(byte[] message) {
        HocuspocusFrame frame = HocuspocusFrame.decode(message);
        heard.add(frame);
        HocuspocusDocument document = documents.get(frame.address());
        if (document != null) {
            document.received(frame.body());
        }
        if (frame.body() instanceof HocuspocusFrame.Ping) {
            send("", new HocuspocusFrame.Pong());
        }
    }

    /** Opens a document as the provider does: token, step 1 and presence, without waiting for an answer. */
    HocuspocusDocument open(String address, String token) {
        HocuspocusDocument document = prepare(address);
        document.start(token);
        return document;
    }

    /** A document that will be spoken of, of which nothing was said yet. */
    HocuspocusDocument prepare(String address) {
        HocuspocusDocument document = new HocuspocusDocument(this, address);
        documents.put(address, document);
        return document;
    }

    void send(String address, HocuspocusFrame.Body body) {
        socket.send(new HocuspocusFrame(address, body).encode());
    }

    ClientSocket socket() {
        return socket;
    }

    /** All that came, of all documents. */
    List<HocuspocusFrame> heard() {
        return heard;
    }

    @Override
    public void close() {
        if (!socket.isClosed()) {
            socket.vanish();
        }
    }
}
