package io.zinc.benchmarks;

import io.zinc.core.Endpoint;
import io.zinc.documents.Documents;

/** A host with documents in memory, which sends every edit to all who have its document open. */
final class EditEchoHost implements Echo.Host {

    private final Endpoint host =
            Endpoint.host(ZincPublisher.CLUSTER).bind("tcp://127.0.0.1:0").open();

    EditEchoHost() {
        Documents unused = Documents.on(host);
    }

    @Override
    public String address() {
        return host.address();
    }
}
