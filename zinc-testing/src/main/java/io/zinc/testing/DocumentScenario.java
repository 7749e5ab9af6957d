package io.zinc.testing;

import io.zinc.core.Limits;
import io.zinc.documents.DocumentLimits;
import java.util.ArrayList;
import java.util.List;
import java.util.SplittableRandom;

/** What a run of documents is about: who, which documents, how long, how bad. Drawn from the seed. */
final class DocumentScenario {

    final int clients;
    final int relays;
    final List<String> documents;
    final boolean hasStore;

    /** Nothing happens but that documents with room for all are opened, edited and closed. */
    final boolean isCalm;

    final boolean isDeleting;
    final boolean isHostCrashing;
    final boolean isCorrupting;
    final boolean isHostile;
    final DocumentLimits limits;
    final int maxPartBytes;
    final int outboxBytes;
    final long delayNs;
    final long stormNs;
    final int edits;
    final int faults;
    /** Bounds of the tree, tight where {@link #isTight}: then messages get too old to be repaired. */
    final Limits treeLimits;

    final boolean isTight;

    /** The host forgets sessions in the tree as soon as their path is lost. */
    final boolean isForgetful;

    final int highWaterFrames;
    final double lossRate;
    final double stallRate;
    final boolean isRenaming;

    DocumentScenario(SplittableRandom random) {
        clients = 1 + random.nextInt(6);
        relays = random.nextInt(4);
        documents = new ArrayList<>();
        for (int i = 0; i < 1 + random.nextInt(10) / 6; i++) {
            documents.add("doc" + i);
        }
        hasStore = random.nextInt(3) > 0;
        isCalm = random.nextInt(8) == 0;
        isDeleting = !isCalm && random.nextInt(3) == 0;
        isHostCrashing = random.nextInt(2) == 0;
        isCorrupting = random.nextInt(3) == 0;
        isHostile = !isCalm && random.nextInt(3) == 0;
        boolean isSmall = !isCalm && random.nextInt(6) == 0;
        int fragmentBytes = 300 + random.nextInt(400);
        limits = DocumentLimits.defaults()
                .withMaxFragmentBytes(isSmall ? fragmentBytes : 4_000)
                .withMaxDocumentBytes(isSmall ? fragmentBytes + random.nextInt(2_000) : 1 << 20)
                .withMaxPresenceBytes(500)
                .withMaxPresent(20)
                .withHeldBytes(!isCalm && random.nextInt(4) == 0 ? 1_000 : 100_000)
                .withUnsavedBytes(random.nextInt(4) == 0 ? 3_000 : 1 << 20)
                .withCacheBytes(1 << 20)
                .withSnapshotEvery(2 + random.nextInt(30))
                .withDigestIdleMs(100 + random.nextInt(1_000))
                .withUnloadIdleMs(random.nextInt(2) == 0 ? 1_000 : 60_000)
                .withStallMs(random.nextInt(3) == 0 ? 10_000 : 500 + random.nextInt(3_000));
        maxPartBytes = random.nextInt(2) == 0 ? 30 + random.nextInt(100) : 10_000;
        outboxBytes = maxPartBytes < 1_000 && random.nextInt(2) == 0 ? 700 : 100_000;
        delayNs = VirtualTime.millis(1 + random.nextInt(40));
        stormNs = VirtualTime.millis(2_000 + random.nextInt(6_000));
        edits = 20 + random.nextInt(100);
        faults = isCalm ? 0 : 5 + random.nextInt(25);
        isTight = !isCalm && random.nextInt(3) == 0;
        isForgetful = random.nextInt(3) == 0;
        treeLimits = treeLimits(random);
        highWaterFrames = !isCalm && random.nextInt(4) == 0 ? 20 + random.nextInt(40) : 1_000;
        lossRate = isCalm || random.nextInt(3) == 0 ? 0 : random.nextDouble() * random.nextDouble() * 0.15;
        stallRate = isCalm || random.nextInt(3) == 0 ? 0 : random.nextDouble() * 0.05;
        isRenaming = !isCalm && random.nextInt(3) == 0;
        if (isRenaming) {
            documents.add("spare");
        }
    }

    private Limits treeLimits(SplittableRandom random) {
        Limits usual = Limits.defaults()
                .withMaxMessageBytes(16_384)
                .withBatchBytes(random.nextBoolean() ? 16_384 : 2_048)
                .withHeartbeatMs(isForgetful ? 100 : 200)
                .withDeadAfterMs(isForgetful ? 500 : 1_000)
                .withRepairMs(50)
                .withResendMs(random.nextInt(3) == 0 ? 1_000 : 200)
                .withRejoinMs(20)
                .withRejoinMaxMs(500)
                .withSessionLingerMs(isForgetful ? 500 : 30_000)
                .withMaxQuestions(4)
                .withMaxChildren(clients + relays + 2);
        return isTight
                ? usual.withReplayBytes(1_024 + random.nextInt(6_000))
                        .withReorderBytes(1_024 + random.nextInt(10_000))
                        .withPacingWindowBytes(20_000 + random.nextInt(40_000))
                        .withBacklogBytes(1_024 + random.nextInt(4_000))
                : usual;
    }

    @Override
    public String toString() {
        return clients + " clients, " + relays + " relays, " + documents.size() + " documents, "
                + (hasStore ? "with" : "without") + " a store, " + (isCalm ? "calm, " : "")
                + (isDeleting ? "deleting, " : "") + (isRenaming ? "renaming, " : "")
                + (isHostCrashing ? "crashing host, " : "")
                + (isCorrupting ? "corrupting, " : "") + (isHostile ? "hostile, " : "") + edits + " edits, " + faults
                + " faults, loss " + lossRate + ", stalls " + stallRate + ", high water " + highWaterFrames
                + (isTight ? ", tight" : "") + (isForgetful ? ", forgetful" : "") + ", delay " + delayNs / 1_000
                + " us, parts of " + maxPartBytes + ", outbox " + outboxBytes + ", "
                + limits;
    }
}
