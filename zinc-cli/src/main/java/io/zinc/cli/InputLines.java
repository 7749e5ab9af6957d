package io.zinc.cli;

import java.io.IOException;
import java.io.InputStream;
import java.util.Arrays;
import org.jspecify.annotations.Nullable;

/**
 * Standard input as lines of bytes, without their line ends. A last line without an end counts, an empty last one does
 * not.
 *
 * <p>It knows whether more input is at hand, so that a caller can let lines run while they come in heaps, and wait for
 * an answer when the input pauses. {@link #hasMore()} never says yes when there is nothing but the end: whatever
 * follows a yes is another line.
 */
final class InputLines {

    /** The longest line, so that an endless one is an error and not all of the memory. */
    static final int MAX_LINE_BYTES = 64 << 20;

    private final InputStream in;
    private byte[] buffer = new byte[64 << 10];
    private int first;
    private int end;
    private boolean isAtEnd;

    InputLines(InputStream in) {
        this.in = in;
    }

    /** The next line, waiting for it; null at the end. */
    byte @Nullable [] next() throws IOException {
        int searched = first;
        while (true) {
            for (int i = searched; i < end; i++) {
                if (buffer[i] == '\n') {
                    return take(i, i + 1);
                }
            }
            searched = end;
            if (isAtEnd) {
                return first == end ? null : take(end, end);
            }
            int moved = first;
            makeRoom();
            searched -= moved - first;
            int read = in.read(buffer, end, buffer.length - end);
            if (read < 0) {
                isAtEnd = true;
            } else {
                end += read;
            }
        }
    }

    /** Whether the next line is here already, in whole or in part. */
    boolean hasMore() throws IOException {
        return first < end || (!isAtEnd && in.available() > 0);
    }

    private byte[] take(int lineEnd, int nextFirst) {
        int last = lineEnd > first && buffer[lineEnd - 1] == '\r' ? lineEnd - 1 : lineEnd;
        byte[] line = Arrays.copyOfRange(buffer, first, last);
        first = nextFirst;
        return line;
    }

    private void makeRoom() throws IOException {
        if (end < buffer.length) {
            return;
        }
        if (first > 0) {
            System.arraycopy(buffer, first, buffer, 0, end - first);
            end -= first;
            first = 0;
        } else if (buffer.length >= MAX_LINE_BYTES) {
            throw new IOException("a line of standard input is longer than " + MAX_LINE_BYTES + " bytes");
        } else {
            buffer = Arrays.copyOf(buffer, Math.min(2 * buffer.length, MAX_LINE_BYTES));
        }
    }
}
