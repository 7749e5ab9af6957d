package io.zinc.gateway;

import io.zinc.core.Endpoint;
import io.zinc.documents.Documents;
import io.zinc.documents.TextDocument;
import io.zinc.documents.spi.DocumentStore;
import java.time.Duration;
import java.util.ArrayDeque;
import java.util.UUID;
import java.util.function.BooleanSupplier;
import java.util.function.UnaryOperator;
import org.jspecify.annotations.Nullable;

/** A tree in this process with a gateway at each of its endpoints, for a test. */
final class Site implements AutoCloseable {

    private static final Duration PATIENCE = Duration.ofSeconds(30);

    private final String name = "site-" + UUID.randomUUID();
    private final ArrayDeque<Runnable> open = new ArrayDeque<>();

    /** An endpoint with its documents and its gateway. */
    record Place(Endpoint endpoint, Documents documents, Gateway gateway) {

        String url() {
            return gateway.url();
        }
    }

    Place host() {
        return host(null, settings -> settings);
    }

    Place host(@Nullable DocumentStore store, UnaryOperator<Gateway.Builder> settings) {
        Endpoint endpoint = Endpoint.host("site").bind(address("host")).open();
        open.push(endpoint::close);
        Documents.Builder documents = Documents.configure(endpoint);
        if (store != null) {
            documents.store(store);
        }
        return place(endpoint, documents.open(), settings);
    }

    Place relay(String relay) {
        return relay(relay, settings -> settings);
    }

    Place relay(String relay, UnaryOperator<Gateway.Builder> settings) {
        Endpoint endpoint = Endpoint.relay("site")
                .bind(address(relay))
                .join(address("host"))
                .open();
        open.push(endpoint::close);
        return place(endpoint, Documents.on(endpoint), settings);
    }

    private Place place(Endpoint endpoint, Documents documents, UnaryOperator<Gateway.Builder> settings) {
        open.push(documents::close);
        Gateway gateway = settings.apply(Gateway.on(endpoint, documents)).open();
        open.push(gateway::close);
        return new Place(endpoint, documents, gateway);
    }

    private String address(String of) {
        return "inproc://" + name + "-" + of;
    }

    /** Waits until something is so; fails when it does not come to be. */
    static void await(String what, BooleanSupplier isSo) throws InterruptedException {
        long deadline = System.nanoTime() + PATIENCE.toNanos();
        while (!isSo.getAsBoolean()) {
            if (System.nanoTime() > deadline) {
                throw new AssertionError("it did not come to be within " + PATIENCE.toSeconds() + " s: " + what);
            }
            Thread.sleep(2);
        }
    }

    static void awaitText(TextDocument document, String text) throws InterruptedException {
        await(
                "'" + document.text() + "' becomes '" + text + "'",
                () -> document.text().equals(text));
    }

    @Override
    public void close() {
        while (!open.isEmpty()) {
            open.pop().run();
        }
    }
}
