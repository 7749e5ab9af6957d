package io.zinc.gateway;

import static java.nio.charset.StandardCharsets.US_ASCII;
import static org.assertj.core.api.Assertions.assertThat;

import java.io.IOException;
import java.io.InputStream;
import java.net.http.HttpClient;
import java.nio.file.Files;
import java.nio.file.Path;
import java.security.KeyStore;
import java.util.Base64;
import java.util.List;
import java.util.concurrent.TimeUnit;
import javax.net.ssl.SSLContext;
import javax.net.ssl.TrustManagerFactory;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** Browsers over TLS. */
class TlsTest {

    private static final char[] PASSWORD = "a password".toCharArray();

    private final GatewayTree tree = new GatewayTree();

    @TempDir
    private Path folder;

    private HttpClient http = HttpClient.newHttpClient();
    private Gateway gateway;

    /** Makes a certificate with the JDK's own tool. */
    @BeforeEach
    void open() throws Exception {
        Path store = folder.resolve("keys.p12");
        Process keytool = new ProcessBuilder(List.of(
                        Path.of(System.getProperty("java.home"), "bin", "keytool")
                                .toString(),
                        "-genkeypair",
                        "-keyalg",
                        "EC",
                        "-alias",
                        "gateway",
                        "-dname",
                        "CN=127.0.0.1",
                        "-ext",
                        "san=ip:127.0.0.1",
                        "-storetype",
                        "PKCS12",
                        "-keystore",
                        store.toString(),
                        "-storepass",
                        new String(PASSWORD)))
                .redirectErrorStream(true)
                .redirectOutput(folder.resolve("keytool.txt").toFile())
                .start();
        assertThat(keytool.waitFor(60, TimeUnit.SECONDS)).isTrue();
        KeyStore keys = KeyStore.getInstance("PKCS12");
        try (InputStream in = Files.newInputStream(store)) {
            keys.load(in, PASSWORD);
        }
        Path certificate = pem("CERTIFICATE", keys.getCertificate("gateway").getEncoded());
        Path key = pem("PRIVATE KEY", keys.getKey("gateway", PASSWORD).getEncoded());
        gateway = tree.gateway(tree.host(), settings -> settings.tls(certificate, key));

        TrustManagerFactory trust = TrustManagerFactory.getInstance(TrustManagerFactory.getDefaultAlgorithm());
        KeyStore trusted = KeyStore.getInstance("PKCS12");
        trusted.load(null, null);
        trusted.setCertificateEntry("gateway", keys.getCertificate("gateway"));
        trust.init(trusted);
        SSLContext tls = SSLContext.getInstance("TLS");
        tls.init(null, trust.getTrustManagers(), null);
        http.close();
        http = HttpClient.newBuilder().sslContext(tls).build();
    }

    private Path pem(String what, byte[] encoded) throws IOException {
        String text = "-----BEGIN " + what + "-----\n"
                + Base64.getMimeEncoder(64, new byte[] {'\n'}).encodeToString(encoded) + "\n-----END " + what
                + "-----\n";
        return Files.write(folder.resolve(what.replace(' ', '-') + ".pem"), text.getBytes(US_ASCII));
    }

    @AfterEach
    void close() {
        tree.close();
        http.shutdownNow();
    }

    private YBrowser browser() {
        return tree.keep(new YBrowser(http, gateway, "notes")).connect();
    }

    @Test
    void browsersSeeEachOthersEditsSmallAndLarge() throws Exception {
        YBrowser ann = browser();
        YBrowser ben = browser();
        GatewayTree.await("both are synced", () -> ann.isSynced() && ben.isSynced());

        ann.type("small, ");
        ann.type("x".repeat(1 << 20));
        GatewayTree.await("Ben has it all", () -> ben.text().length() == 7 + (1 << 20));
        ben.typeFirst("b");

        GatewayTree.await("and Ann has his", () -> ann.text().startsWith("b"));
        GatewayTree.awaitEqual(ann, ben);
    }

    @Test
    void aGatewayThatClosesSaysSo() throws Exception {
        YBrowser ann = browser();
        GatewayTree.await("she is synced", ann::isSynced);

        gateway.close();

        assertThat(ann.socket().closing().code()).isEqualTo(GatewaySocket.TRY_AGAIN_LATER);
    }
}
