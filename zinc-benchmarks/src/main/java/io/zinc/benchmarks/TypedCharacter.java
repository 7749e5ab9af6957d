package io.zinc.benchmarks;

import io.netty.buffer.ByteBuf;
import java.nio.charset.StandardCharsets;

/**
 * The update that a Yjs client sends when its user types one character, in format v1. Each client writes on at the end of what
 * it wrote before, so that its characters have the clocks 0, 1, 2.
 */
final class TypedCharacter {

    private static final byte[] ROOT = "text".getBytes(StandardCharsets.UTF_8);

    private static final int STRING_BEHIND_ORIGIN = 0x84;
    private static final int STRING_IN_ROOT = 0x04;
    private static final int LETTERS = 26;

    private TypedCharacter() {}

    static void write(ByteBuf out, long client, long clock) {
        out.writeByte(1).writeByte(1);
        varUint(out, client);
        varUint(out, clock);
        if (clock == 0) {
            out.writeByte(STRING_IN_ROOT).writeByte(1).writeByte(ROOT.length).writeBytes(ROOT);
        } else {
            out.writeByte(STRING_BEHIND_ORIGIN);
            varUint(out, client);
            varUint(out, clock - 1);
        }
        out.writeByte(1).writeByte((int) ('a' + clock % LETTERS));
        out.writeByte(0);
    }

    /** How many bytes {@link #write} writes. */
    static int length(long client, long clock) {
        int place = clock == 0 ? 2 + ROOT.length : varUintLength(client) + varUintLength(clock - 1);
        return 2 + varUintLength(client) + varUintLength(clock) + 1 + place + 3;
    }

    static void varUint(ByteBuf out, long value) {
        long rest = value;
        while (rest > 0x7f) {
            out.writeByte((int) ((rest & 0x7f) | 0x80));
            rest >>>= 7;
        }
        out.writeByte((int) rest);
    }

    static int varUintLength(long value) {
        return Math.max(1, (Long.SIZE - Long.numberOfLeadingZeros(value) + 6) / 7);
    }
}
