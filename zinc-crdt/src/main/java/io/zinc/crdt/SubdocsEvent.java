package io.zinc.crdt;

import java.util.Set;

/**
 * Sub-documents that a transaction added, removed, or asked to be loaded.
 *
 * @param doc the document that holds them
 */
public record SubdocsEvent(Doc doc, Set<Doc> added, Set<Doc> removed, Set<Doc> loaded) {}
