package io.zinc.testing;

import io.zinc.core.InProcessTransport;
import io.zinc.core.spi.Transport;
import java.util.List;

class InProcessTransportTest extends TransportContract {

    @Override
    protected Transport newTransport() {
        return InProcessTransport.isolated();
    }

    @Override
    protected String freeAddress() {
        return "inproc://name";
    }

    @Override
    protected List<String> malformedAddresses() {
        return List.of("inproc://", "inproc:name", "inproc://two words", "tcp://127.0.0.1:5555", "", "inproc://é");
    }
}
