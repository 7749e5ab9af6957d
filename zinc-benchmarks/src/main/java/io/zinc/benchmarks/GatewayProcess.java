package io.zinc.benchmarks;

import io.zinc.core.Endpoint;
import io.zinc.documents.Documents;
import io.zinc.gateway.Gateway;

/** A host with a gateway and documents in memory, in a process of its own that ends with its standard input. */
final class GatewayProcess {

    private GatewayProcess() {}

    /** Takes the port for browsers. */
    public static void main(String[] arguments) throws Exception {
        int port = Integer.parseInt(arguments[0]);
        try (Endpoint host =
                        Endpoint.host("gateway-bench").bind("tcp://127.0.0.1:0").open();
                Documents documents = Documents.configure(host).open();
                Gateway gateway =
                        Gateway.on(host, documents).bind("127.0.0.1", port).open()) {
            System.out.println("running at " + gateway.url());
            while (System.in.read() >= 0) {
                // nobody says anything; it ends with whoever started it
            }
        }
    }
}
