package io.zinc.core.spi;

/**
 * What a link dropped since it was opened.
 *
 * @param broadcastsDropped broadcasts that a subscriber did not get because its queue was full; one per subscriber
 * @param refused frames, requests and connections that were turned away: malformed, too large, not approved, or of a
 *     peer that was dropped
 */
public record LinkCounts(long broadcastsDropped, long refused) {}
