package io.zinc.testing;

import static org.assertj.core.api.Assertions.assertThat;

import java.util.ArrayList;
import java.util.EnumMap;
import java.util.List;
import java.util.Map;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Test;

/**
 * The promises of the README, each on trees of 2 to 60 endpoints while links lose, stall and reconnect, endpoints pause,
 * crash and leave, and strangers knock. One set of seeds is run for all; a failure names the seeds, and
 * {@code zinc simulate --seed S} tells the story of one.
 */
class PromisesTest {

    private static final int SEEDS = Integer.getInteger("zinc.simulation.seeds", 2_000);

    private static final Coverage COVERAGE = new Coverage();
    private static final Map<Promise, List<String>> BROKEN = new EnumMap<>(Promise.class);

    @BeforeAll
    static void runTheSeeds() {
        for (long seed = 1; seed <= SEEDS; seed++) {
            try {
                COVERAGE.add(Simulation.run(seed, null));
            } catch (BrokenPromise e) {
                BROKEN.computeIfAbsent(e.promise(), promise -> new ArrayList<>())
                        .add(String.valueOf(e.getMessage()));
            }
        }
    }

    private static void assertKept(Promise promise) {
        assertThat(BROKEN.getOrDefault(promise, List.of())).isEmpty();
    }

    private static void assertHappened(String... figures) {
        for (String figure : figures) {
            assertThat(COVERAGE.get(figure)).as(figure).isPositive();
        }
    }

    @Test
    void promise1OrderMessagesAreHandledInSequenceOrderWhichKeepsEachOriginsOrder() {
        assertKept(Promise.ORDER);
        assertHappened(
                "messages handled",
                "gaps",
                "repairs asked",
                "repair frames",
                "tasks preempted",
                "messages checked across topics");
    }

    @Test
    void promise2OnceNoMessageIsHandledTwiceWhateverIsResent() {
        assertKept(Promise.ONCE);
        assertHappened(
                "duplicates", "messages resent", "echoes", "Rejoined", "messages gated", "messages sent on by gates");
    }

    @Test
    void promise3NoSilentLossWhatIsLostIsRepairedOrReported() {
        assertKept(Promise.NO_SILENT_LOSS);
        assertHappened(
                "frames lost",
                "frames dropped at the high-water mark",
                "frames refused at the high-water mark",
                "expecteds",
                "escalated repairs",
                "missed TOO_OLD",
                "missed RESYNC",
                "missed HISTORY_CHANGED",
                "gates full",
                "questions unanswered",
                "questions put off",
                "sends refused",
                "sends unknown");
    }

    @Test
    void promise4AcknowledgedMeansKeptWhatIsSequencedIsInTheHostsOrderOnce() {
        assertKept(Promise.ACKNOWLEDGED_MEANS_KEPT);
        assertHappened("sends sequenced", "session restarts", "reign changes");
    }

    @Test
    void promise7HostileInputCostsOnlyItsSender() {
        assertKept(Promise.HOSTILE_INPUT);
        assertHappened(
                "strangers' frames",
                "stray controls",
                "stray pushes",
                "subscription requests refused",
                "foreign reigns",
                "unauthorized",
                "joins refused",
                "fault: port reused by a stranger");
    }

    @Test
    void theTreeHealsAndItsPartsKeepWhatTheyOweEachOther() {
        assertKept(Promise.SOUNDNESS);
        assertHappened(
                "questions answered",
                "questions refused",
                "questions asked anew",
                "questions passed up",
                "questions passed later",
                "answers by hosts",
                "answers by relays",
                "answers given up",
                "endpoints gone",
                "redirects",
                "cycles refused",
                "children cut",
                "parents lost",
                "pauses noticed",
                "sends back-pressured",
                "dropped upward",
                "fault: crash",
                "fault: host crash",
                "fault: leave",
                "fault: pause",
                "fault: silent reconnect",
                "fault: run of frames lost",
                "fault: stalled path",
                "fault: dead path");
    }

    @Test
    void everySeedHasItsShareOfMessagesAndFaults() {
        assertThat(COVERAGE.get("runs")).isEqualTo(SEEDS);
        assertThat(COVERAGE.get("faults")).isGreaterThanOrEqualTo((long) SEEDS * Scenario.LEAST_FAULTS);
        assertThat(COVERAGE.get("messages sent")).isGreaterThanOrEqualTo((long) SEEDS * Scenario.LEAST_MESSAGES);
    }
}
