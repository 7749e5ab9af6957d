package io.zinc.documents.spi;

/**
 * A fragment on its way into a store, or from one.
 *
 * @param document the document's name
 * @param generation the document's generation
 * @param position its place among the document's fragments, from 1
 * @param author who made it, as the host knows; may be empty
 * @param atMs when the host took it, in milliseconds since 1970
 * @param bytes the fragment
 */
public record StoredFragment(String document, long generation, long position, String author, long atMs, byte[] bytes) {}
