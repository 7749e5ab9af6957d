package io.zinc.gateway;

import io.vertx.core.buffer.Buffer;
import io.zinc.crdt.StateVector;
import io.zinc.crdt.SyncMessage;
import io.zinc.gateway.spi.Access.Right;
import io.zinc.gateway.spi.Access.User;
import java.util.HashSet;
import java.util.Set;

/**
 * One browser in one room: what the room tells it, in the words of its protocol. Called on the room's lane, unless it says
 * otherwise; writing goes over to the browser's event loop.
 */
abstract class Member {

    private final GatewaySocket socket;
    private final User user;
    private final String document;
    private final Backlog backlog = new Backlog();
    private volatile Right right;

    // for the room, on its lane
    private final Set<Long> clients = new HashSet<>();
    private int unanswered;

    Member(GatewaySocket socket, User user, String document, Right right) {
        this.socket = socket;
        this.user = user;
        this.document = document;
        this.right = right;
    }

    final GatewaySocket socket() {
        return socket;
    }

    final User user() {
        return user;
    }

    final String document() {
        return document;
    }

    /** From any thread. */
    final Right right() {
        return right;
    }

    final void right(Right now) {
        right = now;
    }

    /** What waits for it; on the event loop. */
    final Backlog backlog() {
        return backlog;
    }

    /** The client ids for which it speaks. */
    final Set<Long> clients() {
        return clients;
    }

    /** Counts an update of which it will be told later what became of it, with the next one that can be taken. */
    final void answerLater() {
        unanswered++;
    }

    /** How many updates it has to be told about together with one that was taken. */
    final int takeUnanswered() {
        int count = unanswered + 1;
        unanswered = 0;
        return count;
    }

    /** Whether it wants to know what became of its updates. */
    abstract boolean isToldWhenSaved();

    /** The frame that tells something to all; on the event loop. */
    abstract Buffer frame(Delivery delivery);

    /** A sync message in a frame. */
    abstract Buffer sync(SyncMessage message);

    /** Asks what the browser has that the room lacks. */
    final void ask(StateVector have) {
        socket.send(sync(new SyncMessage.Step1(have)));
    }

    /** Answers its step 1. */
    final void answer(byte[] lacking) {
        socket.send(sync(new SyncMessage.Step2(lacking)));
    }

    /** Updates of it have reached the level that the room waits for, or were refused. */
    abstract void saved(int updates, boolean isSaved);

    /** It may do less or more than before. */
    abstract void rightChanged(Right now);

    /** It sent what it may not, and is told so. */
    abstract void refused(String reason);

    /** It sent bytes that are none of the protocol; it has no business here. */
    abstract void malformed(String reason);

    /**
     * The document is no more by the name that it had.
     *
     * @param renamedTo the name that it has now; empty when it was deleted
     */
    abstract void deleted(String renamedTo);

    /** Why a document is no more, in words. */
    final String farewell(String renamedTo) {
        return "'" + document + "' was " + (renamedTo.isEmpty() ? "deleted" : "renamed to '" + renamedTo + "'");
    }

    /** The room cannot be had now; to be tried again, or not. */
    abstract void unavailable(String reason, boolean isFinal);
}
