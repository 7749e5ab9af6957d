package io.zinc.documents.protocol;

/** Whether opening a document creates it where there is none. */
public enum Creation {
    NEVER,
    UNLESS_DELETED,
    ALWAYS,
    /** And fails where there is one. */
    NEW
}
