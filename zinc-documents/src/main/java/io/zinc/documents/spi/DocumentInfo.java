package io.zinc.documents.spi;

/**
 * What is known of a document without reading it.
 *
 * @param name its name
 * @param kind the name of its kind, such as {@code text}
 * @param generation how often a document of this name was created: 1 for the first one
 * @param createdAtMs when, in milliseconds since 1970
 * @param position how many fragments it has got since it was created
 * @param bytes what its base state and fragments take, in bytes
 */
public record DocumentInfo(String name, String kind, long generation, long createdAtMs, long position, long bytes) {}
