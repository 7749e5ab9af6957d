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

    /** Whether a child has ever followed it here. */
    boolean wasFollowed;

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
    private final PendingRuns pending = new PendingRuns();
    boolean isDirty;

    int announcements;
    long usedAtNs;

    // host: how many sessions may send, and since when nobody has used the topic; 0 while it is used
    int publishers;
    long unusedSinceNs;

    TopicFlow(long key, String name, ReplayBudget.@Nullable Replay replay) {
        this.key = key;
        this.name = name;
        this.replay = replay;
    }

    boolean isWanted() {
        return !local.isEmpty() || !children.isEmpty() || !waiting.isEmpty();
    }

    /** Children that applied the key while this endpoint was not yet subscribed above. */
    final List<ChildLink> waiting = new ArrayList<>();

    /** Host: takes a run into the order. The bytes are copied by {@link #takeFrame}, in the same turn. */
    void append(
            long session, UUID origin, long first, int codec, int schema, int count, byte[] data, int start, int end) {
        pending.add(session, origin, first, codec, schema, count, data, start, end);
    }

    boolean hasPending() {
        return !pending.isEmpty();
    }

    /** Host: the next frame of pending runs, as full as {@code batchBytes} says, with its sequences. */
    byte[] takeFrame(int batchBytes, Reign reign) {
        byte[] frame = pending.take(batchBytes, reign, key, next);
        next += Frames.count(frame);
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

    void deliverEphemeral(byte[] frame) {
        for (int i = 0; i < local.size(); i++) {
            local.get(i).deliverEphemeral(frame);
        }
    }

    void missed(long first, long last, Missed.Reason reason) {
        for (int i = 0; i < local.size(); i++) {
            local.get(i).missed(first, last, reason);
        }
    }
}
