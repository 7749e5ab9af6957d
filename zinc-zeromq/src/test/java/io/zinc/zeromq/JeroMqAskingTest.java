package io.zinc.zeromq;

import io.zinc.testing.AskingContract;

class JeroMqAskingTest extends AskingContract {

    @Override
    protected String freshAddress() {
        return "tcp://127.0.0.1:0";
    }
}
