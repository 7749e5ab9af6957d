package io.zinc.gateway;

import io.zinc.crdt.Frame;
import io.zinc.crdt.SyncMessage;
import io.zinc.gateway.spi.Access.Right;
import io.zinc.gateway.spi.Access.User;

/** The protocol of {@code y-websocket}: one document per socket, the room of its URL. */
final class YConversation implements Conversation {

    /** A message about nobody's presence. */
    static final byte[] NOBODY = new Frame.Presence(new byte[] {0}).encode();

    private final Rooms rooms;
    private final Member member;
    private final Room room;

    YConversation(GatewaySocket socket, Rooms rooms, Doorman.Entry.Admitted admitted) {
        this.rooms = rooms;
        this.member = new YMember(socket, admitted.user(), admitted.document(), admitted.right());
        this.room = rooms.join(member, admitted.asOf());
    }

    @Override
    public void received(byte[] message) {
        switch (Frame.decode(message)) {
            case Frame.Sync sync -> room.sync(member, sync.message());
            case Frame.Presence presence -> room.present(member, presence.update());
            case Frame.QueryPresence query -> room.presenceAsked(member);
            case Frame.PermissionDenied denied -> {}
            case Frame.Unknown unknown -> {}
        }
    }

    @Override
    public byte[] keepAlive() {
        return NOBODY;
    }

    @Override
    public void tick(long nowMs) {}

    @Override
    public void closed() {
        rooms.leave(member, room);
    }

    /** Tells a y-websocket client that it may not, and closes its socket so that it does not try again. */
    static void deny(GatewaySocket socket, int code, String reason) {
        socket.send(new Frame.PermissionDenied(reason).encode());
        socket.close(code, reason);
    }

    private static final class YMember extends Member {

        YMember(GatewaySocket socket, User user, String document, Right right) {
            super(socket, user, document, right);
        }

        @Override
        boolean isToldWhenSaved() {
            return false;
        }

        @Override
        byte[] message(Delivery delivery) {
            return delivery.message();
        }

        @Override
        byte[] sync(SyncMessage message) {
            return new Frame.Sync(message).encode();
        }

        @Override
        void saved(int updates, boolean isSaved) {}

        @Override
        void rightChanged(Right now) {
            if (now == Right.NONE) {
                deny(socket(), GatewaySocket.FORBIDDEN, "'" + document() + "' is not open to you any more");
            }
        }

        /** The protocol knows no reader: a client whose edits count for nothing must not go on as if they did. */
        @Override
        void refused(String reason) {
            deny(socket(), GatewaySocket.FORBIDDEN, reason);
        }

        @Override
        void expelled(String reason) {
            refused(reason);
        }

        @Override
        void malformed(String reason) {
            socket().close(GatewaySocket.MALFORMED, reason);
        }

        @Override
        void deleted(String renamedTo) {
            deny(socket(), GatewaySocket.GONE, farewell(renamedTo));
        }

        @Override
        void absent() {
            deleted("");
        }

        @Override
        void unavailable(String reason, boolean isFinal) {
            if (isFinal) {
                deny(socket(), GatewaySocket.FORBIDDEN, reason);
            } else {
                socket().close(GatewaySocket.TRY_AGAIN_LATER, reason);
            }
        }
    }
}
