package io.zinc.benchmarks;

import io.zinc.core.Endpoint;
import io.zinc.documents.Documents;

/** A process with a relay that hands out copies of documents. */
final class DocumentRelayProcess {

    private DocumentRelayProcess() {}

    public static void main(String[] arguments) throws Exception {
        Endpoint relay = Endpoint.relay(ZincPublisher.CLUSTER)
                .join(arguments[0])
                .bind("tcp://127.0.0.1:0")
                .open();
        Documents documents = Documents.on(relay);
        ChildCommands.serve(
                new Answer().with("address", relay.address()),
                (command, words) -> new Answer().with("answered", documents.answeredHere()));
        System.exit(0);
    }
}
