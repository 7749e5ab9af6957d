package io.zinc.benchmarks;

import java.util.OptionalDouble;
import org.jspecify.annotations.Nullable;

/**
 * Zinc's figure of a case beside that of a peer, both medians over the rounds.
 *
 * @param name the case, such as {@code host-1/100B}
 * @param peer what Zinc is compared with; nothing where it is not, or that is not installed
 * @param better whether a high or a low figure is the better one
 */
public record Comparison(
        String name,
        String unit,
        Samples zinc,
        @Nullable String peer,
        @Nullable Samples peerValue,
        Better better) {

    /** Which figures are good. */
    public enum Better {
        HIGH,
        LOW
    }

    /** How many times better Zinc is: above 1 it is the better one, below the peer is. */
    public OptionalDouble ratio() {
        if (peerValue == null) {
            return OptionalDouble.empty();
        }
        double ours = zinc.median();
        double theirs = peerValue.median();
        return OptionalDouble.of(
                switch (better) {
                    case HIGH -> ours / theirs;
                    case LOW -> theirs / ours;
                });
    }

    /** A figure that stands beside no other one. */
    static Comparison alone(String name, String unit, Samples zinc, Better better) {
        return new Comparison(name, unit, zinc, null, null, better);
    }
}
