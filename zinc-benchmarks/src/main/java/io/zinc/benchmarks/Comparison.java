package io.zinc.benchmarks;

/**
 * Zinc's figure of a case beside that of a peer, both medians over the rounds.
 *
 * @param name the case, such as {@code host-1/100B}
 * @param peer what Zinc is compared with
 * @param better whether a high or a low figure is the better one
 */
public record Comparison(String name, String unit, Samples zinc, String peer, Samples peerValue, Better better) {

    /** Which figures are good. */
    public enum Better {
        HIGH,
        LOW
    }

    /** How many times better Zinc is: above 1 it is the better one, below the peer is. */
    public double ratio() {
        double ours = zinc.median();
        double theirs = peerValue.median();
        return switch (better) {
            case HIGH -> ours / theirs;
            case LOW -> theirs / ours;
        };
    }
}
