package io.zinc.benchmarks;

import org.HdrHistogram.Histogram;

/** What came of a {@link LoadPhase} in one shard. Written by its thread; read when it has ended. */
final class LoadTally {

    private static final long MOST_NS = 120_000_000_000L;
    private static final int DIGITS = 2;

    /** From the moment at which a character was due to its receipt. */
    final Histogram latencyNs = new Histogram(MOST_NS, DIGITS);

    /** From the moment at which a character was due to its sending, which is the generator's own lag. */
    final Histogram lagNs = new Histogram(MOST_NS, DIGITS);

    long sent;
    long expected;
    long delivered;
    long late;
    long lastDeliveryNs;
    boolean stopped;

    void delivered(long dueNs, long nowNs) {
        long latency = Math.clamp(nowNs - dueNs, 0, MOST_NS);
        latencyNs.recordValue(latency);
        delivered++;
        lastDeliveryNs = nowNs;
        if (latency > LoadPhase.LATE_NS) {
            late++;
        }
    }

    void sent(long dueNs, long nowNs, int receivers) {
        lagNs.recordValue(Math.clamp(nowNs - dueNs, 0, MOST_NS));
        sent++;
        expected += receivers;
    }

    /** Adds what came of the same phase in another shard. */
    void add(LoadTally other) {
        latencyNs.add(other.latencyNs);
        lagNs.add(other.lagNs);
        sent += other.sent;
        expected += other.expected;
        delivered += other.delivered;
        late += other.late;
        lastDeliveryNs = Math.max(lastDeliveryNs, other.lastDeliveryNs);
        stopped |= other.stopped;
    }
}
