package io.zinc.testing;

import java.util.concurrent.atomic.AtomicInteger;

class InProcessAskingTest extends AskingContract {

    private static final AtomicInteger COUNT = new AtomicInteger();

    @Override
    protected String freshAddress() {
        return "inproc://asking-contract-" + COUNT.incrementAndGet();
    }
}
