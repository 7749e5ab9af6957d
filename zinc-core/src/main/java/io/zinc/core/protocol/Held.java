package io.zinc.core.protocol;

/**
 * What an endpoint's protocol holds in memory at a moment; each figure has a bound in {@link io.zinc.core.Limits}.
 *
 * @param reorderBytes frames that came after a gap
 * @param replayBytes frames kept for repairs
 * @param waitingUpBytes frames that wait for the link to the parent
 * @param unacknowledgedRuns own runs without an acknowledgement, and runs that wait for a right or a parent
 * @param topics topics that it takes part in
 * @param children children
 * @param routes sessions reached through children
 * @param sessions sessions that the host knows
 * @param pending joins, tickets and questions to the Authorizer that wait for an answer
 * @param answerBytes questions and answers of endpoints below
 * @param questions questions of this endpoint and of those below that are not done with
 * @param gateWaits sessions that wait for a gate to have room
 */
public record Held(
        long reorderBytes,
        long replayBytes,
        long waitingUpBytes,
        int unacknowledgedRuns,
        int topics,
        int children,
        int routes,
        int sessions,
        int pending,
        long answerBytes,
        int questions,
        int gateWaits) {}
