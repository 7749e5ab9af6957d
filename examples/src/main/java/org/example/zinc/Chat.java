package org.example.zinc;

import io.zinc.core.Ack;
import io.zinc.core.Codec;
import io.zinc.core.Endpoint;
import io.zinc.core.Topic;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.TimeUnit;

/**
 * A chat over a relay: three people, two of whom joined the relay and one the host. All see the same lines in the same
 * order; nobody gets their own words back.
 */
public final class Chat {

    private static final Topic<String> CHAT = Topic.of("chat", Codec.strings());

    public static void main(String[] arguments) throws InterruptedException {
        CountDownLatch heard = new CountDownLatch(6);
        try (Endpoint host = Endpoint.host("chat").bind("tcp://127.0.0.1:0").open();
                Endpoint relay = Endpoint.relay("chat")
                        .bind("tcp://127.0.0.1:0")
                        .join(host.address())
                        .open();
                Endpoint anna = person("Anna", heard, relay.address(), host.address());
                Endpoint ben = person("Ben", heard, relay.address(), host.address());
                Endpoint cleo = person("Cleo", heard, host.address())) {
            anna.sendAndAwait(CHAT, "Anna: is it raining?", Ack.SEQUENCED);
            cleo.sendAndAwait(CHAT, "Cleo: not here.", Ack.SEQUENCED);
            ben.sendAndAwait(CHAT, "Ben: here, yes.", Ack.SEQUENCED);
            System.out.println("all heard: " + heard.await(30, TimeUnit.SECONDS));
        }
    }

    /** Joins the first parent that answers; the others are for the day when it is gone. */
    private static Endpoint person(String name, CountDownLatch heard, String... parents) {
        Endpoint person = Endpoint.client("chat").join(parents).open();
        person.subscribe(CHAT, message -> {
            System.out.println(name + " hears " + message.payload());
            heard.countDown();
        });
        return person;
    }

    private Chat() {}
}
