package io.zinc.core.protocol;

import static org.assertj.core.api.Assertions.assertThat;

import com.google.protobuf.ByteString;
import io.zinc.core.spi.Downlink;
import io.zinc.core.wire.Acknowledgement;
import io.zinc.core.wire.Acknowledgements;
import io.zinc.core.wire.AnswerPart;
import io.zinc.core.wire.AskJoin;
import io.zinc.core.wire.CloseSession;
import io.zinc.core.wire.CloseTopic;
import io.zinc.core.wire.Control;
import io.zinc.core.wire.DetachSessions;
import io.zinc.core.wire.ExpectTicket;
import io.zinc.core.wire.Expected;
import io.zinc.core.wire.Heartbeat;
import io.zinc.core.wire.HeartbeatAnswer;
import io.zinc.core.wire.JoinAccepted;
import io.zinc.core.wire.JoinRedirected;
import io.zinc.core.wire.JoinRefused;
import io.zinc.core.wire.JoinRequest;
import io.zinc.core.wire.JoinVerdict;
import io.zinc.core.wire.Leave;
import io.zinc.core.wire.NodeStatus;
import io.zinc.core.wire.OpenSession;
import io.zinc.core.wire.OpenTopic;
import io.zinc.core.wire.Path;
import io.zinc.core.wire.PathChanged;
import io.zinc.core.wire.Question;
import io.zinc.core.wire.Received;
import io.zinc.core.wire.RepairRequest;
import io.zinc.core.wire.Revoked;
import io.zinc.core.wire.SessionClosed;
import io.zinc.core.wire.SessionOpened;
import io.zinc.core.wire.Subscribe;
import io.zinc.core.wire.Subscribed;
import io.zinc.core.wire.TooOld;
import io.zinc.core.wire.TopicOpened;
import io.zinc.core.wire.Unsubscribe;
import io.zinc.core.wire.WireAccess;
import io.zinc.core.wire.WireRole;
import java.io.IOException;
import java.io.InputStream;
import java.nio.charset.StandardCharsets;
import java.util.HexFormat;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.UUID;
import org.junit.jupiter.api.Test;

/**
 * One example of everything that goes over the wire, byte by byte, as docs/WIRE_FORMAT.md describes it. A difference is a
 * change of the format. {@link #main} prints the examples as the resource holds them.
 */
class GoldenBytesTest {

    private static final String RESOURCE = "golden-bytes.txt";
    private static final long KEY = 0x0123_4567_89ab_cdefL;
    private static final long SESSION = 0x1111_2222_3333_4444L;
    private static final UUID ENDPOINT = new UUID(0xa0a1_a2a3_a4a5_a6a7L, 0xa8a9_aaab_acad_aeafL);
    private static final ChildLink.Token TOKEN = new ChildLink.Token(0xc0c1_c2c3_c4c5_c6c7L, 0xc8c9_cacb_cccd_cecfL);
    private static final Reign REIGN = new Reign(0x7777_0000_0000_0001L, 0x7777_0000_0000_0002L, 3);

    public static void main(String[] arguments) {
        samples()
                .forEach((name, bytes) ->
                        System.out.println(name + " " + HexFormat.of().formatHex(bytes)));
    }

    @Test
    void everythingHasTheBytesOfTheFormat() throws IOException {
        Map<String, String> golden = new LinkedHashMap<>();
        try (InputStream in = GoldenBytesTest.class.getResourceAsStream(RESOURCE)) {
            assertThat(in).isNotNull();
            new String(in.readAllBytes(), StandardCharsets.US_ASCII)
                    .lines()
                    .filter(line -> !line.startsWith("#"))
                    .forEach(line -> {
                        int blank = line.indexOf(' ');
                        golden.put(line.substring(0, blank), line.substring(blank + 1));
                    });
        }
        Map<String, String> actual = new LinkedHashMap<>();
        samples().forEach((name, bytes) -> actual.put(name, HexFormat.of().formatHex(bytes)));

        assertThat(actual).isEqualTo(golden);
    }

    @Test
    void everyKindOfControlHasAnExample() {
        List<String> kinds = Control.getDescriptor().getFields().stream()
                .map(field -> "direct." + field.getName())
                .toList();

        assertThat(samples().keySet()).containsAll(kinds);
    }

    @Test
    void theExamplesAreReadAsTheyWereMeant() {
        byte[] batch = batch();
        assertThat(Frames.isWellFormed(batch)).isTrue();
        Frames.Runs runs = new Frames.Runs(batch);
        assertThat(runs.next()).isTrue();
        assertThat(runs.sequence()).isEqualTo(41);
        assertThat(runs.origin()).isEqualTo(ENDPOINT);
        assertThat(runs.firstNumber()).isEqualTo(7);
        assertThat(runs.next()).isTrue();
        assertThat(runs.sequence()).isEqualTo(43);
        assertThat(runs.next()).isFalse();

        byte[] ephemeral = ephemeral();
        assertThat(Frames.isWellFormed(ephemeral)).isTrue();
        assertThat(Frames.isEphemeral(ephemeral)).isTrue();
    }

    private static Map<String, byte[]> samples() {
        Map<String, byte[]> samples = new LinkedHashMap<>();
        samples.put("length.0", length(0));
        samples.put("length.127", length(127));
        samples.put("length.128", length(128));
        samples.put("length.300", length(300));
        samples.put("length.268435456", length(268_435_456));
        samples.put("tree-id.demo", Wire.uuid(new UUID(TreeNode.treeOf("demo"), 0)));
        samples.put("topic-key.prices", topicKey("prices"));
        samples.put("broadcast.batch", batch());
        samples.put("broadcast.ephemeral", ephemeral());
        samples.put("broadcast.heartbeat", stamped(Frames.broadcast(80, 0, Frames.TYPE_HEARTBEAT, REIGN, 0)));
        samples.put("broadcast.announcement", announcement());
        samples.put("push.runs", push());
        samples.put("push.ephemeral", pushEphemeral());
        samples.put("push.heartbeat", pushHeader(new byte[Frames.PUSH_HEADER]));
        samples.put("subscription-request", subscriptionRequest());
        controls(samples);
        return samples;
    }

    private static byte[] length(int length) {
        byte[] bytes = new byte[Wire.lengthBytes(length)];
        Wire.putLength(bytes, 0, length);
        return bytes;
    }

    private static byte[] topicKey(String name) {
        Topics topics = new Rig().host().node.topics;
        topics.setHashKey(HexFormat.of().parseHex("000102030405060708090a0b0c0d0e0f"));
        byte[] key = new byte[8];
        Wire.putLong(key, 0, topics.keyOf(name));
        return key;
    }

    private static byte[] stamped(byte[] frame) {
        Frames.stamp(frame, 1_000_000);
        Wire.putLong(frame, Frames.POSITION_AT, 4_096);
        return frame;
    }

    private static byte[] batch() {
        byte[] first = {2, 'h', 'i', 0};
        byte[] second = {1, '!'};
        byte[] frame = Frames.broadcast(80 + 45 + first.length + 45 + second.length, KEY, Frames.TYPE_BATCH, REIGN, 41);
        Wire.putShort(frame, Frames.FLAGS_AT, Frames.FLAG_REPAIR | Frames.FLAG_REPAIR_END);
        Wire.putInt(frame, Frames.COUNT_AT, 3);
        Wire.putInt(frame, Frames.RUNS_LENGTH_AT, frame.length - 80);
        int at = Frames.putRun(frame, 80, SESSION, ENDPOINT, 7, 1, 5, 2, first.length);
        System.arraycopy(first, 0, frame, at, first.length);
        at = Frames.putRun(frame, at + first.length, SESSION + 1, ENDPOINT, 1, 2, -1, 1, second.length);
        System.arraycopy(second, 0, frame, at, second.length);
        return stamped(frame);
    }

    private static byte[] ephemeral() {
        byte[] messages = {2, 'h', 'i', 0};
        byte[] frame = Frames.broadcast(80 + 45 + messages.length, KEY, Frames.TYPE_BATCH, REIGN, 0);
        Wire.putShort(frame, Frames.FLAGS_AT, Frames.FLAG_EPHEMERAL);
        Wire.putInt(frame, Frames.COUNT_AT, 2);
        Wire.putInt(frame, Frames.RUNS_LENGTH_AT, frame.length - 80);
        int at = Frames.putRun(frame, 80, SESSION, ENDPOINT, Ephemerals.NO_NUMBER, 1, 5, 2, messages.length);
        System.arraycopy(messages, 0, frame, at, messages.length);
        return stamped(frame);
    }

    private static byte[] announcement() {
        byte[] frame = Frames.broadcast(80 + 16, Frames.CONTROL_KEY, Frames.TYPE_ANNOUNCE, REIGN, 0);
        Wire.putInt(frame, Frames.COUNT_AT, 1);
        Wire.putInt(frame, Frames.RUNS_LENGTH_AT, 16);
        Wire.putLong(frame, 80, KEY);
        Wire.putLong(frame, 88, 43);
        return stamped(frame);
    }

    private static byte[] pushHeader(byte[] frame) {
        TOKEN.write(frame, 0);
        frame[Frames.VERSION_AT] = Frames.VERSION;
        frame[Frames.TYPE_AT] = Frames.TYPE_BATCH;
        Wire.putLong(frame, Frames.PUSH_REIGN_AT, REIGN.reign());
        Wire.putLong(frame, Frames.PUSH_NUMBER_AT, 12);
        return frame;
    }

    private static byte[] push() {
        byte[] messages = {2, 'h', 'i', 0};
        byte[] frame = new byte[Frames.PUSH_HEADER + 37 + messages.length + 37];
        int at = Frames.putUpRun(frame, Frames.PUSH_HEADER, KEY, SESSION, 7, 1, 5, 2, messages.length);
        System.arraycopy(messages, 0, frame, at, messages.length);
        Frames.putUpRun(frame, at + messages.length, 0, SESSION, 9, 0, 0, 0, 0);
        return pushHeader(frame);
    }

    private static byte[] pushEphemeral() {
        byte[] messages = {2, 'h', 'i', 0};
        byte[] frame = new byte[Frames.PUSH_HEADER + 37 + messages.length];
        int at = Frames.putUpRun(
                frame, Frames.PUSH_HEADER, KEY, SESSION, Ephemerals.NO_NUMBER, 1, 5, 2, messages.length);
        System.arraycopy(messages, 0, frame, at, messages.length);
        return pushHeader(frame);
    }

    private static byte[] subscriptionRequest() {
        byte[] request = new byte[Downlink.TOKEN_BYTES + Downlink.KEY_BYTES];
        TOKEN.write(request, 0);
        Wire.putHex(request, Downlink.TOKEN_BYTES, KEY);
        return request;
    }

    private static void put(Map<String, byte[]> samples, Control.Builder control) {
        Control built = control.build();
        samples.put(
                "direct."
                        + Control.getDescriptor()
                                .findFieldByNumber(built.getKindCase().getNumber())
                                .getName(),
                Frames.direct(built));
    }

    private static void controls(Map<String, byte[]> samples) {
        ByteString endpoint = TreeNode.bytes(ENDPOINT);
        ByteString secret = TreeNode.bytes(TOKEN);
        Path path = Path.newBuilder()
                .setLive(true)
                .addHops(Path.Hop.newBuilder().setEndpoint(endpoint).setAddress("tcp://h:1"))
                .build();
        JoinRequest join = JoinRequest.newBuilder()
                .setAttempt(1)
                .setCluster("demo")
                .setEndpoint(endpoint)
                .setRole(WireRole.ROLE_RELAY)
                .setCredentials("secret")
                .setTicket(secret)
                .setMinVersion(1)
                .setMaxVersion(1)
                .setMaxFrameBytes(73_728)
                .addCapabilities("x")
                .build();
        JoinRefused refused = JoinRefused.newBuilder()
                .setAttempt(1)
                .setCode(JoinRefused.Code.FULL)
                .setReason("full")
                .build();
        put(samples, Control.newBuilder().setJoinRequest(join));
        put(samples, Control.newBuilder().setLeave(Leave.getDefaultInstance()));
        put(
                samples,
                Control.newBuilder()
                        .setHeartbeat(Heartbeat.newBuilder()
                                .setToken(secret)
                                .setNumber(2)
                                .setPushed(3)
                                .setPosition(4)
                                .addSubtree(NodeStatus.newBuilder()
                                        .setEndpoint(endpoint)
                                        .setParent(endpoint)
                                        .setRole(WireRole.ROLE_CLIENT)
                                        .setAddress("a")
                                        .setChildren(1)
                                        .setMaxChildren(2)
                                        .setSession(SESSION)
                                        .setSentPerSecond(3)
                                        .setHandledPerSecond(4)
                                        .setLagMessages(5)
                                        .setGaps(6)
                                        .setRepairs(7)
                                        .setDroppedFrames(8)
                                        .setDocuments(9)
                                        .setBrowsers(10)
                                        .setGateway("g"))
                                .setOmitted(5)));
        put(
                samples,
                Control.newBuilder()
                        .setOpenSession(OpenSession.newBuilder()
                                .setSession(SESSION)
                                .setSecret(secret)
                                .setEndpoint(endpoint)
                                .setSubject("me")
                                .setRole(WireRole.ROLE_CLIENT)
                                .setOpening(2)));
        put(
                samples,
                Control.newBuilder()
                        .setCloseSession(
                                CloseSession.newBuilder().setSession(SESSION).setLast(9)));
        put(
                samples,
                Control.newBuilder()
                        .setDetachSessions(DetachSessions.newBuilder().addSessions(SESSION)));
        put(
                samples,
                Control.newBuilder()
                        .setOpenTopic(OpenTopic.newBuilder()
                                .setSession(SESSION)
                                .setTopic("prices")
                                .setAccess(WireAccess.ACCESS_SUBSCRIBE)));
        put(
                samples,
                Control.newBuilder()
                        .setCloseTopic(CloseTopic.newBuilder()
                                .setSession(SESSION)
                                .setTopic("prices")
                                .setAsk(3)));
        put(
                samples,
                Control.newBuilder()
                        .setSubscribe(Subscribe.newBuilder()
                                .setSession(SESSION)
                                .setTopic("prices")
                                .setOrdered(true)));
        put(
                samples,
                Control.newBuilder().setUnsubscribe(Unsubscribe.newBuilder().setKey(KEY)));
        put(
                samples,
                Control.newBuilder()
                        .setRepairRequest(RepairRequest.newBuilder()
                                .setKey(KEY)
                                .setFirst(5)
                                .setLast(6)));
        put(samples, Control.newBuilder().setReceived(Received.newBuilder().setPosition(4_096)));
        put(
                samples,
                Control.newBuilder()
                        .setAskJoin(AskJoin.newBuilder()
                                .setAsk(3)
                                .setRequest(join)
                                .setAt(endpoint)
                                .setFull(true)));
        put(
                samples,
                Control.newBuilder()
                        .setJoinAccepted(JoinAccepted.newBuilder()
                                .setAttempt(1)
                                .setToken(secret)
                                .setBroadcastAddress("tcp://h:2")
                                .setPushAddress("tcp://h:3")
                                .setTree(REIGN.tree())
                                .setReign(REIGN.reign())
                                .setEpoch(REIGN.epoch())
                                .setHashKey(secret)
                                .setPath(path)
                                .setParent(endpoint)
                                .setVersion(1)
                                .setMaxFrameBytes(73_728)
                                .setMaxMessageBytes(65_536)
                                .setHeartbeatMs(500)));
        put(samples, Control.newBuilder().setJoinRefused(refused));
        put(
                samples,
                Control.newBuilder()
                        .setJoinRedirected(JoinRedirected.newBuilder()
                                .setAttempt(1)
                                .setAddress("tcp://r:1")
                                .setTicket(secret)));
        put(
                samples,
                Control.newBuilder()
                        .setHeartbeatAnswer(HeartbeatAnswer.newBuilder()
                                .setNumber(2)
                                .setPushed(3)
                                .setPath(path)));
        put(
                samples,
                Control.newBuilder()
                        .setSessionOpened(SessionOpened.newBuilder()
                                .setSession(SESSION)
                                .setNext(8)
                                .setEndpoint(endpoint)));
        put(
                samples,
                Control.newBuilder()
                        .setSessionClosed(SessionClosed.newBuilder()
                                .setSession(SESSION)
                                .setNext(8)
                                .setReason("closed")));
        put(
                samples,
                Control.newBuilder()
                        .setAcknowledgements(Acknowledgements.newBuilder()
                                .addAcks(Acknowledgement.newBuilder()
                                        .setSession(SESSION)
                                        .setLevel(1)
                                        .setThrough(7))));
        put(
                samples,
                Control.newBuilder()
                        .setExpected(Expected.newBuilder().setSession(SESSION).setNext(8)));
        put(
                samples,
                Control.newBuilder()
                        .setTopicOpened(TopicOpened.newBuilder()
                                .setSession(SESSION)
                                .setTopic("prices")
                                .setAccess(WireAccess.ACCESS_SEND)
                                .setAllowed(false)
                                .setReason("no")));
        put(
                samples,
                Control.newBuilder()
                        .setSubscribed(Subscribed.newBuilder()
                                .setKey(KEY)
                                .setEpoch(3)
                                .setLast(42)
                                .setApplied(true)));
        put(
                samples,
                Control.newBuilder().setTooOld(TooOld.newBuilder().setKey(KEY).setFirstAvailable(30)));
        put(
                samples,
                Control.newBuilder()
                        .setJoinVerdict(JoinVerdict.newBuilder()
                                .setAsk(3)
                                .setAccept(JoinVerdict.Accept.newBuilder().setSubject("me"))));
        put(
                samples,
                Control.newBuilder()
                        .setExpectTicket(ExpectTicket.newBuilder()
                                .setSession(SESSION)
                                .setTicket(secret)
                                .setEndpoint(endpoint)
                                .setSubject("me")));
        put(
                samples,
                Control.newBuilder()
                        .setRevoked(Revoked.newBuilder().setReason("bye").setRemoved(true)));
        put(
                samples,
                Control.newBuilder().setPathChanged(PathChanged.newBuilder().setPath(path)));
        put(
                samples,
                Control.newBuilder()
                        .setQuestion(Question.newBuilder()
                                .setSession(SESSION)
                                .setNumber(4)
                                .setTopic("prices")
                                .setPayload(ByteString.copyFromUtf8("all?"))
                                .setAnswerer(endpoint)
                                .setOffset(65_536)
                                .setDone(true)
                                .setGranted(true)));
        put(
                samples,
                Control.newBuilder()
                        .setAnswerPart(AnswerPart.newBuilder()
                                .setSession(SESSION)
                                .setNumber(4)
                                .setAnswerer(endpoint)
                                .setOutcome(AnswerPart.Outcome.BUSY)
                                .setOffset(65_536)
                                .setTotal(65_539)
                                .setData(ByteString.copyFromUtf8("end"))
                                .setReason("later")));
    }
}
