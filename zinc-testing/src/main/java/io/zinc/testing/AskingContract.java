package io.zinc.testing;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import io.zinc.core.Ack;
import io.zinc.core.Codec;
import io.zinc.core.ConnectionEvent;
import io.zinc.core.Endpoint;
import io.zinc.core.GatedMessage;
import io.zinc.core.Limits;
import io.zinc.core.Question;
import io.zinc.core.SendResult;
import io.zinc.core.Topic;
import io.zinc.core.ZincException;
import io.zinc.core.spi.Authorizer;
import java.nio.charset.StandardCharsets;
import java.time.Duration;
import java.time.temporal.ChronoUnit;
import java.util.ArrayList;
import java.util.List;
import java.util.Random;
import java.util.UUID;
import java.util.concurrent.BlockingQueue;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.ExecutionException;
import java.util.concurrent.LinkedBlockingQueue;
import java.util.concurrent.Semaphore;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.TimeoutException;
import java.util.concurrent.atomic.AtomicInteger;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;

/**
 * What gates and questions promise over any transport. A test class of a transport extends it and says where endpoints
 * bind.
 *
 * <p>Every wait is for a condition, with a bound that is far beyond what is usual.
 */
@Timeout(120)
public abstract class AskingContract extends ContractTree {

    private static final Topic<String> NOTES = Topic.of("doc.notes", Codec.strings());
    private static final Duration PATIENCE = Duration.ofSeconds(60);

    private static <T> T take(BlockingQueue<T> queue) throws InterruptedException {
        T taken = queue.poll(PATIENCE.toSeconds(), TimeUnit.SECONDS);
        assertThat(taken).isNotNull();
        return taken;
    }

    private static byte[] await(CompletableFuture<byte[]> answer)
            throws InterruptedException, ExecutionException, TimeoutException {
        return answer.get(PATIENCE.toSeconds(), TimeUnit.SECONDS);
    }

    private static ZincException fault(CompletableFuture<byte[]> answer) throws InterruptedException, TimeoutException {
        try {
            await(answer);
        } catch (ExecutionException e) {
            assertThat(e.getCause()).isInstanceOf(ZincException.class);
            return (ZincException) e.getCause();
        }
        throw new AssertionError("the question was answered");
    }

    private static byte[] bytes(int count) {
        byte[] bytes = new byte[count];
        new Random(count).nextBytes(bytes);
        return bytes;
    }

    private static byte[] text(String text) {
        return text.getBytes(StandardCharsets.UTF_8);
    }

    private static String text(GatedMessage message) {
        return new String(message.payload(), StandardCharsets.UTF_8);
    }

    // ---- gates

    @Test
    void aGatedMessageReachesTheGateAndSubscribersHearWhatItSendsOn() throws InterruptedException {
        Endpoint host = host();
        BlockingQueue<GatedMessage> gated = new LinkedBlockingQueue<>();
        host.gate("doc.", gated::add);
        Endpoint author = client(relay(host));
        BlockingQueue<String> heard = new LinkedBlockingQueue<>();
        client(host).subscribe(NOTES, message -> heard.add(message.payload()));

        assertThat(author.sendAndAwait(NOTES, "an edit", Ack.SEQUENCED).isSent())
                .isTrue();
        GatedMessage message = take(gated);
        host.send(NOTES, "checked: " + text(message));

        assertThat(take(heard)).isEqualTo("checked: an edit");
        assertThat(message.topic()).isEqualTo("doc.notes");
        assertThat(message.origin()).isEqualTo(author.id());
        assertThat(message.number()).isEqualTo(1);
        assertThat(message.codec()).isEqualTo(Codec.strings().id());
        assertThat(heard).isEmpty();
    }

    @Test
    void aFullGateLosesNothingAndKeepsTheOrder() throws InterruptedException {
        Endpoint host = host();
        int count = 5_000;
        Semaphore room = new Semaphore(10);
        BlockingQueue<String> gated = new LinkedBlockingQueue<>();
        host.gate("doc.", message -> room.tryAcquire() && gated.add(text(message)));
        Endpoint author = client(relay(host));
        Thread sender = Thread.startVirtualThread(() -> {
            try {
                for (int i = 1; i <= count; i++) {
                    author.send(NOTES, Integer.toString(i), PATIENCE);
                }
            } catch (InterruptedException e) {
                Thread.currentThread().interrupt();
            }
        });
        for (int i = 1; i <= count; i++) {
            assertThat(take(gated)).isEqualTo(Integer.toString(i));
            if (i % 500 == 10) {
                room.release(500);
            }
        }
        sender.join();
        assertThat(gated).isEmpty();
    }

    @Test
    void aRefusedRightNeverReachesTheGate() throws InterruptedException {
        Endpoint host = open(Endpoint.host("demo")
                .bind(freshAddress())
                .authorizer((subject, topic, access) -> access == Authorizer.Access.SEND
                        ? new Authorizer.Decision.Deny("read only")
                        : new Authorizer.Decision.Allow()));
        BlockingQueue<GatedMessage> gated = new LinkedBlockingQueue<>();
        host.gate("doc.", gated::add);

        assertThat(client(host).sendAndAwait(NOTES, "an edit", Ack.SEQUENCED))
                .isEqualTo(new SendResult.Refused("read only"));
        assertThat(gated).isEmpty();
    }

    @Test
    void zincsOwnTopicsTakeWhatOthersSendOnlyWhereThereIsAGate() throws InterruptedException {
        Endpoint host = open(Endpoint.host("demo")
                .bind(freshAddress())
                .limits(Limits.defaults().withHeartbeatMs(100).withDeadAfterMs(500)));
        BlockingQueue<GatedMessage> gated = new LinkedBlockingQueue<>();
        host.gate("zinc.doc.", gated::add);
        Endpoint client = client(host);
        Topic<String> gatedTopic = Topic.of("zinc.doc.a", Codec.strings());
        Topic<String> reserved = Topic.of("zinc.other", Codec.strings());

        assertThat(client.sendAndAwait(gatedTopic, "an edit", Ack.SEQUENCED).isSent())
                .isTrue();
        assertThat(take(gated).topic()).isEqualTo("zinc.doc.a");
        assertThat(client.sendAndAwait(reserved, "mine", Ack.SEQUENCED)).isInstanceOf(SendResult.Refused.class);
    }

    @Test
    void aGateThatThrowsHasNotTakenTheMessageAndItsFaultIsTold() throws InterruptedException {
        BlockingQueue<Throwable> faults = new LinkedBlockingQueue<>();
        Endpoint host = open(Endpoint.host("demo").bind(freshAddress()).onError(faults::add));
        AtomicInteger offers = new AtomicInteger();
        BlockingQueue<String> gated = new LinkedBlockingQueue<>();
        host.gate("doc.", message -> {
            if (offers.incrementAndGet() == 1) {
                throw new IllegalStateException("not now");
            }
            return gated.add(text(message));
        });
        client(host).send(NOTES, "an edit");

        assertThat(take(gated)).isEqualTo("an edit");
        assertThat(take(faults)).hasMessage("not now");
    }

    @Test
    void onlyAHostHasGatesAndAPrefixHasOne() {
        Endpoint host = host();
        Endpoint relay = relay(host);
        host.gate("doc.", message -> true);

        assertThatThrownBy(() -> relay.gate("doc.", message -> true)).hasMessageContaining("only a host");
        assertThatThrownBy(() -> host.gate("doc.", message -> true)).hasMessageContaining("'doc.'");
        assertThatThrownBy(() -> client(host).respond("doc.", question -> false))
                .hasMessageContaining("a client");
        assertThatThrownBy(() -> relay.onSessionEnd(id -> {})).hasMessageContaining("only a host");
    }

    // ---- questions

    @Test
    void aLargeAnswerComesWholeThroughTwoRelays() throws Exception {
        Endpoint host = host();
        byte[] large = bytes(5_000_000);
        BlockingQueue<Question> questions = new LinkedBlockingQueue<>();
        host.respond("doc.", question -> questions.add(question));
        Endpoint client = client(relay(relay(host)));
        client.subscribe(NOTES, message -> {});
        CompletableFuture<byte[]> answer = client.request("doc.notes", text("all of it"), PATIENCE);
        Question question = take(questions);
        question.answer(large);

        assertThat(await(answer)).isEqualTo(large);
        assertThat(question.topic()).isEqualTo("doc.notes");
        assertThat(question.origin()).isEqualTo(client.id());
        assertThat(question.payload()).isEqualTo(text("all of it"));
    }

    @Test
    void aRelayAnswersInsteadOfTheHostWhenItCanAndPassesOnWhenItCannot() throws Exception {
        Endpoint host = host();
        Endpoint relay = relay(host);
        host.respond("doc.", question -> {
            question.answer(text("from the host"));
            return true;
        });
        relay.respond("doc.", question -> {
            switch (new String(question.payload(), StandardCharsets.UTF_8)) {
                case "now" -> question.answer(text("from the relay"));
                case "later" -> Thread.startVirtualThread(() -> question.answer(text("later from the relay")));
                case "not after all" -> Thread.startVirtualThread(question::pass);
                default -> {
                    return false;
                }
            }
            return true;
        });
        Endpoint client = client(relay(relay));
        client.subscribe(NOTES, message -> {});

        assertThat(await(client.request("doc.notes", text("now"), PATIENCE))).isEqualTo(text("from the relay"));
        assertThat(await(client.request("doc.notes", text("later"), PATIENCE))).isEqualTo(text("later from the relay"));
        assertThat(await(client.request("doc.notes", text("never"), PATIENCE))).isEqualTo(text("from the host"));
        assertThat(await(client.request("doc.notes", text("not after all"), PATIENCE)))
                .isEqualTo(text("from the host"));
    }

    @Test
    void aRelayAsksItsParentAndAHostItself() throws Exception {
        Endpoint host = host();
        Endpoint relay = relay(host);
        host.respond("doc.", question -> {
            question.answer(text("the host to " + question.origin()));
            return true;
        });
        relay.respond("doc.", question -> false);
        relay.subscribe(NOTES, message -> {});

        assertThat(await(relay.request("doc.notes", new byte[0], PATIENCE)))
                .isEqualTo(text("the host to " + relay.id()));
        assertThat(await(host.request("doc.notes", new byte[0], PATIENCE))).isEqualTo(text("the host to " + host.id()));
    }

    @Test
    void manyQuestionsAtOnceAreAllAnswered() throws Exception {
        Endpoint host = host();
        host.respond("doc.", question -> {
            question.answer(bytes(question.payload().length * 1_000));
            return true;
        });
        Endpoint client = client(relay(host));
        client.subscribe(NOTES, message -> {});
        List<CompletableFuture<byte[]>> answers = new ArrayList<>();
        for (int i = 0; i < 200; i++) {
            answers.add(client.request("doc.notes", new byte[i], PATIENCE));
        }
        for (int i = 0; i < 200; i++) {
            assertThat(await(answers.get(i))).isEqualTo(bytes(i * 1_000));
        }
    }

    @Test
    void anAskerWithoutASubscriptionIsRefused() throws Exception {
        Endpoint host = host();
        AtomicInteger asked = new AtomicInteger();
        host.respond("doc.", question -> {
            asked.incrementAndGet();
            return false;
        });
        ZincException fault = fault(client(host).request("doc.notes", new byte[0], PATIENCE));

        assertThat(fault.category()).isEqualTo(ZincException.Category.FIX_THE_CALL);
        assertThat(fault).hasMessageContaining("not subscribed to 'doc.notes'");
        assertThat(asked).hasValue(0);
    }

    @Test
    void aRefusalHasItsReasonAndAResponderThatThrowsRefuses() throws Exception {
        Endpoint host = open(Endpoint.host("demo").bind(freshAddress()).onError(fault -> {}));
        host.respond("doc.", question -> {
            if (question.payload().length > 0) {
                throw new IllegalStateException("a bug");
            }
            question.refuse("it was deleted");
            return true;
        });
        Endpoint client = client(host);
        client.subscribe(NOTES, message -> {});
        ZincException refusal = fault(client.request("doc.notes", new byte[0], PATIENCE));
        ZincException failure = fault(client.request("doc.notes", new byte[1], PATIENCE));

        assertThat(refusal.category()).isEqualTo(ZincException.Category.FIX_THE_CALL);
        assertThat(refusal).hasMessage("it was deleted");
        assertThat(failure).hasMessage("the responder failed");
    }

    @Test
    @SuppressWarnings("NullAway") // as from code that knows no such annotations
    void aQuestionMayWaitForEverAndNothingIsNoAnswer() throws Exception {
        Endpoint host = host();
        BlockingQueue<Throwable> faults = new LinkedBlockingQueue<>();
        host.respond("doc.", question -> {
            try {
                question.answer(null);
            } catch (NullPointerException e) {
                faults.add(e);
            }
            question.answer(question.payload());
            return true;
        });

        assertThat(await(host.request("doc.notes", text("?"), ChronoUnit.FOREVER.getDuration())))
                .isEqualTo(text("?"));
        assertThat(take(faults)).hasMessage("bytes");
    }

    @Test
    void anUnansweredQuestionEndsWithItsPatienceOrWithItsEndpoint() throws Exception {
        Endpoint host = host();
        host.respond("doc.", question -> true);
        Endpoint client = client(host);
        client.subscribe(NOTES, message -> {});
        ZincException late = fault(client.request("doc.notes", new byte[0], Duration.ofMillis(50)));
        CompletableFuture<byte[]> open = client.request("doc.notes", new byte[0], PATIENCE);
        client.close();
        ZincException closed = fault(open);
        ZincException afterwards = fault(client.request("doc.notes", new byte[0], PATIENCE));

        for (ZincException fault : List.of(late, closed, afterwards)) {
            assertThat(fault.category()).isEqualTo(ZincException.Category.RETRY);
        }
        assertThat(late).hasMessageContaining("50 ms");
        assertThat(closed).hasMessageContaining("closed");
    }

    @Test
    void anAskerSurvivesItsRelaysEndInTheMiddleOfAnAnswer() throws Exception {
        Endpoint host = host();
        byte[] large = bytes(20_000_000);
        host.respond("doc.", question -> {
            question.answer(large);
            return true;
        });
        Endpoint relay = relay(host);
        CountDownLatch answering = new CountDownLatch(1);
        relay.respond("doc.", question -> {
            question.answer(large);
            answering.countDown();
            return true;
        });
        CountDownLatch lost = new CountDownLatch(1);
        Endpoint client = open(
                Endpoint.client("demo").join(relay.address(), host.address()).onConnection(event -> {
                    if (event instanceof ConnectionEvent.ParentLost) {
                        lost.countDown();
                    }
                }));
        client.subscribe(NOTES, message -> {});
        CompletableFuture<byte[]> answer = client.request("doc.notes", new byte[0], PATIENCE);
        assertThat(answering.await(PATIENCE.toSeconds(), TimeUnit.SECONDS)).isTrue();
        relay.close();

        assertThat(await(answer)).isEqualTo(large);
        assertThat(lost.await(PATIENCE.toSeconds(), TimeUnit.SECONDS)).isTrue();
    }

    // ---- levels and presence

    @Test
    void aPlainTopicHasNoDurableLevelAndSendsNothing() throws InterruptedException {
        Endpoint host = host();
        BlockingQueue<String> heard = new LinkedBlockingQueue<>();
        Endpoint client = client(host);
        host.subscribe(NOTES, message -> heard.add(message.payload()));
        SendResult result = client.sendAndAwait(NOTES, "kept?", Ack.DURABLE);
        client.sendAndAwait(NOTES, "ordered", Ack.SEQUENCED);

        assertThat(result).isInstanceOf(SendResult.LevelUnavailable.class);
        assertThat(((SendResult.LevelUnavailable) result).level()).isEqualTo(Ack.DURABLE);
        assertThat(((SendResult.LevelUnavailable) result).reason()).contains("doc.notes");
        assertThat(take(heard)).isEqualTo("ordered");
    }

    @Test
    void theHostIsToldWhoHasLeftWhereverItWas() throws InterruptedException {
        Endpoint host = host();
        BlockingQueue<UUID> ended = new LinkedBlockingQueue<>();
        host.onSessionEnd(ended::add);
        Endpoint relay = relay(host);
        Endpoint client = client(relay);
        assertThat(host.isInTree(client.id())).isTrue();
        assertThat(host.isInTree(host.id())).isTrue();
        assertThat(host.isInTree(UUID.randomUUID())).isFalse();
        client.close();

        assertThat(take(ended)).isEqualTo(client.id());
        assertThat(host.isInTree(client.id())).isFalse();
        assertThat(host.isInTree(relay.id())).isTrue();
    }
}
