package io.zinc.documents;

/**
 * A delta of a document: one change, several, or all there is, as its maker chose.
 *
 * @param document the document's name
 * @param author who made it, as the host says; empty if nobody knows, and for what is made here
 * @param isLocal whether it was made here
 * @param bytes what the document's strategy makes of it; of a CRDT document a Yjs update in format v1
 */
public record DocumentFragment(String document, String author, boolean isLocal, byte[] bytes) {}
