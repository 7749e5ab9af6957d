package io.zinc.core;

/** What became of a {@code send}. */
public sealed interface SendResult {

    /** The endpoint has taken the message and will see to it until it is acknowledged or its session ends. */
    record Sent() implements SendResult {
        static final Sent INSTANCE = new Sent();
    }

    /**
     * The endpoint holds as many unacknowledged bytes as it may; nothing was taken. Try again later.
     *
     * @param heldBytes what is held
     * @param limitBytes {@link Limits#sendBufferBytes()}
     */
    record BackPressured(long heldBytes, long limitBytes) implements SendResult {}

    /** The endpoint is closed; nothing was taken. */
    record Closed() implements SendResult {
        static final Closed INSTANCE = new Closed();
    }

    /**
     * The encoded message is larger than {@link Limits#maxMessageBytes()}; nothing was taken.
     *
     * @param bytes its size
     * @param limitBytes the limit
     */
    record TooLarge(int bytes, int limitBytes) implements SendResult {}

    /**
     * The host does not let this endpoint send to the topic; nothing was taken.
     *
     * @param reason what the host said
     */
    record Refused(String reason) implements SendResult {}

    /**
     * The message was taken, and its session ended before it was acknowledged: nobody knows whether it was ordered.
     *
     * @param reason why the session ended
     */
    record OutcomeUnknown(String reason) implements SendResult {}

    /**
     * The topic does not have the level of acknowledgement that was asked for; nothing was taken.
     *
     * @param level what was asked for
     * @param reason why the topic does not have it
     */
    record LevelUnavailable(Ack level, String reason) implements SendResult {}

    /** Whether the message was taken and, where that was waited for, acknowledged. */
    default boolean isSent() {
        return this instanceof Sent;
    }
}
