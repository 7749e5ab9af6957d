package io.zinc.gateway;

import io.zinc.crdt.Frame;
import io.zinc.crdt.HocuspocusFrame;
import io.zinc.crdt.SyncMessage;
import org.jspecify.annotations.Nullable;

/**
 * Something that all browsers of a room are told: encoded once for each protocol, and the bytes shared by all receivers.
 * Event loops of several cores read it; whichever comes first encodes, and a second encoding does no harm.
 */
final class Delivery {

    private final byte[] bytes;
    private final boolean isPresence;
    private volatile byte @Nullable [] message;
    private volatile @Nullable Addressed addressed;

    /** A message and the address that is in it. */
    @SuppressWarnings("ArrayRecordComponent") // bytes that nobody compares
    private record Addressed(String address, byte[] message) {}

    private Delivery(byte[] bytes, boolean isPresence) {
        this.bytes = bytes;
        this.isPresence = isPresence;
    }

    /** A Yjs update in format v1. */
    static Delivery ofUpdate(byte[] update) {
        return new Delivery(update, false);
    }

    /** An awareness update. */
    static Delivery ofPresence(byte[] update) {
        return new Delivery(update, true);
    }

    byte[] bytes() {
        return bytes;
    }

    boolean isPresence() {
        return isPresence;
    }

    /** For y-websocket. */
    byte[] message() {
        byte[] known = message;
        if (known == null) {
            Frame made = isPresence ? new Frame.Presence(bytes) : new Frame.Sync(new SyncMessage.Change(bytes));
            known = made.encode();
            message = known;
        }
        return known;
    }

    /** For Hocuspocus; most members of a room share an address. */
    byte[] message(String to) {
        Addressed known = addressed;
        if (known != null && known.address.equals(to)) {
            return known.message;
        }
        HocuspocusFrame.Body body = isPresence
                ? new HocuspocusFrame.Presence(bytes)
                : new HocuspocusFrame.Sync(new SyncMessage.Change(bytes), false);
        byte[] made = new HocuspocusFrame(to, body).encode();
        if (known == null) {
            addressed = new Addressed(to, made);
        }
        return made;
    }
}
