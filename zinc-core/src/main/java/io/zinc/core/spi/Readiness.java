package io.zinc.core.spi;

/**
 * How a link has its endpoint poll. Any thread may call it; an interrupted thread may too. A link calls it when something to
 * poll has come, when a send, by whichever thread, has found something to poll, and when there is room again on a path that
 * refused a frame because of {@link LinkLimits#highWaterFrames}.
 */
public interface Readiness {

    /** Makes the endpoint's thread poll its links soon. Cheap when it is already about to. */
    void wakeUp();

    /**
     * The same for a thread of the transport that has nothing else to do right now and holds no lock: while the endpoint's
     * thread sleeps, this one may poll in its place, which saves a change of threads. Returns when it has done so.
     */
    default void arrived() {
        wakeUp();
    }
}
