package io.zinc.documents.spi;

import java.util.Set;
import java.util.function.Consumer;
import java.util.function.UnaryOperator;

/**
 * The state of one document at one place. Not thread-safe: one thread at a time.
 *
 * <p>A <em>fragment</em> is a delta, as fine or coarse as its maker likes; the whole state is a fragment too. A
 * <em>version</em> says what a replica has, so that another one can tell what it lacks.
 */
public interface Replica {

    /** The whole state, as a fragment for a replica without content. */
    byte[] state();

    /** What this replica has. */
    byte[] version();

    /**
     * What a replica of a version lacks of this one, without what waits for fragments that have not come.
     *
     * @param version what {@link #version()} said; no bytes for a replica without content
     * @return a fragment of no bytes when it lacks nothing
     * @throws FragmentException when that is no version
     */
    byte[] fragmentSince(byte[] version);

    /** The same with what waits. */
    default byte[] allSince(byte[] version) {
        return fragmentSince(version);
    }

    /**
     * Applies a fragment of another replica. All of it or, with an exception, nothing.
     *
     * @throws FragmentException when it is malformed, or not of this document's kind
     */
    void apply(byte[] fragment);

    /**
     * Applies a fragment that came by another way than from the host, such as out of a file. What of it is new here is told to
     * {@link #onLocalFragment}, as if it had been changed here; what rests on fragments that have not come is told when they
     * have. All of it or, with an exception, nothing.
     *
     * @throws FragmentException when it is malformed, or not of this document's kind
     */
    void bringIn(byte[] fragment);

    /**
     * Whether a fragment rests on nothing that this replica lacks, so that applying it leaves nothing waiting.
     *
     * @throws FragmentException when it is malformed
     */
    boolean isComplete(byte[] fragment);

    /**
     * Applies a fragment as {@link #apply} does, unless it rests on something that this replica lacks.
     *
     * @return false, and nothing was applied, if it does
     * @throws FragmentException when it is malformed
     */
    default boolean applyIfComplete(byte[] fragment) {
        boolean isComplete = isComplete(fragment);
        if (isComplete) {
            apply(fragment);
        }
        return isComplete;
    }

    /** Whether something that was applied waits for fragments that have not come. */
    boolean isWaiting();

    /** The state, hashed. Equal replicas have equal digests. */
    Digest digest();

    /** The id under which this replica's own changes are made; another one for each replica. */
    long writer();

    /**
     * The ids of the writers whose work is in a fragment.
     *
     * @throws FragmentException when it is malformed
     */
    Set<Long> writers(byte[] fragment);

    /** The same of a fragment that was applied, which need not be checked once more. */
    default Set<Long> writersOfApplied(byte[] fragment) {
        return writers(fragment);
    }

    /** Calls a listener with each fragment that a local change makes or that is brought in, in the thread that does so. */
    void onLocalFragment(Consumer<byte[]> listener);

    /**
     * Takes as little memory as it can from now on, until something needs more of it again, which then takes as long as loading
     * the state. A replica may have no such form; and one for which something waits does not rest.
     *
     * @param pool gives equal bytes for a state, of which there may be one copy for several replicas
     * @param whenAwake called when it rests no more
     * @return how many bytes it rests in; 0 when it does not rest
     */
    default int rest(UnaryOperator<byte[]> pool, Runnable whenAwake) {
        return 0;
    }

    /**
     * Hashes of a state, eight bytes each.
     *
     * @param clocks of what was inserted
     * @param deletions of what was deleted
     * @param content of what is visible
     */
    record Digest(long clocks, long deletions, long content) {

        /** Whether both have the same fragments. */
        public boolean hasSameFragments(Digest other) {
            return clocks == other.clocks && deletions == other.deletions;
        }
    }
}
