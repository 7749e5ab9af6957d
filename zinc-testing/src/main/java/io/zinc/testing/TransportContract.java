package io.zinc.testing;

import static java.nio.charset.StandardCharsets.US_ASCII;
import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import io.zinc.core.spi.Downlink;
import io.zinc.core.spi.LinkLimits;
import io.zinc.core.spi.Transport;
import io.zinc.core.spi.TransportException;
import io.zinc.testing.LinkLoop.Child;
import io.zinc.testing.LinkLoop.Parent;
import java.nio.ByteBuffer;
import java.util.ArrayList;
import java.util.List;
import java.util.Random;
import java.util.concurrent.Semaphore;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.atomic.AtomicBoolean;
import java.util.concurrent.atomic.AtomicReference;
import java.util.function.Predicate;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;

/**
 * What every {@link Transport} has to do. Extend it with a test class that says which transport and which addresses; all
 * its tests wait for conditions, so a correct transport passes at any speed.
 */
@Timeout(120)
public abstract class TransportContract {

    private static final LinkLimits LIMITS = new LinkLimits(1 << 20, 1_000);
    private static final LinkLimits TIGHT = new LinkLimits(1 << 20, 8);
    private static final byte[] TOKEN = token('t');

    /** For thousands of turns of several threads, each of which may have to wait for a processor. */
    private static final int CONVERSATION_SECONDS = 100;

    private static final String NAMED = "prices----------";

    private final List<LinkLoop> loops = new ArrayList<>();
    private Transport transport;
    private LinkLoop loop;

    /** A new transport. */
    protected abstract Transport newTransport();

    /** An address that a downlink can bind at once, with a free port for instance; each call may give the same. */
    protected abstract String freeAddress();

    /** Addresses of the transport's scheme that nobody can bind or connect to because of how they are written. */
    protected abstract List<String> malformedAddresses();

    @BeforeEach
    void open() {
        transport = newTransport();
        loop = newLoop();
    }

    @AfterEach
    void close() {
        loops.forEach(LinkLoop::close);
        transport.close();
    }

    private LinkLoop newLoop() {
        LinkLoop made = new LinkLoop();
        loops.add(made);
        return made;
    }

    private Parent bind() {
        return bind(LIMITS);
    }

    private Parent bind(LinkLimits limits) {
        return loop.bind(transport, freeAddress(), limits);
    }

    private Child connect(Parent parent) {
        return connect(parent, LIMITS);
    }

    private Child connect(Parent parent, LinkLimits limits) {
        return loop.connect(transport, parent.link.addresses().direct(), limits);
    }

    private Child attach(Parent parent) {
        return attach(parent, LIMITS);
    }

    private Child attach(Parent parent, LinkLimits limits) {
        Child child = connect(parent, limits);
        child.attachTo(parent);
        return child;
    }

    /** Subscribes, and waits until the parent has approved it. */
    private void subscribe(Child child, Parent parent, byte[] request) {
        long before = parent.requestsLike(request);
        child.link.subscribe(request);
        loop.until("the request arrived", () -> parent.requestsLike(request) > before);
    }

    /** Lets a parent learn a child's number. */
    private long introduce(Child child, Parent parent) {
        int before = parent.peers.size();
        assertThat(child.link.send(bytes("hello"))).isTrue();
        loop.until("the child said hello", () -> parent.peers.size() > before);
        return parent.peers.getLast();
    }

    // the direct path

    @Test
    void aChildAndItsParentTalkOnTheDirectPath() {
        Parent parent = bind();
        Child child = connect(parent);

        long peer = introduce(child, parent);
        assertThat(parent.link.send(peer, bytes("welcome"))).isTrue();

        loop.until("the answer arrived", () -> !child.direct.isEmpty());
        assertThat(parent.direct).containsExactly(bytes("hello"));
        assertThat(child.direct).containsExactly(bytes("welcome"));
    }

    @Test
    void eachOfManyChildrenGetsItsOwnAnswers() {
        Parent parent = bind();
        parent.echoes = true;
        List<Child> children = new ArrayList<>();
        for (int i = 0; i < 40; i++) {
            children.add(connect(parent));
            children.get(i).link.send(bytes("from " + i));
        }

        loop.until("all got an answer", () -> children.stream().noneMatch(c -> c.direct.isEmpty()));

        for (int i = 0; i < children.size(); i++) {
            assertThat(children.get(i).direct).containsExactly(bytes("from " + i));
        }
        assertThat(parent.peers).doesNotHaveDuplicates();
    }

    @Test
    void aPeerNumberIsNeverGivenToAnotherConnection() {
        Parent parent = bind();
        for (int i = 0; i < 10; i++) {
            Child child = connect(parent);
            introduce(child, parent);
            child.link.close();
        }
        assertThat(parent.peers).hasSize(10).doesNotHaveDuplicates();
    }

    @Test
    void sendingToAPeerThatNeverWasIsRefused() {
        Parent parent = bind();
        assertThat(parent.link.send(4711, bytes("anyone?"))).isFalse();
    }

    @Test
    void sendingToAPeerThatLeftIsRefusedSoon() {
        Parent parent = bind();
        Child child = connect(parent);
        long peer = introduce(child, parent);

        child.link.close();

        loop.until("sending fails", 10, () -> !parent.link.send(peer, bytes("still there?")));
    }

    @Test
    void aDisconnectedPeerIsHeardNoMore() {
        Parent parent = bind();
        Child child = connect(parent);
        Child other = connect(parent);
        long peer = introduce(child, parent);
        long otherPeer = introduce(other, parent);

        parent.link.disconnect(peer);
        parent.peers.clear();
        parent.direct.clear();

        assertThat(parent.link.send(peer, bytes("bye"))).isFalse();
        child.link.send(bytes("I go on"));
        other.link.send(bytes("fence"));
        loop.until("the other is heard", () -> parent.peers.contains(otherPeer));
        assertThat(parent.peers).doesNotContain(peer);
    }

    // frames

    @Test
    void framesOfAllSizesArriveUnaltered() {
        Parent parent = bind();
        Child child = attach(parent);
        subscribe(child, parent, request(TOKEN, NAMED));
        long peer = introduce(child, parent);
        parent.direct.clear();
        List<byte[]> frames = new ArrayList<>();
        List<byte[]> broadcasts = new ArrayList<>();
        for (int size : new int[] {0, 1, 2, 16, 254, 255, 256, 8_191, 8_192, 65_536, 700_000, LIMITS.maxFrameBytes()}) {
            frames.add(random(size));
            broadcasts.add(concat(NAMED.getBytes(US_ASCII), random(Math.max(0, size - 16))));
        }

        for (int i = 0; i < frames.size(); i++) {
            assertThat(child.link.send(frames.get(i))).isTrue();
            assertThat(child.link.push(frames.get(i))).isTrue();
            assertThat(parent.link.send(peer, frames.get(i))).isTrue();
            parent.link.broadcast(broadcasts.get(i));
        }

        loop.until(
                "all arrived",
                () -> parent.direct.size() == frames.size()
                        && parent.pushed.size() == frames.size()
                        && child.direct.size() == frames.size()
                        && child.broadcasts.size() == frames.size());
        assertThat(parent.direct).containsExactlyElementsOf(frames);
        assertThat(parent.pushed).containsExactlyElementsOf(frames);
        assertThat(child.direct).containsExactlyElementsOf(frames);
        assertThat(child.broadcasts).containsExactlyElementsOf(broadcasts);
    }

    @Test
    void eachPathKeepsTheOrderOfItsFrames() {
        Parent parent = bind(new LinkLimits(1 << 20, 10_000));
        Child child = attach(parent, new LinkLimits(1 << 20, 10_000));
        subscribe(child, parent, request(TOKEN, NAMED));
        long peer = introduce(child, parent);
        parent.direct.clear();
        int count = 3_000;

        for (int i = 0; i < count; i++) {
            assertThat(child.link.send(bytes("up " + i))).isTrue();
            assertThat(child.link.push(bytes("push " + i))).isTrue();
            assertThat(parent.link.send(peer, bytes("down " + i))).isTrue();
            parent.link.broadcast(bytes(NAMED + i));
        }
        loop.until(
                "all arrived",
                () -> parent.direct.size() == count
                        && parent.pushed.size() == count
                        && child.direct.size() == count
                        && child.broadcasts.size() == count);

        for (int i = 0; i < count; i++) {
            assertThat(parent.direct.get(i)).isEqualTo(bytes("up " + i));
            assertThat(parent.pushed.get(i)).isEqualTo(bytes("push " + i));
            assertThat(child.direct.get(i)).isEqualTo(bytes("down " + i));
            assertThat(child.broadcasts.get(i)).isEqualTo(bytes(NAMED + i));
        }
    }

    @Test
    void aFrameOverTheLimitCostsOnlyItsSender() {
        Parent parent = bind(new LinkLimits(1_024, 1_000));
        parent.echoes = true;
        Child offender = attach(parent);
        Child decent = attach(parent);
        introduce(decent, parent);

        offender.link.send(random(1_025));
        offender.link.push(random(1_025));
        decent.link.send(bytes("decent"));
        decent.link.push(bytes("decent"));

        loop.until("the decent one is served", () -> decent.direct.size() == 2 && parent.pushed.size() == 1);
        loop.until("the offence was counted", 10, () -> parent.link.counts().refused() > 0);
        assertThat(parent.direct).allSatisfy(frame -> assertThat(frame.length).isLessThan(1_025));
        assertThat(parent.pushed).containsExactly(bytes("decent"));
    }

    // the broadcast path

    @Test
    void aBroadcastReachesThoseWhoSubscribedToItsKey() {
        Parent parent = bind();
        Child prices = attach(parent);
        Child scores = attach(parent);
        Child both = attach(parent);
        subscribe(prices, parent, request(TOKEN, "prices----------"));
        subscribe(scores, parent, request(TOKEN, "scores----------"));
        subscribe(both, parent, request(TOKEN, "prices----------"));
        subscribe(both, parent, request(TOKEN, "scores----------"));

        parent.link.broadcast(bytes("prices----------1"));
        parent.link.broadcast(bytes("scores----------2"));
        parent.link.broadcast(bytes("nobody----------3"));
        parent.link.broadcast(bytes("short"));
        parent.link.broadcast(bytes("prices----------4"));
        parent.link.broadcast(bytes("scores----------5"));

        loop.until(
                "all got theirs",
                () -> prices.broadcasts.size() == 2 && scores.broadcasts.size() == 2 && both.broadcasts.size() == 4);
        assertThat(prices.broadcasts).containsExactly(bytes("prices----------1"), bytes("prices----------4"));
        assertThat(scores.broadcasts).containsExactly(bytes("scores----------2"), bytes("scores----------5"));
        assertThat(both.broadcasts).hasSize(4);
    }

    @Test
    void aSubscriptionCountsFromTheParentsApprovalOn() {
        Parent parent = bind();
        Child child = attach(parent);
        introduce(child, parent);
        child.link.subscribe(request(TOKEN, NAMED));

        parent.link.broadcast(bytes(NAMED + "before"));
        loop.until("the request was approved", () -> !parent.requests.isEmpty());
        parent.link.broadcast(bytes(NAMED + "after"));

        loop.until("a broadcast arrived", () -> !child.broadcasts.isEmpty());
        assertThat(child.broadcasts).containsExactly(bytes(NAMED + "after"));
        assertThat(parent.requests).containsExactly(request(TOKEN, NAMED));
    }

    @Test
    void aRefusedSubscriberGetsNothing() {
        Parent parent = bind();
        parent.approves = request -> request[0] == 't';
        Child stranger = attach(parent);
        Child member = attach(parent);
        for (int i = 0; i < 100; i++) {
            stranger.link.subscribe(request(token('x'), String.format("key%013d", i)));
        }
        stranger.link.subscribe(request(token('x'), NAMED));
        subscribe(member, parent, request(TOKEN, NAMED));
        loop.until("the stranger was heard", () -> parent.requestsLike(request(token('x'), NAMED)) > 0);

        parent.link.broadcast(bytes(NAMED + "secret"));

        loop.until("the member got it", () -> !member.broadcasts.isEmpty());
        loop.until("the stranger would have", () -> fence(parent, stranger));
        assertThat(stranger.broadcasts).isEmpty();
        assertThat(parent.link.counts().refused()).isEqualTo(101);
    }

    /** Whether a child answered on the direct path: broadcasts that were sent before have most likely arrived too. */
    private boolean fence(Parent parent, Child child) {
        if (child.direct.isEmpty()) {
            parent.echoes = true;
            child.link.send(bytes("fence"));
        }
        return !child.direct.isEmpty();
    }

    @Test
    void aMalformedRequestIsNotApproved() {
        Parent parent = bind();
        Child child = attach(parent);

        child.link.subscribe(bytes("short"));
        child.link.subscribe(new byte[0]);
        child.link.subscribe(random(100));
        subscribe(child, parent, request(TOKEN, NAMED));

        assertThat(parent.requests).containsExactly(request(TOKEN, NAMED));
        assertThat(parent.link.counts().refused()).isEqualTo(3);
    }

    @Test
    void anUnsubscribedKeyEndsAndOthersGoOn() {
        Parent parent = bind();
        Child child = attach(parent);
        subscribe(child, parent, request(TOKEN, NAMED));
        subscribe(child, parent, request(TOKEN, "fence-----------"));

        child.link.unsubscribe(request(TOKEN, NAMED));

        loop.until("the key ended", 5, () -> onlyFenceArrives(parent, child));
    }

    @Test
    void aRevokedTokenEndsItsSubscriptionsAlone() {
        Parent parent = bind();
        Child revoked = attach(parent);
        Child other = attach(parent);
        subscribe(revoked, parent, request(TOKEN, NAMED));
        subscribe(other, parent, request(token('o'), NAMED));
        parent.approves = request -> request[0] == 'o';

        parent.link.revoke(TOKEN);
        for (int i = 0; i < 10; i++) {
            parent.link.broadcast(bytes(NAMED + i));
        }

        loop.until("the other got them", () -> other.broadcasts.size() == 10);
        loop.until("the revoked one would have", () -> fence(parent, revoked));
        assertThat(revoked.broadcasts).isEmpty();
    }

    @Test
    void aKeyAskedForUnderTwoTokensOutlivesOneOfThem() {
        Parent parent = bind();
        Child child = attach(parent);
        subscribe(child, parent, request(TOKEN, NAMED));
        subscribe(child, parent, request(token('n'), NAMED));

        parent.link.revoke(TOKEN);
        parent.link.broadcast(bytes(NAMED + "new token"));

        loop.until("it arrived", () -> child.hasBroadcast(bytes(NAMED + "new token")));
        assertThat(child.broadcasts).hasSize(1);
    }

    private static boolean onlyFenceArrives(Parent parent, Child child) {
        boolean ended = !child.broadcasts.isEmpty()
                && child.broadcasts.stream().allMatch(frame -> new String(frame, US_ASCII).startsWith("fence"));
        child.broadcasts.clear();
        parent.link.broadcast(bytes(NAMED + "probe"));
        parent.link.broadcast(bytes("fence-----------"));
        return ended;
    }

    @Test
    void aFullSubscriberMissesBroadcastsWhileOthersGetAll() {
        Parent parent = bind(TIGHT);
        Child stuck = attach(parent, TIGHT);
        Child other = attach(parent, TIGHT);
        subscribe(stuck, parent, request(TOKEN, NAMED));
        subscribe(other, parent, request(TOKEN, NAMED));
        stuck.takesBroadcasts = false;
        byte[] payload = random(100_000);

        int sent = 0;
        while (parent.link.counts().broadcastsDropped() < 5) {
            assertThat(sent).as("frames queued for one that takes none").isLessThan(2_000);
            parent.link.broadcast(concat(bytes(NAMED), payload));
            int expected = ++sent;
            loop.until("the other got it", () -> other.broadcasts.size() == expected);
        }

        assertThat(stuck.broadcasts).isEmpty();
        stuck.takesBroadcasts = true;
        int queued = sent - (int) parent.link.counts().broadcastsDropped();
        loop.until("what was queued arrived", () -> stuck.broadcasts.size() == queued);
    }

    // the push path

    @Test
    void pushedFramesArriveWithTheirTokens() {
        Parent parent = bind();
        Child one = attach(parent);
        Child two = attach(parent);

        one.link.push(concat(token('1'), bytes("a")));
        two.link.push(concat(token('2'), bytes("b")));
        two.link.push(new byte[0]);

        loop.until("all arrived", () -> parent.pushed.size() == 3);
        assertThat(parent.pushed)
                .containsExactlyInAnyOrder(concat(token('1'), bytes("a")), concat(token('2'), bytes("b")), new byte[0]);
    }

    @Test
    void aLinkThatIsNotAttachedPushesNothing() {
        Parent parent = bind();
        Child child = connect(parent);

        assertThat(child.link.push(TOKEN)).isFalse();
        assertThatThrownBy(() -> child.link.subscribe(request(TOKEN, NAMED))).isInstanceOf(IllegalStateException.class);
    }

    @Test
    void pushedFramesWaitWhileTheParentTakesNone() {
        Parent parent = bind();
        Child child = attach(parent);
        parent.takesPushed = false;

        for (int i = 0; i < 100; i++) {
            assertThat(child.link.push(bytes("push " + i))).isTrue();
        }
        introduce(child, parent);
        assertThat(parent.pushed).isEmpty();
        parent.takesPushed = true;

        loop.until("they arrived", () -> parent.pushed.size() == 100);
        assertThat(parent.pushed.get(99)).isEqualTo(bytes("push 99"));
    }

    @Test
    void broadcastsWaitWhileTheChildTakesNone() {
        Parent parent = bind();
        Child child = attach(parent);
        subscribe(child, parent, request(TOKEN, NAMED));
        long peer = introduce(child, parent);
        child.takesBroadcasts = false;

        for (int i = 0; i < 100; i++) {
            parent.link.broadcast(bytes(NAMED + i));
        }
        parent.link.send(peer, bytes("direct goes on"));
        loop.until("the direct path goes on", () -> !child.direct.isEmpty());
        assertThat(child.broadcasts).isEmpty();
        child.takesBroadcasts = true;

        loop.until("they arrived", () -> child.broadcasts.size() == 100);
    }

    // full queues

    @Test
    void aFullPathRefusesWhatItCannotTakeAndLosesNothingThatItTook() {
        Parent parent = bind(TIGHT);
        Child child = attach(parent, TIGHT);
        long peer = introduce(child, parent);
        parent.direct.clear();
        parent.isAsleep = true;
        child.isAsleep = true;

        int sent = fill(child.link::send);
        int pushed = fill(child.link::push);
        int answered = fill(frame -> parent.link.send(peer, frame));
        parent.isAsleep = false;
        child.isAsleep = false;

        loop.until(
                "what was taken arrived",
                () -> parent.direct.size() == sent
                        && parent.pushed.size() == pushed
                        && child.direct.size() == answered);
        assertNumbered(parent.direct);
        assertNumbered(parent.pushed);
        assertNumbered(child.direct);
        loop.until("there is room again", 5, () -> child.link.send(bytes("again")) && child.link.push(bytes("again")));
    }

    @Test
    void noMoreBytesAreQueuedForAChildThanMayBe() {
        Parent parent = bind(new LinkLimits(1 << 20, 100_000, 1 << 20));
        Child stuck = attach(parent, TIGHT);
        Child other = attach(parent, LIMITS);
        subscribe(stuck, parent, request(TOKEN, NAMED));
        long peer = introduce(stuck, parent);
        stuck.isAsleep = true;

        int answered = fill(frame -> parent.link.send(peer, frame));
        int broadcast = fill(frame -> {
            long dropped = parent.link.counts().broadcastsDropped();
            parent.link.broadcast(concat(bytes(NAMED), frame));
            return parent.link.counts().broadcastsDropped() == dropped;
        });
        long free = introduce(other, parent);
        assertThat(parent.link.send(free, new byte[100])).isTrue();
        stuck.isAsleep = false;

        loop.until(
                "what was taken arrived",
                () -> stuck.direct.size() == answered
                        && stuck.broadcasts.size() == broadcast
                        && !other.direct.isEmpty());
        assertNumbered(stuck.direct);
        assertThat(answered).as("what is queued, and what the system holds").isLessThan(500);
        for (int sent = answered; sent < answered + 50; sent++) { // far more than may be queued at once
            int expected = sent + 1;
            loop.until("there is room again", 5, () -> parent.link.send(peer, random(100_000)));
            loop.until("it arrived", () -> stuck.direct.size() == expected);
        }
    }

    @Test
    void aRefusedSenderIsToldWhenThereIsRoom() {
        Parent parent = bind(TIGHT);
        LinkLoop own = newLoop();
        Child child = own.connect(transport, parent.link.addresses().direct(), TIGHT);
        child.attachTo(parent);
        parent.isAsleep = true;
        fill(child.link::push);
        AtomicBoolean done = new AtomicBoolean();
        AtomicReference<Throwable> failure = new AtomicReference<>();
        Thread parentThread = start(failure, () -> {
            parent.isAsleep = false;
            loop.until("the child is through", 50, done::get);
        });

        own.until("there is room", () -> child.link.push(bytes("at last")));

        done.set(true);
        join(parentThread);
        assertThat(failure.get()).isNull();
    }

    /** Sends numbered frames until none is taken, and tells how many were. */
    private static int fill(Predicate<byte[]> path) {
        byte[] padding = random(100_000);
        int taken = 0;
        for (int refusals = 0; refusals < 20; ) {
            if (path.test(concat(ByteBuffer.allocate(4).putInt(taken).array(), padding))) {
                taken++;
                refusals = 0;
                assertThat(taken).as("frames taken while nobody polls").isLessThan(2_000);
            } else {
                refusals++;
                Thread.onSpinWait();
            }
        }
        return taken;
    }

    private static void assertNumbered(List<byte[]> frames) {
        for (int i = 0; i < frames.size(); i++) {
            assertThat(ByteBuffer.wrap(frames.get(i)).getInt()).isEqualTo(i);
        }
    }

    // addresses, opening and closing

    @Test
    void malformedAddressesAreRefusedInPlainWords() {
        for (String address : malformedAddresses()) {
            assertThatThrownBy(() -> transport.bind(address, "", LIMITS, loop))
                    .as("bind " + address)
                    .isInstanceOf(TransportException.class)
                    .hasMessageContaining(address);
            assertThatThrownBy(() -> transport.connect(address, LIMITS, loop))
                    .as("connect " + address)
                    .isInstanceOf(TransportException.class)
                    .hasMessageContaining(address);
        }
    }

    @Test
    void aTakenAddressIsRefusedWithARemedy() {
        String address = bind().link.addresses().direct();

        assertThatThrownBy(() -> transport.bind(address, "", LIMITS, loop))
                .isInstanceOf(TransportException.class)
                .hasMessageContaining(address)
                .hasMessageContaining("take another");
    }

    @Test
    void aChildMayConnectBeforeItsParentBinds() {
        String address = addressOfAClosedLink();
        Child child = loop.connect(transport, address, LIMITS);
        assertThat(child.link.send(bytes("early"))).isTrue();

        Parent parent = loop.bind(transport, address, LIMITS);

        loop.until("the early frame arrived", () -> !parent.direct.isEmpty());
        assertThat(parent.direct).containsExactly(bytes("early"));
    }

    @Test
    void aChildFindsAParentThatRestartsOnTheSameAddress() {
        Parent first = bind();
        Child child = connect(first);
        introduce(child, first);

        first.link.close();
        Parent second = loop.bind(transport, first.link.addresses().direct(), LIMITS);
        second.echoes = true;

        loop.until("the child is answered", 20, () -> {
            child.link.send(bytes("are you there?"));
            return !child.direct.isEmpty();
        });
    }

    private String addressOfAClosedLink() {
        Downlink link = transport.bind(freeAddress(), "", LIMITS, loop);
        String address = link.addresses().direct();
        link.close();
        return address;
    }

    @Test
    void closingFreesTheAddressAtOnce() {
        String address = addressOfAClosedLink();
        for (int i = 0; i < 20; i++) {
            transport.bind(address, "", LIMITS, loop).close();
        }
    }

    @Test
    void closingIsSafeTwiceAndWhileInterrupted() {
        Parent parent = bind();
        Child child = attach(parent);
        introduce(child, parent);

        Thread.currentThread().interrupt();
        child.link.close();
        child.link.close();
        parent.link.close();
        parent.link.close();
        assertThat(Thread.interrupted()).as("the interrupt is still to be seen").isTrue();

        assertThat(child.link.send(bytes("late"))).isFalse();
        assertThat(child.link.push(bytes("late"))).isFalse();
        assertThat(parent.link.send(1, bytes("late"))).isFalse();
        parent.link.broadcast(bytes(NAMED));
        assertThat(parent.link.poll(parent, true)).isZero();
        assertThat(child.link.poll(child, true)).isZero();
        transport.bind(parent.link.addresses().direct(), "", LIMITS, loop).close();
    }

    @Test
    void closingATransportTwiceClosesItsLinks() {
        Parent parent = bind();
        Child child = connect(parent);

        Thread.currentThread().interrupt();
        transport.close();
        transport.close();
        assertThat(Thread.interrupted()).isTrue();

        assertThat(child.link.send(bytes("late"))).isFalse();
        assertThat(parent.link.poll(parent, true)).isZero();
    }

    // threads

    @Test
    void noWakeUpIsLostWhenOtherThreadsSend() throws Exception {
        Parent parent = bind();
        parent.echoes = true;
        List<Thread> threads = new ArrayList<>();
        AtomicReference<Throwable> failure = new AtomicReference<>();
        AtomicBoolean done = new AtomicBoolean();
        threads.add(start(failure, () -> loop.until("all is said", 50, CONVERSATION_SECONDS, done::get)));
        for (int i = 0; i < 3; i++) {
            LinkLoop own = newLoop();
            Child child = own.connect(transport, parent.link.addresses().direct(), LIMITS);
            threads.add(start(failure, () -> converse(own, child, 2_000)));
        }

        for (Thread thread : threads.subList(1, threads.size())) {
            thread.join();
        }
        done.set(true);
        threads.getFirst().join();
        assertThat(failure.get()).isNull();
    }

    /** One thread sends and waits for each answer, as applications do; another waits for the answer, as endpoints do. */
    private static void converse(LinkLoop own, Child child, int rounds) {
        Semaphore answered = new Semaphore(1);
        AtomicReference<Throwable> failure = new AtomicReference<>();
        Thread sender = start(failure, () -> {
            for (int i = 0; i < rounds; i++) {
                if (!answered.tryAcquire(10, TimeUnit.SECONDS)) {
                    throw new AssertionError("no answer to frame " + (i - 1) + " was seen");
                }
                own.lock.lock();
                try {
                    assertThat(child.link.send(bytes("frame " + i))).isTrue();
                } finally {
                    own.lock.unlock();
                }
            }
        });
        int[] seen = {0};
        own.until("all are answered", 0, CONVERSATION_SECONDS, () -> {
            answered.release(child.direct.size() - seen[0]);
            seen[0] = child.direct.size();
            return seen[0] == rounds;
        });
        join(sender);
        assertThat(failure.get()).isNull();
    }

    private static void join(Thread thread) {
        try {
            thread.join();
        } catch (InterruptedException e) {
            throw new AssertionError(e);
        }
    }

    @Test
    void interruptsOfSendingThreadsLoseNothing() throws Exception {
        Parent parent = bind(new LinkLimits(1 << 20, 100_000));
        Child child = attach(parent, new LinkLimits(1 << 20, 100_000));
        subscribe(child, parent, request(TOKEN, NAMED));
        long peer = introduce(child, parent);
        parent.direct.clear();
        int count = 5_000;
        AtomicReference<Throwable> failure = new AtomicReference<>();
        Thread sender = start(failure, () -> {
            for (int i = 0; i < count; i++) {
                loop.lock.lock();
                try {
                    byte[] frame = ByteBuffer.allocate(4).putInt(i).array();
                    assertThat(child.link.send(frame)).isTrue();
                    assertThat(child.link.push(frame)).isTrue();
                    assertThat(parent.link.send(peer, frame)).isTrue();
                    parent.link.broadcast(concat(bytes(NAMED), frame));
                } finally {
                    loop.lock.unlock();
                }
                Thread.interrupted();
            }
        });
        Thread interrupter = start(failure, () -> {
            while (sender.isAlive()) {
                sender.interrupt();
                Thread.onSpinWait();
            }
        });

        loop.until(
                "all arrived",
                50,
                () -> parent.direct.size() == count
                        && parent.pushed.size() == count
                        && child.direct.size() == count
                        && child.broadcasts.size() == count);
        sender.join();
        interrupter.join();
        assertThat(failure.get()).isNull();
        assertNumbered(parent.direct);
        assertNumbered(parent.pushed);
        assertNumbered(child.direct);
    }

    private interface Task {
        void run() throws Exception;
    }

    private static Thread start(AtomicReference<Throwable> failure, Task task) {
        return Thread.ofPlatform().start(() -> {
            try {
                task.run();
            } catch (Throwable e) {
                failure.compareAndSet(null, e);
            }
        });
    }

    // bytes

    private static byte[] bytes(String text) {
        return text.getBytes(US_ASCII);
    }

    private static byte[] token(char sign) {
        return bytes(String.valueOf(sign).repeat(Downlink.TOKEN_BYTES));
    }

    private static byte[] request(byte[] token, String key) {
        return concat(token, bytes(key));
    }

    private static byte[] concat(byte[] first, byte[] second) {
        return ByteBuffer.allocate(first.length + second.length)
                .put(first)
                .put(second)
                .array();
    }

    private static byte[] random(int size) {
        byte[] made = new byte[size];
        new Random(size).nextBytes(made);
        return made;
    }
}
