package io.zinc.zeromq;

import static java.nio.charset.StandardCharsets.US_ASCII;
import static org.assertj.core.api.Assertions.assertThat;

import io.zinc.core.spi.LinkAddresses;
import io.zinc.core.spi.LinkLimits;
import io.zinc.testing.LinkLoop;
import io.zinc.testing.LinkLoop.Child;
import io.zinc.testing.LinkLoop.Parent;
import java.nio.ByteBuffer;
import java.util.ArrayList;
import java.util.List;
import java.util.Random;
import java.util.concurrent.atomic.AtomicBoolean;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;

/** Whatever strangers send to the ports of a parent, its children do not notice. */
@Timeout(120)
class JeroMqBadInputTest {

    private static final LinkLimits LIMITS = new LinkLimits(1 << 16, 1_000);
    private static final byte[] TOKEN = bytes("member----------");
    private static final String KEY = "prices----------";

    private final ZeroMqTransport transport = new ZeroMqTransport();
    private final LinkLoop loop = new LinkLoop();
    private final List<RawPeer> strangers = new ArrayList<>();
    private Parent parent;
    private Child member;
    private LinkAddresses addresses;

    @BeforeEach
    void letAMemberIn() {
        parent = loop.bind(transport, "tcp://127.0.0.1:0", LIMITS);
        parent.approves = request -> request[0] == 'm';
        addresses = parent.link.addresses();
        member = loop.connect(transport, addresses.direct(), LIMITS);
        member.attachTo(parent);
        member.link.subscribe(concat(TOKEN, bytes(KEY)));
        loop.until("the member is subscribed", () -> !parent.requests.isEmpty());
    }

    @AfterEach
    void theMemberIsStillServed() {
        parent.direct.clear();
        parent.pushed.clear();
        parent.echoes = true;
        member.link.send(bytes("still here"));
        member.link.push(bytes("still here"));
        parent.link.broadcast(bytes(KEY + "still here"));

        loop.until(
                "the member is served on all paths",
                () -> hasFrame(member.direct, "still here")
                        && hasFrame(parent.pushed, "still here")
                        && hasFrame(member.broadcasts, KEY + "still here"));
        strangers.forEach(RawPeer::close);
        loop.close();
        transport.close();
    }

    private RawPeer stranger(RawPeer peer) {
        strangers.add(peer);
        return peer;
    }

    private RawPeer connected(String address, String socketType, String... properties) {
        return stranger(RawPeer.connected(address, socketType, properties));
    }

    private List<String> ports() {
        return List.of(addresses.direct(), addresses.broadcast(), addresses.push());
    }

    private static String typeFor(String address, LinkAddresses addresses) {
        return address.equals(addresses.direct()) ? "DEALER" : address.equals(addresses.push()) ? "PUSH" : "XSUB";
    }

    /** Polls while another thread does what blocks. */
    private void pollWhile(Runnable blocking) {
        AtomicBoolean done = new AtomicBoolean();
        Thread thread = Thread.ofVirtual().start(() -> {
            blocking.run();
            done.set(true);
        });
        loop.until("the other thread is done", 20, () -> done.get() || !thread.isAlive());
        assertThat(done).isTrue();
    }

    @Test
    void randomBytes() {
        Random random = new Random(1);
        for (int i = 0; i < 300; i++) {
            byte[] noise = new byte[random.nextInt(200)];
            random.nextBytes(noise);
            stranger(new RawPeer(ports().get(i % 3))).send(noise);
        }
        loop.pollAll();
    }

    @Test
    void randomBytesAfterAHandshake() {
        Random random = new Random(2);
        for (int i = 0; i < 300; i++) {
            String port = ports().get(i % 3);
            byte[] noise = new byte[random.nextInt(400)];
            random.nextBytes(noise);
            connected(port, typeFor(port, addresses)).send(noise);
        }
        loop.pollAll();
    }

    @Test
    void alteredHandshakes() {
        Random random = new Random(3);
        for (int i = 0; i < 300; i++) {
            ByteBuffer hello = ByteBuffer.allocate(64 + 35);
            hello.put((byte) 0xff).putLong(1).put((byte) 0x7f).put((byte) 3).put((byte) 0);
            hello.put("NULL".getBytes(US_ASCII)).position(64);
            hello.put((byte) 4).put((byte) 25).put(bytes("\5READY\13Socket-Type\0\0\0\3SUB"));
            byte[] altered = hello.array();
            for (int n = random.nextInt(4); n >= 0; n--) {
                altered[random.nextInt(altered.length)] = (byte) random.nextInt();
            }
            stranger(new RawPeer(ports().get(i % 3))).send(altered);
        }
        loop.pollAll();
    }

    @Test
    void lengthsBeyondAllBounds() {
        long[] lengths = {
            1L << 62,
            Long.MAX_VALUE,
            -1L,
            Long.MIN_VALUE,
            0x8000_0000_7fff_ffffL,
            0xffff_ffff_8000_0000L,
            (1L << 32) + 5
        };
        for (String port : ports()) {
            for (long length : lengths) {
                connected(port, typeFor(port, addresses)).longFrame(0, length, new byte[100]);
                connected(port, typeFor(port, addresses)).longFrame(4, length, new byte[100]);
                stranger(new RawPeer(port)).greet().longFrame(4, length, new byte[100]);
            }
        }
        loop.until("they are counted", 10, () -> parent.link.counts().refused() >= 21);
    }

    @Test
    void aFrameOverTheLimitEndsTheConnection() {
        for (String port : ports()) {
            RawPeer peer =
                    connected(port, typeFor(port, addresses)).longFrame(0, LIMITS.maxFrameBytes() + 1L, new byte[0]);
            pollWhile(() -> assertThat(peer.isCutOff()).isTrue());
        }
    }

    @Test
    void aStrangerCannotChooseItsRoutingIdentity() {
        RawPeer peer = connected(addresses.direct(), "DEALER", "Identity", "\0abcd");

        pollWhile(() ->
                assertThat(peer.frame(0, bytes("let me be someone")).isCutOff()).isTrue());

        assertThat(hasFrame(parent.direct, "let me be someone")).isFalse();
    }

    @Test
    void aStrangerCannotClaimSomeoneElsesConnection() {
        RawPeer peer = connected(addresses.direct(), "DEALER", "Peer-Address", "127.0.0.1:4711");

        pollWhile(
                () -> assertThat(peer.frame(0, bytes("it was him")).isCutOff()).isTrue());

        assertThat(hasFrame(parent.direct, "it was him")).isFalse();
    }

    @Test
    void socketsOfAnotherTypeAreTurnedAway() {
        for (String port : ports()) {
            RawPeer peer = connected(port, "PAIR");
            pollWhile(() -> assertThat(peer.isCutOff()).isTrue());
        }
    }

    @Test
    void olderProtocolsAreTurnedAway() {
        for (String port : ports()) {
            RawPeer version1 = stranger(new RawPeer(port)).send(new byte[] {1, 0, 5, 0, 'h', 'o', 'l', 'a'});
            RawPeer version2 = stranger(new RawPeer(port))
                    .send(ByteBuffer.allocate(14)
                            .put((byte) 0xff)
                            .putLong(1)
                            .put((byte) 0x7f)
                            .put((byte) 1)
                            .put((byte) 5)
                            .array());
            pollWhile(() -> {
                assertThat(version1.isCutOff()).isTrue();
                assertThat(version2.isCutOff()).isTrue();
            });
        }
    }

    @Test
    void partsOfAMessageThatNeverEndsAreFramesOfTheirOwn() {
        RawPeer peer = connected(addresses.push(), "PUSH");
        Thread sender = Thread.ofVirtual().start(() -> {
            for (int i = 0; i < 4_000; i++) {
                peer.frame(1, new byte[60_000]);
            }
        });

        int[] parts = {0};
        loop.until("all parts came", () -> {
            parts[0] += parent.pushed.size();
            parent.pushed.clear();
            return parts[0] == 4_000;
        });
        loop.until("the sender is through", 5, () -> !sender.isAlive());
    }

    @Test
    void malformedCommands() {
        for (String port : ports()) {
            RawPeer peer = connected(port, typeFor(port, addresses));
            for (String command :
                    List.of("\4PING", "\4PING\0", "\4PING\0\1", "\4PONG", "\5READY", "\377", "", "\5ERROR\3abc")) {
                peer.frame(4, bytes(command));
            }
        }
        loop.pollAll();
    }

    @Test
    void whoKeepsAskingForWhatItMayNotHaveIsCutOff() {
        RawPeer peer = connected(addresses.broadcast(), "XSUB");
        pollWhile(() -> {
            for (int i = 0; i < 10_000; i++) {
                peer.frame(0, concat(bytes("\1stranger--------"), bytes(String.format("%016d", i))));
            }
            assertThat(peer.isCutOff()).isTrue();
        });
        assertThat(parent.link.counts().refused()).isBetween(1_000L, 10_000L);
    }

    @Test
    void aRevokedSubscriberThatReadsNothingIsCutOff() {
        RawPeer peer =
                connected(addresses.broadcast(), "XSUB").frame(0, concat(bytes("\1mole------------"), bytes(KEY)));
        loop.until(
                "the mole is subscribed", () -> parent.requestsLike(concat(bytes("mole------------"), bytes(KEY))) > 0);
        byte[] frame = concat(bytes(KEY), new byte[50_000]);
        while (parent.link.counts().broadcastsDropped() == 0) {
            int before = member.broadcasts.size();
            parent.link.broadcast(frame);
            loop.until("the member got it", () -> member.broadcasts.size() > before);
            member.broadcasts.clear();
        }
        long dropped = parent.link.counts().broadcastsDropped();

        parent.link.revoke(bytes("mole------------"));
        parent.link.broadcast(frame);

        pollWhile(() -> assertThat(peer.isCutOff()).isTrue());
        assertThat(parent.link.counts().broadcastsDropped()).isEqualTo(dropped);
    }

    @Test
    void aDisconnectedPeerIsCutOff() {
        RawPeer peer = connected(addresses.direct(), "DEALER").frame(0, bytes("hello"));
        loop.until("it is heard", () -> hasFrame(parent.direct, "hello"));

        parent.link.disconnect(parent.peers.getLast());

        pollWhile(() -> assertThat(peer.isCutOff()).isTrue());
    }

    private static boolean hasFrame(List<byte[]> frames, String text) {
        return frames.stream().anyMatch(frame -> new String(frame, US_ASCII).equals(text));
    }

    private static byte[] bytes(String text) {
        byte[] bytes = new byte[text.length()];
        for (int i = 0; i < bytes.length; i++) {
            bytes[i] = (byte) text.charAt(i);
        }
        return bytes;
    }

    private static byte[] concat(byte[] first, byte[] second) {
        return ByteBuffer.allocate(first.length + second.length)
                .put(first)
                .put(second)
                .array();
    }
}
