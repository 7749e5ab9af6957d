package io.zinc.documents.protocol;

import java.nio.ByteBuffer;
import java.security.MessageDigest;
import java.security.NoSuchAlgorithmException;

/**
 * The names under which a host speaks of sessions to everyone. A session is known to the host by its secret; what is published
 * names it by a hash of that, so that those who read it cannot send anything in its name.
 */
final class SessionIds {

    private SessionIds() {}

    /** The first 8 bytes of the SHA-256 of a secret's 8 bytes. */
    static long published(long secret) {
        try {
            MessageDigest digest = MessageDigest.getInstance("SHA-256");
            byte[] bytes = ByteBuffer.allocate(Long.BYTES).putLong(secret).array();
            return ByteBuffer.wrap(digest.digest(bytes)).getLong();
        } catch (NoSuchAlgorithmException e) {
            throw new IllegalStateException("every Java platform has SHA-256", e);
        }
    }
}
