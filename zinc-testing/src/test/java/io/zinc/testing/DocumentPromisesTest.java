package io.zinc.testing;

import static org.assertj.core.api.Assertions.assertThat;

import java.io.ByteArrayOutputStream;
import java.io.PrintStream;
import java.nio.charset.StandardCharsets;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Test;

/**
 * The promises about documents over real tree nodes, while links lose, stall and break, clients, relays and hosts with and
 * without a store are cut off, pause, crash and come back, disks fail, rights come and go, documents are deleted and made again,
 * replicas go wrong and strangers interfere. One set of seeds is run for all; a failure names the seeds, and
 * {@code zinc simulate --documents --seed S --story} tells one.
 */
class DocumentPromisesTest {

    private static final SeedRun RUN = new SeedRun();

    @BeforeAll
    static void runTheSeeds() {
        RUN.run(seed -> DocumentSimulation.run(seed, null));
    }

    @Test
    void promise1OrderFragmentsGetPositionsOneAfterAnother() {
        RUN.assertKept(Promise.ORDER);
        RUN.assertHappened("fragments ordered", "fragments applied", "fragments in parts");
    }

    @Test
    void promise4AcknowledgedMeansKept() {
        RUN.assertKept(Promise.ACKNOWLEDGED_MEANS_KEPT);
        RUN.assertHappened(
                "edits sequenced",
                "edits durable",
                "edits failed",
                "edits while not live",
                "edits brought again",
                "refusals",
                "sends without the right",
                "sends back-pressured",
                "messages not taken by the gate",
                "session restarts",
                "OutcomeUnknown",
                "messages resent",
                "steps lost with a host",
                "writes failed for now",
                "written Snapshot",
                "written Keep",
                "documents left to the store",
                "documents not read for now");
    }

    @Test
    void promise5ReplicasBecomeEqualAndNothingDeletedReturns() {
        RUN.assertKept(Promise.CONVERGENCE);
        RUN.assertHappened(
                "replicas garbled",
                "fragments forgotten",
                "divergences repaired",
                "deletions done",
                "deletions learnt",
                "written Delete",
                "written Rename",
                "documents renamed",
                "renamings refused",
                "written Retype",
                "published DIGEST",
                "published BEHIND",
                "gaps",
                "repairs asked",
                "repair frames",
                "missed TOO_OLD",
                "missed RESYNC",
                "missed HISTORY_CHANGED",
                "answers from relays",
                "answers from the host",
                "questions failed",
                "questions passed up",
                "relay copies dropped",
                "presence changes",
                "guests",
                "guests refused",
                "ephemeral messages sent",
                "endpoints gone");
    }

    @Test
    void whatStrangersSendCostsNobodyElse() {
        RUN.assertHappened("strangers' messages", "messages refused or dropped by hosts");
    }

    @Test
    void thePartsKeepWhatTheyOweEachOther() {
        RUN.assertKept(Promise.SOUNDNESS);
        RUN.assertHappened(
                "fault: client crash",
                "fault: relay crash",
                "fault: host crash",
                "fault: cut off",
                "fault: leave",
                "fault: pause",
                "fault: silent reconnect",
                "fault: run of frames lost",
                "fault: stalled path",
                "fault: dead path",
                "fault: right taken",
                "fault: disk fails",
                "fault: copies dropped",
                "fault: corruption",
                "frames lost",
                "frames dropped at the high-water mark",
                "parents lost",
                "pauses noticed",
                "reign changes");
        assertThat(RUN.figure("runs")).isEqualTo(SeedRun.SEEDS);
    }

    @Test
    void aSeedTellsTheSameStoryEachTime() {
        for (long seed = 1; seed <= 5; seed++) {
            assertThat(story(seed))
                    .contains("host", "Joined", "edit 1", "everyone has everything")
                    .isEqualTo(story(seed));
        }
    }

    private static String story(long seed) {
        ByteArrayOutputStream out = new ByteArrayOutputStream();
        assertThat(Simulate.documents(seed, 1, true, new PrintStream(out, true, StandardCharsets.UTF_8)))
                .isZero();
        return out.toString(StandardCharsets.UTF_8);
    }
}
