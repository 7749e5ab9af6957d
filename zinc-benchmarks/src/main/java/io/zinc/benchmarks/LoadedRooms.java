package io.zinc.benchmarks;

/** Rooms into which clients have brought documents. */
final class LoadedRooms {

    /** Servers may write a document in fewer bytes than it came in. */
    private static final double LEAST_PART = 0.9;

    private LoadedRooms() {}

    /** Clients who want what others have brought into the same rooms. */
    static CrowdPlan joiners(CrowdPlan loaded, int clients, int rooms) {
        return new CrowdPlan(
                loaded.server(),
                loaded.protocol(),
                loaded.token(),
                loaded.roomPrefix(),
                clients,
                rooms,
                new byte[0],
                (int) (loaded.seed().length * LEAST_PART),
                CrowdPlan.USUAL_AT_ONCE);
    }

    /** Joins each room once and waits until its document has come. */
    static void check(GatewayRun run, CrowdPlan loaded) {
        run.generator().connect(joiners(loaded, loaded.rooms(), loaded.rooms())).close();
    }
}
