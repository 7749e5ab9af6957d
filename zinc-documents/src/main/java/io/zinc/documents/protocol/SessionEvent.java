package io.zinc.documents.protocol;

import io.zinc.documents.spi.Replica;
import java.util.List;

/** What happens to a session of a document. */
public sealed interface SessionEvent {

    /** The document is open: its replica has what the answerer had. */
    record Opened(long generation, String kind, boolean hasStore) implements SessionEvent {}

    /** The document, which was of no kind, is of this one from now on. */
    record Retyped(String kind) implements SessionEvent {}

    /** The document cannot be opened, now or later by the same call. */
    record Failed(Failure failure, String reason) implements SessionEvent {}

    /** Why a document cannot be opened. */
    enum Failure {
        /** There is none. */
        ABSENT,
        /** It is of another kind. */
        OTHER_KIND,
        /** There is one, and it was to be created. */
        EXISTS,
        /** The host does not allow it, or nobody can read it. */
        REFUSED
    }

    /**
     * A new replica takes the place of the one before.
     *
     * @param fresh the new one, with all that the host has
     * @param lost edits of this session that were not taken, and what rests on fragments that have not come, as a fragment; of no
     *     bytes if there is neither
     * @param reason why
     * @param isRefusal whether the host refused an edit; otherwise the old replica differed from the host's and is repaired
     */
    record Reloaded(Replica fresh, byte[] lost, String reason, boolean isRefusal) implements SessionEvent {}

    /**
     * The document was deleted, or renamed. The session has ended.
     *
     * @param lost edits of this session that were not taken, as a fragment; of no bytes if there are none
     * @param renamedTo the name that the document has now, if it was renamed and the host could say so; otherwise empty
     */
    record Deleted(byte[] lost, String renamedTo) implements SessionEvent {}

    /** A fragment of somebody else was applied; {@code writers} are the client ids in it. */
    record Applied(String author, byte[] fragment) implements SessionEvent {}

    /** Who is present changed: client ids. */
    record PresenceChanged(List<Long> added, List<Long> updated, List<Long> removed) implements SessionEvent {}

    /** Somebody's presence was told, changed or not: an awareness update for whoever does not follow the document itself. */
    record AwarenessUpdated(byte[] update) implements SessionEvent {}

    /** More of this session's edits have an outcome, or a request other than an edit has. */
    record Progressed() implements SessionEvent {}
}
