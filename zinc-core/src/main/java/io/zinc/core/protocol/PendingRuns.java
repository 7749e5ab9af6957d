package io.zinc.core.protocol;

import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import java.util.UUID;

/** Runs of one topic that wait for their frame, at the host and within a turn. */
final class PendingRuns {

    private final List<Run> runs = new ArrayList<>();
    private int at;

    private record Run(
            long session, UUID origin, long first, int codec, int schema, int count, byte[] data, int start, int end) {

        int length() {
            return Frames.RUN_HEADER + end - start;
        }

        /** Writes the header; returns where the messages go. */
        int put(byte[] frame, int to) {
            return Frames.putRun(frame, to, session, origin, first, codec, schema, count, end - start);
        }
    }

    /** Adds a run; its bytes are copied by {@link #take}, in the same turn. */
    void add(long session, UUID origin, long first, int codec, int schema, int count, byte[] data, int start, int end) {
        runs.add(new Run(session, origin, first, codec, schema, count, data, start, end));
    }

    boolean isEmpty() {
        return at == runs.size();
    }

    /** The next frame, as full as {@code batchBytes} says; a single run may make it larger. */
    byte[] take(int batchBytes, Reign reign, long key, long base) {
        int length = 0;
        int count = 0;
        int last = at;
        while (last < runs.size()) {
            Run run = runs.get(last);
            if (count > 0 && length + run.length() > batchBytes) {
                break;
            }
            length += run.length();
            count += run.count;
            last++;
        }
        Run only = last == at + 1 ? runs.get(at) : null;
        byte[] frame;
        if (only != null && only.start >= LocalRuns.HEADROOM) {
            // copied whole, with bytes for the headers: a new array would be filled with zeros first
            frame = Arrays.copyOfRange(only.data, only.start - LocalRuns.HEADROOM, only.end);
            Arrays.fill(frame, 0, LocalRuns.HEADROOM, (byte) 0);
            only.put(frame, Frames.BROADCAST_HEADER);
        } else {
            frame = new byte[Frames.BROADCAST_HEADER + length];
            int to = Frames.BROADCAST_HEADER;
            for (int i = at; i < last; i++) {
                Run run = runs.get(i);
                to = run.put(frame, to);
                System.arraycopy(run.data, run.start, frame, to, run.end - run.start);
                to += run.end - run.start;
            }
        }
        Frames.putBroadcast(frame, key, Frames.TYPE_BATCH, reign, base);
        Wire.putInt(frame, Frames.COUNT_AT, count);
        Wire.putInt(frame, Frames.RUNS_LENGTH_AT, length);
        at = last;
        if (at == runs.size()) {
            runs.clear();
            at = 0;
        }
        return frame;
    }
}
