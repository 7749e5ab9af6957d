package io.zinc.documents;

/**
 * What the documents of an endpoint do and take, for whoever watches over it.
 *
 * @param sessions documents that are open here, each opening counted
 * @param held documents that are in memory here, whole at a host and as copies at a relay; none at a client
 * @param copyBytes what a relay's copies take
 * @param answeredHere how many full document requests a relay answered from its copies, since it started
 * @param waitingBytes what a host has taken and not yet put in order, as far as that is counted
 * @param storedSteps how many fragments, snapshots and others a host's store has taken, since the host started
 * @param storeCommits in how many groups
 * @param storeFaults how often it could not
 * @param unstoredBytes what waits for the store
 */
public record DocumentFigures(
        int sessions,
        int held,
        long copyBytes,
        long answeredHere,
        long waitingBytes,
        long storedSteps,
        long storeCommits,
        long storeFaults,
        long unstoredBytes) {}
