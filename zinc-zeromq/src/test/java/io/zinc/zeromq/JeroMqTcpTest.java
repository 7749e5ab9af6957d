package io.zinc.zeromq;

import io.zinc.core.spi.Transport;
import io.zinc.testing.TransportContract;
import java.util.List;

class JeroMqTcpTest extends TransportContract {

    @Override
    protected Transport newTransport() {
        return new ZeroMqTransport();
    }

    @Override
    protected String freeAddress() {
        return "tcp://127.0.0.1:0";
    }

    @Override
    protected List<String> malformedAddresses() {
        return List.of(
                "tcp://127.0.0.1",
                "tcp://127.0.0.1:",
                "tcp://127.0.0.1:http",
                "tcp://127.0.0.1:65536",
                "tcp://::1:5555",
                "tcp://:5555",
                "tcp://one two:5555",
                "tcp://127.0.0.1:5555;127.0.0.1:1",
                "udp://127.0.0.1:5555",
                "inproc://name",
                "ipc:///tmp/socket",
                "");
    }
}
