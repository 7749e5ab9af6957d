package io.zinc.cli;

import io.zinc.core.Endpoint;
import io.zinc.documents.Documents;
import io.zinc.gateway.Gateway;
import io.zinc.gateway.spi.Access;
import java.nio.file.Path;
import java.util.List;
import org.jspecify.annotations.Nullable;
import picocli.CommandLine.Option;

/** The options of everything that browsers can join. */
final class GatewayOptions {

    private static final String LOOPBACK = "127.0.0.1";

    @Option(
            names = "--http",
            paramLabel = "[ADDRESS:]PORT",
            defaultValue = "${env:ZINC_HTTP:-}",
            description =
                    "Let browsers join here: a port of 127.0.0.1, or of another address of this machine; port 0 takes"
                            + " a free one. (ZINC_HTTP)")
    String http = "";

    @Option(
            names = "--allow-origin",
            paramLabel = "ORIGIN",
            split = ",",
            defaultValue = "${env:ZINC_ALLOW_ORIGIN:-}",
            description = "Pages of which other origins may connect, such as https://app.example.org; * for all."
                    + " (ZINC_ALLOW_ORIGIN)")
    List<String> origins = List.of();

    @Option(
            names = "--anonymous",
            description = "Let everyone in who reaches the port, not only programs of this machine.")
    boolean isAnonymous;

    @Option(
            names = "--tls-certificate",
            paramLabel = "FILE",
            defaultValue = "${env:ZINC_TLS_CERTIFICATE:-}",
            description = "Serve https and wss, with the certificate chain of a PEM file. (ZINC_TLS_CERTIFICATE)")
    String certificate = "";

    @Option(
            names = "--tls-key",
            paramLabel = "FILE",
            defaultValue = "${env:ZINC_TLS_KEY:-}",
            description = "The certificate's private key, in a PEM file. (ZINC_TLS_KEY)")
    String key = "";

    boolean isWanted() {
        return !http.isEmpty();
    }

    /** Opens a gateway if one is wanted; returns what to say about it, empty if none is. */
    String open(Console console, Endpoint endpoint, Documents documents, String advertisedHost) {
        if (!isWanted()) {
            if (isAnonymous) {
                throw new Failure("--anonymous is for browsers; say with --http where they join, or leave it out");
            }
            return "";
        }
        return ", browsers at "
                + console.closing(builder(endpoint, documents)
                                .advertise(advertisedHost)
                                .onError(console::complain)
                                .open())
                        .url();
    }

    private Gateway.Builder builder(Endpoint endpoint, Documents documents) {
        int colon = http.lastIndexOf(':');
        String address = colon < 0 ? LOOPBACK : http.substring(0, colon).replaceAll("^\\[|]$", "");
        Gateway.Builder builder = Gateway.on(endpoint, documents)
                .bind(address, port(http.substring(colon + 1)))
                .allowOrigin(
                        origins.stream().filter(origin -> !origin.isEmpty()).toArray(String[]::new));
        if (isAnonymous) {
            builder.access(Access.everyone());
        }
        Path chain = file("--tls-certificate", certificate);
        Path privateKey = file("--tls-key", key);
        if (chain != null && privateKey != null) {
            builder.tls(chain, privateKey);
        } else if (chain != null || privateKey != null) {
            throw new Failure("--tls-certificate and --tls-key belong together; give both, or none");
        }
        return builder;
    }

    private static @Nullable Path file(String option, String name) {
        if (name.isEmpty()) {
            return null;
        }
        Path path = Path.of(name);
        if (!path.toFile().canRead()) {
            throw new Failure(option + ": '" + name + "' cannot be read");
        }
        return path;
    }

    private int port(String text) {
        try {
            int port = Integer.parseInt(text);
            if (port >= 0 && port <= 65_535) {
                return port;
            }
        } catch (NumberFormatException e) {
            // told below, as a number that is out of range is
        }
        throw new Failure("--http is '" + http + "'; it has to be a port from 0 to 65535, or ADDRESS:PORT");
    }
}
