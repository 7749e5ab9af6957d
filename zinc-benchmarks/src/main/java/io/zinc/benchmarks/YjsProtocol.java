package io.zinc.benchmarks;

import static io.zinc.benchmarks.TypedCharacter.varUint;

import io.netty.buffer.ByteBuf;
import io.netty.buffer.Unpooled;
import java.net.URI;
import java.net.URLEncoder;
import java.nio.charset.StandardCharsets;
import java.util.Arrays;
import java.util.List;

/** How a client and a server of Yjs documents talk over a WebSocket. */
public enum YjsProtocol {
    /** One room a socket, named by the path; the y-websocket provider, version 3. */
    Y_WEBSOCKET("y-websocket"),
    /** Rooms named in each message; @hocuspocus/provider, version 4. */
    HOCUSPOCUS("hocuspocus");

    /** The provider whose ways these are; servers see it in the first message. */
    private static final String HOCUSPOCUS_VERSION = "4.8.0";

    private static final int SYNC = 0;
    private static final int AUTH = 2;
    private static final int SYNC_REPLY = 4;
    private static final int CLOSE = 7;

    private static final int DENIED = 1;
    private static final int DENIED_BY_Y_WEBSOCKET = 0;

    static final int STEP_1 = 0;
    static final int STEP_2 = 1;
    static final int CHANGE = 2;

    private final String title;

    YjsProtocol(String title) {
        this.title = title;
    }

    /** The one of this name. */
    public static YjsProtocol named(String name) {
        return Arrays.stream(values())
                .filter(it -> it.title.equals(name))
                .findFirst()
                .orElseThrow(() -> new IllegalArgumentException(
                        "there is no protocol '" + name + "'; there are y-websocket and hocuspocus"));
    }

    @Override
    public String toString() {
        return title;
    }

    /** Where the WebSocket of a room is. */
    URI address(URI server, String room, String token) {
        return switch (this) {
            case Y_WEBSOCKET -> {
                String base = server.toString().replaceAll("/+$", "");
                String query = token.isEmpty() ? "" : "?token=" + URLEncoder.encode(token, StandardCharsets.UTF_8);
                yield URI.create(base + "/" + room + query);
            }
            case HOCUSPOCUS -> server;
        };
    }

    /** What comes before a sync message to a room. */
    byte[] syncHead(String room) {
        ByteBuf out = Unpooled.buffer();
        if (this == HOCUSPOCUS) {
            varString(out, room);
        }
        return taken(out.writeByte(SYNC));
    }

    /** What a client of an empty document says when its socket has opened. */
    List<byte[]> greetings(String room, String token) {
        byte[] emptyState = {STEP_1, 1, 0};
        byte[] step1 = taken(Unpooled.buffer().writeBytes(syncHead(room)).writeBytes(emptyState));
        return switch (this) {
            case Y_WEBSOCKET -> List.of(step1);
            case HOCUSPOCUS -> {
                ByteBuf auth = Unpooled.buffer();
                varString(auth, room);
                auth.writeByte(AUTH).writeByte(0);
                varString(auth, token);
                varString(auth, HOCUSPOCUS_VERSION);
                yield List.of(taken(auth), step1);
            }
        };
    }

    /**
     * Goes to the sync message in a message from the server.
     *
     * @return false if there is none
     * @throws IllegalStateException if the server refuses the room
     */
    boolean findSync(ByteCursor in) {
        if (this == HOCUSPOCUS) {
            if (in.end() == 1) { // a ping or pong, which has no address
                return false;
            }
            in.skipVarBytes();
        }
        long kind = in.varUint();
        if (kind == SYNC) {
            return true;
        }
        if (kind == AUTH && in.varUint() == (this == HOCUSPOCUS ? DENIED : DENIED_BY_Y_WEBSOCKET)) {
            throw new IllegalStateException("the server denies access: " + in.varString());
        }
        if (this == HOCUSPOCUS && kind == CLOSE) {
            throw new IllegalStateException("the server closes the document: " + in.varString());
        }
        return this == HOCUSPOCUS && kind == SYNC_REPLY;
    }

    private static void varString(ByteBuf out, String value) {
        byte[] bytes = value.getBytes(StandardCharsets.UTF_8);
        varUint(out, bytes.length);
        out.writeBytes(bytes);
    }

    private static byte[] taken(ByteBuf buffer) {
        byte[] bytes = new byte[buffer.readableBytes()];
        buffer.readBytes(bytes);
        return bytes;
    }
}
