package io.zinc.core;

import java.util.UUID;

/**
 * A message before a gate of the host: it has its origin's number and no sequence yet.
 *
 * @param topic where it was sent to
 * @param origin who sent it
 * @param subject who that is, as the Authenticator said
 * @param session the start of the origin that sent it
 * @param number its position in that session, over all topics; 0 for an ephemeral message
 * @param codec the codec's id
 * @param schema the schema's id
 * @param payload the encoded payload; the receiver's own
 */
public record GatedMessage(
        String topic, UUID origin, String subject, long session, long number, int codec, int schema, byte[] payload) {

    /** Whether it is dropped, not offered again, when it is not taken. */
    public boolean isEphemeral() {
        return number == 0;
    }
}
