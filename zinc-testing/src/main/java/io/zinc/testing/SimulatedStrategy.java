package io.zinc.testing;

import io.zinc.documents.CrdtStrategy;
import io.zinc.documents.spi.Strategy;
import java.util.List;
import java.util.random.RandomGenerator;

/** The strategy of simulated documents: the real one, with a run's randomness and replicas that go wrong when told to. */
final class SimulatedStrategy implements Strategy {

    private final CrdtStrategy real;

    SimulatedStrategy(RandomGenerator random) {
        this.real = CrdtStrategy.drawingFrom(random);
    }

    @Override
    public SimulatedReplica create() {
        return new SimulatedReplica(real);
    }

    @Override
    public byte[] merge(List<byte[]> fragments) {
        return real.merge(fragments);
    }
}
