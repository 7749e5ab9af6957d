package io.zinc.benchmarks;

import java.io.IOException;
import java.util.Map;
import org.jspecify.annotations.Nullable;

/**
 * Random edits all over a text that grows: the time per edit as the edits add up. Yjs needs longer and longer for each, so
 * it takes part as long as its time lasts; Zinc goes on alone. What counts is the last point that both reached.
 */
final class CrdtRandomEdits {
    private static final int[] POINTS = {1_000, 3_000, 10_000, 30_000, 60_000, 100_000, 300_000, 1_000_000};
    /** Where Yjs is not installed, the figure is that of this point. */
    private static final int POINT_ALONE = 60_000;

    private static final double PEER_SECONDS = 25;

    private final CrdtWork work;
    private final @Nullable CrdtPeer peer;
    private final CrdtReport report;

    CrdtRandomEdits(CrdtWork work, @Nullable CrdtPeer peer, CrdtReport report) {
        this.work = work;
        this.peer = peer;
        this.report = report;
    }

    void measure(String name, int size) throws IOException {
        work.randomStart(size);
        if (peer != null) {
            peer.ask("randomStart", Map.of("size", size));
        }
        double ours = Double.NaN;
        double theirs = Double.NaN;
        double peerSeconds = 0;
        int done = 0;
        for (int point : POINTS) {
            int count = point - done;
            CrdtWork.Figure zinc = work.randomEdit(size, count);
            // the next stretch will be at least as slow for each edit as the one before
            boolean inTime = peer != null && peerSeconds + count * orZero(theirs) / 1e6 < PEER_SECONDS;
            if (peer != null && inTime) {
                CrdtPeer.Answer answer = peer.ask("randomEdit", Map.of("size", size, "count", count));
                zinc.mustEqual(name, answer.check());
                ours = zinc.value();
                theirs = answer.value();
                peerSeconds += answer.value() * count / 1e6;
                report.say("    %s up to %,d edits: %.2f us per edit, Yjs %.2f", name, point, ours, theirs);
            } else {
                peerSeconds = PEER_SECONDS;
                ours = peer == null && point <= POINT_ALONE ? zinc.value() : ours;
                report.say("    %s up to %,d edits: %.2f us per edit", name, point, zinc.value());
            }
            done = point;
        }
        work.randomEnd(size);
        if (peer == null) {
            report.alone(name, "us", ours, 1);
        } else {
            peer.ask("randomEnd", Map.of("size", size));
            report.compare(name, "us", ours, peer.name(), theirs, 1);
        }
    }

    private static double orZero(double value) {
        return Double.isNaN(value) ? 0 : value;
    }
}
