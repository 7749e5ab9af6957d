package io.zinc.gateway;

/** Does what a request asks for. Runs on a virtual thread and may block. */
@FunctionalInterface
interface Action {

    Reply answer(Call call) throws Refusal, InterruptedException;
}
