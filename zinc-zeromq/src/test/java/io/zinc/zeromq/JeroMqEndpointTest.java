package io.zinc.zeromq;

import io.zinc.testing.EndpointContract;

class JeroMqEndpointTest extends EndpointContract {

    @Override
    protected String freshAddress() {
        return "tcp://127.0.0.1:0";
    }

    @Override
    protected String impossibleAddress() {
        return "ipc://name";
    }
}
