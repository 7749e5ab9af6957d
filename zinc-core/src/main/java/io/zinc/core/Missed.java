package io.zinc.core;

/**
 * Messages that a subscriber did not get and will not get.
 *
 * @param topic name of the topic
 * @param firstSequence the first one missed
 * @param lastSequence the last one missed, inclusive
 * @param reason why
 */
public record Missed(String topic, long firstSequence, long lastSequence, Reason reason) {

    /** Why messages were missed. */
    public enum Reason {
        /** They were lost on the way, and nobody above keeps them any more. */
        TOO_OLD,
        /** The subscriber was slow and jumped to the head ({@link SlowSubscriberPolicy#RESYNC}). */
        RESYNC,
        /**
         * A new host took over with a history of its own: messages of the old reign after the last handled one may be
         * missing. The sequences are those of the old reign; {@code lastSequence} is {@link Long#MAX_VALUE}, as nobody
         * knows how many there were.
         */
        HISTORY_CHANGED
    }

    /** How many messages were missed; {@link Long#MAX_VALUE} when nobody knows. */
    public long count() {
        return lastSequence == Long.MAX_VALUE ? Long.MAX_VALUE : lastSequence - firstSequence + 1;
    }
}
