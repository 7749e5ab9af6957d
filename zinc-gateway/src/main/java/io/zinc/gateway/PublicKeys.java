package io.zinc.gateway;

import com.nimbusds.jose.JOSEException;
import com.nimbusds.jose.JWSAlgorithm;
import com.nimbusds.jose.jwk.Curve;
import com.nimbusds.jose.jwk.ECKey;
import com.nimbusds.jose.jwk.JWK;
import com.nimbusds.jose.jwk.JWKSet;
import com.nimbusds.jose.jwk.KeyType;
import com.nimbusds.jose.jwk.RSAKey;
import com.nimbusds.jose.jwk.source.ImmutableJWKSet;
import com.nimbusds.jose.proc.JWSKeySelector;
import com.nimbusds.jose.proc.JWSVerificationKeySelector;
import com.nimbusds.jose.proc.SecurityContext;
import io.zinc.core.ZincException;
import java.io.ByteArrayInputStream;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.security.GeneralSecurityException;
import java.security.KeyFactory;
import java.security.PublicKey;
import java.security.cert.CertificateFactory;
import java.security.interfaces.ECPublicKey;
import java.security.interfaces.RSAPublicKey;
import java.security.spec.InvalidKeySpecException;
import java.security.spec.X509EncodedKeySpec;
import java.text.ParseException;
import java.util.ArrayList;
import java.util.Base64;
import java.util.LinkedHashSet;
import java.util.List;
import java.util.Set;
import java.util.regex.Matcher;
import java.util.regex.Pattern;
import org.jspecify.annotations.Nullable;

/** Reads the public keys with which tokens are verified, and says which algorithms go with them. */
final class PublicKeys {

    private static final Set<JWSAlgorithm> RSA = Set.of(
            JWSAlgorithm.RS256,
            JWSAlgorithm.RS384,
            JWSAlgorithm.RS512,
            JWSAlgorithm.PS256,
            JWSAlgorithm.PS384,
            JWSAlgorithm.PS512);
    private static final Pattern PEM =
            Pattern.compile("-----BEGIN ([A-Z0-9 ]+)-----([A-Za-z0-9+/=\\s]*)-----END \\1-----");

    private PublicKeys() {}

    /** The keys of a JWK set or of PEM. */
    static JWSKeySelector<SecurityContext> read(Path file) {
        try {
            String text = Files.readString(file);
            return text.stripLeading().startsWith("{") ? ofSet(JWKSet.parse(text)) : ofKeys(pem(text));
        } catch (IOException | ParseException | JOSEException | GeneralSecurityException | IllegalArgumentException e) {
            throw new ZincException(
                    ZincException.Category.FIX_THE_CALL,
                    "'" + file + "' holds no public keys that can be used, as a JWK set or in PEM: " + e.getMessage(),
                    e);
        }
    }

    /** A token may name one of the keys of a set. */
    private static JWSKeySelector<SecurityContext> ofSet(JWKSet set) {
        Set<JWSAlgorithm> algorithms = new LinkedHashSet<>();
        for (JWK key : set.getKeys()) {
            if (key.isPrivate() || key.getKeyType().equals(KeyType.OCT)) {
                throw new IllegalArgumentException(
                        "there is a secret or private key among them; leave that with the issuer of tokens");
            }
            algorithms.addAll(algorithms(key));
        }
        if (algorithms.isEmpty()) {
            throw new IllegalArgumentException("there is no RSA or elliptic curve key");
        }
        return new JWSVerificationKeySelector<>(algorithms, new ImmutableJWKSet<>(set));
    }

    /** Keys in PEM have no names, so each that fits is tried. */
    private static JWSKeySelector<SecurityContext> ofKeys(List<JWK> keys) throws JOSEException {
        if (keys.isEmpty()) {
            throw new IllegalArgumentException("there is none");
        }
        record Known(PublicKey key, Set<JWSAlgorithm> algorithms) {}
        List<Known> known = new ArrayList<>();
        for (JWK key : keys) {
            PublicKey usable = key instanceof RSAKey rsa
                    ? rsa.toRSAPublicKey()
                    : key.toECKey().toECPublicKey();
            known.add(new Known(usable, algorithms(key)));
        }
        return (header, context) -> known.stream()
                .filter(each -> each.algorithms.contains(header.getAlgorithm()))
                .map(Known::key)
                .toList();
    }

    private static Set<JWSAlgorithm> algorithms(JWK key) {
        if (key.getKeyType().equals(KeyType.RSA)) {
            return RSA;
        }
        if (key instanceof ECKey curve) {
            if (curve.getCurve().equals(Curve.P_256)) {
                return Set.of(JWSAlgorithm.ES256);
            }
            return curve.getCurve().equals(Curve.P_384) ? Set.of(JWSAlgorithm.ES384) : Set.of(JWSAlgorithm.ES512);
        }
        return Set.of();
    }

    private static List<JWK> pem(String text) throws GeneralSecurityException {
        List<JWK> keys = new ArrayList<>();
        Matcher blocks = PEM.matcher(text);
        while (blocks.find()) {
            byte[] bytes = Base64.getMimeDecoder().decode(blocks.group(2));
            keys.add(jwk(
                    switch (blocks.group(1)) {
                        case "PUBLIC KEY" -> publicKey(bytes);
                        case "CERTIFICATE" ->
                            CertificateFactory.getInstance("X.509")
                                    .generateCertificate(new ByteArrayInputStream(bytes))
                                    .getPublicKey();
                        default ->
                            throw new IllegalArgumentException(
                                    "a " + blocks.group(1)
                                            + " is none; take the issuer's PUBLIC KEY or CERTIFICATE, and leave what is private there");
                    }));
        }
        return keys;
    }

    private static PublicKey publicKey(byte[] bytes) throws GeneralSecurityException {
        InvalidKeySpecException fault = null;
        for (String algorithm : List.of("RSA", "EC")) {
            try {
                return KeyFactory.getInstance(algorithm).generatePublic(new X509EncodedKeySpec(bytes));
            } catch (InvalidKeySpecException e) {
                fault = e;
            }
        }
        throw new InvalidKeySpecException("a key is neither of RSA nor of an elliptic curve", fault);
    }

    private static JWK jwk(@Nullable PublicKey key) {
        return switch (key) {
            case RSAPublicKey rsa -> new RSAKey.Builder(rsa).build();
            case ECPublicKey curve -> new ECKey.Builder(Curve.forECParameterSpec(curve.getParams()), curve).build();
            case null, default ->
                throw new IllegalArgumentException("a key is neither of RSA nor of an elliptic curve");
        };
    }
}
