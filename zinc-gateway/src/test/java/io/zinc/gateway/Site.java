package io.zinc.gateway;

import io.zinc.core.Endpoint;
import io.zinc.documents.DocumentLimits;
import io.zinc.documents.Documents;
import io.zinc.documents.TextDocument;
import io.zinc.documents.spi.DocumentStore;
import java.util.function.UnaryOperator;
import org.jspecify.annotations.Nullable;

/** A tree in this process with a gateway at each of its endpoints, for a test. */
final class Site implements AutoCloseable {

    private final GatewayTree tree = new GatewayTree("site", DocumentLimits.defaults());

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
        return place(tree.host(store), settings);
    }

    Place relay(String relay) {
        return relay(relay, settings -> settings);
    }

    Place relay(String relay, UnaryOperator<Gateway.Builder> settings) {
        return place(tree.relay(relay), settings);
    }

    private Place place(GatewayTree.Node at, UnaryOperator<Gateway.Builder> settings) {
        return new Place(at.endpoint(), at.documents(), tree.gateway(at, settings));
    }

    static void awaitText(TextDocument document, String text) throws InterruptedException {
        GatewayTree.await(
                "'" + document.text() + "' becomes '" + text + "'",
                () -> document.text().equals(text));
    }

    @Override
    public void close() {
        tree.close();
    }
}
