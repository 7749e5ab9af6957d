package io.zinc.zeromq;

import static java.nio.charset.StandardCharsets.US_ASCII;
import static org.assertj.core.api.Assertions.assertThat;

import io.zinc.core.spi.LinkLimits;
import io.zinc.testing.LinkLoop;
import io.zinc.testing.LinkLoop.Child;
import io.zinc.testing.LinkLoop.Parent;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import java.util.Set;
import java.util.concurrent.atomic.AtomicBoolean;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;

/** Peers that keep silent, or read nothing, lose their connections. */
@Timeout(120)
class JeroMqPatienceTest {

    private static final LinkLimits LIMITS = new LinkLimits(1 << 16, 8);

    private final ZeroMqTransport transport = transport(new JeroMqSockets.Patience(300, 100, 300, 500, 10));
    private final ZeroMqTransport withoutHeartbeats =
            transport(new JeroMqSockets.Patience(300, 60_000, 60_000, 500, 10));
    private final LinkLoop loop = new LinkLoop();
    private final Parent parent = loop.bind(transport, "tcp://127.0.0.1:0", LIMITS);

    private static ZeroMqTransport transport(JeroMqSockets.Patience patience) {
        return new ZeroMqTransport(new JeroMqSockets(patience), Set.of("tcp"));
    }

    @AfterEach
    void close() {
        loop.close();
        transport.close();
        withoutHeartbeats.close();
    }

    private void assertCutOff(RawPeer peer, Runnable meanwhile) {
        AtomicBoolean isCutOff = new AtomicBoolean();
        Thread reader = Thread.ofVirtual().start(() -> isCutOff.set(peer.isCutOff()));
        loop.until("the peer is cut off or given up", 10, () -> {
            meanwhile.run();
            return !reader.isAlive();
        });
        assertThat(isCutOff).isTrue();
        peer.close();
    }

    @Test
    void whoDoesNotShakeHandsIsCutOff() {
        assertCutOff(new RawPeer(parent.link.addresses().direct()), () -> {});
        assertCutOff(new RawPeer(parent.link.addresses().broadcast()), () -> {});
        assertCutOff(new RawPeer(parent.link.addresses().push()), () -> {});
    }

    @Test
    void whoSaysNothingMakesRoomForNewcomers() {
        List<RawPeer> silent = new ArrayList<>();
        for (int i = 0; i < 30; i++) {
            silent.add(new RawPeer(parent.link.addresses().direct()).greet());
        }
        Child child = loop.connect(transport, parent.link.addresses().direct(), LIMITS);
        child.link.send("hello".getBytes(US_ASCII));

        loop.until("the child is heard", () -> !parent.direct.isEmpty());
        assertThat(parent.link.counts().refused()).isGreaterThanOrEqualTo(20);
        silent.subList(0, 20).forEach(peer -> assertCutOff(peer, () -> {}));
        silent.forEach(RawPeer::close);
    }

    @Test
    void whoDoesNotAnswerHeartbeatsIsCutOff() {
        assertCutOff(RawPeer.connected(parent.link.addresses().direct(), "DEALER"), () -> {});
        assertCutOff(RawPeer.connected(parent.link.addresses().broadcast(), "XSUB"), () -> {});
    }

    @Test
    void aSubscriberThatReadsNothingIsCutOffWhileBroadcastsFlow() {
        Parent publisher = loop.bind(withoutHeartbeats, "tcp://127.0.0.1:0", LIMITS);
        RawPeer peer = RawPeer.connected(publisher.link.addresses().broadcast(), "XSUB");
        peer.frame(0, "\1token-----------prices----------".getBytes(US_ASCII));
        loop.until("it is subscribed", () -> !publisher.requests.isEmpty());
        byte[] frame = Arrays.copyOf("prices----------".getBytes(US_ASCII), 60_000);

        loop.until("it is full", 1, () -> {
            publisher.link.broadcast(frame);
            return publisher.link.counts().broadcastsDropped() > 0;
        });
        loop.until("it is given up", 1, () -> {
            long before = publisher.link.counts().broadcastsDropped();
            publisher.link.broadcast(frame);
            return publisher.link.counts().broadcastsDropped() == before;
        });

        assertCutOff(peer, () -> {});
    }
}
