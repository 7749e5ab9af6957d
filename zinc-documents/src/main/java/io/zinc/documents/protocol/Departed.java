package io.zinc.documents.protocol;

import io.zinc.documents.spi.Replica;
import java.util.Map;

/** What a host has of a document in memory, on its way from one name to another. */
public record Departed(
        Replica replica,
        String kind,
        long createdAtMs,
        long position,
        long durable,
        long bytes,
        long snapshotThrough,
        long snapshotBytes,
        Map<Long, String> authors) {}
