package io.zinc.testing;

import io.zinc.core.Endpoint;
import io.zinc.core.EndpointBuilder;
import java.util.ArrayList;
import java.util.List;
import org.junit.jupiter.api.AfterEach;

/** What contracts of endpoints share: endpoints over the transport that is tried, closed after each test. */
abstract class ContractTree {

    private final List<Endpoint> opened = new ArrayList<>();

    /** An address to bind that is free and never given again; port 0 where there are ports. */
    protected abstract String freshAddress();

    /** Endpoints of this contract are made with this; a transport that is given, not loaded, is set here. */
    protected EndpointBuilder with(EndpointBuilder builder) {
        return builder;
    }

    @AfterEach
    void closeAll() {
        for (int i = opened.size() - 1; i >= 0; i--) {
            opened.get(i).close();
        }
    }

    final Endpoint open(EndpointBuilder builder) {
        Endpoint endpoint = with(builder).open();
        opened.add(endpoint);
        return endpoint;
    }

    final Endpoint host() {
        return open(Endpoint.host("demo").bind(freshAddress()));
    }

    final Endpoint relay(Endpoint parent) {
        return open(Endpoint.relay("demo").bind(freshAddress()).join(parent.address()));
    }

    final Endpoint client(Endpoint parent) {
        return open(Endpoint.client("demo").join(parent.address()));
    }
}
