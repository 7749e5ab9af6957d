package io.zinc.documents.spi;

/**
 * A named state of a document that is kept.
 *
 * @param name its name, unique within the document; 1 to 240 bytes of UTF-8
 * @param author who kept it; may be empty
 * @param atMs when, in milliseconds since 1970
 * @param position position of the last fragment that is in it
 */
public record Version(String name, String author, long atMs, long position) {}
