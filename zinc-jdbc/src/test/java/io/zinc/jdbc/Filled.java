package io.zinc.jdbc;

import static java.nio.charset.StandardCharsets.UTF_8;

import io.zinc.documents.spi.DocumentInfo;
import io.zinc.documents.spi.DocumentStore;
import io.zinc.documents.spi.StoredDocument;
import io.zinc.documents.spi.StoredFragment;
import java.io.IOException;
import java.nio.ByteBuffer;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;

/** Stores with something in them, and copies of their files. */
final class Filled {

    private static final List<String> FILES = List.of("zinc.db", "zinc.db-wal", "zinc.db-acknowledged");

    private Filled() {}

    static DocumentInfo info(String name) {
        return new DocumentInfo(name, "text", 1, 0, 0, 0);
    }

    static StoredFragment fragment(String name, long position) {
        return fragment(name, position, name + " has this at position " + position);
    }

    static StoredFragment fragment(String name, long position, String content) {
        return new StoredFragment(name, 1, position, "ann", 1, content.getBytes(UTF_8));
    }

    static void append(DocumentStore store, String name, long position) {
        store.append(List.of(fragment(name, position)));
    }

    /** All that is in a document, in a form that equals compares. */
    static List<Object> contents(StoredDocument document) {
        return List.of(
                document.info(),
                document.isDeleted(),
                document.through(),
                ByteBuffer.wrap(document.state()),
                ByteBuffer.wrap(document.authors()),
                document.fragments().stream().map(Filled::contents).toList());
    }

    private static List<Object> contents(StoredFragment fragment) {
        return List.of(
                fragment.document(),
                fragment.generation(),
                fragment.position(),
                fragment.author(),
                fragment.atMs(),
                ByteBuffer.wrap(fragment.bytes()));
    }

    /** The files as they are now, as if the power went. */
    static void copy(Path from, Path to) throws IOException {
        Files.createDirectories(to);
        for (String file : FILES) {
            if (Files.exists(from.resolve(file))) {
                Files.copy(from.resolve(file), to.resolve(file));
            }
        }
    }
}
