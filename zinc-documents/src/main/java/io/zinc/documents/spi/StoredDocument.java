package io.zinc.documents.spi;

import java.util.List;

/**
 * A document as a store has it.
 *
 * @param info what is known without reading it
 * @param isDeleted whether this is a tombstone: then there is nothing else
 * @param through position of the last fragment that is in the base state; 0 without one
 * @param state the base state; empty without one
 * @param authors who wrote what, as the last snapshot said; may be empty
 * @param fragments what came after the base state, in order
 */
public record StoredDocument(
        DocumentInfo info,
        boolean isDeleted,
        long through,
        byte[] state,
        byte[] authors,
        List<StoredFragment> fragments) {}
