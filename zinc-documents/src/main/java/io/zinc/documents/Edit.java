package io.zinc.documents;

import io.zinc.core.Ack;
import io.zinc.core.SendResult;
import java.time.Duration;
import java.util.Optional;

/** An edit that was made, whose fate at the host can be waited for. The document shows it already. */
public final class Edit {

    private final LiveSession session;
    private final long number;

    /** @param number of the session's edits; 0 when nothing was changed */
    Edit(LiveSession session, long number) {
        this.session = session;
        this.number = number;
    }

    /** Whether the edit changed anything. */
    public boolean hasChanged() {
        return number != 0;
    }

    /**
     * Waits until the edit is acknowledged at a level. Without a connection that takes until there is one; interrupt the thread,
     * or close the document, to give up waiting.
     *
     * @return {@link SendResult.Sent} when it is acknowledged; {@link SendResult.LevelUnavailable} when the host has no store and
     *     durable was asked for; otherwise why it was not taken
     */
    public SendResult await(Ack level) throws InterruptedException {
        return session.await(number, level, Long.MAX_VALUE);
    }

    /**
     * What {@link #await(Ack)} would return at once; empty while it would wait. {@link Document#onProgress} tells when to look
     * again.
     */
    public Optional<SendResult> outcomeNow(Ack level) {
        return session.outcomeNow(number, level);
    }

    /**
     * Waits at most so long.
     *
     * @return as {@link #await(Ack)}; {@link SendResult.OutcomeUnknown} when the time is over, which leaves the edit on its way
     */
    public SendResult await(Ack level, Duration patience) throws InterruptedException {
        return session.await(number, level, patience.toNanos());
    }
}
