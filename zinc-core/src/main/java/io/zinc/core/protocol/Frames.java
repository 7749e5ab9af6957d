package io.zinc.core.protocol;

import com.google.protobuf.DiscardUnknownFieldsParser;
import com.google.protobuf.InvalidProtocolBufferException;
import com.google.protobuf.Parser;
import io.zinc.core.wire.Control;
import java.util.UUID;
import org.jspecify.annotations.Nullable;

/**
 * The layout of the three kinds of frames; docs/WIRE_FORMAT.md is normative. All numbers are big-endian.
 *
 * <pre>
 * broadcast   key 16 | version 1 | type 1 | flags 2 | runs length 4 | tree 8 | reign 8 | epoch 8 | base sequence 8
 *             | count 4 | 0 4 | time stamp 8 | position 8 | runs | extensions
 *   run       session 8 | origin 16 | first number 8 | codec 1 | schema 4 | count 4 | length 4 | messages
 * push        link token 16 | version 1 | type 1 | flags 2 | 0 4 | reign 8 | push number 8 | runs
 *   run       topic key 8 | session 8 | first number 8 | codec 1 | schema 4 | count 4 | length 4 | messages
 * direct      'Z' 'N' version 1 | Control (zinc.proto)
 *   message   length in LEB128 | payload
 *
 * ephemeral messages have neither number nor sequence: 0 stands for the first number of their runs, and for the base of their
 * broadcast frames, which have a flag for it
 * </pre>
 */
public final class Frames {

    /** The version of the wire format that this code speaks. */
    public static final int VERSION = 1;

    static final int TYPE_BATCH = 1;
    static final int TYPE_HEARTBEAT = 2;
    static final int TYPE_ANNOUNCE = 3;

    static final int FLAG_COMPRESSED = 1;
    /** Its messages have no sequences. */
    static final int FLAG_EPHEMERAL = 2;

    static final int FLAG_ENCRYPTED = 4;
    /** A receiver that does not know all flags of the frame drops it. */
    static final int FLAG_MUST_UNDERSTAND = 8;
    /** Sent again on request. */
    static final int FLAG_REPAIR = 16;
    /** The last frame of what one repair request is answered with. */
    static final int FLAG_REPAIR_END = 32;

    static final int KNOWN_FLAGS = FLAG_EPHEMERAL | FLAG_MUST_UNDERSTAND | FLAG_REPAIR | FLAG_REPAIR_END;

    static final int VERSION_AT = 16;
    static final int TYPE_AT = 17;
    static final int FLAGS_AT = 18;
    static final int RUNS_LENGTH_AT = 20;
    static final int TREE_AT = 24;
    static final int REIGN_AT = 32;
    static final int EPOCH_AT = 40;
    static final int BASE_AT = 48;
    static final int COUNT_AT = 56;
    static final int STAMP_AT = 64;
    static final int POSITION_AT = 72;
    public static final int BROADCAST_HEADER = 80;

    public static final int RUN_HEADER = 45;
    static final int UP_RUN_HEADER = 37;

    static final int PUSH_REIGN_AT = 24;
    static final int PUSH_NUMBER_AT = 32;
    static final int PUSH_HEADER = 40;

    /** The key of heartbeats and announcements; no topic has it. */
    static final long CONTROL_KEY = 0;

    /** One (key, last sequence) pair of an announcement. */
    static final int ANNOUNCEMENT = 16;

    private static final byte[] DIRECT_PREFIX = {'Z', 'N', VERSION};

    /** What is not known is not kept, so that nobody makes what is passed on larger than it may be. */
    private static final Parser<Control> KNOWN_CONTROLS = DiscardUnknownFieldsParser.wrap(Control.parser());

    private Frames() {}

    static byte[] direct(Control control) {
        int size = control.getSerializedSize();
        byte[] frame = new byte[DIRECT_PREFIX.length + size];
        System.arraycopy(DIRECT_PREFIX, 0, frame, 0, DIRECT_PREFIX.length);
        System.arraycopy(control.toByteArray(), 0, frame, DIRECT_PREFIX.length, size);
        return frame;
    }

    /** The wire version of a direct frame; -1 when it is not one. */
    static int directVersion(byte[] frame) {
        return frame.length < 3 || frame[0] != 'Z' || frame[1] != 'N' ? -1 : frame[2] & 0xff;
    }

    /** The control of a direct frame, or null when its bytes are not one. The version has been looked at. */
    static @Nullable Control control(byte[] frame) {
        try {
            return KNOWN_CONTROLS.parseFrom(frame, DIRECT_PREFIX.length, frame.length - DIRECT_PREFIX.length);
        } catch (InvalidProtocolBufferException e) {
            return null;
        }
    }

    /** Begins a broadcast frame of the given length: everything but count, runs length, time stamp and position. */
    static byte[] broadcast(int length, long key, int type, Reign reign, long base) {
        byte[] frame = new byte[length];
        putBroadcast(frame, key, type, reign, base);
        return frame;
    }

    /** The same in an array whose header is all zeros. */
    static void putBroadcast(byte[] frame, long key, int type, Reign reign, long base) {
        Wire.putHex(frame, 0, key);
        frame[VERSION_AT] = VERSION;
        frame[TYPE_AT] = (byte) type;
        Wire.putLong(frame, TREE_AT, reign.tree());
        Wire.putLong(frame, REIGN_AT, reign.reign());
        Wire.putLong(frame, EPOCH_AT, reign.epoch());
        Wire.putLong(frame, BASE_AT, base);
    }

    /** Writes the time at which a broadcast frame is sent, in microseconds of the sender's clock. */
    static void stamp(byte[] frame, long micros) {
        Wire.putLong(frame, STAMP_AT, micros);
    }

    /** A copy with another time stamp. */
    static byte[] restamped(byte[] frame, long micros) {
        byte[] copy = frame.clone();
        stamp(copy, micros);
        return copy;
    }

    /** Writes the header of a broadcast run, and returns where its messages go. */
    static int putRun(
            byte[] frame, int at, long session, UUID origin, long first, int codec, int schema, int count, int length) {
        Wire.putLong(frame, at, session);
        Wire.putLong(frame, at + 8, origin.getMostSignificantBits());
        Wire.putLong(frame, at + 16, origin.getLeastSignificantBits());
        return putRunEnd(frame, at + 24, first, codec, schema, count, length);
    }

    /** Writes the header of a push run, and returns where its messages go. */
    static int putUpRun(
            byte[] frame, int at, long key, long session, long first, int codec, int schema, int count, int length) {
        Wire.putLong(frame, at, key);
        Wire.putLong(frame, at + 8, session);
        return putRunEnd(frame, at + 16, first, codec, schema, count, length);
    }

    private static int putRunEnd(byte[] frame, int at, long first, int codec, int schema, int count, int length) {
        Wire.putLong(frame, at, first);
        frame[at + 8] = (byte) codec;
        Wire.putInt(frame, at + 9, schema);
        Wire.putInt(frame, at + 13, count);
        Wire.putInt(frame, at + 17, length);
        return at + 21;
    }

    /** The sequence of a broadcast frame's first message. */
    public static long base(byte[] frame) {
        return Wire.getLong(frame, BASE_AT);
    }

    /** How many messages a broadcast frame holds. */
    public static int count(byte[] frame) {
        return Wire.getInt(frame, COUNT_AT);
    }

    static int flags(byte[] frame) {
        return Wire.getShort(frame, FLAGS_AT);
    }

    /** Whether the messages of a broadcast frame have no sequences. */
    public static boolean isEphemeral(byte[] frame) {
        return (flags(frame) & FLAG_EPHEMERAL) != 0;
    }

    /** The sequence of a broadcast frame's last message. */
    public static long lastSequence(byte[] frame) {
        return base(frame) + count(frame) - 1;
    }

    /** The reign id of a broadcast frame. */
    public static long reign(byte[] frame) {
        return Wire.getLong(frame, REIGN_AT);
    }

    /** The epoch of a broadcast frame. */
    public static long epoch(byte[] frame) {
        return Wire.getLong(frame, EPOCH_AT);
    }

    /** When the parent sent a broadcast frame, by its clock, in microseconds. */
    public static long stampMicros(byte[] frame) {
        return Wire.getLong(frame, STAMP_AT);
    }

    /**
     * Whether a broadcast frame's header, its runs and their lengths fit its bytes, so that a walk over its runs stays
     * inside it.
     */
    public static boolean isWellFormed(byte[] frame) {
        if (!hasHeader(frame)) {
            return false;
        }
        long base = base(frame);
        int count = count(frame);
        int runsLength = Wire.getInt(frame, RUNS_LENGTH_AT);
        if ((isEphemeral(frame) ? base != 0 : base < 1)
                || count < 1
                || base > Long.MAX_VALUE - count
                || runsLength < 0
                || runsLength > frame.length - BROADCAST_HEADER) {
            return false;
        }
        int end = BROADCAST_HEADER + runsLength;
        int at = BROADCAST_HEADER;
        long sum = 0;
        while (at < end) {
            if (end - at < RUN_HEADER) {
                return false;
            }
            int runCount = Wire.getInt(frame, at + 37);
            int length = Wire.getInt(frame, at + 41);
            if (runCount < 1 || length < runCount || length > end - at - RUN_HEADER) {
                return false;
            }
            sum += runCount;
            at += RUN_HEADER + length;
        }
        return sum == count;
    }

    /** Whether the bytes can be a broadcast frame of this version whose flags are all understood where they must be. */
    static boolean hasHeader(byte[] frame) {
        if (frame.length < BROADCAST_HEADER || frame[VERSION_AT] != VERSION) {
            return false;
        }
        int flags = flags(frame);
        return (flags & FLAG_MUST_UNDERSTAND) == 0 || (flags & ~KNOWN_FLAGS) == 0;
    }

    /** Whether {@code count} messages of at most so many bytes fill exactly the bytes from {@code at} to {@code end}. */
    static boolean messagesTile(byte[] frame, int at, int end, int count, int maxMessageBytes) {
        int position = at;
        for (int i = 0; i < count; i++) {
            long length = Wire.getLength(frame, position, end);
            if (length < 0 || (int) length > maxMessageBytes) {
                return false;
            }
            position += (int) (length >>> 32) + (int) length;
        }
        return position == end;
    }

    /** The offset after the first {@code count} messages from {@code at}; the caller knows that they are there. */
    static int skipMessages(byte[] frame, int at, int end, long count) {
        int position = at;
        for (long i = 0; i < count; i++) {
            long length = Wire.getLength(frame, position, end);
            position += (int) (length >>> 32) + (int) length;
        }
        return position;
    }

    /** A walk over the runs of a well-formed broadcast frame. The sequences and numbers of ephemeral messages are all 0. */
    public static final class Runs {

        private final byte[] frame;
        private final boolean isEphemeral;
        private final int end;
        private int at;
        private long sequence;
        private int next = BROADCAST_HEADER;
        private long nextSequence;

        public Runs(byte[] frame) {
            this.frame = frame;
            this.isEphemeral = isEphemeral(frame);
            this.end = BROADCAST_HEADER + Wire.getInt(frame, RUNS_LENGTH_AT);
            this.nextSequence = base(frame);
        }

        /** Goes to the next run, if there is one. */
        public boolean next() {
            if (next >= end) {
                return false;
            }
            at = next;
            sequence = nextSequence;
            next = at + RUN_HEADER + length();
            nextSequence = isEphemeral ? 0 : sequence + count();
            return true;
        }

        /** The sequence of the run's first message. */
        public long sequence() {
            return sequence;
        }

        /** The session that the run's messages were sent in. */
        public long session() {
            return Wire.getLong(frame, at);
        }

        public UUID origin() {
            return new UUID(originHigh(), originLow());
        }

        public long originHigh() {
            return Wire.getLong(frame, at + 8);
        }

        public long originLow() {
            return Wire.getLong(frame, at + 16);
        }

        /** The origin's number of the run's first message. */
        public long firstNumber() {
            return Wire.getLong(frame, at + 24);
        }

        public int codec() {
            return frame[at + 32] & 0xff;
        }

        public int schema() {
            return Wire.getInt(frame, at + 33);
        }

        public int count() {
            return Wire.getInt(frame, at + 37);
        }

        private int length() {
            return Wire.getInt(frame, at + 41);
        }

        /** Where the run's messages begin. */
        public int start() {
            return at + RUN_HEADER;
        }

        /** Where they end, exclusive. */
        public int end() {
            return at + RUN_HEADER + length();
        }
    }
}
