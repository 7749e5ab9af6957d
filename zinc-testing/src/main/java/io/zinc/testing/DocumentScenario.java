package io.zinc.testing;

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
    final double gapRate;
    final boolean isRenaming;

    DocumentScenario(SplittableRandom random) {
        clients = 1 + random.nextInt(6);
        relays = random.nextInt(4);
        documents = new ArrayList<>();
        for (int i = 0; i < 1 + random.nextInt(10) / 6; i++) {
            documents.add("doc" + i);
        }
        hasStore = random.nextInt(3) > 0;
        isCalm = random.nextInt(10) == 0;
        isDeleting = random.nextInt(3) == 0;
        isHostCrashing = random.nextInt(2) == 0;
        isCorrupting = random.nextInt(3) == 0;
        isHostile = random.nextInt(3) == 0;
        boolean isSmall = random.nextInt(6) == 0;
        int fragmentBytes = 300 + random.nextInt(400);
        limits = new DocumentLimits(
                isSmall ? fragmentBytes : 4_000,
                isSmall ? fragmentBytes + random.nextInt(2_000) : 1 << 20,
                500,
                20,
                random.nextInt(4) == 0 ? 1_000 : 100_000,
                random.nextInt(4) == 0 ? 3_000 : 1 << 20,
                1 << 20,
                2 + random.nextInt(30),
                100 + random.nextInt(1_000),
                random.nextInt(2) == 0 ? 1_000 : 60_000,
                500 + random.nextInt(3_000));
        maxPartBytes = random.nextInt(2) == 0 ? 30 + random.nextInt(100) : 10_000;
        outboxBytes = maxPartBytes < 1_000 && random.nextInt(2) == 0 ? 700 : 100_000;
        delayNs = VirtualTime.millis(1 + random.nextInt(40));
        stormNs = VirtualTime.millis(2_000 + random.nextInt(6_000));
        edits = 20 + random.nextInt(100);
        faults = isCalm ? 0 : 5 + random.nextInt(25);
        gapRate = isCalm || random.nextBoolean() ? 0 : 0.05 * random.nextDouble();
        isRenaming = random.nextInt(3) == 0;
        if (isRenaming) {
            documents.add("spare");
        }
    }

    @Override
    public String toString() {
        return clients + " clients, " + relays + " relays, " + documents.size() + " documents, "
                + (hasStore ? "with" : "without") + " a store, " + (isCalm ? "calm, " : "")
                + (isDeleting ? "deleting, " : "") + (isRenaming ? "renaming, " : "")
                + (isHostCrashing ? "crashing host, " : "")
                + (isCorrupting ? "corrupting, " : "") + (isHostile ? "hostile, " : "") + edits + " edits, " + faults
                + " faults, gap rate " + gapRate + ", parts of " + maxPartBytes + ", outbox " + outboxBytes + ", "
                + limits;
    }
}
