package io.zinc.benchmarks;

import java.net.URI;
import java.nio.file.Path;
import org.jspecify.annotations.Nullable;

/**
 * What {@code zinc bench gateway} is to do.
 *
 * @param common rounds, seconds, cases and the file for figures
 * @param url a server that somebody else has started; null compares Zinc's gateway with the peers
 * @param protocol what is spoken with that server, or with Zinc's gateway
 * @param token what clients show to that server, or an empty string
 * @param clients how many are connected to that server
 * @param rooms over how many rooms they spread
 * @param perSecond characters a second that all clients together type there
 * @param threads of the generator
 * @param scale the size of the comparison's cases: 1 for what their names say
 * @param checkout the folder with Zinc's sources, where the peers and the recorded history are
 */
public record GatewayOptions(
        BenchmarkOptions common,
        @Nullable URI url,
        YjsProtocol protocol,
        String token,
        int clients,
        int rooms,
        double perSecond,
        int threads,
        double scale,
        Path checkout) {

    public static final int DEFAULT_ROUNDS = 3;
    public static final double DEFAULT_SECONDS = 3;
    public static final double DEFAULT_WARM_UP_SECONDS = 20;
    public static final int DEFAULT_CLIENTS = 100;
    public static final double DEFAULT_PER_SECOND = 1_000;

    public GatewayOptions {
        if (rooms < 1 || clients < rooms || perSecond <= 0 || threads < 1 || scale <= 0 || scale > 1) {
            throw new IllegalArgumentException(
                    "needed are a room, a client for each room, a rate above 0, a thread and a"
                            + " scale of at most 1; there were " + rooms + " rooms, " + clients + " clients, "
                            + perSecond + "/s, "
                            + threads + " threads and a scale of " + scale);
        }
    }

    /** A number of a case at this scale. */
    int scaled(int full) {
        return (int) Math.max(1, Math.round(full * scale));
    }
}
