package io.zinc.core;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import io.zinc.core.spi.Authenticator;
import io.zinc.core.spi.Authorizer;
import java.util.ArrayList;
import java.util.Collections;
import java.util.List;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.TimeUnit;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;

@Timeout(60)
class EndpointTest {

    private static final Topic<String> CHAT = Topic.of("chat", Codec.strings());

    @Test
    void aMessageOfAClientReachesEveryOtherSubscriberAndNotItself() throws InterruptedException {
        try (Endpoint host = Endpoint.host("demo").bind("inproc://first").open();
                Endpoint relay = Endpoint.relay("demo")
                        .bind("inproc://first-relay")
                        .join(host.address())
                        .open();
                Endpoint alice = Endpoint.client("demo").join(relay.address()).open();
                Endpoint bob = Endpoint.client("demo").join(host.address()).open()) {
            List<String> heard = Collections.synchronizedList(new ArrayList<>());
            CountDownLatch latch = new CountDownLatch(3);
            for (Endpoint endpoint : List.of(host, relay, bob, alice)) {
                endpoint.subscribe(CHAT, message -> {
                    heard.add(endpoint.role() + " " + message.payload() + " " + message.sequence());
                    assertThat(message.origin()).isEqualTo(alice.id());
                    latch.countDown();
                });
            }
            assertThat(alice.sendAndAwait(CHAT, "hello", Ack.SEQUENCED).isSent())
                    .isTrue();
            assertThat(latch.await(20, TimeUnit.SECONDS)).isTrue();
            assertThat(heard).containsExactlyInAnyOrder("HOST hello 1", "RELAY hello 1", "CLIENT hello 1");
        }
    }

    @Test
    void manyMessagesArriveInOrderThroughARelay() throws InterruptedException {
        int count = 200_000;
        try (Endpoint host = Endpoint.host("demo").bind("inproc://many").open();
                Endpoint relay = Endpoint.relay("demo")
                        .bind("inproc://many-relay")
                        .join(host.address())
                        .open();
                Endpoint alice = Endpoint.client("demo").join(relay.address()).open();
                Endpoint bob = Endpoint.client("demo").join(relay.address()).open()) {
            List<String> faults = Collections.synchronizedList(new ArrayList<>());
            CountDownLatch latch = new CountDownLatch(count);
            long[] next = {1};
            bob.subscribe(CHAT, new MessageHandler<>() {
                @Override
                public void handle(Message<String> message) {
                    if (message.sequence() != next[0] || !message.payload().equals("m" + next[0])) {
                        faults.add(next[0] + " " + message);
                    }
                    next[0]++;
                    latch.countDown();
                }

                @Override
                public void missed(Missed missed) {
                    faults.add(missed.toString());
                }
            });
            for (int i = 1; i <= count; i++) {
                SendResult result = alice.send(CHAT, "m" + i, java.time.Duration.ofSeconds(20));
                assertThat(result.isSent()).as("%s", result).isTrue();
            }
            boolean all = latch.await(40, TimeUnit.SECONDS);
            assertThat(faults).isEmpty();
            assertThat(all).as("%d missing", latch.getCount()).isTrue();
        }
    }

    @Test
    void aRejectedJoinSaysWhy() {
        try (Endpoint host = Endpoint.host("demo")
                .bind("inproc://closed")
                .authenticator(attempt -> attempt.credentials().equals("secret")
                        ? new Authenticator.Verdict.Accept("someone")
                        : new Authenticator.Verdict.Reject("wrong password"))
                .open()) {
            assertThatThrownBy(() -> Endpoint.client("demo")
                            .join(host.address())
                            .credentials("guess")
                            .open())
                    .isInstanceOf(ZincException.class)
                    .hasMessageContaining("wrong password");
            Endpoint.client("demo")
                    .join(host.address())
                    .credentials("secret")
                    .open()
                    .close();
        }
    }

    @Test
    void aDeniedTopicIsRefusedToSenderAndSubscriber() throws InterruptedException {
        try (Endpoint host = Endpoint.host("demo")
                        .bind("inproc://denied")
                        .authorizer((subject, topic, access) -> topic.equals("chat")
                                ? new Authorizer.Decision.Deny("no chat here")
                                : new Authorizer.Decision.Allow())
                        .open();
                Endpoint client = Endpoint.client("demo").join(host.address()).open()) {
            assertThatThrownBy(() -> client.subscribe(CHAT, message -> {})).hasMessageContaining("no chat here");
            assertThat(client.sendAndAwait(CHAT, "hello", Ack.SEQUENCED))
                    .isEqualTo(new SendResult.Refused("no chat here"));
            assertThat(client.send(CHAT, "again")).isEqualTo(new SendResult.Refused("no chat here"));
        }
    }
}
