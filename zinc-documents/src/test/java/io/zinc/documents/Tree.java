package io.zinc.documents;

import io.zinc.core.Endpoint;
import io.zinc.core.EndpointBuilder;
import io.zinc.documents.spi.DocumentStore;
import java.time.Duration;
import java.util.ArrayDeque;
import java.util.UUID;
import java.util.function.BooleanSupplier;
import java.util.function.UnaryOperator;
import org.jspecify.annotations.Nullable;

/** A tree of endpoints in this process, with documents on each, for a test. */
final class Tree implements AutoCloseable {

    private static final Duration PATIENCE = Duration.ofSeconds(20);

    private final String name = "tree-" + UUID.randomUUID();
    private final ArrayDeque<Runnable> open = new ArrayDeque<>();
    private final DocumentLimits limits;

    Tree() {
        this(DocumentLimits.defaults());
    }

    Tree(DocumentLimits limits) {
        this.limits = limits;
    }

    String address(String of) {
        return "inproc://" + name + "-" + of;
    }

    Documents host(@Nullable DocumentStore store) {
        return host(store, builder -> builder);
    }

    Documents host(@Nullable DocumentStore store, UnaryOperator<EndpointBuilder> more) {
        Endpoint host = keep(
                more.apply(Endpoint.host("documents").bind(address("host"))).open());
        Documents.Builder documents = Documents.configure(host).limits(limits);
        if (store != null) {
            documents.store(store);
        }
        return keep(documents.open());
    }

    Documents relay(String relay) {
        Endpoint endpoint = keep(Endpoint.relay("documents")
                .bind(address(relay))
                .join(address("host"))
                .open());
        return keep(Documents.on(endpoint));
    }

    Documents client(String user, String... parents) {
        String[] addresses = new String[Math.max(1, parents.length)];
        addresses[0] = address("host");
        for (int i = 0; i < parents.length; i++) {
            addresses[i] = address(parents[i]);
        }
        Endpoint endpoint = keep(
                Endpoint.client("documents").join(addresses).credentials(user).open());
        return keep(Documents.configure(endpoint).user(user).limits(limits).open());
    }

    private Endpoint keep(Endpoint endpoint) {
        open.push(endpoint::close);
        return endpoint;
    }

    private Documents keep(Documents documents) {
        open.push(documents::close);
        return documents;
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
