package io.zinc.testing;

import io.zinc.core.Limits;
import io.zinc.core.Role;
import java.util.ArrayList;
import java.util.LinkedHashSet;
import java.util.List;
import java.util.Set;
import java.util.UUID;
import java.util.random.RandomGenerator;

/** What a seed decides before a run begins: the shape of the tree, its limits, who may do what, how rough it gets. */
final class Scenario {

    /** The fewest faults of a run. */
    static final int LEAST_FAULTS = 10;

    /** The fewest messages that are sent in a run. */
    static final int LEAST_MESSAGES = 60;

    /** What others send here goes to the gate of the host. */
    static final String GATED_TOPIC = "gated";

    private static final String CLUSTER = "simulated";

    final RandomGenerator random;
    final Limits limits;
    final boolean isTight;

    /** Nothing is lost but with a parent, and resend timers are too long to help. */
    final boolean isHandover;

    final int highWaterFrames;
    final long delayNs;
    final List<String> topics = new ArrayList<>();
    final SimulatedEndpoint host;
    final List<SimulatedEndpoint> endpoints = new ArrayList<>();
    final Set<String> denied = new LinkedHashSet<>();
    final Set<String> placedLower = new LinkedHashSet<>();
    final double lossRate;
    final double stallRate;
    final int faults;
    final int sendEvents;
    final int questions;
    final long stormNs;
    final boolean isHostMortal;
    final int usualBytes;

    Scenario(RandomGenerator random) {
        this.random = random;
        double size = random.nextDouble();
        int others = 1 + (int) (59 * size * size * size);
        int relays = others < 2 ? 0 : random.nextInt(Math.min(12, others / 2 + 1));
        this.isHandover = oneIn(8);
        this.isTight = !isHandover && oneIn(3);
        this.limits = limits();
        this.highWaterFrames = !isHandover && oneIn(4) ? 20 + random.nextInt(40) : 1000;
        this.delayNs = VirtualTime.millis(1) / 5 + random.nextLong(VirtualTime.millis(8));
        int topicCount = 1 + random.nextInt(4);
        for (int i = 0; i < topicCount; i++) {
            topics.add("topic-" + i);
        }
        topics.add(GATED_TOPIC);
        this.host =
                endpoint("host", Role.HOST, List.of(), "", relays == 0 ? others + 5 : relays + 3 + random.nextInt(5));
        endpoints.add(host);
        List<String> addresses = new ArrayList<>();
        addresses.add(host.address());
        int room = relays == 0 ? 0 : 2 * others / relays + 2;
        for (int i = 1; i <= others; i++) {
            boolean isRelay = i <= relays;
            String name = (isRelay ? "relay-" : "client-") + i;
            boolean isUnwelcome = !isRelay && oneIn(25);
            SimulatedEndpoint endpoint = endpoint(
                    name,
                    isRelay ? Role.RELAY : Role.CLIENT,
                    parents(addresses),
                    isUnwelcome ? "wrong" : "right",
                    isRelay ? room + random.nextInt(4) : 0);
            endpoints.add(endpoint);
            if (isRelay) {
                addresses.add(endpoint.address());
            } else if (relays > 0 && oneIn(6)) {
                placedLower.add(name);
            }
            for (String topic : topics) {
                if (oneIn(15)) {
                    denied.add(right(name, topic, random.nextBoolean()));
                }
            }
        }
        this.lossRate = isHandover || oneIn(3) ? 0 : random.nextDouble() * random.nextDouble() * 0.15;
        this.stallRate = oneIn(3) ? 0 : random.nextDouble() * 0.05;
        this.faults = LEAST_FAULTS + random.nextInt(10 + endpoints.size());
        this.sendEvents = LEAST_MESSAGES + random.nextInt(100);
        this.questions = 4 + random.nextInt(30);
        this.stormNs = VirtualTime.millis(4_000 + random.nextInt(6_000));
        this.isHostMortal = oneIn(3);
        this.usualBytes = oneIn(5) ? 600 : 40;
    }

    private boolean oneIn(int n) {
        return random.nextInt(n) == 0;
    }

    private Limits limits() {
        Limits usual = Limits.defaults()
                .withMaxMessageBytes(4096)
                .withBatchBytes(oneIn(2) ? 4096 : 512)
                .withHeartbeatMs(200)
                .withDeadAfterMs(1000)
                .withRepairMs(50)
                .withResendMs(isHandover ? 30_000 : oneIn(3) ? 1000 : 200)
                .withRejoinMs(20)
                .withRejoinMaxMs(500)
                .withSessionLingerMs(oneIn(3) ? 2_000 : 30_000)
                .withMaxQuestions(4)
                .withBacklogAgeMs(60_000);
        return isTight
                ? usual.withReplayBytes(2_000 + random.nextInt(20_000))
                        .withReorderBytes(1_000 + random.nextInt(10_000))
                        .withSendBufferBytes(4096 + random.nextInt(10_000))
                        .withPacingWindowBytes(8_192 + random.nextInt(40_000))
                        .withBacklogBytes(1_024 + random.nextInt(8_000))
                        .withBacklogAgeMs(5_000)
                        .withMaxAnswerBytes(60_000)
                        .withAnswerBytes(60_000 + random.nextInt(60_000))
                : usual;
    }

    private SimulatedEndpoint endpoint(
            String name, Role role, List<String> parents, String credentials, int maxChildren) {
        return new SimulatedEndpoint(
                name,
                new UUID(random.nextLong(), random.nextLong()),
                role,
                CLUSTER,
                role == Role.CLIENT ? "" : "sim://" + name,
                parents,
                credentials,
                maxChildren);
    }

    private List<String> parents(List<String> addresses) {
        Set<String> chosen = new LinkedHashSet<>();
        int count = 1 + random.nextInt(3);
        for (int i = 0; i < count; i++) {
            chosen.add(addresses.get(random.nextInt(addresses.size())));
        }
        return List.copyOf(chosen);
    }

    static String right(String endpoint, String topic, boolean isSend) {
        return endpoint + (isSend ? " sends to " : " subscribes to ") + topic;
    }

    @Override
    public String toString() {
        return endpoints.size() + " endpoints, " + topics.size() + " topics, loss " + lossRate + ", stalls " + stallRate
                + ", high water " + highWaterFrames + ", delay " + delayNs / 1000 + " us, " + faults + " faults, "
                + limits;
    }
}
