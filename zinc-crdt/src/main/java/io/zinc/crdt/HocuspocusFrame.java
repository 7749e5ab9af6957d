package io.zinc.crdt;

/**
 * One binary message between a client and a server as Hocuspocus frames it: many documents share a socket, so each message
 * says which one it is about.
 *
 * @param address the document's name, with U+0000 and a session id after it where the client asked for that; empty for
 *     {@link Ping} and {@link Pong}, which are about the socket
 * @param body what it says
 */
public record HocuspocusFrame(String address, Body body) {

    private static final int SYNC = 0;
    private static final int PRESENCE = 1;
    private static final int AUTH = 2;
    private static final int QUERY_PRESENCE = 3;
    private static final int SYNC_REPLY = 4;
    private static final int STATELESS = 5;
    private static final int CLOSE = 7;
    private static final int SYNC_STATUS = 8;
    private static final int PING = 9;
    private static final int PONG = 10;

    /** What a message says. */
    public sealed interface Body {}

    /**
     * A sync message.
     *
     * @param isReply whether a step 1 in it is not to be answered with another one
     */
    public record Sync(SyncMessage message, boolean isReply) implements Body {}

    /** An awareness update. */
    @SuppressWarnings("ArrayRecordComponent") // bytes that nobody compares
    public record Presence(byte[] update) implements Body {}

    /** A client shows its token; from a server, a demand to show it again. */
    public record Token(String token, String version) implements Body {}

    /** The server refuses the document. */
    public record PermissionDenied(String reason) implements Body {}

    /** The server lets the client in. */
    public record Authenticated(boolean isReadOnly) implements Body {}

    /** Asks for all awareness states. */
    public record QueryPresence() implements Body {}

    /** Text between applications, which is no part of the document. */
    public record Stateless(String text) implements Body {}

    /** One end closes the document; only a server gives a reason. */
    public record Close(String reason) implements Body {}

    /** The server says what became of one update or step 2. */
    public record SyncStatus(boolean isSaved) implements Body {}

    /** Asks whether the other end is there. */
    public record Ping() implements Body {}

    /** Answers a {@link Ping}. */
    public record Pong() implements Body {}

    /** A type that this version does not know, or that clients may not send. */
    public record Unknown(long type) implements Body {}

    /** The bytes of this message. */
    public byte[] encode() {
        ByteWriter out = new ByteWriter(64);
        if (!(body instanceof Ping || body instanceof Pong)) {
            out.varString(address);
        }
        switch (body) {
            case Sync sync -> {
                out.varUint(sync.isReply() ? SYNC_REPLY : SYNC);
                raw(out, sync.message().encode());
            }
            case Presence presence -> {
                out.varUint(PRESENCE);
                out.varBytes(presence.update());
            }
            case Token token -> {
                out.varUint(AUTH);
                out.varUint(0);
                out.varString(token.token());
                out.varString(token.version());
            }
            case PermissionDenied denied -> {
                out.varUint(AUTH);
                out.varUint(1);
                out.varString(denied.reason());
            }
            case Authenticated authenticated -> {
                out.varUint(AUTH);
                out.varUint(2);
                out.varString(authenticated.isReadOnly() ? "readonly" : "read-write");
            }
            case QueryPresence query -> out.varUint(QUERY_PRESENCE);
            case Stateless stateless -> {
                out.varUint(STATELESS);
                out.varString(stateless.text());
            }
            case Close close -> {
                out.varUint(CLOSE);
                out.varString(close.reason());
            }
            case SyncStatus status -> {
                out.varUint(SYNC_STATUS);
                out.varUint(status.isSaved() ? 1 : 0);
            }
            case Ping ping -> out.varUint(PING);
            case Pong pong -> out.varUint(PONG);
            case Unknown unknown -> throw new IllegalArgumentException("Cannot write type " + unknown.type());
        }
        return out.toBytes();
    }

    private static void raw(ByteWriter out, byte[] bytes) {
        out.raw(bytes, 0, bytes.length);
    }

    /**
     * Reads a message; an update in it is not looked into.
     *
     * @throws MalformedUpdateException if the bytes are no message
     */
    public static HocuspocusFrame decode(byte[] bytes) {
        if (bytes.length == 1 && (bytes[0] == PING || bytes[0] == PONG)) {
            return new HocuspocusFrame("", bytes[0] == PING ? new Ping() : new Pong());
        }
        ByteReader in = new ByteReader(bytes);
        String address = in.varString();
        return new HocuspocusFrame(address, body(in, in.varUint()));
    }

    private static Body body(ByteReader in, long type) {
        return switch ((int) Math.min(type, Integer.MAX_VALUE)) {
            case SYNC -> new Sync(SyncMessage.read(in), false);
            case SYNC_REPLY -> new Sync(SyncMessage.read(in), true);
            case PRESENCE -> new Presence(in.varBytes());
            case AUTH -> auth(in);
            case QUERY_PRESENCE -> new QueryPresence();
            case STATELESS -> new Stateless(in.varString());
            case CLOSE -> new Close(in.isAtEnd() ? "" : in.varString());
            case SYNC_STATUS -> new SyncStatus(in.varUint() == 1);
            default -> new Unknown(type);
        };
    }

    private static Body auth(ByteReader in) {
        long kind = in.varUint();
        if (kind == 0) {
            return new Token(in.isAtEnd() ? "" : in.varString(), in.isAtEnd() ? "" : in.varString());
        } else if (kind == 1) {
            return new PermissionDenied(in.varString());
        } else if (kind == 2) {
            return new Authenticated(in.varString().equals("readonly"));
        }
        throw in.malformed("Unknown kind of auth message " + kind);
    }
}
