package io.zinc.cli;

import io.zinc.core.spi.Authenticator;
import java.nio.charset.StandardCharsets;
import java.security.MessageDigest;

/** Lets in who shows the same secret, compared in a time that does not depend on where they differ. */
final class SharedSecret implements Authenticator {

    private final byte[] secret;

    SharedSecret(String secret) {
        this.secret = secret.getBytes(StandardCharsets.UTF_8);
    }

    @Override
    public Verdict authenticate(JoinAttempt attempt) {
        byte[] shown = attempt.credentials().getBytes(StandardCharsets.UTF_8);
        return MessageDigest.isEqual(secret, shown)
                ? new Verdict.Accept("")
                : new Verdict.Reject(
                        shown.length == 0
                                ? "this host asks for credentials; give them with --credentials or ZINC_CREDENTIALS"
                                : "the credentials are not the host's");
    }
}
