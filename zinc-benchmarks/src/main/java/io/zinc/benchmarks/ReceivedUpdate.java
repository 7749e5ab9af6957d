package io.zinc.benchmarks;

import io.zinc.crdt.Update;
import io.zinc.crdt.UpdateFormat;
import java.util.Arrays;

/**
 * Which edits an update in format v1 brings. It looks at the heads of structs only, since a load generator that integrated
 * what it receives would be slower than the server that it measures.
 */
final class ReceivedUpdate {

    private static final int GC = 0;
    private static final int DELETED = 1;
    private static final int STRING = 4;
    private static final int SKIP = 10;

    private static final int ORIGIN = 0x80;
    private static final int RIGHT_ORIGIN = 0x40;
    private static final int PARENT_SUB = 0x20;

    private ReceivedUpdate() {}

    /** Gets what an update brings. */
    interface Ranges {
        /** Clocks of a client, from the first one up to one before the end. */
        void range(long client, long clock, long end);
    }

    /** Reads the update between a cursor's place and its end; deletions are not looked at. */
    static void read(ByteCursor in, Ranges ranges) {
        int begin = in.position();
        if (!readSections(in, ranges)) {
            readAll(Arrays.copyOfRange(in.bytes(), begin, in.end()), ranges);
        }
    }

    /** False when there is content that this reader does not know; what came before has been told then. */
    private static boolean readSections(ByteCursor in, Ranges ranges) {
        long sections = in.varUint();
        for (long section = 0; section < sections; section++) {
            long structs = in.varUint();
            long client = in.varUint();
            long clock = in.varUint();
            for (long struct = 0; struct < structs; struct++) {
                int info = in.uint8();
                int kind = info & 0x1f;
                if (kind != GC && kind != SKIP) {
                    skipPlace(in, info);
                }
                long length = switch (kind) {
                    case GC, SKIP, DELETED -> in.varUint();
                    case STRING -> in.skipVarString();
                    default -> -1;
                };
                if (length < 0) {
                    return false;
                }
                if (kind != SKIP) {
                    ranges.range(client, clock, clock + length);
                }
                clock += length;
            }
        }
        return true;
    }

    private static void skipPlace(ByteCursor in, int info) {
        if ((info & ORIGIN) != 0) {
            in.varUint();
            in.varUint();
        }
        if ((info & RIGHT_ORIGIN) != 0) {
            in.varUint();
            in.varUint();
        }
        if ((info & (ORIGIN | RIGHT_ORIGIN)) == 0) {
            if (in.varUint() == 1) {
                in.skipVarBytes();
            } else {
                in.varUint();
                in.varUint();
            }
            if ((info & PARENT_SUB) != 0) {
                in.skipVarBytes();
            }
        }
    }

    private static void readAll(byte[] update, Ranges ranges) {
        for (Update.StructInfo struct : Update.inspect(UpdateFormat.V1, update).structs()) {
            if (!struct.kind().equals("Skip")) {
                long clock = struct.id().clock();
                ranges.range(struct.id().client(), clock, clock + struct.length());
            }
        }
    }
}
