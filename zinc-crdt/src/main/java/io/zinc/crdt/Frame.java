package io.zinc.crdt;

/** One message between a client and a server as y-websocket frames it: a kind, then what belongs to it. */
public sealed interface Frame {
    /** A sync message. */
    record Sync(SyncMessage message) implements Frame {}

    /** An awareness update. */
    @SuppressWarnings("ArrayRecordComponent") // bytes that nobody compares
    record Presence(byte[] update) implements Frame {}

    /** The server refuses. */
    record PermissionDenied(String reason) implements Frame {}

    /** Asks for all awareness states. */
    record QueryPresence() implements Frame {}

    /** A kind that this version does not know; to be ignored. */
    record Unknown(long kind) implements Frame {}

    /** The bytes of this frame. */
    default byte[] encode() {
        ByteWriter out = new ByteWriter(64);
        switch (this) {
            case Sync sync -> {
                out.varUint(0);
                byte[] message = sync.message().encode();
                out.raw(message, 0, message.length);
            }
            case Presence presence -> {
                out.varUint(1);
                out.varBytes(presence.update());
            }
            case PermissionDenied denied -> {
                out.varUint(2);
                byte[] message = encodeDenied(denied.reason());
                out.raw(message, 0, message.length);
            }
            case QueryPresence query -> out.varUint(3);
            case Unknown unknown -> throw new IllegalArgumentException("Cannot write kind " + unknown.kind());
        }
        return out.toBytes();
    }

    /** The auth message that refuses, without a frame around it. */
    static byte[] encodeDenied(String reason) {
        ByteWriter out = new ByteWriter(32);
        out.varUint(0);
        out.varString(reason);
        return out.toBytes();
    }

    /**
     * Reads a frame.
     *
     * @throws MalformedUpdateException if the bytes are no frame
     */
    static Frame decode(byte[] bytes) {
        ByteReader in = new ByteReader(bytes);
        long kind = in.varUint();
        if (kind == 0) {
            return new Sync(SyncMessage.read(in));
        } else if (kind == 1) {
            return new Presence(in.varBytes());
        } else if (kind == 2) {
            long verdict = in.varUint();
            if (verdict != 0) {
                throw in.malformed("Unknown verdict " + verdict);
            }
            return new PermissionDenied(in.varString());
        }
        return kind == 3 ? new QueryPresence() : new Unknown(kind);
    }
}
