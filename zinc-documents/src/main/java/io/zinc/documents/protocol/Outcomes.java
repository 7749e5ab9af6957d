package io.zinc.documents.protocol;

import java.util.ArrayDeque;
import java.util.List;
import java.util.Map;
import java.util.NavigableMap;
import java.util.TreeMap;
import java.util.TreeSet;
import org.jspecify.annotations.Nullable;

/**
 * What became of the edits and requests of a session, by number. Edits are ordered in the order of their numbers, so little
 * has to be remembered: how far that has got, which positions are not durable yet, and which ranges failed.
 *
 * <p>Positions are those of one life of a host. When another one reigns, what was ordered and not durable may have died with
 * the one before; the session sends it again, and until that is ordered it is not taken for durable, wherever the new host's
 * disk has got.
 *
 * <p>Not thread-safe: one thread at a time.
 */
public final class Outcomes {

    private static final int MAX_REMEMBERED = 256;

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
     * @param reason why it failed, or why it is ordered and will never be reported durable; empty otherwise
     */
    public record Outcome(Kind kind, String reason) {}

    private record Placed(long number, long position) {}

    private record Failure(long first, String reason) {}

    private final ArrayDeque<Placed> notDurable = new ArrayDeque<>();
    private final TreeMap<Long, Failure> failures = new TreeMap<>();
    // ordered by a host that died, handed back since, and so never durable
    private final TreeMap<Long, Failure> handedBack = new TreeMap<>();
    private final TreeSet<Long> requested = new TreeSet<>();
    private final TreeSet<Long> done = new TreeSet<>();
    private final TreeMap<Long, String> failedRequests = new TreeMap<>();
    private final TreeSet<Long> refusedRequests = new TreeSet<>();
    private final TreeSet<Long> passed = new TreeSet<>();
    private long last;
    private long orderedThrough;
    private long durableThrough;
    private long durablePosition;
    // placed are numbers from here on only; 0 for all
    private long placedFrom;
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

    // ---- edits

    /** Whether an edit is on its way. */
    public boolean hasUnordered() {
        return orderedThrough < last;
    }

    boolean isSettledBefore(long number) {
        return orderedThrough >= number - 1;
    }

    /** All edits up to a number are ordered, the last of them at a position. */
    void ordered(long number, long position) {
        if (number > orderedThrough) {
            orderedThrough = Math.min(number, last);
            passRequests();
            place(orderedThrough, position);
        }
    }

    /** A number that no edit has: it is ordered when those before it are, and stands for what came until a position, too. */
    long barrier(long position) {
        long number = next();
        if (isSettledBefore(number)) {
            ordered(number, position);
        } else {
            passed.add(number);
        }
        return number;
    }

    /** The host has all of it, at a position. */
    void orderedAll(long position) {
        orderedThrough = last;
        passed.clear();
        placedFrom = 0;
        if (orderedThrough > durableThrough) {
            place(orderedThrough, position);
        }
    }

    private void place(long number, long position) {
        if (number >= placedFrom) {
            placedFrom = 0;
            if (hasStore) { // otherwise it would wait for ever
                notDurable.addLast(new Placed(number, position));
                settleDurable();
            }
        }
    }

    /** How many ordered edits are remembered until they are durable. */
    int awaitingDisk() {
        return notDurable.size();
    }

    /** All fragments up to a position are on the disk of the host that reigns. */
    void durable(long position) {
        durablePosition = Math.max(durablePosition, position);
        settleDurable();
    }

    private void settleDurable() {
        while (!notDurable.isEmpty() && notDurable.getFirst().position <= durablePosition) {
            durableThrough = Math.max(durableThrough, notDurable.removeFirst().number);
        }
    }

    /** Another host reigns: what was placed has no place any more, until {@link #uploading} or {@link #orderedAll}. */
    void hostChanged() {
        notDurable.clear();
        durablePosition = 0;
        placedFrom = Long.MAX_VALUE;
    }

    /** The edit of a number brings all that the host lacks. */
    void uploading(long number) {
        if (placedFrom != 0) {
            placedFrom = number;
        }
    }

    /** All that is on its way has failed. What was ordered and has no place any more was handed back with it. */
    void failUnordered(String reason) {
        failRequests(reason);
        if (placedFrom != 0 && orderedThrough > durableThrough) {
            remember(handedBack, durableThrough + 1, orderedThrough, reason);
            durableThrough = orderedThrough;
        }
        placedFrom = 0;
        if (orderedThrough < last) {
            remember(failures, orderedThrough + 1, last, reason);
            orderedThrough = last;
            passed.clear();
        }
    }

    private static void remember(NavigableMap<Long, Failure> failures, long first, long through, String reason) {
        failures.put(through, new Failure(first, reason));
        if (failures.size() > MAX_REMEMBERED) {
            failures.pollFirstEntry();
        }
    }

    private static @Nullable Failure find(NavigableMap<Long, Failure> failures, long number) {
        Map.@Nullable Entry<Long, Failure> failure = failures.ceilingEntry(number);
        return failure != null && failure.getValue().first <= number ? failure.getValue() : null;
    }

    // ---- requests

    /** A number is that of a request other than an edit: no edit waits for it. */
    void requested(long number) {
        requested.add(number);
        passed.add(number);
        passRequests();
    }

    private void passRequests() {
        while (!passed.isEmpty() && passed.first() <= orderedThrough + 1) {
            orderedThrough = Math.max(orderedThrough, passed.pollFirst());
        }
    }

    /** A request other than an edit was done. */
    void done(long number) {
        if (requested.remove(number)) {
            done.add(number);
            if (done.size() > MAX_REMEMBERED) {
                done.pollFirst();
            }
        }
    }

    /** A request was not done. */
    void fail(long number, String reason) {
        if (requested.remove(number)) {
            failedRequests.put(number, reason);
            if (failedRequests.size() > MAX_REMEMBERED) {
                failedRequests.pollFirstEntry();
            }
        }
    }

    /** The host will not do a request. */
    void refuse(long number, String reason) {
        if (requested.contains(number)) {
            refusedRequests.add(number);
            if (refusedRequests.size() > MAX_REMEMBERED) {
                refusedRequests.pollFirst();
            }
        }
        fail(number, reason);
    }

    /** Whether the host said no to a request that has failed, so that it need not be tried again. */
    public boolean wasRefused(long number) {
        return refusedRequests.contains(number);
    }

    /** Nobody will tell what became of the requests that are open. */
    void failRequests(String reason) {
        for (long number : List.copyOf(requested)) {
            fail(number, reason);
        }
    }

    /** What became of an edit or request. */
    public Outcome of(long number) {
        if (requested.contains(number)) {
            return new Outcome(Kind.PENDING, "");
        }
        String failedRequest = failedRequests.get(number);
        if (failedRequest != null) {
            return new Outcome(Kind.FAILED, failedRequest);
        }
        if (done.contains(number)) {
            return new Outcome(Kind.DURABLE, "");
        }
        Failure failure = find(failures, number);
        if (failure != null) {
            return new Outcome(Kind.FAILED, failure.reason);
        }
        if (number > orderedThrough) {
            return new Outcome(Kind.PENDING, "");
        }
        Failure returned = find(handedBack, number);
        if (returned != null) {
            return new Outcome(Kind.ORDERED, returned.reason);
        }
        return new Outcome(number <= durableThrough ? Kind.DURABLE : Kind.ORDERED, "");
    }
}
