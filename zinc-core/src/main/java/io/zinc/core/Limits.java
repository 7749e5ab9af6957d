package io.zinc.core;

import io.zinc.core.spi.LimitValues;

/**
 * Every bound of an endpoint's memory and patience. {@link #defaults()} is right for most; {@code with...} makes other
 * limits of these, with one changed. They never change themselves.
 *
 * <p>docs/ARCHITECTURE.md lists them with what happens at each.
 */
public final class Limits {

    /** The limits by name: the least, the most, and the default. */
    private enum Limit implements LimitValues.Named {
        MAX_MESSAGE_BYTES("maxMessageBytes", 1, 1 << 28, 1 << 20),
        BATCH_BYTES("batchBytes", 256, 1 << 24, 64 << 10),
        SEND_BUFFER_BYTES("sendBufferBytes", 6, Integer.MAX_VALUE / 2, 8 << 20),
        REPLAY_BYTES("replayBytes", 0, Long.MAX_VALUE, 64 << 20),
        REORDER_BYTES("reorderBytes", 0, Integer.MAX_VALUE, 16 << 20),
        PACING_WINDOW_BYTES("pacingWindowBytes", 1 << 10, Integer.MAX_VALUE, 8 << 20),
        BACKLOG_BYTES("backlogBytes", 1 << 10, Integer.MAX_VALUE, 16 << 20),
        BACKLOG_AGE_MS("backlogAgeMs", 1, Integer.MAX_VALUE, 5_000),
        MAX_BYTES_PER_SECOND("maxBytesPerSecond", 1 << 10, 1 << 30, 128 << 20),
        MAX_CHILDREN("maxChildren", 0, Integer.MAX_VALUE, 4_096),
        MAX_STRANGERS("maxStrangers", 1, Integer.MAX_VALUE, 8_192),
        MAX_SESSIONS("maxSessions", 1, Integer.MAX_VALUE, 100_000),
        MAX_TOPICS("maxTopics", 1, Integer.MAX_VALUE, 100_000),
        MAX_TOPICS_PER_SESSION("maxTopicsPerSession", 1, Integer.MAX_VALUE, 10_000),
        MAX_SUBSCRIPTIONS_PER_CHILD("maxSubscriptionsPerChild", 0, Integer.MAX_VALUE, 10_000),
        MAX_PENDING_JOINS("maxPendingJoins", 1, Integer.MAX_VALUE, 10_000),
        MAX_QUESTIONS("maxQuestions", 1, 10_000, 16),
        MAX_ANSWER_BYTES("maxAnswerBytes", 1, 1 << 30, 64 << 20),
        ANSWER_BYTES("answerBytes", 1, Long.MAX_VALUE, 64 << 20),
        HEARTBEAT_MS("heartbeatMs", 1, 60_000, 500),
        DEAD_AFTER_MS("deadAfterMs", 2, 3_600_000, 3_000),
        REPAIR_MS("repairMs", 1, 60_000, 200),
        RESEND_MS("resendMs", 1, 60_000, 500),
        REJOIN_MS("rejoinMs", 1, 60_000, 50),
        REJOIN_MAX_MS("rejoinMaxMs", 1, 3_600_000, 5_000),
        SESSION_LINGER_MS("sessionLingerMs", 2, Integer.MAX_VALUE, 300_000),
        CLOSE_MS("closeMs", 0, 3_600_000, 2_000);

        @SuppressWarnings("ImmutableEnumChecker") // it is: a record of constants
        private final LimitValues.Bounds bounds;

        Limit(String name, long least, long most, long standard) {
            this.bounds = new LimitValues.Bounds(name, least, most, standard);
        }

        @Override
        public LimitValues.Bounds bounds() {
            return bounds;
        }
    }

    private static final Limits DEFAULTS = new Limits(LimitValues.defaults(Limit.class));

    private final LimitValues<Limit> values;

    private Limits(LimitValues<Limit> values) {
        this.values = values;
        values.require(Limit.SEND_BUFFER_BYTES, maxMessageBytes() + 5L, Limit.MAX_MESSAGE_BYTES);
        values.require(Limit.ANSWER_BYTES, maxAnswerBytes(), Limit.MAX_ANSWER_BYTES);
        values.require(Limit.DEAD_AFTER_MS, 2L * heartbeatMs(), Limit.HEARTBEAT_MS);
        values.require(Limit.REJOIN_MAX_MS, rejoinMs(), Limit.REJOIN_MS);
        values.require(Limit.SESSION_LINGER_MS, deadAfterMs(), Limit.DEAD_AFTER_MS);
    }

    private Limits with(Limit limit, long value) {
        return new Limits(values.with(limit, value));
    }

    public static Limits defaults() {
        return DEFAULTS;
    }

    /** The largest run of messages: a full batch, or one message of the largest size. */
    public int maxRunBytes() {
        return Math.max(maxMessageBytes() + 5, batchBytes());
    }

    /** The largest frame on any path: a message of the largest size with its headers. */
    public int maxFrameBytes() {
        return Math.max(maxMessageBytes(), batchBytes()) + 8 * 1024;
    }

    /** The largest encoded message. */
    public int maxMessageBytes() {
        return values.getInt(Limit.MAX_MESSAGE_BYTES);
    }

    /** These limits with another {@link #maxMessageBytes}. */
    public Limits withMaxMessageBytes(int value) {
        return with(Limit.MAX_MESSAGE_BYTES, value);
    }

    /** How full a frame gets before the next one is begun. */
    public int batchBytes() {
        return values.getInt(Limit.BATCH_BYTES);
    }

    /** These limits with another {@link #batchBytes}. */
    public Limits withBatchBytes(int value) {
        return with(Limit.BATCH_BYTES, value);
    }

    /** What an endpoint holds of its own unacknowledged messages. */
    public int sendBufferBytes() {
        return values.getInt(Limit.SEND_BUFFER_BYTES);
    }

    /** These limits with another {@link #sendBufferBytes}. */
    public Limits withSendBufferBytes(int value) {
        return with(Limit.SEND_BUFFER_BYTES, value);
    }

    /** What a host or relay keeps of all topics together, to repair losses below it. */
    public long replayBytes() {
        return values.get(Limit.REPLAY_BYTES);
    }

    /** These limits with another {@link #replayBytes}. */
    public Limits withReplayBytes(long value) {
        return with(Limit.REPLAY_BYTES, value);
    }

    /** What an endpoint holds of messages that came after a gap. */
    public int reorderBytes() {
        return values.getInt(Limit.REORDER_BYTES);
    }

    /** These limits with another {@link #reorderBytes}. */
    public Limits withReorderBytes(int value) {
        return with(Limit.REORDER_BYTES, value);
    }

    /** How far a child may be behind before its parent waits for it a while. */
    public int pacingWindowBytes() {
        return values.getInt(Limit.PACING_WINDOW_BYTES);
    }

    /** These limits with another {@link #pacingWindowBytes}. */
    public Limits withPacingWindowBytes(int value) {
        return with(Limit.PACING_WINDOW_BYTES, value);
    }

    /** When a subscription is slow, by the bytes waiting for its handler. */
    public int backlogBytes() {
        return values.getInt(Limit.BACKLOG_BYTES);
    }

    /** These limits with another {@link #backlogBytes}. */
    public Limits withBacklogBytes(int value) {
        return with(Limit.BACKLOG_BYTES, value);
    }

    /** When a subscription is slow, by the age of the oldest message waiting for its handler. */
    public int backlogAgeMs() {
        return values.getInt(Limit.BACKLOG_AGE_MS);
    }

    /** These limits with another {@link #backlogAgeMs}. */
    public Limits withBacklogAgeMs(int value) {
        return with(Limit.BACKLOG_AGE_MS, value);
    }

    /** How fast the host takes what one session sends; a message counts as 64 bytes at least. */
    public int maxBytesPerSecond() {
        return values.getInt(Limit.MAX_BYTES_PER_SECOND);
    }

    /** These limits with another {@link #maxBytesPerSecond}. */
    public Limits withMaxBytesPerSecond(int value) {
        return with(Limit.MAX_BYTES_PER_SECOND, value);
    }

    /** The most children of one host or relay. */
    public int maxChildren() {
        return values.getInt(Limit.MAX_CHILDREN);
    }

    /** These limits with another {@link #maxChildren}. */
    public Limits withMaxChildren(int value) {
        return with(Limit.MAX_CHILDREN, value);
    }

    /** The most peers of one host or relay that are no children (yet). */
    public int maxStrangers() {
        return values.getInt(Limit.MAX_STRANGERS);
    }

    /** These limits with another {@link #maxStrangers}. */
    public Limits withMaxStrangers(int value) {
        return with(Limit.MAX_STRANGERS, value);
    }

    /** The most sessions that a host knows, and that a relay routes. */
    public int maxSessions() {
        return values.getInt(Limit.MAX_SESSIONS);
    }

    /** These limits with another {@link #maxSessions}. */
    public Limits withMaxSessions(int value) {
        return with(Limit.MAX_SESSIONS, value);
    }

    /** The most topics in use at a host, and the most that an endpoint takes part in. */
    public int maxTopics() {
        return values.getInt(Limit.MAX_TOPICS);
    }

    /** These limits with another {@link #maxTopics}. */
    public Limits withMaxTopics(int value) {
        return with(Limit.MAX_TOPICS, value);
    }

    /** The most topics that one session may send to. */
    public int maxTopicsPerSession() {
        return values.getInt(Limit.MAX_TOPICS_PER_SESSION);
    }

    /** These limits with another {@link #maxTopicsPerSession}. */
    public Limits withMaxTopicsPerSession(int value) {
        return with(Limit.MAX_TOPICS_PER_SESSION, value);
    }

    /** The most topics that one client subscribes to. */
    public int maxSubscriptionsPerChild() {
        return values.getInt(Limit.MAX_SUBSCRIPTIONS_PER_CHILD);
    }

    /** These limits with another {@link #maxSubscriptionsPerChild}. */
    public Limits withMaxSubscriptionsPerChild(int value) {
        return with(Limit.MAX_SUBSCRIPTIONS_PER_CHILD, value);
    }

    /** The most joins and authorisations waiting for an answer. */
    public int maxPendingJoins() {
        return values.getInt(Limit.MAX_PENDING_JOINS);
    }

    /** These limits with another {@link #maxPendingJoins}. */
    public Limits withMaxPendingJoins(int value) {
        return with(Limit.MAX_PENDING_JOINS, value);
    }

    /** The most questions of one endpoint that are under way at once; more wait at the endpoint. */
    public int maxQuestions() {
        return values.getInt(Limit.MAX_QUESTIONS);
    }

    /** These limits with another {@link #maxQuestions}. */
    public Limits withMaxQuestions(int value) {
        return with(Limit.MAX_QUESTIONS, value);
    }

    /** The largest answer to a question. */
    public int maxAnswerBytes() {
        return values.getInt(Limit.MAX_ANSWER_BYTES);
    }

    /** These limits with another {@link #maxAnswerBytes}. */
    public Limits withMaxAnswerBytes(int value) {
        return with(Limit.MAX_ANSWER_BYTES, value);
    }

    /** What an endpoint holds of questions and answers of others, until the answers have been fetched. */
    public long answerBytes() {
        return values.get(Limit.ANSWER_BYTES);
    }

    /** These limits with another {@link #answerBytes}. */
    public Limits withAnswerBytes(long value) {
        return with(Limit.ANSWER_BYTES, value);
    }

    /** The interval between heartbeats on each path. */
    public int heartbeatMs() {
        return values.getInt(Limit.HEARTBEAT_MS);
    }

    /** These limits with another {@link #heartbeatMs}. */
    public Limits withHeartbeatMs(int value) {
        return with(Limit.HEARTBEAT_MS, value);
    }

    /** How long a path may be silent. */
    public int deadAfterMs() {
        return values.getInt(Limit.DEAD_AFTER_MS);
    }

    /** These limits with another {@link #deadAfterMs}. */
    public Limits withDeadAfterMs(int value) {
        return with(Limit.DEAD_AFTER_MS, value);
    }

    /** How long a repair may take before it is asked for again. */
    public int repairMs() {
        return values.getInt(Limit.REPAIR_MS);
    }

    /** These limits with another {@link #repairMs}. */
    public Limits withRepairMs(int value) {
        return with(Limit.REPAIR_MS, value);
    }

    /** How long a message may be unacknowledged before the host is asked; doubles up to ten times as much. */
    public int resendMs() {
        return values.getInt(Limit.RESEND_MS);
    }

    /** These limits with another {@link #resendMs}. */
    public Limits withResendMs(int value) {
        return with(Limit.RESEND_MS, value);
    }

    /** The first back-off after a lost parent; doubles up to {@code rejoinMaxMs}, with full jitter. */
    public int rejoinMs() {
        return values.getInt(Limit.REJOIN_MS);
    }

    /** These limits with another {@link #rejoinMs}. */
    public Limits withRejoinMs(int value) {
        return with(Limit.REJOIN_MS, value);
    }

    /** The longest back-off. */
    public int rejoinMaxMs() {
        return values.getInt(Limit.REJOIN_MAX_MS);
    }

    /** These limits with another {@link #rejoinMaxMs}. */
    public Limits withRejoinMaxMs(int value) {
        return with(Limit.REJOIN_MAX_MS, value);
    }

    /**
     * How long the host keeps the session of an endpoint that it cannot reach, and the name of a topic that nobody uses; and how long
     * an endpoint keeps the right to send to a topic that it does not send to.
     */
    public int sessionLingerMs() {
        return values.getInt(Limit.SESSION_LINGER_MS);
    }

    /** These limits with another {@link #sessionLingerMs}. */
    public Limits withSessionLingerMs(int value) {
        return with(Limit.SESSION_LINGER_MS, value);
    }

    /** How long closing waits for what was sent to be acknowledged. */
    public int closeMs() {
        return values.getInt(Limit.CLOSE_MS);
    }

    /** These limits with another {@link #closeMs}. */
    public Limits withCloseMs(int value) {
        return with(Limit.CLOSE_MS, value);
    }

    @Override
    public boolean equals(Object other) {
        return other instanceof Limits limits && values.equals(limits.values);
    }

    @Override
    public int hashCode() {
        return values.hashCode();
    }

    @Override
    public String toString() {
        return "Limits" + values;
    }
}
