package io.zinc.documents.protocol;

import io.zinc.documents.spi.Strategy;
import java.util.ArrayList;
import java.util.List;

/**
 * Edits of one session that a host has taken and not given a place yet, because more were about to come: together they become
 * one fragment. So a host that has more to do than it can sends fewer and larger fragments.
 */
final class Gathered {

    private static final int MOST_EDITS = 64;

    private final int mostBytes;
    private final List<byte[]> fragments = new ArrayList<>();
    private long session;
    private long number;
    private String author = "";
    private int bytes;

    /** @param mostBytes what one message can carry */
    Gathered(int mostBytes) {
        this.mostBytes = mostBytes;
    }

    boolean isEmpty() {
        return fragments.isEmpty();
    }

    int bytes() {
        return bytes;
    }

    /** Whether another edit may be added. */
    boolean takes(long ofSession, String by, int moreBytes) {
        return fragments.isEmpty()
                || (session == ofSession
                        && author.equals(by)
                        && fragments.size() < MOST_EDITS
                        && bytes + moreBytes <= mostBytes);
    }

    void add(long ofSession, long withNumber, String by, byte[] fragment) {
        session = ofSession;
        number = withNumber;
        author = by;
        bytes += fragment.length;
        fragments.add(fragment);
    }

    long session() {
        return session;
    }

    /** The number of the last edit. */
    long number() {
        return number;
    }

    String author() {
        return author;
    }

    /** All of it as one fragment; it is empty then. */
    byte[] takeMerged(Strategy strategy) {
        byte[] merged = fragments.size() == 1 ? fragments.getFirst() : strategy.merge(List.copyOf(fragments));
        clear();
        return merged;
    }

    void clear() {
        fragments.clear();
        bytes = 0;
    }
}
