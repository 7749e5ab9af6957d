package io.zinc.documents.protocol;

import java.util.ArrayDeque;
import java.util.List;
import java.util.Map;
import java.util.TreeMap;
import java.util.TreeSet;
import org.jspecify.annotations.Nullable;

/**
 * What became of the edits and requests of a session, by number. Edits are ordered in the order of their numbers, so little
 * has to be remembered: how far that has got, which positions are not durable yet, and which ranges failed.
 *
 * <p>Not thread-safe: one thread at a time.
 */
public final class Outcomes {

    private static final int MAX_FAILURES = 256;

    /** An outcome. */
    public enum Kind {
        PENDING,
        ORDERED,
        DURABLE,
        FAILED
    }

    /**
     * What became of a number.
     *
     * @param reason why it failed; empty otherwise
     */
    public record Outcome(Kind kind, String reason) {}

    private record Placed(long number, long position) {}

    private record Failure(long first, String reason) {}

    private final ArrayDeque<Placed> notDurable = new ArrayDeque<>();
    private final TreeMap<Long, Failure> failures = new TreeMap<>();
    private final TreeSet<Long> requested = new TreeSet<>();
    private final TreeSet<Long> done = new TreeSet<>();
    private long last;
    private long orderedThrough;
    private long durableThrough;
    private long durablePosition;
    private boolean hasStore;

    /** The number of the next edit or request. */
    long next() {
        return ++last;
    }

    long last() {
        return last;
    }

    /** Whether the document's host keeps documents on a disk. */
    public boolean hasStore() {
        return hasStore;
    }

    void openedWith(boolean store) {
        hasStore = store;
    }

    /** Whether an edit is on its way. */
    public boolean hasUnordered() {
        return orderedThrough < last;
    }

    boolean isSettledBefore(long number) {
        return orderedThrough >= number - 1;
    }

    void ordered(long number, long position) {
        if (number > orderedThrough) {
            orderedThrough = Math.min(number, last);
            notDurable.addLast(new Placed(orderedThrough, position));
            settleDurable();
        }
    }

    /** The host has all of it, at a position. */
    void orderedAll(long position) {
        if (orderedThrough < last) {
            ordered(last, position);
        }
    }

    void durable(long position) {
        durablePosition = Math.max(durablePosition, position);
        settleDurable();
    }

    private void settleDurable() {
        while (!notDurable.isEmpty() && notDurable.getFirst().position <= durablePosition) {
            durableThrough = notDurable.removeFirst().number;
        }
    }

    /** A number is that of a request other than an edit. */
    void requested(long number) {
        requested.add(number);
    }

    /** Nobody will tell what became of the requests that are open. */
    void failRequests(String reason) {
        for (long number : List.copyOf(requested)) {
            fail(number, reason);
        }
    }

    /** A request other than an edit was done. */
    void done(long number) {
        requested.remove(number);
        done.add(number);
        if (done.size() > MAX_FAILURES) {
            done.pollFirst();
        }
        if (number == orderedThrough + 1) {
            orderedThrough = number;
        }
    }

    void fail(long number, String reason) {
        requested.remove(number);
        remember(number, number, reason);
        if (number == orderedThrough + 1) {
            orderedThrough = number;
        }
    }

    /** All that is on its way has failed. */
    void failUnordered(String reason) {
        requested.clear();
        if (orderedThrough < last) {
            remember(orderedThrough + 1, last, reason);
            orderedThrough = last;
        }
    }

    private void remember(long first, long through, String reason) {
        failures.put(through, new Failure(first, reason));
        if (failures.size() > MAX_FAILURES) {
            failures.pollFirstEntry();
        }
    }

    /** What became of an edit or request. */
    public Outcome of(long number) {
        Map.@Nullable Entry<Long, Failure> failure = failures.ceilingEntry(number);
        if (failure != null && failure.getValue().first <= number) {
            return new Outcome(Kind.FAILED, failure.getValue().reason);
        }
        if (requested.contains(number)) {
            return new Outcome(Kind.PENDING, "");
        }
        if (done.contains(number) || number <= durableThrough) {
            return new Outcome(Kind.DURABLE, "");
        }
        return new Outcome(number <= orderedThrough ? Kind.ORDERED : Kind.PENDING, "");
    }
}
