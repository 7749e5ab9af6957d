package io.zinc.zeromq;

import io.zinc.core.spi.Transport;
import io.zinc.testing.TransportContract;
import java.util.List;

class JeroMqInProcessTest extends TransportContract {

    @Override
    protected Transport newTransport() {
        return ZeroMqTransport.jeromq();
    }

    @Override
    protected String freeAddress() {
        return "inproc://name";
    }

    @Override
    protected List<String> malformedAddresses() {
        return List.of("inproc://", "inproc:name");
    }
}
