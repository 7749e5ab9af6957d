package io.zinc.gateway;

import io.zinc.crdt.HocuspocusFrame;
import io.zinc.crdt.SyncMessage;
import io.zinc.gateway.spi.Access.Right;
import io.zinc.gateway.spi.Access.User;
import java.util.ArrayDeque;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import org.jspecify.annotations.Nullable;

/** The protocol of {@code @hocuspocus/provider}: several documents on one socket, each with a token of its own. */
final class HocuspocusConversation implements Conversation {

    /** How many messages may wait for a document's token. */
    private static final int MAX_QUEUED = 1_000;

    private static final byte[] PING = new HocuspocusFrame("", new HocuspocusFrame.Ping()).encode();
    private static final byte[] PONG = new HocuspocusFrame("", new HocuspocusFrame.Pong()).encode();

    /** A document on this socket: waits for a token, then for a verdict, then has a member. */
    private static final class Opening {
        final ArrayDeque<HocuspocusFrame.Body> queue = new ArrayDeque<>();
        int queuedBytes;
        boolean isAsked;

        @Nullable
        HocuspocusMember member;

        @Nullable
        Room room;
    }

    private final GatewaySocket socket;
    private final Rooms rooms;
    private final Doorman doorman;
    private final Caller caller;
    private final Map<String, Opening> openings = new HashMap<>();
    private int queuedBytes;
    private int asking;
    private long openedAtMs;
    private boolean isAuthenticated;

    HocuspocusConversation(GatewaySocket socket, Rooms rooms, Doorman doorman, Caller caller) {
        this.socket = socket;
        this.rooms = rooms;
        this.doorman = doorman;
        this.caller = caller;
    }

    @Override
    public void received(byte[] message) {
        HocuspocusFrame frame = HocuspocusFrame.decode(message);
        if (frame.body() instanceof HocuspocusFrame.Ping) {
            socket.send(PONG);
            return;
        }
        if (frame.body() instanceof HocuspocusFrame.Pong) {
            return;
        }
        Opening opening = openings.get(frame.address());
        if (frame.body() instanceof HocuspocusFrame.Close && (opening == null || opening.member == null)) {
            if (opening != null) { // its token's verdict will find that it is gone
                openings.remove(frame.address());
                queuedBytes -= opening.queuedBytes;
            }
            return;
        }
        if (opening == null) {
            if (openings.size() >= socket.limits().maxDocumentsPerSocket()) {
                socket.close(
                        GatewaySocket.RESET,
                        "this socket has " + openings.size() + " documents open, which is the limit; use another one");
                return;
            }
            opening = new Opening();
            openings.put(frame.address(), opening);
        }
        if (frame.body() instanceof HocuspocusFrame.Token token) {
            if (!opening.isAsked) {
                opening.isAsked = true;
                authenticate(frame.address(), opening, token.token());
            }
        } else if (opening.member == null) {
            enqueue(opening, frame.body(), message.length);
        } else {
            handle(frame.address(), opening, frame.body());
        }
    }

    private void enqueue(Opening opening, HocuspocusFrame.Body body, int bytes) {
        opening.queue.add(body);
        opening.queuedBytes += bytes;
        queuedBytes += bytes;
        if (opening.queue.size() > MAX_QUEUED || queuedBytes > socket.limits().maxUnauthenticatedBytes()) {
            socket.close(
                    GatewaySocket.RESET,
                    "more than " + MAX_QUEUED + " messages or "
                            + socket.limits().maxUnauthenticatedBytes() + " bytes came before a token was accepted");
        }
    }

    private void authenticate(String address, Opening opening, String token) {
        if (asking >= 2 * socket.limits().maxDocumentsPerSocket()) { // of documents that were closed meanwhile, too
            socket.close(GatewaySocket.RESET, "this socket shows tokens faster than they can be looked at");
            return;
        }
        asking++;
        String document = documentOf(address);
        doorman.ask(
                token,
                caller,
                document,
                entry -> socket.loop().runOnContext(now -> {
                    asking--;
                    if (socket.isClosed() || openings.get(address) != opening) {
                        return;
                    }
                    switch (entry) {
                        case Doorman.Entry.Refused refused -> {
                            openings.remove(address);
                            queuedBytes -= opening.queuedBytes;
                            tell(address, new HocuspocusFrame.PermissionDenied(refused.reason()));
                        }
                        case Doorman.Entry.Admitted admitted -> admit(address, opening, admitted);
                    }
                }));
    }

    private void admit(String address, Opening opening, Doorman.Entry.Admitted admitted) {
        isAuthenticated = true;
        HocuspocusMember member = new HocuspocusMember(socket, admitted.user(), address, admitted);
        opening.member = member;
        tell(address, new HocuspocusFrame.Authenticated(admitted.right() == Right.READ));
        opening.room = rooms.join(member, admitted.asOf());
        List<HocuspocusFrame.Body> queued = new ArrayList<>(opening.queue);
        opening.queue.clear();
        queuedBytes -= opening.queuedBytes;
        for (HocuspocusFrame.Body body : queued) {
            handle(address, opening, body);
        }
    }

    /** The document of an address: what comes before a session id. */
    static String documentOf(String address) {
        int end = address.indexOf('\0');
        return end < 0 ? address : address.substring(0, end);
    }

    private void handle(String address, Opening opening, HocuspocusFrame.Body body) {
        Member member = opening.member;
        Room room = opening.room;
        if (member == null || room == null) {
            return;
        }
        switch (body) {
            case HocuspocusFrame.Sync sync -> room.sync(member, sync.message());
            case HocuspocusFrame.Presence presence -> room.present(member, presence.update());
            case HocuspocusFrame.QueryPresence query -> room.presenceAsked(member);
            case HocuspocusFrame.Stateless stateless -> room.stateless(member, stateless.text());
            case HocuspocusFrame.Close close -> leave(address, opening);
            case HocuspocusFrame.Unknown unknown -> {
                leave(address, opening);
                tell(address, new HocuspocusFrame.Close("a client may not send messages of type " + unknown.type()));
            }
            case HocuspocusFrame.Token token -> {}
            case HocuspocusFrame.Authenticated authenticated -> {}
            case HocuspocusFrame.PermissionDenied denied -> {}
            case HocuspocusFrame.SyncStatus status -> {}
            case HocuspocusFrame.Ping ping -> {}
            case HocuspocusFrame.Pong pong -> {}
        }
    }

    private void leave(String address, Opening opening) {
        openings.remove(address, opening);
        if (opening.member != null && opening.room != null) {
            opening.member.left();
            rooms.leave(opening.member, opening.room);
        }
    }

    private void tell(String address, HocuspocusFrame.Body body) {
        socket.send(new HocuspocusFrame(address, body).encode());
    }

    @Override
    public byte[] keepAlive() {
        return PING;
    }

    @Override
    public void tick(long nowMs) {
        if (openedAtMs == 0) {
            openedAtMs = nowMs;
        }
        if (!isAuthenticated && nowMs - openedAtMs > 6L * socket.limits().handshakeMs()) {
            socket.close(
                    GatewaySocket.TIMEOUT,
                    "no token was accepted within " + 6L * socket.limits().handshakeMs() + " ms");
        }
    }

    @Override
    public void closed() {
        for (Map.Entry<String, Opening> entry : List.copyOf(openings.entrySet())) {
            leave(entry.getKey(), entry.getValue());
        }
    }

    private final class HocuspocusMember extends Member {

        private final String address;

        HocuspocusMember(GatewaySocket socket, User user, String address, Doorman.Entry.Admitted admitted) {
            super(socket, user, admitted.document(), admitted.right());
            this.address = address;
        }

        @Override
        boolean isToldWhenSaved() {
            return true;
        }

        @Override
        byte[] message(Delivery delivery) {
            return delivery.message(address);
        }

        @Override
        byte[] sync(SyncMessage message) {
            return new HocuspocusFrame(address, new HocuspocusFrame.Sync(message, false)).encode();
        }

        @Override
        void saved(int updates, boolean isSaved) {
            byte[] message = new HocuspocusFrame(address, new HocuspocusFrame.SyncStatus(isSaved)).encode();
            for (int i = 0; i < updates; i++) {
                say(message);
            }
        }

        @Override
        void rightChanged(Right now) {
            if (now == Right.NONE) {
                expel(new HocuspocusFrame.PermissionDenied("'" + document() + "' is not open to you any more"));
            } else {
                tell(address, new HocuspocusFrame.Authenticated(now == Right.READ));
                stateless("type", "rights", "right", now == Right.READ ? "read" : "write");
            }
        }

        @Override
        void refused(String reason) {
            stateless("type", "refused", "reason", reason);
        }

        @Override
        void expelled(String reason) {
            refused(reason);
            expel(new HocuspocusFrame.PermissionDenied(reason));
        }

        @Override
        void malformed(String reason) {
            socket().close(GatewaySocket.MALFORMED, reason);
        }

        @Override
        void deleted(String renamedTo) {
            if (renamedTo.isEmpty()) {
                stateless("type", "deleted", "document", document());
            } else {
                stateless("type", "deleted", "document", document(), "to", renamedTo);
            }
            expel(new HocuspocusFrame.Close(farewell(renamedTo)));
        }

        /** A provider that is refused so does not come again. */
        @Override
        void absent() {
            expel(new HocuspocusFrame.PermissionDenied(farewell("")));
        }

        @Override
        void unavailable(String reason, boolean isFinal) {
            if (isFinal) {
                expel(new HocuspocusFrame.PermissionDenied(reason));
            } else {
                socket().close(GatewaySocket.TRY_AGAIN_LATER, reason); // the provider comes again, with back-off
            }
        }

        private void stateless(String... keysAndValues) {
            Map<String, String> notice = new LinkedHashMap<>();
            for (int i = 0; i < keysAndValues.length; i += 2) {
                notice.put(keysAndValues[i], keysAndValues[i + 1]);
            }
            tell(address, new HocuspocusFrame.Stateless(PlainJson.write(notice).toString()));
        }

        /** Says a last thing about the document, which is closed on this socket; others on it stay. */
        private void expel(HocuspocusFrame.Body last) {
            socket().loop().runOnContext(now -> {
                Opening opening = openings.get(address);
                if (opening != null && opening.member == this) {
                    leave(address, opening);
                    tell(address, last);
                }
            });
        }
    }
}
