package io.zinc.core;

/**
 * Every bound of an endpoint's memory and patience. {@link #defaults()} is right for most; {@code with...} changes one.
 *
 * <p>docs/ARCHITECTURE.md lists them with what happens at each.
 *
 * @param maxMessageBytes the largest encoded message
 * @param batchBytes how full a frame gets before the next one is begun
 * @param sendBufferBytes what an endpoint holds of its own unacknowledged messages
 * @param replayBytes what a host or relay keeps of all topics together, to repair losses below it
 * @param reorderBytes what an endpoint holds of messages that came after a gap
 * @param pacingWindowBytes how far a child may be behind before its parent waits for it a while
 * @param backlogBytes when a subscription is slow, by the bytes waiting for its handler
 * @param backlogAgeMs when a subscription is slow, by the age of the oldest message waiting for its handler
 * @param maxChildren the most children of one host or relay
 * @param maxSessions the most sessions that a host knows, and that a relay routes
 * @param maxTopics the most topics of a host, and the most that an endpoint takes part in
 * @param maxSubscriptionsPerChild the most topics that one client subscribes to
 * @param maxPendingJoins the most joins and authorisations waiting for an answer
 * @param maxQuestions the most questions of one endpoint that are under way at once; more wait at the endpoint
 * @param maxAnswerBytes the largest answer to a question
 * @param answerBytes what an endpoint holds of questions and answers of others, until the answers have been fetched
 * @param heartbeatMs the interval between heartbeats on each path
 * @param deadAfterMs how long a path may be silent
 * @param repairMs how long a repair may take before it is asked for again
 * @param resendMs how long a message may be unacknowledged before the host is asked; doubles up to ten times as much
 * @param rejoinMs the first back-off after a lost parent; doubles up to {@code rejoinMaxMs}, with full jitter
 * @param rejoinMaxMs the longest back-off
 * @param sessionLingerMs how long the host keeps the session of an endpoint that it cannot reach
 * @param closeMs how long closing waits for what was sent to be acknowledged
 */
public record Limits(
        int maxMessageBytes,
        int batchBytes,
        int sendBufferBytes,
        long replayBytes,
        int reorderBytes,
        int pacingWindowBytes,
        int backlogBytes,
        int backlogAgeMs,
        int maxChildren,
        int maxSessions,
        int maxTopics,
        int maxSubscriptionsPerChild,
        int maxPendingJoins,
        int maxQuestions,
        int maxAnswerBytes,
        long answerBytes,
        int heartbeatMs,
        int deadAfterMs,
        int repairMs,
        int resendMs,
        int rejoinMs,
        int rejoinMaxMs,
        int sessionLingerMs,
        int closeMs) {

    private static final Limits DEFAULTS = new Limits(
            1 << 20, 64 << 10, 8 << 20, 64L << 20, 16 << 20, 8 << 20, 16 << 20, 5_000, 4_096, 100_000, 100_000, 10_000,
            10_000, 16, 64 << 20, 64L << 20, 500, 3_000, 200, 500, 50, 5_000, 300_000, 2_000);

    public Limits {
        require("maxMessageBytes", maxMessageBytes, 1, 1 << 28);
        require("batchBytes", batchBytes, 256, 1 << 24);
        require("sendBufferBytes", sendBufferBytes, maxMessageBytes + 5L, Integer.MAX_VALUE / 2);
        require("replayBytes", replayBytes, 0, Long.MAX_VALUE);
        require("reorderBytes", reorderBytes, 0, Integer.MAX_VALUE);
        require("pacingWindowBytes", pacingWindowBytes, 1 << 10, Integer.MAX_VALUE);
        require("backlogBytes", backlogBytes, 1 << 10, Integer.MAX_VALUE);
        require("backlogAgeMs", backlogAgeMs, 1, Integer.MAX_VALUE);
        require("maxChildren", maxChildren, 0, Integer.MAX_VALUE);
        require("maxSessions", maxSessions, 1, Integer.MAX_VALUE);
        require("maxTopics", maxTopics, 1, Integer.MAX_VALUE);
        require("maxSubscriptionsPerChild", maxSubscriptionsPerChild, 0, Integer.MAX_VALUE);
        require("maxPendingJoins", maxPendingJoins, 1, Integer.MAX_VALUE);
        require("maxQuestions", maxQuestions, 1, 10_000);
        require("maxAnswerBytes", maxAnswerBytes, 1, 1 << 30);
        require("answerBytes", answerBytes, (long) maxAnswerBytes, Long.MAX_VALUE);
        require("heartbeatMs", heartbeatMs, 1, 60_000);
        require("deadAfterMs", deadAfterMs, 2L * heartbeatMs, 3_600_000);
        require("repairMs", repairMs, 1, 60_000);
        require("resendMs", resendMs, 1, 60_000);
        require("rejoinMs", rejoinMs, 1, 60_000);
        require("rejoinMaxMs", rejoinMaxMs, rejoinMs, 3_600_000);
        require("sessionLingerMs", sessionLingerMs, deadAfterMs, Integer.MAX_VALUE);
        require("closeMs", closeMs, 0, 3_600_000);
    }

    private static void require(String name, long value, long least, long most) {
        if (value < least || value > most) {
            throw new ZincException(
                    ZincException.Category.FIX_THE_CALL,
                    name + " is " + value + "; it has to be between " + least + " and " + most);
        }
    }

    public static Limits defaults() {
        return DEFAULTS;
    }

    /** The largest run of messages: a full batch, or one message of the largest size. */
    public int maxRunBytes() {
        return Math.max(maxMessageBytes + 5, batchBytes);
    }

    /** The largest frame on any path: a message of the largest size with its headers. */
    public int maxFrameBytes() {
        return Math.max(maxMessageBytes, batchBytes) + 8 * 1024;
    }

    /** These limits with another {@code maxMessageBytes}. */
    public Limits withMaxMessageBytes(int value) {
        return new Limits(
                value,
                batchBytes,
                sendBufferBytes,
                replayBytes,
                reorderBytes,
                pacingWindowBytes,
                backlogBytes,
                backlogAgeMs,
                maxChildren,
                maxSessions,
                maxTopics,
                maxSubscriptionsPerChild,
                maxPendingJoins,
                maxQuestions,
                maxAnswerBytes,
                answerBytes,
                heartbeatMs,
                deadAfterMs,
                repairMs,
                resendMs,
                rejoinMs,
                rejoinMaxMs,
                sessionLingerMs,
                closeMs);
    }

    /** These limits with another {@code batchBytes}. */
    public Limits withBatchBytes(int value) {
        return new Limits(
                maxMessageBytes,
                value,
                sendBufferBytes,
                replayBytes,
                reorderBytes,
                pacingWindowBytes,
                backlogBytes,
                backlogAgeMs,
                maxChildren,
                maxSessions,
                maxTopics,
                maxSubscriptionsPerChild,
                maxPendingJoins,
                maxQuestions,
                maxAnswerBytes,
                answerBytes,
                heartbeatMs,
                deadAfterMs,
                repairMs,
                resendMs,
                rejoinMs,
                rejoinMaxMs,
                sessionLingerMs,
                closeMs);
    }

    /** These limits with another {@code sendBufferBytes}. */
    public Limits withSendBufferBytes(int value) {
        return new Limits(
                maxMessageBytes,
                batchBytes,
                value,
                replayBytes,
                reorderBytes,
                pacingWindowBytes,
                backlogBytes,
                backlogAgeMs,
                maxChildren,
                maxSessions,
                maxTopics,
                maxSubscriptionsPerChild,
                maxPendingJoins,
                maxQuestions,
                maxAnswerBytes,
                answerBytes,
                heartbeatMs,
                deadAfterMs,
                repairMs,
                resendMs,
                rejoinMs,
                rejoinMaxMs,
                sessionLingerMs,
                closeMs);
    }

    /** These limits with another {@code replayBytes}. */
    public Limits withReplayBytes(long value) {
        return new Limits(
                maxMessageBytes,
                batchBytes,
                sendBufferBytes,
                value,
                reorderBytes,
                pacingWindowBytes,
                backlogBytes,
                backlogAgeMs,
                maxChildren,
                maxSessions,
                maxTopics,
                maxSubscriptionsPerChild,
                maxPendingJoins,
                maxQuestions,
                maxAnswerBytes,
                answerBytes,
                heartbeatMs,
                deadAfterMs,
                repairMs,
                resendMs,
                rejoinMs,
                rejoinMaxMs,
                sessionLingerMs,
                closeMs);
    }

    /** These limits with another {@code reorderBytes}. */
    public Limits withReorderBytes(int value) {
        return new Limits(
                maxMessageBytes,
                batchBytes,
                sendBufferBytes,
                replayBytes,
                value,
                pacingWindowBytes,
                backlogBytes,
                backlogAgeMs,
                maxChildren,
                maxSessions,
                maxTopics,
                maxSubscriptionsPerChild,
                maxPendingJoins,
                maxQuestions,
                maxAnswerBytes,
                answerBytes,
                heartbeatMs,
                deadAfterMs,
                repairMs,
                resendMs,
                rejoinMs,
                rejoinMaxMs,
                sessionLingerMs,
                closeMs);
    }

    /** These limits with another {@code pacingWindowBytes}. */
    public Limits withPacingWindowBytes(int value) {
        return new Limits(
                maxMessageBytes,
                batchBytes,
                sendBufferBytes,
                replayBytes,
                reorderBytes,
                value,
                backlogBytes,
                backlogAgeMs,
                maxChildren,
                maxSessions,
                maxTopics,
                maxSubscriptionsPerChild,
                maxPendingJoins,
                maxQuestions,
                maxAnswerBytes,
                answerBytes,
                heartbeatMs,
                deadAfterMs,
                repairMs,
                resendMs,
                rejoinMs,
                rejoinMaxMs,
                sessionLingerMs,
                closeMs);
    }

    /** These limits with another {@code backlogBytes}. */
    public Limits withBacklogBytes(int value) {
        return new Limits(
                maxMessageBytes,
                batchBytes,
                sendBufferBytes,
                replayBytes,
                reorderBytes,
                pacingWindowBytes,
                value,
                backlogAgeMs,
                maxChildren,
                maxSessions,
                maxTopics,
                maxSubscriptionsPerChild,
                maxPendingJoins,
                maxQuestions,
                maxAnswerBytes,
                answerBytes,
                heartbeatMs,
                deadAfterMs,
                repairMs,
                resendMs,
                rejoinMs,
                rejoinMaxMs,
                sessionLingerMs,
                closeMs);
    }

    /** These limits with another {@code backlogAgeMs}. */
    public Limits withBacklogAgeMs(int value) {
        return new Limits(
                maxMessageBytes,
                batchBytes,
                sendBufferBytes,
                replayBytes,
                reorderBytes,
                pacingWindowBytes,
                backlogBytes,
                value,
                maxChildren,
                maxSessions,
                maxTopics,
                maxSubscriptionsPerChild,
                maxPendingJoins,
                maxQuestions,
                maxAnswerBytes,
                answerBytes,
                heartbeatMs,
                deadAfterMs,
                repairMs,
                resendMs,
                rejoinMs,
                rejoinMaxMs,
                sessionLingerMs,
                closeMs);
    }

    /** These limits with another {@code maxChildren}. */
    public Limits withMaxChildren(int value) {
        return new Limits(
                maxMessageBytes,
                batchBytes,
                sendBufferBytes,
                replayBytes,
                reorderBytes,
                pacingWindowBytes,
                backlogBytes,
                backlogAgeMs,
                value,
                maxSessions,
                maxTopics,
                maxSubscriptionsPerChild,
                maxPendingJoins,
                maxQuestions,
                maxAnswerBytes,
                answerBytes,
                heartbeatMs,
                deadAfterMs,
                repairMs,
                resendMs,
                rejoinMs,
                rejoinMaxMs,
                sessionLingerMs,
                closeMs);
    }

    /** These limits with another {@code maxSessions}. */
    public Limits withMaxSessions(int value) {
        return new Limits(
                maxMessageBytes,
                batchBytes,
                sendBufferBytes,
                replayBytes,
                reorderBytes,
                pacingWindowBytes,
                backlogBytes,
                backlogAgeMs,
                maxChildren,
                value,
                maxTopics,
                maxSubscriptionsPerChild,
                maxPendingJoins,
                maxQuestions,
                maxAnswerBytes,
                answerBytes,
                heartbeatMs,
                deadAfterMs,
                repairMs,
                resendMs,
                rejoinMs,
                rejoinMaxMs,
                sessionLingerMs,
                closeMs);
    }

    /** These limits with another {@code maxTopics}. */
    public Limits withMaxTopics(int value) {
        return new Limits(
                maxMessageBytes,
                batchBytes,
                sendBufferBytes,
                replayBytes,
                reorderBytes,
                pacingWindowBytes,
                backlogBytes,
                backlogAgeMs,
                maxChildren,
                maxSessions,
                value,
                maxSubscriptionsPerChild,
                maxPendingJoins,
                maxQuestions,
                maxAnswerBytes,
                answerBytes,
                heartbeatMs,
                deadAfterMs,
                repairMs,
                resendMs,
                rejoinMs,
                rejoinMaxMs,
                sessionLingerMs,
                closeMs);
    }

    /** These limits with another {@code maxSubscriptionsPerChild}. */
    public Limits withMaxSubscriptionsPerChild(int value) {
        return new Limits(
                maxMessageBytes,
                batchBytes,
                sendBufferBytes,
                replayBytes,
                reorderBytes,
                pacingWindowBytes,
                backlogBytes,
                backlogAgeMs,
                maxChildren,
                maxSessions,
                maxTopics,
                value,
                maxPendingJoins,
                maxQuestions,
                maxAnswerBytes,
                answerBytes,
                heartbeatMs,
                deadAfterMs,
                repairMs,
                resendMs,
                rejoinMs,
                rejoinMaxMs,
                sessionLingerMs,
                closeMs);
    }

    /** These limits with another {@code maxPendingJoins}. */
    public Limits withMaxPendingJoins(int value) {
        return new Limits(
                maxMessageBytes,
                batchBytes,
                sendBufferBytes,
                replayBytes,
                reorderBytes,
                pacingWindowBytes,
                backlogBytes,
                backlogAgeMs,
                maxChildren,
                maxSessions,
                maxTopics,
                maxSubscriptionsPerChild,
                value,
                maxQuestions,
                maxAnswerBytes,
                answerBytes,
                heartbeatMs,
                deadAfterMs,
                repairMs,
                resendMs,
                rejoinMs,
                rejoinMaxMs,
                sessionLingerMs,
                closeMs);
    }

    /** These limits with another {@code maxQuestions}. */
    public Limits withMaxQuestions(int value) {
        return new Limits(
                maxMessageBytes,
                batchBytes,
                sendBufferBytes,
                replayBytes,
                reorderBytes,
                pacingWindowBytes,
                backlogBytes,
                backlogAgeMs,
                maxChildren,
                maxSessions,
                maxTopics,
                maxSubscriptionsPerChild,
                maxPendingJoins,
                value,
                maxAnswerBytes,
                answerBytes,
                heartbeatMs,
                deadAfterMs,
                repairMs,
                resendMs,
                rejoinMs,
                rejoinMaxMs,
                sessionLingerMs,
                closeMs);
    }

    /** These limits with another {@code maxAnswerBytes}. */
    public Limits withMaxAnswerBytes(int value) {
        return new Limits(
                maxMessageBytes,
                batchBytes,
                sendBufferBytes,
                replayBytes,
                reorderBytes,
                pacingWindowBytes,
                backlogBytes,
                backlogAgeMs,
                maxChildren,
                maxSessions,
                maxTopics,
                maxSubscriptionsPerChild,
                maxPendingJoins,
                maxQuestions,
                value,
                answerBytes,
                heartbeatMs,
                deadAfterMs,
                repairMs,
                resendMs,
                rejoinMs,
                rejoinMaxMs,
                sessionLingerMs,
                closeMs);
    }

    /** These limits with another {@code answerBytes}. */
    public Limits withAnswerBytes(long value) {
        return new Limits(
                maxMessageBytes,
                batchBytes,
                sendBufferBytes,
                replayBytes,
                reorderBytes,
                pacingWindowBytes,
                backlogBytes,
                backlogAgeMs,
                maxChildren,
                maxSessions,
                maxTopics,
                maxSubscriptionsPerChild,
                maxPendingJoins,
                maxQuestions,
                maxAnswerBytes,
                value,
                heartbeatMs,
                deadAfterMs,
                repairMs,
                resendMs,
                rejoinMs,
                rejoinMaxMs,
                sessionLingerMs,
                closeMs);
    }

    /** These limits with another {@code heartbeatMs}. */
    public Limits withHeartbeatMs(int value) {
        return new Limits(
                maxMessageBytes,
                batchBytes,
                sendBufferBytes,
                replayBytes,
                reorderBytes,
                pacingWindowBytes,
                backlogBytes,
                backlogAgeMs,
                maxChildren,
                maxSessions,
                maxTopics,
                maxSubscriptionsPerChild,
                maxPendingJoins,
                maxQuestions,
                maxAnswerBytes,
                answerBytes,
                value,
                deadAfterMs,
                repairMs,
                resendMs,
                rejoinMs,
                rejoinMaxMs,
                sessionLingerMs,
                closeMs);
    }

    /** These limits with another {@code deadAfterMs}. */
    public Limits withDeadAfterMs(int value) {
        return new Limits(
                maxMessageBytes,
                batchBytes,
                sendBufferBytes,
                replayBytes,
                reorderBytes,
                pacingWindowBytes,
                backlogBytes,
                backlogAgeMs,
                maxChildren,
                maxSessions,
                maxTopics,
                maxSubscriptionsPerChild,
                maxPendingJoins,
                maxQuestions,
                maxAnswerBytes,
                answerBytes,
                heartbeatMs,
                value,
                repairMs,
                resendMs,
                rejoinMs,
                rejoinMaxMs,
                sessionLingerMs,
                closeMs);
    }

    /** These limits with another {@code repairMs}. */
    public Limits withRepairMs(int value) {
        return new Limits(
                maxMessageBytes,
                batchBytes,
                sendBufferBytes,
                replayBytes,
                reorderBytes,
                pacingWindowBytes,
                backlogBytes,
                backlogAgeMs,
                maxChildren,
                maxSessions,
                maxTopics,
                maxSubscriptionsPerChild,
                maxPendingJoins,
                maxQuestions,
                maxAnswerBytes,
                answerBytes,
                heartbeatMs,
                deadAfterMs,
                value,
                resendMs,
                rejoinMs,
                rejoinMaxMs,
                sessionLingerMs,
                closeMs);
    }

    /** These limits with another {@code resendMs}. */
    public Limits withResendMs(int value) {
        return new Limits(
                maxMessageBytes,
                batchBytes,
                sendBufferBytes,
                replayBytes,
                reorderBytes,
                pacingWindowBytes,
                backlogBytes,
                backlogAgeMs,
                maxChildren,
                maxSessions,
                maxTopics,
                maxSubscriptionsPerChild,
                maxPendingJoins,
                maxQuestions,
                maxAnswerBytes,
                answerBytes,
                heartbeatMs,
                deadAfterMs,
                repairMs,
                value,
                rejoinMs,
                rejoinMaxMs,
                sessionLingerMs,
                closeMs);
    }

    /** These limits with another {@code rejoinMs}. */
    public Limits withRejoinMs(int value) {
        return new Limits(
                maxMessageBytes,
                batchBytes,
                sendBufferBytes,
                replayBytes,
                reorderBytes,
                pacingWindowBytes,
                backlogBytes,
                backlogAgeMs,
                maxChildren,
                maxSessions,
                maxTopics,
                maxSubscriptionsPerChild,
                maxPendingJoins,
                maxQuestions,
                maxAnswerBytes,
                answerBytes,
                heartbeatMs,
                deadAfterMs,
                repairMs,
                resendMs,
                value,
                rejoinMaxMs,
                sessionLingerMs,
                closeMs);
    }

    /** These limits with another {@code rejoinMaxMs}. */
    public Limits withRejoinMaxMs(int value) {
        return new Limits(
                maxMessageBytes,
                batchBytes,
                sendBufferBytes,
                replayBytes,
                reorderBytes,
                pacingWindowBytes,
                backlogBytes,
                backlogAgeMs,
                maxChildren,
                maxSessions,
                maxTopics,
                maxSubscriptionsPerChild,
                maxPendingJoins,
                maxQuestions,
                maxAnswerBytes,
                answerBytes,
                heartbeatMs,
                deadAfterMs,
                repairMs,
                resendMs,
                rejoinMs,
                value,
                sessionLingerMs,
                closeMs);
    }

    /** These limits with another {@code sessionLingerMs}. */
    public Limits withSessionLingerMs(int value) {
        return new Limits(
                maxMessageBytes,
                batchBytes,
                sendBufferBytes,
                replayBytes,
                reorderBytes,
                pacingWindowBytes,
                backlogBytes,
                backlogAgeMs,
                maxChildren,
                maxSessions,
                maxTopics,
                maxSubscriptionsPerChild,
                maxPendingJoins,
                maxQuestions,
                maxAnswerBytes,
                answerBytes,
                heartbeatMs,
                deadAfterMs,
                repairMs,
                resendMs,
                rejoinMs,
                rejoinMaxMs,
                value,
                closeMs);
    }

    /** These limits with another {@code closeMs}. */
    public Limits withCloseMs(int value) {
        return new Limits(
                maxMessageBytes,
                batchBytes,
                sendBufferBytes,
                replayBytes,
                reorderBytes,
                pacingWindowBytes,
                backlogBytes,
                backlogAgeMs,
                maxChildren,
                maxSessions,
                maxTopics,
                maxSubscriptionsPerChild,
                maxPendingJoins,
                maxQuestions,
                maxAnswerBytes,
                answerBytes,
                heartbeatMs,
                deadAfterMs,
                repairMs,
                resendMs,
                rejoinMs,
                rejoinMaxMs,
                sessionLingerMs,
                value);
    }
}
