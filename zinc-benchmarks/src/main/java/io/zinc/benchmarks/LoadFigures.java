package io.zinc.benchmarks;

/**
 * What a crowd has found out about a server.
 *
 * @param askedPerSecond characters a second that were meant to be typed
 * @param sent characters typed
 * @param delivered how often one of them has reached another client of its room
 * @param missing how often it should have and did not
 * @param p50Ms from the moment at which a character was due to its receipt
 * @param lagP99Ms from that moment to its sending: what the generator itself adds
 * @param closedConnections connections that ended
 * @param generatorShare the part of this machine's processor time that the generator took
 * @param holds whether all was sent and delivered, and no more than one delivery in a hundred was late
 */
record LoadFigures(
        double askedPerSecond,
        long sent,
        long delivered,
        long missing,
        double p50Ms,
        double p99Ms,
        double lagP99Ms,
        double deliveriesPerSecond,
        int closedConnections,
        double generatorShare,
        boolean holds) {

    static LoadFigures of(
            double perSecond, LoadPhase phase, LoadTally tally, int closed, long tookNs, ProcessMeter generator) {
        double seconds = Math.max(1, tally.lastDeliveryNs - phase.startNs()) / 1e9;
        long missing = tally.expected - tally.delivered;
        double p99Ms = tally.latencyNs.getValueAtPercentile(99) / 1e6;
        return new LoadFigures(
                perSecond,
                tally.sent,
                tally.delivered,
                missing,
                tally.latencyNs.getValueAtPercentile(50) / 1e6,
                p99Ms,
                tally.lagNs.getValueAtPercentile(99) / 1e6,
                tally.delivered / seconds,
                closed,
                (double) generator.cpuNs() / tookNs / Runtime.getRuntime().availableProcessors(),
                !tally.stopped && missing == 0 && p99Ms <= LoadPhase.LATE_NS / 1e6);
    }
}
