package io.zinc.core;

import java.util.UUID;

/** What happens to an endpoint's place in the tree. */
public sealed interface ConnectionEvent {

    /** The endpoint has a parent for the first time, and the host knows its session. */
    record Joined(UUID parent, String address) implements ConnectionEvent {}

    /** The parent is gone or silent; the endpoint looks for a new one and goes on doing so until it is closed. */
    record ParentLost(String address, String reason) implements ConnectionEvent {}

    /** Still no parent after a number of attempts; told at intervals. */
    record StillSearching(int attempts, String lastReason) implements ConnectionEvent {}

    /**
     * The endpoint has a parent again.
     *
     * @param sameReign whether the host is the one of before; if not, this endpoint's unacknowledged messages have an
     *     unknown outcome, and topics have a new history
     */
    record Rejoined(UUID parent, String address, boolean sameReign) implements ConnectionEvent {}

    /** A parent or the host refused the endpoint. When it is final, the endpoint does not try again. */
    record Refused(String address, String reason, boolean isFinal) implements ConnectionEvent {}

    /** The session ended with sends whose outcome nobody knows: numbers {@code firstNumber} to {@code lastNumber}. */
    record OutcomeUnknown(long firstNumber, long lastNumber, String reason) implements ConnectionEvent {}

    /** The host refused messages that were sent before it was known that it would. */
    record SendRefused(String topic, long messages, String reason) implements ConnectionEvent {}

    /** A child joined this host or relay. */
    record ChildJoined(UUID child, Role role) implements ConnectionEvent {}

    /** A child of this host or relay left, was cut, or fell silent. */
    record ChildLost(UUID child, String reason) implements ConnectionEvent {}
}
