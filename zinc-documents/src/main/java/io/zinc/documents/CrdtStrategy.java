package io.zinc.documents;

import io.zinc.crdt.CrdtException;
import io.zinc.crdt.Doc;
import io.zinc.crdt.DocOptions;
import io.zinc.crdt.Update;
import io.zinc.documents.spi.FragmentException;
import io.zinc.documents.spi.Replica;
import io.zinc.documents.spi.Strategy;
import java.util.List;
import java.util.function.Supplier;
import java.util.random.RandomGenerator;

/** Replicas that merge whatever comes, in any order: the engine of {@code zinc-crdt}, compatible with Yjs 13.6. */
public final class CrdtStrategy implements Strategy {

    /** The strategy. It has no state. */
    public static final CrdtStrategy INSTANCE = new CrdtStrategy(DocOptions::defaults);

    private final Supplier<DocOptions> options;

    private CrdtStrategy(Supplier<DocOptions> options) {
        this.options = options;
    }

    /** The strategy with all its randomness, such as the ids of writers, from one source; for simulators. */
    public static CrdtStrategy drawingFrom(RandomGenerator random) {
        return new CrdtStrategy(() -> DocOptions.defaults().withRandom(random));
    }

    /** The Yjs document behind a replica that a strategy of this class made. */
    public static Doc docOf(Replica replica) {
        return ((CrdtReplica) replica).doc();
    }

    @Override
    public Replica create() {
        return new CrdtReplica(options.get());
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
