package io.zinc.documents;

import io.zinc.crdt.CrdtException;
import io.zinc.crdt.Update;
import io.zinc.documents.spi.FragmentException;
import io.zinc.documents.spi.Replica;
import io.zinc.documents.spi.Strategy;
import java.util.List;

/** Replicas that merge whatever comes, in any order: the engine of {@code zinc-crdt}, compatible with Yjs 13.6. */
public final class CrdtStrategy implements Strategy {

    /** The strategy. It has no state. */
    public static final CrdtStrategy INSTANCE = new CrdtStrategy();

    private CrdtStrategy() {}

    @Override
    public Replica create() {
        return new CrdtReplica();
    }

    @Override
    public byte[] merge(List<byte[]> fragments) {
        try {
            return Update.merge(fragments);
        } catch (CrdtException e) {
            throw new FragmentException("a fragment is no Yjs update: " + e.getMessage(), e);
        }
    }
}
