package io.zinc.testing;

import java.util.List;
import java.util.random.RandomGenerator;
import org.jspecify.annotations.Nullable;

/** What goes wrong with one path of a link, each of them drawn: it breaks, loses, stalls or dies for a while. */
final class NetworkFaults {

    private final Network network;
    private final Coverage coverage;
    private final RandomGenerator random;
    private final int deadAfterMs;

    /** @param deadAfterMs after how long a silent path is taken for a lost one; some faults last longer */
    NetworkFaults(Network network, Coverage coverage, RandomGenerator random, int deadAfterMs) {
        this.network = network;
        this.coverage = coverage;
        this.random = random;
        this.deadAfterMs = deadAfterMs;
    }

    /** So long that nobody takes a path for lost. */
    long briefly() {
        return VirtualTime.millis(1 + random.nextInt(200));
    }

    /** Perhaps longer than it takes until somebody is taken for lost. */
    long longer() {
        return VirtualTime.millis(random.nextInt(3 * deadAfterMs));
    }

    private @Nullable Connection anyConnection() {
        List<Connection> all = network.connections();
        return all.isEmpty() ? null : all.get(random.nextInt(all.size()));
    }

    private Channel direction(Connection connection) {
        return switch (connection.path) {
            case BROADCAST -> connection.down;
            case PUSH -> connection.up;
            case DIRECT -> random.nextBoolean() ? connection.up : connection.down;
        };
    }

    private void struck(String what, String told) {
        coverage.once("fault: " + what);
        network.story().tell("fault", () -> told);
    }

    void breakConnection() {
        Connection connection = anyConnection();
        if (connection != null && connection.isConnected()) {
            struck("silent reconnect", connection.up.name() + " reconnects silently");
            connection.breakSilently();
        }
    }

    void loseRun() {
        Connection connection = anyConnection();
        if (connection != null) {
            Channel channel = direction(connection);
            long forNs = briefly();
            struck("run of frames lost", channel.name() + " loses all for " + forNs / 1_000_000 + " ms");
            channel.deadUntil(network.time().nowNs() + forNs);
        }
    }

    void stall() {
        Connection connection = anyConnection();
        if (connection != null) {
            Channel channel = direction(connection);
            long forNs = random.nextBoolean() ? briefly() : longer();
            struck("stalled path", channel.name() + " stalls for " + forNs / 1_000_000 + " ms");
            channel.stallUntil(network.time().nowNs() + forNs);
        }
    }

    void killPath() {
        Connection connection = anyConnection();
        if (connection != null) {
            Channel channel = direction(connection);
            long forNs = longer();
            struck("dead path", channel.name() + " is dead for " + forNs / 1_000_000 + " ms");
            channel.deadUntil(network.time().nowNs() + forNs);
        }
    }
}
