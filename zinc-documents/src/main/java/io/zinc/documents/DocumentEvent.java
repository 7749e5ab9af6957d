package io.zinc.documents;

/** Something that happened to a document here, other than a change of its content. */
public sealed interface DocumentEvent {

    /**
     * The host refused an edit of this session. The document has the host's state again, without the edits that it had not
     * taken; it can be edited on.
     *
     * @param reason what the host said
     * @param lost the edits that were not taken, as a fragment that rests on what the host has, and what rests on fragments that have
     *     not come; of no bytes if there is neither
     */
    record Refused(String reason, byte[] lost) implements DocumentEvent {}

    /**
     * There is no document of this name any more: it was deleted, here or elsewhere, or has another name. It cannot be edited
     * any more through this opening.
     *
     * @param lost when there were edits that the host had not taken: the state with them, as a fragment for an empty document;
     *     otherwise of no bytes
     * @param renamedTo the name that it has now, by which it can be opened; empty when it was deleted, and for those who come
     *     back so late that the host has forgotten it
     */
    record Deleted(byte[] lost, String renamedTo) implements DocumentEvent {}

    /**
     * This replica was not what the host's is, though it had the same fragments, or had something that rests on what nobody has.
     * It was loaded anew; edits made here were kept.
     *
     * @param reason what was found
     * @param lost what could not be kept, as a fragment: what rests on fragments that have not come, or edits that could not be
     *     brought in; of no bytes if there is nothing
     */
    record Repaired(String reason, byte[] lost) implements DocumentEvent {}
}
