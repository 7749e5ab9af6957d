package io.zinc.gateway;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import com.nimbusds.jose.JOSEException;
import com.nimbusds.jose.JWSAlgorithm;
import com.nimbusds.jose.JWSHeader;
import com.nimbusds.jose.JWSSigner;
import com.nimbusds.jose.crypto.ECDSASigner;
import com.nimbusds.jose.crypto.MACSigner;
import com.nimbusds.jose.crypto.RSASSASigner;
import com.nimbusds.jose.jwk.Curve;
import com.nimbusds.jose.jwk.ECKey;
import com.nimbusds.jose.jwk.JWKSet;
import com.nimbusds.jose.jwk.RSAKey;
import com.nimbusds.jose.jwk.gen.ECKeyGenerator;
import com.nimbusds.jose.jwk.gen.RSAKeyGenerator;
import com.nimbusds.jwt.JWTClaimsSet;
import com.nimbusds.jwt.PlainJWT;
import com.nimbusds.jwt.SignedJWT;
import io.zinc.core.ZincException;
import io.zinc.gateway.spi.Access;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.security.PublicKey;
import java.time.Instant;
import java.util.Base64;
import java.util.Date;
import java.util.List;
import java.util.Map;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** Which tokens are taken, and what they open. */
class JwtAccessTest {

    private static final byte[] SECRET = "a secret of more than 32 bytes, for tests".getBytes(StandardCharsets.UTF_8);

    @TempDir
    Path folder;

    private static JWTClaimsSet.Builder ann() {
        return new JWTClaimsSet.Builder()
                .subject("ann")
                .audience("zinc")
                .expirationTime(Date.from(Instant.now().plusSeconds(3_600)))
                .claim("documents", Map.of("read", List.of("public*", "*/shared"), "write", List.of("ann/*")));
    }

    private static String signed(JWSHeader header, JWSSigner signer, JWTClaimsSet claims) throws JOSEException {
        SignedJWT jwt = new SignedJWT(header, claims);
        jwt.sign(signer);
        return jwt.serialize();
    }

    private static String signed(JWTClaimsSet claims) throws JOSEException {
        return signed(new JWSHeader(JWSAlgorithm.HS256), new MACSigner(SECRET), claims);
    }

    private static Access.Verdict verdict(JwtAccess access, String token) {
        return access.authenticate(new Access.Visitor(token, "192.0.2.1", false));
    }

    private static void assertRejected(JwtAccess access, String token) {
        assertThat(verdict(access, token)).isInstanceOf(Access.Verdict.Reject.class);
        assertThat(access.right(new Access.User("ann", token), "ann/diary")).isEqualTo(Access.Right.NONE);
    }

    private static void assertAccepted(JwtAccess access, String token) {
        assertThat(verdict(access, token)).isEqualTo(new Access.Verdict.Accept(new Access.User("ann", token)));
    }

    @Test
    void aTokenOpensWhatItNames() throws Exception {
        JwtAccess access = JwtAccess.secret(SECRET, "zinc");
        String token = signed(ann().build());
        assertAccepted(access, token);
        Access.User ann = new Access.User("ann", token);

        assertThat(access.right(ann, "ann/diary")).isEqualTo(Access.Right.WRITE);
        assertThat(access.right(ann, "public")).isEqualTo(Access.Right.READ);
        assertThat(access.right(ann, "public notes")).isEqualTo(Access.Right.READ);
        assertThat(access.right(ann, "bob/shared")).isEqualTo(Access.Right.READ);
        assertThat(access.right(ann, "bob/diary")).isEqualTo(Access.Right.NONE);
        assertThat(access.right(ann, "ann")).isEqualTo(Access.Right.NONE);
        assertThat(access.right(
                        new Access.User(
                                "ann", signed(ann().claim("documents", null).build())),
                        "ann/diary"))
                .isEqualTo(Access.Right.NONE);
        assertThat(access.right(
                        new Access.User(
                                "ann", signed(ann().claim("documents", "*").build())),
                        "ann/diary"))
                .isEqualTo(Access.Right.NONE);
    }

    @Test
    void whatExpiredOrIsNotYetGoodOrForOthersIsRejected() throws Exception {
        JwtAccess access = JwtAccess.secret(SECRET, "zinc");
        Instant now = Instant.now();

        assertRejected(
                access,
                signed(ann().expirationTime(Date.from(now.minusSeconds(120))).build()));
        assertRejected(access, signed(ann().expirationTime(null).build()));
        assertRejected(
                access,
                signed(ann().notBeforeTime(Date.from(now.plusSeconds(600))).build()));
        assertRejected(access, signed(ann().audience("others").build()));
        assertRejected(access, signed(ann().audience((String) null).build()));
        assertRejected(access, signed(ann().subject(null).build()));
        assertAccepted(
                JwtAccess.secret(SECRET, null), signed(ann().audience("others").build()));
    }

    @Test
    void whatIsSignedByAnotherKeyOrNotAtAllIsRejected() throws Exception {
        JwtAccess access = JwtAccess.secret(SECRET, "zinc");
        byte[] other = "another secret of more than 32 bytes, too".getBytes(StandardCharsets.UTF_8);
        String good = signed(ann().build());

        assertRejected(access, signed(new JWSHeader(JWSAlgorithm.HS256), new MACSigner(other), ann().build()));
        assertRejected(access, new PlainJWT(ann().build()).serialize());
        assertRejected(access, good.substring(0, good.length() - 4) + "AAAA");
        assertRejected(access, good.substring(0, good.lastIndexOf('.') + 1));
        assertRejected(access, "rubbish");
        assertRejected(access, "a.b.c");
        assertRejected(access, "");
    }

    @Test
    void aPublicKeyInPemIsNoSecretForAForger() throws Exception {
        RSAKey key = new RSAKeyGenerator(2048).generate();
        String pem = pem(key.toRSAPublicKey());
        JwtAccess access = JwtAccess.publicKeys(Files.writeString(folder.resolve("key.pem"), pem), "zinc");

        assertAccepted(access, signed(new JWSHeader(JWSAlgorithm.RS256), new RSASSASigner(key), ann().build()));
        assertAccepted(
                access,
                signed(
                        new JWSHeader.Builder(JWSAlgorithm.RS256).keyID("any").build(),
                        new RSASSASigner(key),
                        ann().build()));
        for (byte[] known : List.of(
                pem.getBytes(StandardCharsets.UTF_8),
                pem.strip().getBytes(StandardCharsets.UTF_8),
                key.toRSAPublicKey().getEncoded())) {
            assertRejected(access, signed(new JWSHeader(JWSAlgorithm.HS256), new MACSigner(known), ann().build()));
        }
        assertRejected(
                access,
                signed(
                        new JWSHeader(JWSAlgorithm.RS256),
                        new RSASSASigner(new RSAKeyGenerator(2048).generate()),
                        ann().build()));
        assertRejected(access, new PlainJWT(ann().build()).serialize());
    }

    private static String pem(PublicKey key) {
        return "-----BEGIN PUBLIC KEY-----\n"
                + Base64.getMimeEncoder().encodeToString(key.getEncoded())
                + "\n-----END PUBLIC KEY-----\n";
    }

    @Test
    void aTokenNamesOneKeyOfASet() throws Exception {
        RSAKey first = new RSAKeyGenerator(2048).keyID("first").generate();
        ECKey second = new ECKeyGenerator(Curve.P_256).keyID("second").generate();
        Path file = Files.writeString(
                folder.resolve("jwks.json"), new JWKSet(List.of(first.toPublicJWK(), second.toPublicJWK())).toString());
        JwtAccess access = JwtAccess.publicKeys(file, "zinc");

        assertAccepted(
                access,
                signed(
                        new JWSHeader.Builder(JWSAlgorithm.RS256).keyID("first").build(),
                        new RSASSASigner(first),
                        ann().build()));
        assertAccepted(
                access,
                signed(
                        new JWSHeader.Builder(JWSAlgorithm.ES256)
                                .keyID("second")
                                .build(),
                        new ECDSASigner(second),
                        ann().build()));
        assertRejected(
                access,
                signed(
                        new JWSHeader.Builder(JWSAlgorithm.RS256).keyID("third").build(),
                        new RSASSASigner(first),
                        ann().build()));
    }

    @Test
    void keysThatAreNoneOrShouldNotBeThereAreRefused() throws Exception {
        RSAKey key = new RSAKeyGenerator(2048).generate();

        assertThatThrownBy(() -> JwtAccess.secret(new byte[31], null))
                .isInstanceOf(ZincException.class)
                .hasMessageContaining("31");
        assertThatThrownBy(() -> read(new JWKSet(key).toString(false)))
                .isInstanceOf(ZincException.class)
                .hasMessageContaining("private");
        assertThatThrownBy(() -> read("-----BEGIN PRIVATE KEY-----\nAAAA\n-----END PRIVATE KEY-----\n"))
                .isInstanceOf(ZincException.class)
                .hasMessageContaining("PRIVATE KEY");
        assertThatThrownBy(() -> read("no key")).isInstanceOf(ZincException.class);
        assertThatThrownBy(() -> read("{\"keys\":[]}")).isInstanceOf(ZincException.class);
        assertThatThrownBy(() -> JwtAccess.publicKeys(folder.resolve("none"), null))
                .isInstanceOf(ZincException.class)
                .hasMessageContaining("none");
    }

    private JwtAccess read(String content) throws java.io.IOException {
        return JwtAccess.publicKeys(Files.writeString(folder.resolve("keys"), content), null);
    }

    @Test
    void starsInPatternsStandForAnyText() {
        assertThat(JwtAccess.isLike("*", "")).isTrue();
        assertThat(JwtAccess.isLike("", "")).isTrue();
        assertThat(JwtAccess.isLike("", "a")).isFalse();
        assertThat(JwtAccess.isLike("a*c", "abbc")).isTrue();
        assertThat(JwtAccess.isLike("a*c", "abb")).isFalse();
        assertThat(JwtAccess.isLike("*a*b*", "xxaxxbxx")).isTrue();
        assertThat(JwtAccess.isLike("a.c", "abc")).isFalse();
        assertThat(JwtAccess.isLike("*a".repeat(50) + "b", "a".repeat(240))).isFalse();
    }
}
