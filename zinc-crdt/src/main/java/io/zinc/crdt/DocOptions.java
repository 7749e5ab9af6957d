package io.zinc.crdt;

import java.util.UUID;
import java.util.random.RandomGenerator;
import org.jspecify.annotations.Nullable;

/**
 * How a document is set up.
 *
 * @param clientId the client id of this replica, at most 2^53-1; negative to draw a random one
 * @param guid the name of the document for providers; null to draw a random one
 * @param gc whether deleted content is forgotten; without, snapshots can be read
 * @param autoLoad whether whoever receives this as a sub-document is to load it at once
 * @param shouldLoad whether a sub-document wants to be loaded
 * @param meta anything to pass on with a sub-document
 * @param random source of client ids
 * @param maxPendingBytes how much may wait for missing updates, default 64 MiB
 */
public record DocOptions(
        long clientId,
        @Nullable String guid,
        boolean gc,
        boolean autoLoad,
        boolean shouldLoad,
        @Nullable Object meta,
        RandomGenerator random,
        long maxPendingBytes) {
    /** A random client id and guid, with collection of deleted content. */
    public static DocOptions defaults() {
        return new DocOptions(-1, null, true, false, true, null, RandomGenerator.getDefault(), 64L << 20);
    }

    /** Checks the client id. */
    public DocOptions {
        if (clientId > ByteReader.MAX_SAFE_INTEGER) {
            throw new IllegalArgumentException("Client id " + clientId + " is above 2^53-1");
        }
    }

    /** The same with a given client id. */
    public DocOptions withClientId(long id) {
        return new DocOptions(id, guid, gc, autoLoad, shouldLoad, meta, random, maxPendingBytes);
    }

    /** The same with a given guid. */
    public DocOptions withGuid(String name) {
        return new DocOptions(clientId, name, gc, autoLoad, shouldLoad, meta, random, maxPendingBytes);
    }

    /** The same with or without collection of deleted content. */
    public DocOptions withGc(boolean collect) {
        return new DocOptions(clientId, guid, collect, autoLoad, shouldLoad, meta, random, maxPendingBytes);
    }

    /** The same, loaded at once by receivers or not. */
    public DocOptions withAutoLoad(boolean auto) {
        return new DocOptions(clientId, guid, gc, auto, shouldLoad, meta, random, maxPendingBytes);
    }

    /** The same, wanting to be loaded or not. */
    public DocOptions withShouldLoad(boolean load) {
        return new DocOptions(clientId, guid, gc, autoLoad, load, meta, random, maxPendingBytes);
    }

    /** The same with something to pass on. */
    public DocOptions withMeta(@Nullable Object value) {
        return new DocOptions(
                clientId, guid, gc, autoLoad, shouldLoad, Values.canonical(value), random, maxPendingBytes);
    }

    /** The same with another source of randomness. */
    public DocOptions withRandom(RandomGenerator generator) {
        return new DocOptions(clientId, guid, gc, autoLoad, shouldLoad, meta, generator, maxPendingBytes);
    }

    /** The same with another limit for what waits. */
    public DocOptions withMaxPendingBytes(long bytes) {
        return new DocOptions(clientId, guid, gc, autoLoad, shouldLoad, meta, random, bytes);
    }

    long newClientId() {
        return random.nextInt() & 0xffffffffL;
    }

    String newGuid() {
        return new UUID(
                        (random.nextLong() & ~0xf000L) | 0x4000L,
                        (random.nextLong() & 0x3fffffffffffffffL) | 0x8000000000000000L)
                .toString();
    }
}
