package io.zinc.core.protocol;

import java.util.Arrays;

/**
 * Messages of this endpoint on their way into the protocol: encoded payloads, gathered into runs of one topic, codec and
 * schema, in sending order. Filled by one side, then handed over whole, then cleared and filled again; not thread-safe.
 */
public final class LocalRuns {

    /** Bytes before the first message, so that a frame of one run is one copy of the run with room for its headers. */
    static final int HEADROOM = Frames.BROADCAST_HEADER + Frames.RUN_HEADER;

    private static final int FIRST_CAPACITY = 4096;
    private static final int CLEARS_BEFORE_SHRINKING = 1000;

    private int idleClears;
    byte[] data = new byte[FIRST_CAPACITY];
    private int end = HEADROOM;
    int runs;
    long messages;
    boolean isAwaited;
    String[] topic = new String[16];
    int[] codec = new int[16];
    int[] schema = new int[16];
    int[] count = new int[16];
    int[] start = new int[16];
    boolean[] isEphemeral = new boolean[16];

    /** Bytes held. */
    public int length() {
        return end - HEADROOM;
    }

    /** Messages held. */
    public long messages() {
        return messages;
    }

    /** Runs held. */
    public int runs() {
        return runs;
    }

    /** How many bytes a payload takes here. */
    public static int bytesOf(int payloadLength) {
        return Wire.lengthBytes(payloadLength) + payloadLength;
    }

    /**
     * Adds a message.
     *
     * @param name of its topic
     * @param runBytes how large a run gets; only a single message may be larger
     * @param awaited whether somebody waits for the acknowledgement
     */
    public void add(String name, int codecId, int schemaId, byte[] payload, int runBytes, boolean awaited) {
        put(name, codecId, schemaId, payload, runBytes, false);
        isAwaited |= awaited;
    }

    /** Adds a message that gets no number. */
    public void addEphemeral(String name, int codecId, int schemaId, byte[] payload, int runBytes) {
        put(name, codecId, schemaId, payload, runBytes, true);
    }

    private void put(String name, int codecId, int schemaId, byte[] payload, int runBytes, boolean ephemeral) {
        int needed = end + bytesOf(payload.length);
        if (needed > data.length) {
            data = Arrays.copyOf(data, Math.max(needed, data.length * 2));
        }
        int run = runs - 1;
        if (run < 0
                || !topic[run].equals(name)
                || codec[run] != codecId
                || schema[run] != schemaId
                || isEphemeral[run] != ephemeral
                || needed - start[run] > runBytes) {
            run = runs++;
            if (run == topic.length) {
                grow();
            }
            topic[run] = name;
            codec[run] = codecId;
            schema[run] = schemaId;
            isEphemeral[run] = ephemeral;
            count[run] = 0;
            start[run] = end;
        }
        int at = Wire.putLength(data, end, payload.length);
        System.arraycopy(payload, 0, data, at, payload.length);
        end = at + payload.length;
        count[run]++;
        messages++;
    }

    private void grow() {
        int capacity = topic.length * 2;
        topic = Arrays.copyOf(topic, capacity);
        codec = Arrays.copyOf(codec, capacity);
        schema = Arrays.copyOf(schema, capacity);
        count = Arrays.copyOf(count, capacity);
        start = Arrays.copyOf(start, capacity);
        isEphemeral = Arrays.copyOf(isEphemeral, capacity);
    }

    int end(int run) {
        return run + 1 < runs ? start[run + 1] : end;
    }

    /** Makes it empty; room that has not been needed for long is given back bit by bit. */
    public void clear() {
        if (end > data.length / 8) {
            idleClears = 0;
        } else if (data.length > FIRST_CAPACITY && ++idleClears > CLEARS_BEFORE_SHRINKING) {
            idleClears = 0;
            data = new byte[data.length / 2];
        }
        end = HEADROOM;
        runs = 0;
        messages = 0;
        isAwaited = false;
    }
}
