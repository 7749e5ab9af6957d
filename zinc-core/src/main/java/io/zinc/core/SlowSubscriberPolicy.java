package io.zinc.core;

/** What happens to a subscription whose handler does not keep up. */
public enum SlowSubscriberPolicy {
    /** The subscription closes itself with {@link SlowSubscriberException}: rather fail than act on stale data. */
    SNAIL,
    /** The subscription drops its backlog, tells the handler which messages it missed, and goes on at the head. */
    RESYNC,
    /** Of a backlog, only the newest message per key is handled ({@link Topic#keyedBy}; without keys, the newest one). */
    LATEST
}
