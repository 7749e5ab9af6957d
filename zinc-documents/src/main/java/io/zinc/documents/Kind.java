package io.zinc.documents;

import io.zinc.documents.spi.Strategy;

/**
 * What a document is: a text, a tree of JSON, something of the user's own. A kind is a value that any thread may use; the name
 * is kept with the document, and a document is never opened as another kind than its own.
 *
 * <p>For a kind of your own, extend {@link CrdtDocument} with methods over Yjs types, and give a kind that makes it to
 * {@link Documents#open}. The host need not know the kind.
 *
 * @param <D> the documents
 */
public interface Kind<D extends Document> {

    /**
     * The kind's name, the same for ever: at most 100 characters. What follows a colon says more about it. {@code text}, {@code json},
     * {@code yjs} and what begins with {@code text:} or {@code json:} are Zinc's.
     */
    String name();

    /** How replicas are kept consistent. */
    Strategy strategy();

    /** Makes the document of an opening; called once for each. */
    D open(Document.Opening opening);
}
