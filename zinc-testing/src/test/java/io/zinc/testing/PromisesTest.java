package io.zinc.testing;

import static org.assertj.core.api.Assertions.assertThat;

import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Test;

/**
 * The promises of the README, each on trees of 2 to 60 endpoints while links lose, stall and reconnect, endpoints pause,
 * crash and leave, and strangers knock. One set of seeds is run for all; a failure names the seeds, and
 * {@code zinc simulate --seed S} tells the story of one.
 */
class PromisesTest {

    private static final SeedRun RUN = new SeedRun();

    @BeforeAll
    static void runTheSeeds() {
        RUN.run(seed -> Simulation.run(seed, null));
    }

    @Test
    void promise1OrderMessagesAreHandledInSequenceOrderWhichKeepsEachOriginsOrder() {
        RUN.assertKept(Promise.ORDER);
        RUN.assertHappened(
                "messages handled",
                "gaps",
                "repairs asked",
                "repair frames",
                "tasks preempted",
                "messages checked across topics");
    }

    @Test
    void promise2OnceNoMessageIsHandledTwiceWhateverIsResent() {
        RUN.assertKept(Promise.ONCE);
        RUN.assertHappened(
                "duplicates",
                "messages resent",
                "echoes",
                "Rejoined",
                "messages gated",
                "messages sent on by gates",
                "ephemeral messages gated",
                "ephemeral messages delivered",
                "ephemeral messages handled");
    }

    @Test
    void promise3NoSilentLossWhatIsLostIsRepairedOrReported() {
        RUN.assertKept(Promise.NO_SILENT_LOSS);
        RUN.assertHappened(
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
        RUN.assertKept(Promise.ACKNOWLEDGED_MEANS_KEPT);
        RUN.assertHappened("sends sequenced", "session restarts", "reign changes");
    }

    @Test
    void promise7HostileInputCostsOnlyItsSender() {
        RUN.assertKept(Promise.HOSTILE_INPUT);
        RUN.assertHappened(
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
        RUN.assertKept(Promise.SOUNDNESS);
        RUN.assertHappened(
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
        assertThat(RUN.figure("runs")).isEqualTo(SeedRun.SEEDS);
        assertThat(RUN.figure("faults")).isGreaterThanOrEqualTo((long) SeedRun.SEEDS * Scenario.LEAST_FAULTS);
        assertThat(RUN.figure("messages sent")).isGreaterThanOrEqualTo((long) SeedRun.SEEDS * Scenario.LEAST_MESSAGES);
    }
}
