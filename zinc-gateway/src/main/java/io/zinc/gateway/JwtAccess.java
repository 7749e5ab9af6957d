package io.zinc.gateway;

import com.nimbusds.jose.JOSEException;
import com.nimbusds.jose.JWSAlgorithm;
import com.nimbusds.jose.proc.BadJOSEException;
import com.nimbusds.jose.proc.JWSKeySelector;
import com.nimbusds.jose.proc.SecurityContext;
import com.nimbusds.jwt.JWTClaimsSet;
import com.nimbusds.jwt.proc.DefaultJWTClaimsVerifier;
import com.nimbusds.jwt.proc.DefaultJWTProcessor;
import io.zinc.core.ZincException;
import io.zinc.gateway.spi.Access;
import java.nio.file.Path;
import java.text.ParseException;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.concurrent.locks.ReentrantLock;
import javax.crypto.SecretKey;
import javax.crypto.spec.SecretKeySpec;
import org.jspecify.annotations.Nullable;

/**
 * Lets in who shows a signed token (JSON Web Token, RFC 7519) that has not expired. The claim {@code sub} is who it is, and the
 * claim {@code documents} says what they may do: {@code {"read": ["notes/*"], "write": ["notes/ann", "drafts/*"]}}. A {@code *}
 * stands for any text; who may write may read. A token without that claim opens nothing.
 *
 * <p>Which algorithms are taken depends on the keys that were given here, never on the token: HS256 for a secret, others for
 * public keys, and no token that is not signed (RFC 8725 section 3.1). Any thread may use it.
 */
public final class JwtAccess implements Access {

    private static final int LEAST_SECRET_BYTES = 32;
    private static final int MOST_KNOWN = 1_000;
    private static final String DOCUMENTS = "documents";

    private final DefaultJWTProcessor<SecurityContext> processor = new DefaultJWTProcessor<>();
    private final DefaultJWTClaimsVerifier<SecurityContext> verifier;
    private final ReentrantLock lock = new ReentrantLock();

    // claims of tokens whose signatures are good, so that a list of documents costs one verification
    private final Map<String, JWTClaimsSet> known = new LinkedHashMap<>(16, 0.75f, true) {

        private static final long serialVersionUID = 1L;

        @Override
        protected boolean removeEldestEntry(Map.Entry<String, JWTClaimsSet> eldest) {
            return size() > MOST_KNOWN;
        }
    };

    private JwtAccess(JWSKeySelector<SecurityContext> keys, @Nullable String audience) {
        this.verifier =
                new DefaultJWTClaimsVerifier<>(audience, new JWTClaimsSet.Builder().build(), Set.of("sub", "exp"));
        processor.setJWSKeySelector(keys);
        processor.setJWTClaimsSetVerifier(verifier);
    }

    /**
     * Takes tokens that are signed with a secret, by HS256.
     *
     * @param secret at least 32 bytes, that only this gateway and the issuer of tokens know
     * @param audience what the claim {@code aud} has to name; null to take any
     */
    public static JwtAccess secret(byte[] secret, @Nullable String audience) {
        if (secret.length < LEAST_SECRET_BYTES) {
            throw new ZincException(
                    ZincException.Category.FIX_THE_CALL,
                    "a secret of " + secret.length + " bytes can be guessed; take at least " + LEAST_SECRET_BYTES
                            + " bytes at random");
        }
        SecretKey key = new SecretKeySpec(secret, "HmacSHA256");
        return new JwtAccess(
                (header, context) -> header.getAlgorithm().equals(JWSAlgorithm.HS256) ? List.of(key) : List.of(),
                audience);
    }

    /**
     * Takes tokens that are signed with a private key whose public key is in a file: a JWK set (RFC 7517), or public keys or
     * certificates in PEM; of RSA or elliptic curves.
     *
     * @param audience what the claim {@code aud} has to name; null to take any
     * @throws ZincException when the file holds no such key, or a private one
     */
    public static JwtAccess publicKeys(Path file, @Nullable String audience) {
        return new JwtAccess(PublicKeys.read(file), audience);
    }

    @Override
    public Verdict authenticate(Visitor visitor) {
        if (visitor.token().isEmpty()) {
            return new Verdict.Reject("this gateway wants a token; ask its operator for one");
        }
        try {
            return new Verdict.Accept(new User(claims(visitor.token()).getSubject(), visitor.token()));
        } catch (ParseException | BadJOSEException | JOSEException e) {
            return new Verdict.Reject("the token is not taken: " + e.getMessage());
        }
    }

    private JWTClaimsSet claims(String token) throws ParseException, BadJOSEException, JOSEException {
        JWTClaimsSet claims;
        lock.lock();
        try {
            claims = known.get(token);
        } finally {
            lock.unlock();
        }
        if (claims != null) {
            verifier.verify(claims, null); // it may have expired since
            return claims;
        }
        claims = processor.process(token, null);
        lock.lock();
        try {
            known.put(token, claims);
        } finally {
            lock.unlock();
        }
        return claims;
    }

    /** As the token says, while it lasts. */
    @Override
    public Right right(User user, String document) {
        Map<String, Object> documents;
        try {
            documents = claims(user.token()).getJSONObjectClaim(DOCUMENTS);
        } catch (ParseException | BadJOSEException | JOSEException e) {
            return Right.NONE; // it has expired since, or says nothing that can be understood
        }
        if (documents == null) {
            return Right.NONE;
        }
        if (isNamed(documents.get("write"), document)) {
            return Right.WRITE;
        }
        return isNamed(documents.get("read"), document) ? Right.READ : Right.NONE;
    }

    private static boolean isNamed(@Nullable Object patterns, String document) {
        return patterns instanceof List<?> list
                && list.stream().anyMatch(pattern -> pattern instanceof String text && isLike(text, document));
    }

    /** Whether a name fits a pattern, in time that grows with the product of both at most. */
    static boolean isLike(String pattern, String name) {
        int p = 0;
        int n = 0;
        int star = -1;
        int resume = 0;
        while (n < name.length()) {
            if (p < pattern.length() && pattern.charAt(p) == '*') {
                star = p++;
                resume = n;
            } else if (p < pattern.length() && pattern.charAt(p) == name.charAt(n)) {
                p++;
                n++;
            } else if (star >= 0) {
                p = star + 1;
                n = ++resume;
            } else {
                return false;
            }
        }
        while (p < pattern.length() && pattern.charAt(p) == '*') {
            p++;
        }
        return p == pattern.length();
    }
}
