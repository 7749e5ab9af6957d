package io.zinc.core.protocol;

import io.zinc.core.Missed;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.TreeMap;
import java.util.UUID;
import org.jspecify.annotations.Nullable;

/**
 * One topic at one endpoint: what has come, what is missing, what is kept, and who below wants it.
 *
 * <p>At the host, sequences are made here ({@link #append}, {@link #takeFrame}). Elsewhere frames come from the parent
 * through {@link Topics#received}, and {@link #next} is the first sequence not yet handled.
 */
final class TopicFlow {

    /** How far the subscription to the parent has got. The host needs none. */
    enum State {
        IDLE,
        /** Subscribe was sent. */
        ASKED,
        /** The parent granted it; the key was sent on the broadcast path. */
        APPLYING,
        LIVE
    }

    final long key;
    final String name;
    final ReplayBudget.@Nullable Replay replay;
    final List<Subscriber> local = new ArrayList<>();
    final List<ChildLink> children = new ArrayList<>();

    State state = State.IDLE;
    long askedAtNs;
    int asks;

    /** The first sequence that has not come; 0 before the first confirmation of a reign. */
    long next;

    /**
     * Whether the next confirmation answers a request for that order: its last sequence may have overtaken broadcasts, and
     * is no sign of a loss.
     */
    boolean expectsNoNews;

    /** Whether someone wants the sending order across this and other such topics. */
    boolean isOrdered;

    /** Host: whether messages of others are offered to a gate, not ordered. */
    boolean isGated;

    /** Whether sequences from 1 on are wanted: the topic was followed in the reign before. */
    boolean isResumed;

    /** The highest sequence that was broadcast to children. */
    long forwarded;

    // frames that came after a gap, by their first sequence
    final TreeMap<Long, byte[]> held = new TreeMap<>();

    /** The highest sequence known to exist while there is a gap; 0 without one. */
    long gapLast;

    long repairAskedAtNs;
    int repairAsks;

    // children that asked for a repair that had to be asked above: until when their answer is passed on
    final Map<ChildLink, Long> askers = new LinkedHashMap<>();
    long askersFirst;
    long askersLast;
    long escalatedAtNs;
    int escalations;

    // what was last broadcast as a repair
    long repairedFirst;
    long repairedLast;
    long repairedAtNs;

    // host: runs of this turn that wait for their frame
    private final List<PendingRun> pending = new ArrayList<>();
    int pendingBytes;
    int pendingAt;
    boolean isDirty;

    int announcements;
    long usedAtNs;

    TopicFlow(long key, String name, ReplayBudget.@Nullable Replay replay) {
        this.key = key;
        this.name = name;
        this.replay = replay;
    }

    private record PendingRun(
            long session, UUID origin, long first, int codec, int schema, int count, byte[] data, int start, int end) {}

    boolean isWanted() {
        return !local.isEmpty() || !children.isEmpty() || !waiting.isEmpty();
    }

    /** Children that applied the key while this endpoint was not yet subscribed above. */
    final List<ChildLink> waiting = new ArrayList<>();

    /** Host: takes a run into the order. The bytes are copied by {@link #takeFrame}, in the same turn. */
    void append(
            long session, UUID origin, long first, int codec, int schema, int count, byte[] data, int start, int end) {
        pending.add(new PendingRun(session, origin, first, codec, schema, count, data, start, end));
        pendingBytes += Frames.RUN_HEADER + end - start;
    }

    boolean hasPending() {
        return pendingAt < pending.size();
    }

    /** Host: the next frame of pending runs, as full as {@code batchBytes} says, with its sequences. */
    byte[] takeFrame(int batchBytes, Reign reign) {
        int length = 0;
        int count = 0;
        int last = pendingAt;
        while (last < pending.size()) {
            PendingRun run = pending.get(last);
            if (count > 0 && length + Frames.RUN_HEADER + run.end - run.start > batchBytes) {
                break;
            }
            length += Frames.RUN_HEADER + run.end - run.start;
            count += run.count;
            last++;
        }
        byte[] frame = Frames.broadcast(Frames.BROADCAST_HEADER + length, key, Frames.TYPE_BATCH, reign, next);
        Wire.putInt(frame, Frames.COUNT_AT, count);
        Wire.putInt(frame, Frames.RUNS_LENGTH_AT, length);
        int at = Frames.BROADCAST_HEADER;
        for (int i = pendingAt; i < last; i++) {
            PendingRun run = pending.get(i);
            int bytes = run.end - run.start;
            at = Frames.putRun(frame, at, run.session, run.origin, run.first, run.codec, run.schema, run.count, bytes);
            System.arraycopy(run.data, run.start, frame, at, bytes);
            at += bytes;
        }
        next += count;
        pendingAt = last;
        if (pendingAt == pending.size()) {
            pending.clear();
            pendingAt = 0;
            pendingBytes = 0;
        }
        return frame;
    }

    /** The highest sequence that is here or was passed on. */
    long last() {
        return Math.max(next - 1, forwarded);
    }

    void deliver(byte[] frame, long fromSequence) {
        for (int i = 0; i < local.size(); i++) {
            local.get(i).deliver(frame, fromSequence);
        }
    }

    void missed(long first, long last, Missed.Reason reason) {
        for (int i = 0; i < local.size(); i++) {
            local.get(i).missed(first, last, reason);
        }
    }
}
