package io.zinc.jdbc;

import io.zinc.documents.spi.StoreException;
import io.zinc.documents.spi.StoreException.Problem;

/** What is said about a document whose bytes are not what was written. */
final class Damage {

    private Damage() {}

    static StoreException of(String name, long position, String what) {
        return new StoreException(
                Problem.DAMAGED,
                "Document '" + name + "' is damaged at position " + position + ": " + what
                        + ". Other documents are not affected. Put the store back from a copy to have it again, "
                        + "or delete it.");
    }
}
