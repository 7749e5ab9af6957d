package io.zinc.testing;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import io.zinc.core.Ack;
import io.zinc.core.ChannelListener;
import io.zinc.core.Codec;
import io.zinc.core.CodecException;
import io.zinc.core.ConnectionEvent;
import io.zinc.core.Endpoint;
import io.zinc.core.EndpointBuilder;
import io.zinc.core.Limits;
import io.zinc.core.Message;
import io.zinc.core.MessageHandler;
import io.zinc.core.Missed;
import io.zinc.core.SendResult;
import io.zinc.core.SlowSubscriberException;
import io.zinc.core.SlowSubscriberPolicy;
import io.zinc.core.Topic;
import io.zinc.core.TreeStatus;
import io.zinc.core.ZincException;
import io.zinc.core.spi.Authenticator;
import io.zinc.core.spi.Authorizer;
import java.time.Duration;
import java.util.ArrayList;
import java.util.Collections;
import java.util.HashSet;
import java.util.List;
import java.util.Set;
import java.util.concurrent.BlockingQueue;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.LinkedBlockingQueue;
import java.util.concurrent.Semaphore;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.atomic.AtomicBoolean;
import java.util.concurrent.atomic.AtomicInteger;
import java.util.function.BooleanSupplier;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;

/**
 * What endpoints promise over any transport. A test class of a transport extends it and says where endpoints bind.
 *
 * <p>Every wait is for a condition, with a bound that is far beyond what is usual.
 */
@Timeout(120)
public abstract class EndpointContract extends ContractTree {

    private static final Topic<String> CHAT = Topic.of("chat", Codec.strings());
    private static final long BOUND_S = 60;

    /** An address of the transport's scheme that nobody can connect to because of how it is written. */
    protected abstract String impossibleAddress();

    private static void await(CountDownLatch latch) throws InterruptedException {
        assertThat(latch.await(BOUND_S, TimeUnit.SECONDS))
                .as("%d events are missing", latch.getCount())
                .isTrue();
    }

    private static void await(String what, BooleanSupplier condition) throws InterruptedException {
        long end = System.nanoTime() + TimeUnit.SECONDS.toNanos(BOUND_S);
        while (!condition.getAsBoolean()) {
            assertThat(System.nanoTime()).as(what).isLessThan(end);
            Thread.onSpinWait();
            TimeUnit.MILLISECONDS.sleep(1);
        }
    }

    private static void send(Endpoint from, String text) throws InterruptedException {
        SendResult result = from.send(CHAT, text, Duration.ofSeconds(BOUND_S));
        assertThat(result.isSent()).as("%s", result).isTrue();
    }

    /** A handler that checks that texts "1", "2", ... come in order, and notes all else. */
    private static final class Counting implements MessageHandler<String> {
        final List<String> faults = Collections.synchronizedList(new ArrayList<>());
        final CountDownLatch latch;
        private int next = 1;

        Counting(int count) {
            this.latch = new CountDownLatch(count);
        }

        @Override
        public void handle(Message<String> message) {
            if (!message.payload().equals(Integer.toString(next))) {
                faults.add("wanted " + next + ", got " + message);
            }
            next++;
            latch.countDown();
        }

        @Override
        public void missed(Missed missed) {
            faults.add(missed.toString());
        }

        void awaitAll() throws InterruptedException {
            EndpointContract.await(latch);
            assertThat(faults).isEmpty();
        }
    }

    // ---- delivery

    @Test
    void aMessageOfAClientReachesEveryOtherSubscriberAndNotItself() throws InterruptedException {
        Endpoint host = host();
        Endpoint relay = relay(host);
        Endpoint alice = client(relay);
        Endpoint bob = client(host);
        List<String> heard = Collections.synchronizedList(new ArrayList<>());
        CountDownLatch latch = new CountDownLatch(3);
        for (Endpoint endpoint : List.of(host, relay, bob, alice)) {
            endpoint.subscribe(CHAT, message -> {
                heard.add(endpoint.role() + " " + message.payload() + " " + message.sequence() + " "
                        + message.origin().equals(alice.id()));
                latch.countDown();
            });
        }
        assertThat(alice.sendAndAwait(CHAT, "hello", Ack.SEQUENCED).isSent()).isTrue();
        await(latch);
        assertThat(heard).containsExactlyInAnyOrder("HOST hello 1 true", "RELAY hello 1 true", "CLIENT hello 1 true");
    }

    @Test
    void anEphemeralMessageReachesEveryOtherSubscriberAndHasNoPlaceInTheOrder() throws InterruptedException {
        Endpoint host = host();
        Endpoint relay = relay(host);
        Endpoint alice = client(relay);
        Endpoint bob = client(host);
        List<String> heard = Collections.synchronizedList(new ArrayList<>());
        CountDownLatch ephemeral = new CountDownLatch(3);
        CountDownLatch ordered = new CountDownLatch(3);
        for (Endpoint endpoint : List.of(host, relay, bob, alice)) {
            endpoint.subscribe(CHAT, message -> {
                heard.add(endpoint.role() + " " + message.payload() + " " + message.sequence() + " "
                        + message.originNumber());
                (message.isEphemeral() ? ephemeral : ordered).countDown();
            });
        }

        assertThat(alice.sendEphemeral(CHAT, "here").isSent()).isTrue();
        await(ephemeral);
        assertThat(alice.sendAndAwait(CHAT, "hello", Ack.SEQUENCED).isSent()).isTrue();
        await(ordered);

        assertThat(heard)
                .containsExactlyInAnyOrder(
                        "HOST here 0 0",
                        "RELAY here 0 0",
                        "CLIENT here 0 0",
                        "HOST hello 1 1",
                        "RELAY hello 1 1",
                        "CLIENT hello 1 1");
    }

    @Test
    void everyRoleSends() throws InterruptedException {
        Endpoint host = host();
        Endpoint relay = relay(host);
        Endpoint sender = client(relay);
        Endpoint listener = client(relay);
        Set<String> heard = Collections.synchronizedSet(new HashSet<>());
        CountDownLatch latch = new CountDownLatch(3);
        listener.subscribe(CHAT, message -> {
            heard.add(message.payload());
            latch.countDown();
        });
        for (Endpoint endpoint : List.of(host, relay, sender)) {
            assertThat(endpoint.sendAndAwait(CHAT, "from " + endpoint.role(), Ack.SEQUENCED)
                            .isSent())
                    .isTrue();
        }
        await(latch);
        assertThat(heard).containsExactlyInAnyOrder("from HOST", "from RELAY", "from CLIENT");
    }

    @Test
    void manyMessagesArriveInOrderThroughTwoRelays() throws InterruptedException {
        Endpoint host = host();
        Endpoint alice = client(relay(relay(host)));
        Endpoint bob = client(relay(host));
        int count = 100_000;
        Counting handler = new Counting(count);
        bob.subscribe(CHAT, handler);
        for (int i = 1; i <= count; i++) {
            send(alice, Integer.toString(i));
        }
        handler.awaitAll();
    }

    @Test
    void messagesOfTheHostArriveInOrderAtSeveralClients() throws InterruptedException {
        Endpoint host = host();
        int count = 100_000;
        List<Counting> handlers = new ArrayList<>();
        for (int i = 0; i < 3; i++) {
            Counting handler = new Counting(count);
            client(host).subscribe(CHAT, handler);
            handlers.add(handler);
        }
        for (int i = 1; i <= count; i++) {
            send(host, Integer.toString(i));
        }
        for (Counting handler : handlers) {
            handler.awaitAll();
        }
    }

    @Test
    void manySendersOnManyThreadsKeepEachTheirOrder() throws InterruptedException {
        Endpoint host = host();
        Endpoint listener = client(host);
        int senders = 4;
        int count = 5_000;
        int[] next = new int[senders];
        CountDownLatch latch = new CountDownLatch(senders * count);
        List<String> faults = Collections.synchronizedList(new ArrayList<>());
        listener.subscribe(CHAT, message -> {
            String[] parts = message.payload().split(" ", 2);
            int sender = Integer.parseInt(parts[0]);
            if (Integer.parseInt(parts[1]) != next[sender]++) {
                faults.add(message.payload());
            }
            latch.countDown();
        });
        Endpoint shared = client(relay(host));
        List<Thread> threads = new ArrayList<>();
        for (int s = 0; s < senders; s++) {
            int sender = s;
            Runnable task = () -> {
                try {
                    for (int i = 0; i < count; i++) {
                        send(shared, sender + " " + i);
                    }
                } catch (InterruptedException e) {
                    faults.add("interrupted");
                }
            };
            threads.add(
                    s % 2 == 0
                            ? Thread.startVirtualThread(task)
                            : Thread.ofPlatform().start(task));
        }
        for (Thread thread : threads) {
            thread.join();
        }
        await(latch);
        assertThat(faults).isEmpty();
    }

    @Test
    void anInterruptedSenderLosesNothingAndHarmsNoLink() throws InterruptedException {
        Endpoint host = host();
        Endpoint listener = client(host);
        Endpoint sender = client(host);
        int count = 3_000;
        Counting handler = new Counting(count);
        listener.subscribe(CHAT, handler);
        List<String> faults = Collections.synchronizedList(new ArrayList<>());
        AtomicBoolean isDone = new AtomicBoolean();
        Thread thread = Thread.ofPlatform().start(() -> {
            for (int i = 1; i <= count; i++) {
                SendResult result = sender.send(CHAT, Integer.toString(i));
                if (!result.isSent()) {
                    faults.add(result.toString());
                }
                if (i % 16 == 0) {
                    Thread.interrupted();
                    Thread.onSpinWait();
                }
            }
            isDone.set(true);
        });
        while (!isDone.get()) {
            thread.interrupt();
            Thread.onSpinWait();
        }
        handler.awaitAll();
        assertThat(faults).isEmpty();
    }

    @Test
    void aSubscriptionMissesNothingFromItsConfirmationOn() throws InterruptedException {
        Endpoint host = host();
        Endpoint relay = relay(host);
        AtomicBoolean isStopped = new AtomicBoolean();
        Thread noise = Thread.ofPlatform().start(() -> {
            for (int i = 0; !isStopped.get(); i++) {
                host.send(CHAT, "noise " + i);
                Thread.onSpinWait();
            }
        });
        try {
            for (int round = 0; round < 5; round++) {
                Endpoint late = client(relay);
                BlockingQueue<String> heard = new LinkedBlockingQueue<>();
                String wanted = "after " + round;
                late.subscribe(CHAT, message -> {
                    if (message.payload().startsWith("after")) {
                        heard.add(message.payload());
                    }
                });
                send(host, wanted);
                assertThat(heard.poll(BOUND_S, TimeUnit.SECONDS)).isEqualTo(wanted);
                late.close();
            }
        } finally {
            isStopped.set(true);
            noise.join();
        }
    }

    @Test
    void topicsAreApartAndManyOfThemWork() throws InterruptedException {
        Endpoint host = host();
        Endpoint listener = client(host);
        int topics = 200;
        CountDownLatch latch = new CountDownLatch(topics * 3);
        List<String> faults = Collections.synchronizedList(new ArrayList<>());
        List<Topic<String>> all = new ArrayList<>();
        for (int i = 0; i < topics; i++) {
            Topic<String> topic = Topic.of("topic-" + i, Codec.strings());
            all.add(topic);
            listener.subscribe(topic, message -> {
                if (!message.payload().equals(topic.name())) {
                    faults.add(topic + " got " + message.payload());
                }
                latch.countDown();
            });
        }
        Endpoint sender = client(host);
        for (int round = 0; round < 3; round++) {
            for (Topic<String> topic : all) {
                SendResult result = sender.send(topic, topic.name(), Duration.ofSeconds(BOUND_S));
                assertThat(result.isSent()).as("%s", result).isTrue();
            }
        }
        await(latch);
        assertThat(faults).isEmpty();
    }

    @Test
    void oneLaneKeepsTheSendingOrderAcrossTopics() throws InterruptedException {
        Endpoint host = host();
        Endpoint listener = open(Endpoint.client("demo").join(host.address()).oneLane());
        Topic<String> a = Topic.of("a", Codec.strings());
        Topic<String> b = Topic.of("b", Codec.strings());
        AtomicInteger running = new AtomicInteger();
        AtomicInteger next = new AtomicInteger();
        List<String> faults = Collections.synchronizedList(new ArrayList<>());
        CountDownLatch latch = new CountDownLatch(4_000);
        for (Topic<String> topic : List.of(a, b)) {
            listener.subscribe(topic, message -> {
                if (running.incrementAndGet() != 1) {
                    faults.add("two handlers at once");
                }
                int wanted = next.getAndIncrement();
                if (!message.payload().equals((wanted % 2 == 0 ? "a" : "b") + wanted / 2)) {
                    faults.add("wanted number " + wanted + ", got " + message.payload());
                }
                running.decrementAndGet();
                latch.countDown();
            });
        }
        for (int i = 0; i < 2_000; i++) {
            host.send(a, "a" + i, Duration.ofSeconds(BOUND_S));
            host.send(b, "b" + i, Duration.ofSeconds(BOUND_S));
        }
        await(latch);
        assertThat(faults).isEmpty();
    }

    @Test
    void aHandlersExceptionIsToldAndTheLaneGoesOn() throws InterruptedException {
        Endpoint host = host();
        BlockingQueue<Throwable> errors = new LinkedBlockingQueue<>();
        Endpoint listener = open(Endpoint.client("demo").join(host.address()).onError(errors::add));
        CountDownLatch latch = new CountDownLatch(2);
        listener.subscribe(CHAT, message -> {
            latch.countDown();
            if (message.payload().equals("bad")) {
                throw new IllegalStateException("handler");
            }
        });
        host.send(CHAT, "bad");
        host.send(CHAT, "good");
        await(latch);
        assertThat(errors.poll(BOUND_S, TimeUnit.SECONDS)).hasMessage("handler");
    }

    @Test
    void aForeignCodecIsAnErrorNotGarbage() throws InterruptedException {
        Endpoint host = host();
        BlockingQueue<Throwable> errors = new LinkedBlockingQueue<>();
        Endpoint listener = open(Endpoint.client("demo").join(host.address()).onError(errors::add));
        listener.subscribe(CHAT, message -> errors.add(new AssertionError("handled " + message)));
        host.send(Topic.of("chat", Codec.bytes()), new byte[] {1, 2, 3});
        assertThat(errors.poll(BOUND_S, TimeUnit.SECONDS))
                .isInstanceOf(CodecException.class)
                .hasMessageContaining("codec 0");
    }

    // ---- results of a send

    @Test
    void aTooLargeMessageIsRefusedWithItsSizeAndTheLimit() throws InterruptedException {
        Limits limits = Limits.defaults().withMaxMessageBytes(70_000);
        Endpoint host = open(Endpoint.host("demo").bind(freshAddress()).limits(limits));
        Endpoint client = open(Endpoint.client("demo").join(host.address()).limits(limits));
        Topic<byte[]> blobs = Topic.of("blobs", Codec.bytes());
        assertThat(client.send(blobs, new byte[70_001])).isEqualTo(new SendResult.TooLarge(70_001, 70_000));
        CountDownLatch latch = new CountDownLatch(1);
        host.subscribe(blobs, message -> {
            assertThat(message.payload()).hasSize(70_000);
            latch.countDown();
        });
        assertThat(client.sendAndAwait(blobs, new byte[70_000], Ack.SEQUENCED).isSent())
                .isTrue();
        await(latch);
    }

    @Test
    void aSenderWithoutAParentIsBackPressuredAtItsBound() throws InterruptedException {
        Limits limits = Limits.defaults().withMaxMessageBytes(1_000).withSendBufferBytes(10_000);
        Endpoint host = open(Endpoint.host("demo").bind(freshAddress()).limits(limits));
        Endpoint client = open(Endpoint.client("demo").join(host.address()).limits(limits.withCloseMs(10)));
        host.close();
        Topic<byte[]> blobs = Topic.of("blobs", Codec.bytes());
        SendResult result = client.send(blobs, new byte[900]);
        for (int i = 0; i < 100 && result.isSent(); i++) {
            result = client.send(blobs, new byte[900]);
        }
        assertThat(result).isInstanceOf(SendResult.BackPressured.class);
        assertThat(((SendResult.BackPressured) result).limitBytes()).isEqualTo(10_000);
    }

    @Test
    void anAddressThatCannotBeIsRefusedAtOnceWithTheReason() {
        EndpointBuilder lost =
                with(Endpoint.client("demo").join(impossibleAddress())).joinTimeout(Duration.ofHours(1));

        assertThatThrownBy(lost::open)
                .isInstanceOfSatisfying(
                        ZincException.class,
                        e -> assertThat(e.category()).isEqualTo(ZincException.Category.FIX_THE_CALL))
                .hasMessageContaining(impossibleAddress());
    }

    @Test
    void aHandlerMayCloseItsEndpoint() throws InterruptedException {
        Endpoint host = host();
        Limits patient = Limits.defaults().withCloseMs(3_600_000);
        Endpoint client = open(Endpoint.client("demo").join(host.address()).limits(patient));
        CountDownLatch closed = new CountDownLatch(1);
        ChannelListener ignored = client.subscribe(CHAT, message -> {
            client.close();
            closed.countDown();
        });

        assertThat(host.send(CHAT, "close, please").isSent()).isTrue();

        await(closed);
        assertThat(client.send(CHAT, "late").isSent()).isFalse();
    }

    @Test
    void aClosedEndpointSaysSo() throws InterruptedException {
        Endpoint host = host();
        Endpoint client = client(host);
        client.close();
        client.close();
        assertThat(client.send(CHAT, "late")).isInstanceOf(SendResult.Closed.class);
        assertThat(client.sendAndAwait(CHAT, "late", Ack.SEQUENCED)).isInstanceOf(SendResult.Closed.class);
        assertThatThrownBy(() -> client.subscribe(CHAT, message -> {})).isInstanceOf(ZincException.class);
    }

    @Test
    void closingWaitsUntilWhatWasSentIsSequenced() throws InterruptedException {
        Endpoint host = host();
        Endpoint listener = client(host);
        Counting handler = new Counting(5_000);
        listener.subscribe(CHAT, handler);
        Endpoint sender = open(Endpoint.client("demo")
                .join(relay(host).address())
                .limits(Limits.defaults().withCloseMs(60_000)));
        for (int i = 1; i <= 5_000; i++) {
            send(sender, Integer.toString(i));
        }
        sender.close();
        handler.awaitAll();
    }

    @Test
    void closingLeavesNoThread() throws InterruptedException {
        Endpoint host = Endpoint.host("threads").bind(freshAddress()).open();
        Endpoint client = Endpoint.client("threads").join(host.address()).open();
        client.subscribe(CHAT, message -> {});
        host.send(CHAT, "x");
        client.close();
        host.close();
        await(
                "no thread is left",
                () -> Thread.getAllStackTraces().keySet().stream()
                        .noneMatch(thread -> thread.getName().startsWith("zinc-threads")));
    }

    // ---- joining

    @Test
    void aRejectedJoinSaysWhy() {
        Endpoint host = open(Endpoint.host("demo")
                .bind(freshAddress())
                .authenticator(attempt -> attempt.credentials().equals("secret")
                        ? new Authenticator.Verdict.Accept("someone")
                        : new Authenticator.Verdict.Reject("wrong password")));
        assertThatThrownBy(
                        () -> open(Endpoint.client("demo").join(host.address()).credentials("guess")))
                .isInstanceOf(ZincException.class)
                .hasMessageContaining("wrong password");
        assertThat(open(Endpoint.client("demo").join(host.address()).credentials("secret"))
                        .id())
                .isNotNull();
    }

    @Test
    void anotherClusterIsRefused() {
        Endpoint host = host();
        assertThatThrownBy(() -> open(Endpoint.client("other").join(host.address())))
                .isInstanceOf(ZincException.class)
                .hasMessageContaining("'demo', not 'other'");
    }

    @Test
    void aJoinThatNobodyAnswersEndsWithARemedy() {
        String address = freshAddress().replace(":0", ":1");
        assertThatThrownBy(() -> open(Endpoint.client("demo").join(address).joinTimeout(Duration.ofMillis(300))))
                .isInstanceOf(ZincException.class)
                .hasMessageContaining("start the host");
    }

    @Test
    void aDeniedTopicIsRefusedToSenderAndSubscriber() throws InterruptedException {
        Endpoint host = open(Endpoint.host("demo")
                .bind(freshAddress())
                .authorizer((subject, topic, access) -> topic.equals("chat")
                        ? new Authorizer.Decision.Deny("no chat here")
                        : new Authorizer.Decision.Allow()));
        Endpoint client = client(relay(host));
        assertThatThrownBy(() -> client.subscribe(CHAT, message -> {})).hasMessageContaining("no chat here");
        assertThat(client.sendAndAwait(CHAT, "hello", Ack.SEQUENCED)).isEqualTo(new SendResult.Refused("no chat here"));
        assertThat(client.send(CHAT, "again")).isEqualTo(new SendResult.Refused("no chat here"));
    }

    @Test
    void aDeniedTopicIsAskedForAgainMuchLater() throws InterruptedException {
        AtomicBoolean isAllowed = new AtomicBoolean();
        Endpoint host = open(Endpoint.host("demo")
                .bind(freshAddress())
                .authorizer((subject, topic, access) ->
                        isAllowed.get() ? new Authorizer.Decision.Allow() : new Authorizer.Decision.Deny("not yet")));
        Endpoint client = open(Endpoint.client("demo")
                .join(host.address())
                .limits(Limits.defaults()
                        .withHeartbeatMs(50)
                        .withDeadAfterMs(1_000)
                        .withSessionLingerMs(1_000)));
        assertThat(client.sendAndAwait(CHAT, "hello", Ack.SEQUENCED)).isEqualTo(new SendResult.Refused("not yet"));
        isAllowed.set(true);
        SendResult result;
        do {
            result = client.sendAndAwait(CHAT, "again", Ack.SEQUENCED);
        } while (result.equals(new SendResult.Refused("not yet")));
        assertThat(result.isSent()).isTrue();
    }

    @Test
    void aFullHostSendsJoinersToARelayWithRoom() throws InterruptedException {
        Limits fast = Limits.defaults().withHeartbeatMs(50).withDeadAfterMs(2_000);
        Endpoint host = open(Endpoint.host("demo").bind(freshAddress()).limits(fast.withMaxChildren(1)));
        Endpoint relay = open(
                Endpoint.relay("demo").bind(freshAddress()).join(host.address()).limits(fast));
        Endpoint client = open(Endpoint.client("demo").join(host.address()).limits(fast));
        await(
                "the client is below the relay",
                () -> host.tree().nodes().stream()
                        .anyMatch(node ->
                                node.id().equals(client.id()) && node.parent().equals(relay.id())));
    }

    @Test
    void theTreeTellsOfGatewaysTheirBrowsersAndOfDocuments() throws InterruptedException {
        Limits fast = Limits.defaults().withHeartbeatMs(50).withDeadAfterMs(2_000);
        Endpoint host = open(Endpoint.host("demo").bind(freshAddress()).limits(fast));
        Endpoint relay = open(
                Endpoint.relay("demo").bind(freshAddress()).join(host.address()).limits(fast));
        Endpoint client = open(Endpoint.client("demo").join(relay.address()).limits(fast));

        client.reportGateway("http://127.0.0.1:8080", () -> 7);
        client.reportDocuments(() -> 3);

        await(
                "the host knows the gateway",
                () -> host.tree().nodes().stream()
                        .anyMatch(node -> node.id().equals(client.id())
                                && node.gateway().equals("http://127.0.0.1:8080")
                                && node.browsers() == 7
                                && node.documents() == 3));
        client.reportGateway("", () -> 0);
        await(
                "the host knows that it is gone",
                () -> host.tree().nodes().stream()
                        .noneMatch(
                                node -> node.browsers() != 0 || !node.gateway().isEmpty()));
        assertThatThrownBy(() -> client.reportGateway("x".repeat(301), () -> 0))
                .isInstanceOf(ZincException.class)
                .hasMessageContaining("301");
    }

    @Test
    void theTreeIsPublishedToWhoeverListens() throws InterruptedException {
        Limits fast = Limits.defaults().withHeartbeatMs(50).withDeadAfterMs(2_000);
        Endpoint host = open(Endpoint.host("demo").bind(freshAddress()).limits(fast));
        Endpoint relay = open(
                Endpoint.relay("demo").bind(freshAddress()).join(host.address()).limits(fast));
        Endpoint client = open(Endpoint.client("demo").join(relay.address()).limits(fast));
        BlockingQueue<TreeStatus> trees = new LinkedBlockingQueue<>();
        client.subscribe(TreeStatus.TOPIC, message -> trees.add(message.payload()));
        TreeStatus tree = trees.poll(BOUND_S, TimeUnit.SECONDS);
        while (tree != null && tree.nodes().size() < 3) {
            tree = trees.poll(BOUND_S, TimeUnit.SECONDS);
        }
        assertThat(tree).isNotNull();
        assertThat(tree.nodes()).extracting(TreeStatus.Node::id).contains(host.id(), relay.id(), client.id());
    }

    // ---- loss and return

    @Test
    void aClientWhoseRelayIsClosedRejoinsAndMissesNothing() throws InterruptedException {
        Endpoint host = host();
        Endpoint relay = relay(host);
        BlockingQueue<ConnectionEvent> events = new LinkedBlockingQueue<>();
        Endpoint listener = open(Endpoint.client("demo").join(relay.address()).onConnection(events::add));
        Endpoint sender = client(host);
        int count = 20_000;
        Counting handler = new Counting(count);
        listener.subscribe(CHAT, handler);
        for (int i = 1; i <= count; i++) {
            if (i == count / 2) {
                relay.close();
            }
            send(sender, Integer.toString(i));
        }
        handler.awaitAll();
        ConnectionEvent event = events.poll(BOUND_S, TimeUnit.SECONDS);
        while (event != null && !(event instanceof ConnectionEvent.Rejoined)) {
            event = events.poll(BOUND_S, TimeUnit.SECONDS);
        }
        assertThat(event)
                .isInstanceOfSatisfying(
                        ConnectionEvent.Rejoined.class,
                        rejoined -> assertThat(rejoined.sameReign()).isTrue());
    }

    @Test
    void aSenderWhoseRelayIsClosedResendsAndNothingIsTwice() throws InterruptedException {
        Endpoint host = host();
        Endpoint relay = relay(host);
        Endpoint listener = client(host);
        Endpoint sender = client(relay);
        int count = 20_000;
        Counting handler = new Counting(count);
        listener.subscribe(CHAT, handler);
        for (int i = 1; i <= count; i++) {
            if (i == count / 2) {
                relay.close();
            }
            send(sender, Integer.toString(i));
        }
        assertThat(sender.sendAndAwait(CHAT, Integer.toString(count + 1), Ack.SEQUENCED)
                        .isSent())
                .isTrue();
        handler.awaitAll();
    }

    @Test
    void aHostThatRestartsIsANewReignAndMessagesFlowAgain() throws InterruptedException {
        Endpoint first = host();
        String address = first.address();
        BlockingQueue<ConnectionEvent> events = new LinkedBlockingQueue<>();
        Endpoint client = open(Endpoint.client("demo").join(address).onConnection(events::add));
        BlockingQueue<Object> heard = new LinkedBlockingQueue<>();
        client.subscribe(CHAT, new MessageHandler<>() {
            @Override
            public void handle(Message<String> message) {
                heard.add(message.payload());
            }

            @Override
            public void missed(Missed missed) {
                heard.add(missed.reason());
            }
        });
        first.send(CHAT, "one");
        assertThat(heard.poll(BOUND_S, TimeUnit.SECONDS)).isEqualTo("one");
        first.close();
        Endpoint second = open(Endpoint.host("demo").bind(address));
        ConnectionEvent event = events.poll(BOUND_S, TimeUnit.SECONDS);
        while (event != null && !(event instanceof ConnectionEvent.Rejoined)) {
            event = events.poll(BOUND_S, TimeUnit.SECONDS);
        }
        assertThat(event)
                .isInstanceOfSatisfying(
                        ConnectionEvent.Rejoined.class,
                        rejoined -> assertThat(rejoined.sameReign()).isFalse());
        second.send(CHAT, "two");
        assertThat(heard.poll(BOUND_S, TimeUnit.SECONDS)).isEqualTo(Missed.Reason.HISTORY_CHANGED);
        assertThat(heard.poll(BOUND_S, TimeUnit.SECONDS)).isEqualTo("two");
    }

    @Test
    void aClientWaitsForAHostThatIsStillStarting() throws InterruptedException {
        Endpoint probe = host();
        String address = probe.address();
        probe.close();
        CountDownLatch joined = new CountDownLatch(1);
        Thread joiner = Thread.ofPlatform().start(() -> {
            try (Endpoint client = with(Endpoint.client("demo").join(address)).open()) {
                assertThat(client.id()).isNotNull();
                joined.countDown();
            }
        });
        open(Endpoint.host("demo").bind(address));
        await(joined);
        joiner.join();
    }

    // ---- slow subscribers

    private static Limits smallBacklog() {
        return Limits.defaults().withBacklogBytes(16 << 10).withBatchBytes(1 << 10);
    }

    @Test
    void aSnailIsClosedAndToldAndOthersGoOn() throws InterruptedException {
        Endpoint host = open(Endpoint.host("demo").bind(freshAddress()).limits(smallBacklog()));
        BlockingQueue<Throwable> errors = new LinkedBlockingQueue<>();
        Endpoint slow = open(Endpoint.client("demo")
                .join(host.address())
                .limits(smallBacklog())
                .onError(errors::add));
        Semaphore gate = new Semaphore(0);
        ChannelListener snail = slow.subscribe(CHAT, SlowSubscriberPolicy.SNAIL, message -> gate.acquire());
        int count = 20_000;
        Counting other = new Counting(count);
        open(Endpoint.client("demo").join(host.address()).limits(smallBacklog().withBacklogBytes(64 << 20)))
                .subscribe(CHAT, other);
        for (int i = 1; i <= count; i++) {
            send(host, Integer.toString(i));
        }
        assertThat(errors.poll(BOUND_S, TimeUnit.SECONDS)).isInstanceOf(SlowSubscriberException.class);
        assertThat(snail.isClosed()).isTrue();
        gate.release(count);
        other.awaitAll();
    }

    @Test
    void aSlowSubscriberThatResyncsIsToldExactlyWhatItMissed() throws InterruptedException {
        Endpoint host = open(Endpoint.host("demo").bind(freshAddress()).limits(smallBacklog()));
        Endpoint slow = open(Endpoint.client("demo").join(host.address()).limits(smallBacklog()));
        Semaphore gate = new Semaphore(0);
        List<long[]> seen = Collections.synchronizedList(new ArrayList<>());
        slow.subscribe(CHAT, SlowSubscriberPolicy.RESYNC, new MessageHandler<>() {
            @Override
            public void handle(Message<String> message) throws InterruptedException {
                gate.acquire();
                seen.add(new long[] {message.sequence(), message.sequence()});
            }

            @Override
            public void missed(Missed missed) {
                seen.add(new long[] {missed.firstSequence(), missed.lastSequence(), 1});
            }
        });
        int count = 20_000;
        for (int i = 1; i <= count; i++) {
            send(host, Integer.toString(i));
        }
        await("a backlog was dropped", () -> {
            gate.release(10);
            return List.copyOf(seen).stream().anyMatch(range -> range.length == 3);
        });
        gate.release(count);
        await("the last message is accounted for", () -> !seen.isEmpty() && seen.getLast()[1] == count);
        long next = 1;
        for (long[] range : List.copyOf(seen)) {
            assertThat(range[0]).isEqualTo(next);
            next = range[1] + 1;
        }
    }

    @Test
    void latestKeepsTheNewestOfEachKey() throws InterruptedException {
        Endpoint host = host();
        Endpoint slow = client(host);
        Topic<String> prices = Topic.of("prices", Codec.strings()).keyedBy(text -> text.substring(0, 1));
        Semaphore gate = new Semaphore(0);
        List<String> seen = Collections.synchronizedList(new ArrayList<>());
        ChannelListener listener = slow.subscribe(prices, SlowSubscriberPolicy.LATEST, message -> {
            gate.acquire();
            seen.add(message.payload());
        });
        for (int i = 1; i <= 1_000; i++) {
            host.send(prices, "a" + i, Duration.ofSeconds(BOUND_S));
            host.send(prices, "b" + i, Duration.ofSeconds(BOUND_S));
        }
        await("the backlog is conflated", () -> listener.skipped() > 1_900 && listener.lagMessages() <= 2);
        gate.release(2_000);
        await("the newest came", () -> seen.contains("a1000") && seen.contains("b1000"));
        assertThat(seen).hasSizeLessThan(100);
        assertThat(listener.gaps()).isZero();
    }
}
