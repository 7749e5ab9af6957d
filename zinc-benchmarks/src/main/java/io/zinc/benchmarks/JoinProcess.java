package io.zinc.benchmarks;

import io.zinc.core.Endpoint;

/** A process that joins a host, and is ready then. */
final class JoinProcess {

    private JoinProcess() {}

    public static void main(String[] arguments) throws Exception {
        Endpoint client =
                Endpoint.client(ZincPublisher.CLUSTER).join(arguments[0]).open();
        ChildCommands.serve(new Answer().with("id", client.id()), (command, words) -> new Answer());
        client.close();
    }
}
