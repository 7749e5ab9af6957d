package io.zinc.testing;

import java.util.concurrent.atomic.AtomicInteger;

class InProcessEndpointTest extends EndpointContract {

    private static final AtomicInteger COUNT = new AtomicInteger();

    @Override
    protected String freshAddress() {
        return "inproc://endpoint-contract-" + COUNT.incrementAndGet();
    }

    @Override
    protected String impossibleAddress() {
        return "inproc://two words";
    }
}
