package io.zinc.documents.protocol;

import java.util.UUID;

/**
 * Somebody wants a document to have another name.
 *
 * @param document what it is called now
 * @param generation which one of that name is meant
 * @param to what it shall be called
 * @param origin the endpoint of the session that wants it
 * @param subject who that is, as the Authenticator said
 * @param session the session, as it is published
 * @param number the number of the request
 */
public record Renaming(
        String document, long generation, String to, UUID origin, String subject, long session, long number) {}
