package io.zinc.gateway;

import io.zinc.core.Endpoint;
import io.zinc.documents.DocumentLimits;
import io.zinc.documents.Documents;
import io.zinc.documents.spi.DocumentStore;
import java.net.http.HttpClient;
import java.time.Duration;
import java.util.ArrayDeque;
import java.util.UUID;
import java.util.function.BooleanSupplier;
import java.util.function.UnaryOperator;
import org.jspecify.annotations.Nullable;

/** A tree of endpoints in this process with gateways at some of them, and browsers, for a test. */
final class GatewayTree implements AutoCloseable {

    private static final Duration PATIENCE = Duration.ofSeconds(20);

    private final String name = "gateways-" + UUID.randomUUID();
    private final ArrayDeque<AutoCloseable> open = new ArrayDeque<>();
    private final String cluster;
    private final DocumentLimits limits;
    private final HttpClient http = HttpClient.newHttpClient();

    /** An endpoint and its documents. */
    record Node(Endpoint endpoint, Documents documents) implements AutoCloseable {

        @Override
        public void close() {
            documents.close();
            endpoint.close();
        }
    }

    GatewayTree() {
        this(DocumentLimits.defaults());
    }

    GatewayTree(DocumentLimits limits) {
        this("documents", limits);
    }

    GatewayTree(String cluster, DocumentLimits limits) {
        this.cluster = cluster;
        this.limits = limits;
    }

    HttpClient http() {
        return http;
    }

    private String address(String of) {
        return "inproc://" + name + "-" + of;
    }

    /** The host, without a store. */
    Node host() {
        return host(null);
    }

    Node host(@Nullable DocumentStore store) {
        Endpoint host = Endpoint.host(cluster).bind(address("host")).open();
        Documents.Builder documents = Documents.configure(host).limits(limits);
        if (store != null) {
            documents.store(store);
        }
        return keep(new Node(host, documents.open()));
    }

    Node relay(String relay) {
        return relay(relay, limits);
    }

    /** A relay that knows other limits than the host. */
    Node relay(String relay, DocumentLimits ownLimits) {
        Endpoint endpoint = Endpoint.relay(cluster)
                .bind(address(relay))
                .join(address("host"))
                .open();
        return keep(new Node(
                endpoint, Documents.configure(endpoint).limits(ownLimits).open()));
    }

    Gateway gateway(Node at) {
        return gateway(at, settings -> settings);
    }

    Gateway gateway(Node at, UnaryOperator<Gateway.Builder> more) {
        return keep(more.apply(Gateway.on(at.endpoint(), at.documents())).open());
    }

    /** Closes something when the test ends, before what was opened earlier. */
    <C extends AutoCloseable> C keep(C what) {
        open.push(what);
        return what;
    }

    /** A y-websocket client that has opened a document. */
    YBrowser browser(Gateway at, String document) {
        YBrowser browser = keep(new YBrowser(http, at, document));
        browser.connect();
        return browser;
    }

    /** A Hocuspocus client's socket. */
    HocuspocusSocket socket(Gateway at) {
        return keep(new HocuspocusSocket(http, at));
    }

    /** A Hocuspocus client that has shown a token for a document, on a socket of its own. */
    HocuspocusDocument opened(Gateway at, String document, String token) {
        return socket(at).open(document, token);
    }

    /** Waits until something is so; fails when it does not come to be. */
    static void await(String what, BooleanSupplier isSo) throws InterruptedException {
        long deadline = System.nanoTime() + PATIENCE.toNanos();
        while (!isSo.getAsBoolean()) {
            if (System.nanoTime() > deadline) {
                throw new AssertionError("it did not come to be within " + PATIENCE.toSeconds() + " s: " + what);
            }
            Thread.sleep(1);
        }
    }

    /** Waits until replicas show a text, and have the same of everything. */
    static void awaitText(String text, Replica... replicas) throws InterruptedException {
        for (Replica replica : replicas) {
            await(
                    "'" + shortened(replica.text()) + "' becomes '" + shortened(text) + "'",
                    () -> replica.text().equals(text));
        }
        awaitEqual(replicas);
    }

    private static String shortened(String text) {
        return text.length() <= 200 ? text : text.substring(0, 200) + "... (" + text.length() + " characters)";
    }

    /** Waits until replicas have the same state. */
    static void awaitEqual(Replica... replicas) throws InterruptedException {
        for (Replica replica : replicas) {
            await("state vectors become equal", () -> replica.stateVector().equals(replicas[0].stateVector()));
            await("states become equal", () -> replica.contentHash() == replicas[0].contentHash());
        }
    }

    @Override
    public void close() {
        while (!open.isEmpty()) {
            try {
                open.pop().close();
            } catch (Exception e) {
                throw new AssertionError("something could not be closed", e);
            }
        }
        http.shutdownNow();
    }
}
