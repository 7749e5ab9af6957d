package io.zinc.core;

import java.util.UUID;

/**
 * A message as a subscriber receives it.
 *
 * @param topic where it was sent
 * @param origin id of the endpoint that sent it
 * @param originNumber the number that the origin's session gave it, counted from 1 over all topics; 0 for an ephemeral one
 * @param sequence the position that the host gave it in its topic, counted from 1; 0 for an ephemeral one
 * @param epoch the reign of the host that ordered it
 * @param payload what was sent, decoded by the topic's codec
 */
public record Message<T>(Topic<T> topic, UUID origin, long originNumber, long sequence, long epoch, T payload) {

    /** Whether it was sent with {@link Endpoint#sendEphemeral}. */
    public boolean isEphemeral() {
        return sequence == 0;
    }
}
