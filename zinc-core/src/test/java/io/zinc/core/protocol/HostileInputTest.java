package io.zinc.core.protocol;

import static org.assertj.core.api.Assertions.assertThat;

import com.google.protobuf.ByteString;
import com.google.protobuf.UnknownFieldSet;
import io.zinc.core.ConnectionEvent;
import io.zinc.core.Role;
import io.zinc.core.spi.Authenticator;
import io.zinc.core.wire.Control;
import io.zinc.core.wire.Heartbeat;
import io.zinc.core.wire.JoinRefused;
import io.zinc.core.wire.JoinRequest;
import io.zinc.core.wire.NodeStatus;
import io.zinc.core.wire.OpenSession;
import io.zinc.core.wire.TopicOpened;
import io.zinc.core.wire.WireAccess;
import io.zinc.core.wire.WireRole;
import java.util.Arrays;
import java.util.List;
import java.util.SplittableRandom;
import org.junit.jupiter.api.Test;

class HostileInputTest {

    private final Rig rig = new Rig();
    private final SplittableRandom random = new SplittableRandom(7);

    private byte[] bytes(int count) {
        byte[] bytes = new byte[count];
        random.nextBytes(bytes);
        return bytes;
    }

    private byte[] join(String credentials) {
        return Frames.direct(Control.newBuilder()
                .setJoinRequest(JoinRequest.newBuilder()
                        .setCluster("rig")
                        .setEndpoint(ByteString.copyFrom(bytes(16)))
                        .setRole(WireRole.ROLE_CLIENT)
                        .setCredentials(credentials)
                        .setMinVersion(1)
                        .setMaxVersion(1)
                        .setMaxFrameBytes(1 << 20))
                .build());
    }

    private Rig.Passing lastPush(Rig.Node from) {
        return rig.passed.stream()
                .filter(passing -> passing.path() == Rig.Path.PUSH && passing.from() == from)
                .filter(passing -> passing.frame().length > Frames.PUSH_HEADER)
                .reduce((earlier, later) -> later)
                .orElseThrow();
    }

    @Test
    void aFrameWithAnothersTokenOrNoneIsDroppedUnparsed() {
        Rig.Node host = rig.host();
        Rig.Node client = rig.client("client", host);
        Rig.Heard heard = host.subscribe("t");
        client.send("t", "mine");
        byte[] forged = lastPush(client).frame().clone();
        Wire.putLong(forged, 0, random.nextLong());

        host.arrive(() -> host.node.pushed(forged));
        host.arrive(() -> host.node.pushed(new byte[3]));

        assertThat(host.counters().strayPushes).isEqualTo(2);
        assertThat(heard.heard).containsExactly("from 0", "mine");
    }

    @Test
    void aStrangersSubscriptionIsRefused() {
        Rig.Node host = rig.host();
        rig.client("client", host).subscribe("t");
        byte[] request = bytes(32);
        Wire.putHex(request, 16, host.node.topics.keyOf("t"));
        byte[] control = bytes(32);
        Wire.putHex(control, 16, Frames.CONTROL_KEY);

        assertThat(host.node.subscriptionRequested(request)).isFalse();
        assertThat(host.node.subscriptionRequested(control)).isFalse();
        assertThat(host.node.subscriptionRequested(bytes(5))).isFalse();
        assertThat(host.counters().refusedSubscriptions).isEqualTo(3);
    }

    @Test
    void aChildDoesNotGetATopicItWasNotGranted() {
        Rig.Node host = rig.host();
        Rig.Node client = rig.client("client", host);
        byte[] request = new byte[32];
        client.node.upstream.token().write(request, 0);
        Wire.putHex(request, 16, host.node.topics.keyOf("secret"));

        assertThat(host.node.subscriptionRequested(request)).isFalse();
    }

    @Test
    void whoClaimsAnothersSessionGetsNothingThrough() {
        Rig.Node host = rig.host();
        Rig.Node victim = rig.client("victim", host);
        Rig.Node thief = rig.client("thief", host);
        Rig.Heard heard = host.subscribe("t");
        victim.send("t", "real");
        thief.send("t", "own");
        OpenSession claim = victim.node.origin.opening().toBuilder()
                .setSecret(ByteString.copyFrom(bytes(16)))
                .setOpening(99)
                .build();
        host.arrive(() -> host.node.fromChild(
                thief.peer,
                Frames.direct(Control.newBuilder().setOpenSession(claim).build())));
        byte[] stolen = lastPush(victim).frame().clone();
        thief.node.upstream.token().write(stolen, 0);
        Wire.putLong(stolen, Frames.PUSH_HEADER + 16, 2);
        host.arrive(() -> host.node.pushed(stolen));
        victim.send("t", "still mine");

        assertThat(heard.heard).containsExactly("from 0", "real", "own", "still mine");
        assertThat(host.counters().foreignSessions).isPositive();
    }

    @Test
    void whoSendsWithoutTheRightLosesItsSession() {
        Rig.Node host = rig.host();
        Rig.Node client = rig.client("client", host);
        Rig.Heard heard = host.subscribe("other");
        client.send("t", "allowed");
        byte[] push = lastPush(client).frame().clone();
        Wire.putLong(push, Frames.PUSH_HEADER, host.node.topics.keyOf("other"));
        Wire.putLong(push, Frames.PUSH_HEADER + 16, 2);

        host.arrive(() -> host.node.pushed(push));

        assertThat(heard.heard).containsExactly("from 0");
        assertThat(host.counters().unauthorized).isEqualTo(1);
        assertThat(client.counters().sessionRestarts).isEqualTo(1);
    }

    @Test
    void aRunThatLiesAboutItsLengthsCostsItsSender() {
        Rig.Node host = rig.host();
        Rig.Node client = rig.client("client", host);
        Rig.Node other = rig.client("other", host);
        client.send("t", "fine");
        for (int count : new int[] {Integer.MAX_VALUE, -1, 1 << 20}) {
            byte[] push = lastPush(client).frame().clone();
            client.node.upstream.token().write(push, 0);
            Wire.putInt(push, Frames.PUSH_HEADER + 33, count);
            host.arrive(() -> host.node.pushed(push));
            rig.advance(600);
        }

        assertThat(host.counters().malformed).isEqualTo(3);
        assertThat(client.events.stream().filter(ConnectionEvent.ParentLost.class::isInstance))
                .hasSize(3);
        assertThat(other.saw(ConnectionEvent.ParentLost.class)).isFalse();
    }

    @Test
    void tenThousandJoinsWithTheWrongCredentialsLeaveNothingBehind() {
        rig.verdict = new Authenticator.Verdict.Reject("no");
        Rig.Node host = rig.host();
        for (int i = 0; i < 10_000; i++) {
            byte[] join = join("wrong");
            long peer = 1_000L + i;
            host.turn(() -> host.node.fromChild(peer, join));
            host.turn(() -> {});
        }

        assertThat(host.counters().refusedJoins).isEqualTo(10_000);
        assertThat(host.node.held().pending()).isZero();
        assertThat(host.node.held().children()).isZero();
    }

    @Test
    void joinsThatNobodyAnswersAreBoundedAndForgotten() {
        rig.answersAuthentication = false;
        Rig.Node host = rig.host(Rig.LIMITS.withMaxPendingJoins(100));
        for (int i = 0; i < 10_000; i++) {
            byte[] join = join("slow");
            long peer = 1_000L + i;
            host.turn(() -> host.node.fromChild(peer, join));
        }

        assertThat(host.node.held().pending()).isEqualTo(100);
        assertThat(refusals(host)).hasSize(9_900).containsOnly(JoinRefused.Code.BUSY);
        rig.advance(11_000);
        assertThat(host.node.held().pending()).isZero();
    }

    private static List<JoinRefused.Code> refusals(Rig.Node at) {
        return at.sentToStrangers.stream()
                .map(Frames::control)
                .map(control -> control == null
                        ? JoinRefused.Code.UNKNOWN
                        : control.getJoinRefused().getCode())
                .toList();
    }

    @Test
    void anotherVersionIsRefusedClearlyOnBothSides() {
        Rig.Node host = rig.host();
        byte[] later = join("right");
        later[2] = 2;
        host.arrive(() -> host.node.fromChild(77, later));
        assertThat(refusals(host)).containsExactly(JoinRefused.Code.VERSION);

        Rig.Node client = rig.start("client", Role.CLIENT, Rig.LIMITS, List.of("rig://nowhere"));
        client.arrive(() -> client.node.fromParent(later));
        assertThat(client.events)
                .singleElement()
                .satisfies(event -> assertThat(event.toString())
                        .contains("version 2")
                        .contains("version 1")
                        .contains("isFinal=true"));
    }

    @Test
    void aJoinerThatSpeaksOnlyLaterVersionsIsRefused() {
        Rig.Node host = rig.host();
        byte[] join = Frames.direct(Control.newBuilder()
                .setJoinRequest(JoinRequest.newBuilder().setMinVersion(2).setMaxVersion(3))
                .build());
        host.arrive(() -> host.node.fromChild(77, join));

        assertThat(refusals(host)).containsExactly(JoinRefused.Code.VERSION);
    }

    @Test
    void whoWouldCloseACircleIsRefused() {
        Rig.Node host = rig.host();
        Rig.Node relay = rig.relay("relay", host);
        Rig.Node below = rig.relay("below", relay);
        byte[] join = Frames.direct(Control.newBuilder()
                .setJoinRequest(JoinRequest.newBuilder()
                        .setCluster("rig")
                        .setEndpoint(TreeNode.bytes(relay.id))
                        .setRole(WireRole.ROLE_RELAY)
                        .setMinVersion(1)
                        .setMaxVersion(1)
                        .setMaxFrameBytes(1 << 20))
                .build());
        below.arrive(() -> below.node.fromChild(77, join));

        assertThat(refusals(below)).containsExactly(JoinRefused.Code.CYCLE);
        assertThat(below.counters().cyclesRefused).isEqualTo(1);
    }

    @Test
    void aRelayThatHasLostTheHostLetsNobodyInNorDoThoseBelowIt() {
        Rig.Node host = rig.host();
        Rig.Node relay = rig.relay("relay", host);
        Rig.Node below = rig.relay("below", relay);
        rig.kill(host);
        rig.advance(700);
        byte[] join = join("right");
        below.arrive(() -> below.node.fromChild(77, join));

        assertThat(refusals(below)).containsExactly(JoinRefused.Code.NO_PATH);
    }

    @Test
    void whatIsNotKnownIsNotPassedOn() {
        Rig.Node host = rig.host();
        Rig.Node relay = rig.relay("relay", host);
        Rig.Node client = rig.client("client", relay);
        UnknownFieldSet padding = UnknownFieldSet.newBuilder()
                .addField(
                        999,
                        UnknownFieldSet.Field.newBuilder()
                                .addLengthDelimited(ByteString.copyFrom(bytes(3_000)))
                                .build())
                .build();
        byte[] padded = Frames.direct(Control.newBuilder()
                .setHeartbeat(Heartbeat.newBuilder()
                        .setToken(TreeNode.bytes(client.node.upstream.token()))
                        .addSubtree(NodeStatus.newBuilder()
                                .setEndpoint(TreeNode.bytes(client.id))
                                .setParent(TreeNode.bytes(relay.id))
                                .setUnknownFields(padding)))
                .build());
        relay.arrive(() -> relay.node.fromChild(client.peer, padded));
        rig.passed.clear();
        rig.advance(300);

        assertThat(rig.passed)
                .filteredOn(
                        passing -> passing.from() == relay && passing.control().hasHeartbeat())
                .isNotEmpty()
                .allSatisfy(passing -> assertThat(passing.frame().length).isLessThan(1_000));
    }

    @Test
    void whoClaimsASessionThatTheHostHasNotConfirmedHearsNothingOfIt() {
        Rig.Node host = rig.host();
        Rig.Node relay = rig.relay("relay", host);
        Rig.Node thief = rig.client("thief", relay);
        long session = 4711;
        OpenSession claim = thief.node.origin.opening().toBuilder()
                .setSession(session)
                .setOpening(1)
                .build();
        rig.loses = passing -> passing.from() == relay && passing.to() == host;
        relay.arrive(() -> relay.node.fromChild(
                thief.peer,
                Frames.direct(Control.newBuilder().setOpenSession(claim).build())));
        rig.passed.clear();
        relay.arrive(() -> relay.node.fromParent(Frames.direct(Control.newBuilder()
                .setTopicOpened(TopicOpened.newBuilder()
                        .setSession(session)
                        .setTopic("secret")
                        .setAccess(WireAccess.ACCESS_SUBSCRIBE)
                        .setAllowed(true))
                .build())));

        assertThat(rig.passed).noneMatch(passing -> passing.control().hasTopicOpened());
        assertThat(relay.node.children.links())
                .allSatisfy(link -> assertThat(link.grants).isEmpty());
    }

    @Test
    void anOldConnectionOfAChildIsNotKept() {
        Rig.Node host = rig.host();
        Rig.Node client = rig.client("client", host);
        long before = client.peer;
        client.reconnect();
        rig.advance(300);

        assertThat(client.peer).isNotEqualTo(before);
        assertThat(host.disconnected).contains(before);
    }

    @Test
    void aConnectionMadeAnewGoesOnWithItsTokenAlone() {
        Rig.Node host = rig.host();
        Rig.Node client = rig.client("client", host);
        Rig.Heard heard = client.subscribe("t");
        client.reconnect();
        rig.advance(300);
        host.send("t", "still here");

        assertThat(heard.heard).containsExactly("from 0", "still here");
        assertThat(client.saw(ConnectionEvent.ParentLost.class)).isFalse();

        byte[] guess = Frames.direct(Control.newBuilder()
                .setHeartbeat(Heartbeat.newBuilder().setToken(ByteString.copyFrom(bytes(16))))
                .build());
        host.arrive(() -> host.node.fromChild(99, guess));
        assertThat(host.node.held().children()).isEqualTo(1);
    }

    @Test
    void broadcastsOfAnotherTreeAreDroppedAndOfAnotherReignEndTheLink() {
        Rig.Node host = rig.host();
        Rig.Node client = rig.client("client", host);
        Rig.Heard heard = client.subscribe("t");
        host.send("t", "right");
        byte[] batch = rig.passed.stream()
                .filter(Rig.Passing::isBatch)
                .map(Rig.Passing::frame)
                .findFirst()
                .orElseThrow()
                .clone();
        Wire.putLong(batch, Frames.BASE_AT, 2);
        byte[] otherTree = batch.clone();
        Wire.putLong(otherTree, Frames.TREE_AT, 5);
        client.arrive(() -> client.node.broadcast(otherTree));
        assertThat(client.saw(ConnectionEvent.ParentLost.class)).isFalse();

        byte[] otherReign = batch.clone();
        Wire.putLong(otherReign, Frames.REIGN_AT, 5);
        client.arrive(() -> client.node.broadcast(otherReign));

        assertThat(client.saw(ConnectionEvent.ParentLost.class)).isTrue();
        assertThat(client.counters().foreignReigns).isEqualTo(2);
        assertThat(heard.heard).containsExactly("from 0", "right");
    }

    @Test
    void everyPieceOfEveryFrameIsTakenOrDroppedWithoutAFault() {
        Rig.Node host = rig.host();
        Rig.Node relay = rig.relay("relay", host);
        Rig.Node client = rig.client("client", relay);
        client.subscribe("t");
        client.send("t", "one", "two");
        rig.advance(1_000);
        for (Rig.Passing passing : List.copyOf(rig.passed)) {
            for (int length = 0; length < Math.min(passing.frame().length, 200); length++) {
                byte[] piece = Arrays.copyOf(passing.frame(), length);
                passing.to().turn(() -> feed(passing, piece));
            }
        }
        rig.advance(5_000);

        assertThat(client.node.isLive()).isTrue();
        assertThat(relay.node.held().routes()).isLessThanOrEqualTo(2);
    }

    private static void feed(Rig.Passing passing, byte[] frame) {
        TreeNode node = passing.to().node;
        switch (passing.path()) {
            case UP -> node.fromChild(passing.from().peer, frame);
            case DOWN -> node.fromParent(frame);
            case PUSH -> node.pushed(frame);
            case BROADCAST -> node.broadcast(frame);
        }
    }
}
