package io.zinc.documents.protocol;

import io.zinc.documents.spi.DocumentInfo;
import io.zinc.documents.spi.DocumentStore;
import io.zinc.documents.spi.StoredFragment;
import io.zinc.documents.spi.Version;
import java.util.List;

/** Something that a host's store has to write. The steps of a document are written in their order. */
public sealed interface StoreStep {

    /** The document that it is about. */
    String document();

    record Create(DocumentInfo info) implements StoreStep {
        @Override
        public String document() {
            return info.name();
        }
    }

    record Retype(String document, long generation, String kind) implements StoreStep {}

    /** One that may be written together with others. */
    record Append(StoredFragment fragment) implements StoreStep {
        @Override
        public String document() {
            return fragment.document();
        }
    }

    record Snapshot(String document, long generation, long through, byte[] state, byte[] authors)
            implements StoreStep {}

    /** A deletion, who asked for it, and the session and number that did. */
    record Delete(String document, long generation, String author, long session, long number) implements StoreStep {}

    /** Another name for a document, who asked for it, and the session and number that did. */
    record Rename(
            String document, long generation, String to, long toGeneration, String author, long session, long number)
            implements StoreStep {}

    /** A version, and the session and number that asked for it. */
    record Keep(String document, long generation, Version version, byte[] state, long session, long number)
            implements StoreStep {}

    /** Writes one step that is not written together with others. */
    static void write(StoreStep step, DocumentStore store) {
        switch (step) {
            case Create create -> store.create(create.info);
            case Retype retype -> store.retype(retype.document, retype.generation, retype.kind);
            case Append append -> store.append(List.of(append.fragment));
            case Snapshot made ->
                store.snapshot(made.document, made.generation, made.through, made.state, made.authors);
            case Delete delete -> store.delete(delete.document, delete.generation);
            case Rename rename -> store.rename(rename.document, rename.generation, rename.to, rename.toGeneration);
            case Keep keep -> store.addVersion(keep.document, keep.generation, keep.version, keep.state);
        }
    }
}
