package io.zinc.testing;

import io.zinc.core.spi.Transport;
import java.util.List;

class PlainSocketTransportTest extends TransportContract {

    @Override
    protected Transport newTransport() {
        return new PlainSocketTransport();
    }

    @Override
    protected String freeAddress() {
        return "plain://127.0.0.1:0";
    }

    @Override
    protected List<String> malformedAddresses() {
        return List.of("plain://127.0.0.1", "plain://localhost:1", "tcp://127.0.0.1:1", "");
    }
}
