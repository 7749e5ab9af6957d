package io.zinc.documents.spi;

import java.util.List;
import java.util.Optional;

/**
 * Where a host keeps its documents: for each a base state, the fragments that came after it in their order, and named
 * versions.
 *
 * <p>One host process uses a store at a time; a store enforces that, with an error that says who has it. Calls block. They come
 * from several threads: writing calls from one at a time, reading ones side by side with them. A call either does all that it
 * says or throws {@link StoreException} and has done nothing. What a writing call did survives the end of the process and the
 * loss of power from its return on: it is forced to the disk.
 *
 * <p>Names of documents are Unicode in NFC, 1 to 240 bytes of UTF-8; a store compares them byte by byte.
 */
public interface DocumentStore extends AutoCloseable {

    /**
     * Reads a document.
     *
     * @return nothing when there never was one of this name; a tombstone when it was deleted
     * @throws StoreException of problem DAMAGED when a record of this document fails its checksum; other documents stay
     *     readable
     */
    Optional<StoredDocument> load(String name);

    /**
     * Creates a document, also in place of a tombstone of a lower generation.
     *
     * @throws StoreException of problem CONFLICT when there is one, or a tombstone of this or a higher generation
     */
    void create(DocumentInfo document);

    /** Sets the kind of a document that had another one, such as an untyped one on its first typed opening. */
    void retype(String name, long generation, String kind);

    /**
     * Appends fragments of any documents in one step: all of them or none. The positions of one document follow one another
     * without a gap.
     *
     * @throws StoreException of problem CONFLICT when a document is absent, deleted, of another generation, or a position is
     *     not the next one
     */
    void append(List<StoredFragment> fragments);

    /**
     * Replaces a document's base state and the fragments up to {@code through} by a new base state.
     *
     * @param through position of the last fragment that is in the state, inclusive
     * @param authors who wrote what, in the form that the fragments' appender chose; replaces what was there
     */
    void snapshot(String name, long generation, long through, byte[] state, byte[] authors);

    /**
     * Deletes a document with its versions. A tombstone of its generation stays.
     *
     * @throws StoreException of problem CONFLICT when it is absent or of another generation
     */
    void delete(String name, long generation);

    /**
     * Gives a document another name, in one step: its kind, base state, fragments and versions are under the new name, and a
     * tombstone of its generation stays under the old one.
     *
     * @param toGeneration its generation under the new name, as for {@link #create}
     * @throws StoreException of problem CONFLICT when it is absent or of another generation, or when there is one of the new
     *     name, or a tombstone of this or a higher generation
     */
    void rename(String name, long generation, String to, long toGeneration);

    /**
     * Lists documents that are not deleted, in the order of their names' bytes.
     *
     * @param prefix what the names begin with; empty for all
     * @param after names up to this one, inclusive, are passed over; empty to begin
     * @param limit how many at most, at least 1
     */
    List<DocumentInfo> list(String prefix, String after, int limit);

    /** Keeps a state of a document under a name, in place of an older version of that name. */
    void addVersion(String name, long generation, Version version, byte[] state);

    /** The versions of a document, oldest first; empty when there is no such document. */
    List<Version> history(String name);

    /** The state that a version kept; nothing when there is no such version. */
    Optional<byte[]> version(String name, String version);

    /** Closes the store. Closing twice is safe. */
    @Override
    void close();
}
