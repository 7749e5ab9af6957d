package io.zinc.core.protocol;

import io.zinc.core.spi.Downlink;
import java.nio.charset.StandardCharsets;

/**
 * Everything of the protocol that reads bytes from the network, fed with bytes that nobody should send: to a small tree
 * that is at work, so that the bytes get past the first checks.
 */
final class Decoders {

    private final Rig rig = new Rig();
    private final Rig.Node host = rig.host();
    private final Rig.Node relay = rig.relay("relay", host);
    private final Rig.Node client = rig.client("client", relay);
    private final Rig.Heard heard = client.subscribe("t");

    Decoders() {
        client.send("t", "one", "two");
        host.turn(() -> host.node.respond("t"));
        host.answers = question -> new byte[10_000];
        client.request(1, "t", "all of it");
        rig.advance(50);
    }

    /** The kinds of bytes there are. */
    static final int KINDS = 8;

    /** Feeds bytes to one decoder. */
    void feed(int kind, byte[] bytes) {
        switch (Math.floorMod(kind, KINDS)) {
            case 0 -> relay.turn(() -> relay.node.fromParent(bytes));
            case 1 -> relay.turn(() -> relay.node.fromChild(client.peer, bytes));
            case 2 -> host.turn(() -> host.node.fromChild(12_345, bytes));
            case 3 -> relay.turn(() -> relay.node.pushed(withToken(client, bytes)));
            case 4 -> host.turn(() -> host.node.pushed(withToken(relay, bytes)));
            case 5 -> relay.turn(() -> relay.node.broadcast(bytes));
            case 6 -> relay.turn(() -> relay.node.subscriptionRequested(withToken(client, bytes)));
            default -> walk(bytes);
        }
    }

    private static byte[] withToken(Rig.Node child, byte[] bytes) {
        byte[] frame = bytes.clone();
        if (frame.length >= Downlink.TOKEN_BYTES) {
            child.node.upstream.token().write(frame, 0);
        }
        return frame;
    }

    private static void walk(byte[] bytes) {
        Wire.getLength(bytes, 0, bytes.length);
        if (Frames.isWellFormed(bytes)) {
            Frames.Runs runs = new Frames.Runs(bytes);
            while (runs.next()) {
                Frames.messagesTile(bytes, runs.start(), runs.end(), runs.count(), 4096);
            }
        }
    }

    /** Frames of the tree at work, with the kind that reads them. */
    Iterable<Sample> samples() {
        return rig.passed.stream()
                .map(passing -> new Sample(
                        switch (passing.path()) {
                            case DOWN -> 0;
                            case UP -> passing.to() == host ? 2 : 1;
                            case PUSH -> passing.to() == host ? 4 : 3;
                            case BROADCAST -> 5;
                        },
                        passing.frame()))
                .toList();
    }

    /** A frame and what reads it. */
    record Sample(int kind, byte[] frame) {}

    /** After the trouble, new endpoints join and are served, and nothing has piled up. */
    boolean isSound() {
        rig.advance(3_000);
        Rig.Node newcomer = rig.client("newcomer", host);
        Rig.Heard news = newcomer.subscribe("news");
        host.send("news", "hello");
        rig.advance(50);
        Held held = host.node.held();
        return news.heard.get(news.heard.size() - 1).equals("hello")
                && heard.heard.contains("two")
                && heard.heard.stream().allMatch(Decoders::isKnown)
                && held.reorderBytes() == 0
                && held.children() < 10
                && relay.node.held().routes() < 100;
    }

    private static boolean isKnown(String text) {
        return text.length() < 1_000 && text.getBytes(StandardCharsets.UTF_8).length < 4_096;
    }
}
