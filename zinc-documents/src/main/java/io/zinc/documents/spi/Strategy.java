package io.zinc.documents.spi;

import java.util.List;

/**
 * How the replicas of a document are kept consistent: what a state, a fragment and a version are, and how they are worked on.
 * It has no state of its own; any thread may call it.
 */
public interface Strategy {

    /** A replica without content. */
    Replica create();

    /**
     * One fragment that does what the given ones do in their order, made without a replica.
     *
     * @throws FragmentException when one of them is malformed
     */
    byte[] merge(List<byte[]> fragments);
}
