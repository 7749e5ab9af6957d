package io.zinc.documents.protocol;

import io.zinc.documents.wire.DocumentDown;
import java.util.ArrayDeque;
import java.util.List;

/** What came on a document's topic and cannot be judged before the answer to a question is there. Bounded. */
final class HeldBack {

    private static final int MESSAGE_BYTES = 100;

    private final ArrayDeque<DocumentDown> messages = new ArrayDeque<>();
    private final long mostBytes;
    private long bytes;
    private boolean isComplete = true;

    HeldBack(long mostBytes) {
        this.mostBytes = mostBytes;
    }

    /** Keeps a message, or from the first one on that there is no room for, none. */
    void add(DocumentDown down) {
        if (isComplete) {
            bytes += down.getOrdered().getFragment().size() + MESSAGE_BYTES;
            isComplete = bytes <= mostBytes;
            if (isComplete) {
                messages.addLast(down);
            }
        }
    }

    /** Whether all were kept since it was last emptied. */
    boolean isComplete() {
        return isComplete;
    }

    long bytes() {
        return bytes;
    }

    void clear() {
        messages.clear();
        bytes = 0;
        isComplete = true;
    }

    /** Takes all out, in the order in which they came. */
    List<DocumentDown> takeAll() {
        List<DocumentDown> all = List.copyOf(messages);
        clear();
        return all;
    }
}
