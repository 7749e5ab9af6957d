package io.zinc.system;

import static org.assertj.core.api.Assertions.assertThat;

import com.google.protobuf.ByteString;
import io.zinc.core.Ack;
import io.zinc.core.Codec;
import io.zinc.core.ConnectionEvent;
import io.zinc.core.Endpoint;
import io.zinc.core.Limits;
import io.zinc.core.Message;
import io.zinc.core.MessageHandler;
import io.zinc.core.Missed;
import io.zinc.core.SendResult;
import io.zinc.core.Topic;
import io.zinc.core.spi.Authenticator;
import io.zinc.core.wire.Control;
import io.zinc.core.wire.JoinRefused;
import io.zinc.core.wire.WireAccess;
import io.zinc.core.wire.WireRole;
import java.io.IOException;
import java.io.OutputStream;
import java.net.Socket;
import java.net.URI;
import java.nio.ByteBuffer;
import java.nio.charset.StandardCharsets;
import java.time.Duration;
import java.util.ArrayList;
import java.util.Collections;
import java.util.List;
import java.util.Random;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.atomic.AtomicInteger;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;
import org.zeromq.SocketType;
import org.zeromq.ZContext;
import org.zeromq.ZMQ;

/**
 * Promise 7: hostile input costs only its sender. While strangers and liars do their worst against a host's real sockets, a
 * sender and a subscriber go on as if nothing were there.
 */
@Timeout(180)
class HostileInputTest {

    private static final Topic<String> CHAT = Topic.of("chat", Codec.strings());
    private static final int MESSAGES = 2_000;
    private static final long BOUND_S = 60;

    private final Random random = new Random(7);
    private Endpoint host;
    private Endpoint sender;
    private Endpoint subscriber;
    private final Watching watching = new Watching();
    private final List<String> lost = Collections.synchronizedList(new ArrayList<>());
    private int sent;

    /** The subscriber that must notice nothing. */
    private static final class Watching implements MessageHandler<String> {
        final List<String> faults = Collections.synchronizedList(new ArrayList<>());
        final AtomicInteger handled = new AtomicInteger();

        @Override
        public void handle(Message<String> message) {
            int number = handled.incrementAndGet();
            if (!message.payload().equals("m" + number)) {
                faults.add("wanted m" + number + ", got " + message.payload());
            }
        }

        @Override
        public void missed(Missed missed) {
            faults.add(missed.toString());
        }
    }

    @BeforeEach
    void open() {
        host = Endpoint.host("demo")
                .bind("tcp://127.0.0.1:0")
                .limits(Limits.defaults().withDeadAfterMs(30_000)) // the peers of this test send no heartbeats
                .authenticator(attempt -> attempt.credentials().equals("secret")
                        ? new Authenticator.Verdict.Accept("friend")
                        : new Authenticator.Verdict.Reject("wrong token"))
                .onConnection(event -> {
                    if (event instanceof ConnectionEvent.ChildLost child) {
                        lost.add(child.reason());
                    }
                })
                .open();
        sender = Endpoint.client("demo")
                .join(host.address())
                .credentials("secret")
                .open();
        subscriber = Endpoint.client("demo")
                .join(host.address())
                .credentials("secret")
                .onConnection(event -> {
                    if (event instanceof ConnectionEvent.ParentLost lost) {
                        watching.faults.add(lost.toString());
                    }
                })
                .open();
        subscriber.subscribe(CHAT, watching);
    }

    @AfterEach
    void close() {
        subscriber.close();
        sender.close();
        host.close();
    }

    private void othersNoticeNothing() throws InterruptedException {
        for (int i = 0; i < MESSAGES; i++) {
            SendResult result = sender.send(CHAT, "m" + ++sent, Duration.ofSeconds(BOUND_S));
            assertThat(result.isSent()).as("%s", result).isTrue();
        }
        await(() -> watching.handled.get() == sent || !watching.faults.isEmpty());
        assertThat(watching.faults).isEmpty();
    }

    /** A peer that speaks the protocol by hand. */
    private final class Peer implements AutoCloseable {
        final ZContext context = new ZContext();
        final ZMQ.Socket direct = socket(SocketType.DEALER, host.address());
        final long session = random.nextLong();
        Control accepted = Control.getDefaultInstance();

        ZMQ.Socket socket(SocketType type, String address) {
            ZMQ.Socket socket = context.createSocket(type);
            socket.setLinger(0);
            socket.setSndHWM(0);
            socket.connect(address);
            return socket;
        }

        void send(Control.Builder control) {
            direct.send(frame(1, control.build().toByteArray()));
        }

        /** The next answer of a kind; others are passed over. */
        Control answer(Control.KindCase kind) {
            direct.setReceiveTimeOut((int) TimeUnit.SECONDS.toMillis(BOUND_S));
            while (true) {
                byte[] frame = direct.recv();
                assertThat(frame).as("an answer of kind " + kind).isNotNull();
                Control control = parse(frame);
                if (control.getKindCase() == kind) {
                    return control;
                }
            }
        }

        Peer join(String credentials) {
            Control.Builder join = Control.newBuilder();
            join.getJoinRequestBuilder()
                    .setAttempt(1)
                    .setCluster("demo")
                    .setEndpoint(bytes(16))
                    .setRole(WireRole.ROLE_CLIENT)
                    .setCredentials(credentials)
                    .setMinVersion(1)
                    .setMaxVersion(1)
                    .setMaxFrameBytes(1 << 28);
            send(join);
            accepted = answer(Control.KindCase.JOIN_ACCEPTED);
            Control.Builder open = Control.newBuilder();
            open.getOpenSessionBuilder().setSession(session).setSecret(bytes(16));
            send(open);
            answer(Control.KindCase.SESSION_OPENED);
            return this;
        }

        ByteString bytes(int length) {
            byte[] bytes = new byte[length];
            random.nextBytes(bytes);
            return ByteString.copyFrom(bytes);
        }

        /** Subscribes by all the rules; what comes is left to the returned socket. */
        ZMQ.Socket subscribe(String topic) {
            Control.Builder open = Control.newBuilder();
            open.getOpenTopicBuilder().setSession(session).setTopic(topic).setAccess(WireAccess.ACCESS_SUBSCRIBE);
            send(open);
            assertThat(answer(Control.KindCase.TOPIC_OPENED).getTopicOpened().getAllowed())
                    .isTrue();
            Control.Builder subscribe = Control.newBuilder();
            subscribe.getSubscribeBuilder().setSession(session).setTopic(topic);
            send(subscribe);
            long key = answer(Control.KindCase.SUBSCRIBED).getSubscribed().getKey();
            ZMQ.Socket broadcast = context.createSocket(SocketType.XSUB);
            broadcast.setLinger(0);
            broadcast.setRcvHWM(1);
            broadcast.setReceiveBufferSize(8 << 10);
            broadcast.connect(accepted.getJoinAccepted().getBroadcastAddress());
            byte[] request = subscription(accepted.getJoinAccepted().getToken().toByteArray(), key);
            byte[] withdrawal = request.clone();
            withdrawal[0] = 0;
            do {
                broadcast.send(withdrawal);
                broadcast.send(request);
                send(subscribe);
            } while (!answer(Control.KindCase.SUBSCRIBED).getSubscribed().getApplied());
            return broadcast;
        }

        byte[] push(byte[] token, long claimedSession, byte[] messages, int count, int claimedLength) {
            ByteBuffer frame = ByteBuffer.allocate(40 + 37 + messages.length);
            frame.put(token).put((byte) 1).put((byte) 1).putShort((short) 0).putInt(0);
            frame.putLong(accepted.getJoinAccepted().getReign()).putLong(1);
            frame.putLong(1)
                    .putLong(claimedSession)
                    .putLong(1)
                    .put((byte) 1)
                    .putInt(0)
                    .putInt(count);
            frame.putInt(claimedLength).put(messages);
            return frame.array();
        }

        @Override
        public void close() {
            context.close();
        }
    }

    private static byte[] frame(int version, byte[] control) {
        return ByteBuffer.allocate(3 + control.length)
                .put((byte) 'Z')
                .put((byte) 'N')
                .put((byte) version)
                .put(control)
                .array();
    }

    private static Control parse(byte[] frame) {
        try {
            return Control.parser().parseFrom(frame, 3, frame.length - 3);
        } catch (com.google.protobuf.InvalidProtocolBufferException e) {
            throw new AssertionError(e);
        }
    }

    private static byte[] subscription(byte[] token, long key) {
        byte[] hex = String.format("%016x", key).getBytes(StandardCharsets.US_ASCII);
        return ByteBuffer.allocate(33).put((byte) 1).put(token).put(hex).array();
    }

    private byte[] noise(int length) {
        byte[] bytes = new byte[length];
        random.nextBytes(bytes);
        return bytes;
    }

    private List<String> addresses() {
        try (Peer peer = new Peer().join("secret")) {
            return List.of(
                    host.address(),
                    peer.accepted.getJoinAccepted().getBroadcastAddress(),
                    peer.accepted.getJoinAccepted().getPushAddress());
        }
    }

    @Test
    void bytesThatAreNotEvenZeroMqHarmNobody() throws Exception {
        for (String address : addresses()) {
            URI at = URI.create(address);
            for (int i = 0; i < 20; i++) {
                try (Socket socket = new Socket(at.getHost(), at.getPort())) {
                    OutputStream out = socket.getOutputStream();
                    out.write(noise(1 + random.nextInt(5_000)));
                    out.flush();
                } catch (IOException e) {
                    // the host may well hang up first
                }
            }
        }
        othersNoticeNothing();
    }

    @Test
    void randomAndTruncatedFramesAreDroppedAndCounted() throws InterruptedException {
        long before = host.droppedFrames();
        try (Peer peer = new Peer().join("secret")) {
            ZMQ.Socket push =
                    peer.socket(SocketType.PUSH, peer.accepted.getJoinAccepted().getPushAddress());
            ZMQ.Socket broadcast =
                    peer.socket(SocketType.XSUB, peer.accepted.getJoinAccepted().getBroadcastAddress());
            byte[] whole = peer.push(
                    peer.accepted.getJoinAccepted().getToken().toByteArray(), peer.session, new byte[] {1, 'x'}, 1, 2);
            for (int i = 0; i < 300; i++) {
                push.send(noise(random.nextInt(300)));
                push.send(java.util.Arrays.copyOf(whole, random.nextInt(whole.length)));
                broadcast.send(noise(random.nextInt(60)));
                peer.direct.send(noise(random.nextInt(300)));
                peer.direct.send(frame(1, noise(random.nextInt(300))));
            }
            await(() -> host.droppedFrames() > before + 500);
            othersNoticeNothing();
        }
    }

    @Test
    void hugeLengthFieldsTakeNoMemory() throws InterruptedException {
        try (Peer peer = new Peer().join("secret")) {
            ZMQ.Socket push =
                    peer.socket(SocketType.PUSH, peer.accepted.getJoinAccepted().getPushAddress());
            byte[] token = peer.accepted.getJoinAccepted().getToken().toByteArray();
            push.send(peer.push(token, peer.session, new byte[0], Integer.MAX_VALUE, Integer.MAX_VALUE));
            // length-delimited field 1 that claims 2^31 - 1 bytes
            peer.direct.send(frame(1, new byte[] {0x0a, (byte) 0xff, (byte) 0xff, (byte) 0xff, (byte) 0xff, 0x07}));
            othersNoticeNothing();
        }
    }

    @Test
    void aFrameOverTheLimitCostsItsSenderTheConnectionAlone() throws InterruptedException {
        try (Peer peer = new Peer().join("secret")) {
            ZMQ.Socket push =
                    peer.socket(SocketType.PUSH, peer.accepted.getJoinAccepted().getPushAddress());
            push.send(new byte[Limits.defaults().maxFrameBytes() + 1]);
            peer.direct.send(new byte[50 << 20]);
            othersNoticeNothing();
        }
    }

    @Test
    void anotherVersionIsRefusedWithBothNumbers() throws InterruptedException {
        try (Peer peer = new Peer()) {
            Control.Builder join = Control.newBuilder();
            join.getJoinRequestBuilder().setCluster("demo");
            peer.direct.send(frame(9, join.build().toByteArray()));
            JoinRefused refused = peer.answer(Control.KindCase.JOIN_REFUSED).getJoinRefused();
            assertThat(refused.getCode()).isEqualTo(JoinRefused.Code.VERSION);
            assertThat(refused.getReason()).contains("version 1").contains("version 9");
        }
        othersNoticeNothing();
    }

    @Test
    void framesWithoutAnothersTokenOrWithARandomOneAreNotHeard() throws InterruptedException {
        try (Peer peer = new Peer().join("secret")) {
            ZMQ.Socket push =
                    peer.socket(SocketType.PUSH, peer.accepted.getJoinAccepted().getPushAddress());
            long before = host.droppedFrames();
            for (int i = 0; i < 100; i++) {
                push.send(peer.push(noise(16), peer.session, new byte[] {1, 'x'}, 1, 2));
            }
            await(() -> host.droppedFrames() >= before + 100);
            othersNoticeNothing();
        }
    }

    @Test
    void whoClaimsAnothersSessionIsNotHeardAndTheOtherGoesOn() throws InterruptedException {
        long[] victim = new long[1];
        try (Peer peer = new Peer().join("secret")) {
            ZMQ.Socket broadcast = peer.subscribe("chat");
            assertThat(sender.sendAndAwait(CHAT, "m" + ++sent, Ack.SEQUENCED).isSent())
                    .isTrue();
            byte[] frame = broadcast.recv();
            victim[0] = ByteBuffer.wrap(frame).getLong(80); // sessions are visible to subscribers
            ZMQ.Socket push =
                    peer.socket(SocketType.PUSH, peer.accepted.getJoinAccepted().getPushAddress());
            long before = host.droppedFrames();
            byte[] token = peer.accepted.getJoinAccepted().getToken().toByteArray();
            for (int i = 0; i < 50; i++) {
                push.send(peer.push(token, victim[0], new byte[] {1, 'x'}, 1, 2));
            }
            Control.Builder steal = Control.newBuilder();
            steal.getOpenSessionBuilder().setSession(victim[0]).setSecret(peer.bytes(16));
            peer.send(steal);
            await(() -> host.droppedFrames() >= before + 50);
            othersNoticeNothing();
        }
    }

    @Test
    void aSubscriberThatNeverJoinedGetsNothing() throws InterruptedException {
        String broadcastAddress = addresses().get(1);
        try (Peer peer = new Peer()) {
            ZMQ.Socket broadcast = peer.socket(SocketType.XSUB, broadcastAddress);
            broadcast.send(subscription(noise(16), 0));
            broadcast.send(new byte[] {1});
            othersNoticeNothing();
            assertThat(broadcast.recv(ZMQ.DONTWAIT)).isNull();
        }
    }

    @Test
    void tenThousandJoinsWithAWrongTokenAreRefusedAndForgotten() throws InterruptedException {
        int joins = 10_000;
        try (Peer peer = new Peer()) {
            long before = usedMemory();
            for (int i = 0; i < joins; i++) {
                Control.Builder join = Control.newBuilder();
                join.getJoinRequestBuilder()
                        .setAttempt(i)
                        .setCluster("demo")
                        .setEndpoint(peer.bytes(16))
                        .setRole(WireRole.ROLE_CLIENT)
                        .setCredentials("guess " + i)
                        .setMinVersion(1)
                        .setMaxVersion(1)
                        .setMaxFrameBytes(1 << 28);
                peer.send(join);
                if (i % 100 == 99) {
                    for (int k = 0; k < 100; k++) {
                        peer.answer(Control.KindCase.JOIN_REFUSED);
                    }
                }
            }
            assertThat(usedMemory() - before).isLessThan(20L << 20);
            assertThat(host.tree().nodes()).hasSize(3);
        }
        othersNoticeNothing();
    }

    @Test
    void aPeerThatJoinsAndNeverReadsIsCutAndMemoryStaysBounded() throws InterruptedException {
        Topic<byte[]> blobs = Topic.of("blobs", Codec.bytes());
        try (Peer peer = new Peer().join("secret")) {
            ZMQ.Socket stuck = peer.subscribe("blobs");
            assertThat(stuck).isNotNull();
            long before = usedMemory();
            CountDownLatch received = new CountDownLatch(5_000);
            subscriber.subscribe(blobs, message -> received.countDown());
            for (int i = 0; i < 5_000; i++) {
                assertThat(host.send(blobs, new byte[60_000], Duration.ofSeconds(BOUND_S))
                                .isSent())
                        .isTrue();
            }
            assertThat(received.await(BOUND_S, TimeUnit.SECONDS)).isTrue();
            othersNoticeNothing();
            await(() -> lost.contains("it does not read what is sent to it"));
            // 300 MB were sent; what may be kept is the replay buffer and one peer's queue
            assertThat(usedMemory() - before).isLessThan(160L << 20);
        }
    }

    private static long usedMemory() {
        System.gc();
        return Runtime.getRuntime().totalMemory() - Runtime.getRuntime().freeMemory();
    }

    private static void await(java.util.function.BooleanSupplier condition) throws InterruptedException {
        long end = System.nanoTime() + TimeUnit.SECONDS.toNanos(BOUND_S);
        while (!condition.getAsBoolean()) {
            assertThat(System.nanoTime()).as("the condition holds in time").isLessThan(end);
            TimeUnit.MILLISECONDS.sleep(5);
        }
    }
}
