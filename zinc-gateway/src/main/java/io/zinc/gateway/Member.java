package io.zinc.gateway;

import io.zinc.crdt.StateVector;
import io.zinc.crdt.SyncMessage;
import io.zinc.gateway.spi.Access.Right;
import io.zinc.gateway.spi.Access.User;
import org.jspecify.annotations.Nullable;

/**
 * One browser in one room: what the room tells it, in the words of its protocol. Called on the room's lane, unless it says
 * otherwise; writing goes over to the browser's event loop.
 */
abstract class Member {

    /** What made a browser tell all that it has. */
    enum Answer {
        /** It is asked that when it syncs, and wants to be told what became of it. */
        OF_SYNC,
        /** The room lacked something; it does not count the answer. */
        ASKED_AGAIN,
        /** Nobody asked. */
        UNASKED
    }

    private final GatewaySocket socket;
    private final User user;
    private final String document;
    private @Nullable Backlog backlog; // most are never slow
    private volatile Right right;
    private volatile boolean isBeingAnswered;

    // on the event loop
    private boolean hasLeft;

    // for the room, in its turns
    private int unanswered;
    private boolean hasSynced;
    private int syncs;
    private boolean isAskedAgain;
    private int remainders;
    private long rightAsked;

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
        if (backlog == null) {
            backlog = new Backlog();
        }
        return backlog;
    }

    /** It has left the room, and is told nothing of it any more; on the event loop. */
    final void left() {
        hasLeft = true;
    }

    final boolean hasLeft() {
        return hasLeft;
    }

    /** Tells it alone. */
    final void say(byte[] message) {
        socket.loop().runOnContext(now -> {
            if (!hasLeft) {
                socket.write(message);
            }
        });
    }

    /** It says what it has, and wants the rest; whether it did so before, and wants to be asked in turn. */
    final boolean isSyncingAgain() {
        boolean hasBefore = hasSynced;
        hasSynced = true;
        return hasBefore && isToldWhenSaved();
    }

    /** Counts an update that cannot be taken; its step 2 will bring it again, and what became of that is told then. */
    final void answerLater(int updates) {
        unanswered += updates;
    }

    /** How many updates it has to be told about together with a step 2 that brings all that it has. */
    final int takeUnanswered() {
        int count = unanswered;
        unanswered = 0;
        return count;
    }

    /** A step 2 of it has come; what for? */
    final Answer answered() {
        if (syncs > 0) {
            syncs--;
            return Answer.OF_SYNC;
        }
        boolean wasAsked = isAskedAgain;
        isAskedAgain = false;
        return wasAsked ? Answer.ASKED_AGAIN : Answer.UNASKED;
    }

    /** Counts steps 2 of which a part could not be taken. */
    final int countRemainder() {
        return ++remainders;
    }

    /** The number of a question for its right: only the answer to the last one counts. */
    final long askRight() {
        return ++rightAsked;
    }

    final boolean isLastRight(long asked) {
        return asked == rightAsked;
    }

    /** Whether it wants to know what became of its updates. */
    abstract boolean isToldWhenSaved();

    /** What tells it something that all are told; on the event loop. */
    abstract byte[] message(Delivery delivery);

    /** A sync message in its protocol. */
    abstract byte[] sync(SyncMessage message);

    /** Asks what the browser has that the room lacks, at the beginning of a sync. */
    final void ask(StateVector have) {
        syncs++;
        say(sync(new SyncMessage.Step1(have)));
    }

    /** Asks it again, unless an answer is on its way: that will tell all. */
    final void askAgain(StateVector have) {
        if (syncs == 0 && !isAskedAgain) {
            isAskedAgain = true;
            say(sync(new SyncMessage.Step1(have)));
        }
    }

    /** Answers its step 1. */
    final void answer(byte[] lacking) {
        isBeingAnswered = true;
        say(sync(new SyncMessage.Step2(lacking)));
        socket.loop().runOnContext(written -> isBeingAnswered = false);
    }

    /** Whether an answer is yet to be written, after which it is known whether the browser reads that much. */
    final boolean isBeingAnswered() {
        return isBeingAnswered;
    }

    /** Updates of it have reached the level that the room waits for, or were refused. */
    abstract void saved(int updates, boolean isSaved);

    /** It may do less or more than before. */
    abstract void rightChanged(Right now);

    /** The document does not go on with what it has, which cannot be taken back from it. */
    abstract void expelled(String reason);

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

    /** The document was deleted before it came. */
    abstract void absent();

    /** Why a document is no more, in words. */
    final String farewell(String renamedTo) {
        return "'" + document + "' was " + (renamedTo.isEmpty() ? "deleted" : "renamed to '" + renamedTo + "'");
    }

    /** The room cannot be had now; to be tried again, or not. */
    abstract void unavailable(String reason, boolean isFinal);
}
