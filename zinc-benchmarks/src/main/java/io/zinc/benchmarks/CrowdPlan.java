package io.zinc.benchmarks;

import java.net.URI;

/**
 * Clients of a server that are to be connected.
 *
 * @param server where it is; for y-websocket without the room
 * @param token what clients show, or an empty string
 * @param roomPrefix what the names of rooms begin with; a number follows
 * @param clients how many; they are spread evenly over the rooms
 * @param seed a state in format v1 that each client brings along; an empty array if clients come with empty hands
 * @param wantedBytes how many bytes of content must have come before a client counts as synced
 * @param atOnce how many clients may be on their way at the same time
 */
record CrowdPlan(
        URI server,
        YjsProtocol protocol,
        String token,
        String roomPrefix,
        int clients,
        int rooms,
        byte[] seed,
        int wantedBytes,
        int atOnce) {

    /** How many are on their way at a time when nothing else is asked for. */
    static final int USUAL_AT_ONCE = 200;

    CrowdPlan {
        if (rooms < 1 || clients < rooms) {
            throw new IllegalArgumentException(
                    "each room needs a client at least; there were " + clients + " clients for " + rooms + " rooms");
        }
    }

    /** Clients with empty hands, who come in a steady stream. */
    static CrowdPlan of(URI server, YjsProtocol protocol, String roomPrefix, int clients, int rooms) {
        return new CrowdPlan(server, protocol, "", roomPrefix, clients, rooms, new byte[0], 0, USUAL_AT_ONCE);
    }

    CrowdPlan withToken(String shown) {
        return new CrowdPlan(server, protocol, shown, roomPrefix, clients, rooms, seed, wantedBytes, atOnce);
    }

    /** Each client brings a state along. */
    CrowdPlan bringing(byte[] state) {
        return new CrowdPlan(server, protocol, token, roomPrefix, clients, rooms, state, wantedBytes, atOnce);
    }

    /** All clients come at the same moment. */
    CrowdPlan allAtOnce() {
        return new CrowdPlan(server, protocol, token, roomPrefix, clients, rooms, seed, wantedBytes, clients);
    }
}
