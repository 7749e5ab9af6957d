package io.zinc.testing;

import io.zinc.documents.spi.DocumentInfo;
import io.zinc.documents.spi.DocumentStore;
import io.zinc.documents.spi.StoreException;
import io.zinc.documents.spi.StoreException.Problem;
import io.zinc.documents.spi.StoredDocument;
import io.zinc.documents.spi.StoredFragment;
import io.zinc.documents.spi.Version;
import java.nio.CharBuffer;
import java.nio.charset.CharacterCodingException;
import java.nio.charset.StandardCharsets;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.function.UnaryOperator;

/**
 * A store of documents in memory, for tests and the simulator: it keeps the same contract as one on a disk, but for what its
 * {@link MemoryDisk} is told to spoil.
 */
public final class MemoryStore implements DocumentStore {

    private static final int MAX_NAME_BYTES = 240;

    private final MemoryDisk disk;

    MemoryStore(MemoryDisk disk) {
        this.disk = disk;
    }

    @Override
    public Optional<StoredDocument> load(String name) {
        return disk.use(this, () -> Optional.ofNullable(disk.find(name)).map(MemoryDocument::loaded));
    }

    @Override
    public void create(DocumentInfo document) {
        disk.use(this, () -> {
            requireName(document.name());
            if (document.position() != 0 || document.bytes() != 0 || document.generation() < 1) {
                throw conflict("A new document has position 0, 0 bytes and a generation from 1, not " + document);
            }
            requireFree(document.name(), document.generation());
            disk.write(MemoryDocument.created(document));
            return document;
        });
    }

    @Override
    public void retype(String name, long generation, String kind) {
        change(name, generation, before -> before.retyped(kind));
    }

    @Override
    public void append(List<StoredFragment> fragments) {
        disk.use(this, () -> {
            Map<String, List<StoredFragment>> byDocument = new LinkedHashMap<>();
            for (StoredFragment fragment : fragments) {
                MemoryDocument before = living(fragment.document(), fragment.generation());
                List<StoredFragment> more = byDocument.computeIfAbsent(fragment.document(), name -> new ArrayList<>());
                long next = before.info().position() + more.size() + 1;
                if (fragment.position() != next) {
                    throw conflict("The next position of document '" + fragment.document() + "' is " + next + ", not "
                            + fragment.position());
                }
                more.add(fragment);
            }
            byDocument.forEach((name, more) ->
                    disk.write(living(name, more.getFirst().generation()).appended(more)));
            return byDocument;
        });
    }

    @Override
    public void snapshot(String name, long generation, long through, byte[] state, byte[] authors) {
        change(name, generation, before -> {
            if (through < before.through() || through > before.info().position()) {
                throw conflict("A base state of document '" + name + "' goes up to a position from " + before.through()
                        + " to " + before.info().position() + ", not " + through);
            }
            return before.snapshot(through, state, authors);
        });
    }

    @Override
    public void delete(String name, long generation) {
        change(name, generation, MemoryDocument::deleted);
    }

    @Override
    public List<DocumentInfo> list(String prefix, String after, int limit) {
        return disk.use(this, () -> {
            if (limit < 1) {
                throw conflict("A list of at most " + limit + " documents was asked for; ask for 1 or more");
            }
            return disk.from(after).stream()
                    .filter(document -> !document.isDeleted())
                    .map(MemoryDocument::info)
                    .filter(info ->
                            info.name().startsWith(prefix) && !info.name().equals(after))
                    .limit(limit)
                    .toList();
        });
    }

    @Override
    public void addVersion(String name, long generation, Version version, byte[] state) {
        requireName(version.name());
        change(name, generation, before -> {
            if (version.position() < 0 || version.position() > before.info().position()) {
                throw conflict("A version of document '" + name + "' has a position up to "
                        + before.info().position() + ", not " + version.position());
            }
            return before.withVersion(version, state);
        });
    }

    @Override
    public void rename(String name, long generation, String to, long toGeneration) {
        disk.use(this, () -> {
            MemoryDocument before = living(name, generation);
            requireName(to);
            requireFree(to, toGeneration);
            disk.write(before.renamed(to, toGeneration));
            disk.write(before.deleted());
            return before;
        });
    }

    @Override
    public List<Version> history(String name) {
        return disk.use(this, () -> {
            MemoryDocument document = disk.find(name);
            return document == null ? List.of() : document.history();
        });
    }

    @Override
    public Optional<byte[]> version(String name, String version) {
        return disk.use(
                this,
                () -> Optional.ofNullable(disk.find(name))
                        .map(document -> document.versions().get(version))
                        .map(kept -> kept.state().clone()));
    }

    @Override
    public void close() {
        disk.close(this);
    }

    private void change(String name, long generation, UnaryOperator<MemoryDocument> change) {
        disk.use(this, () -> {
            MemoryDocument after = change.apply(living(name, generation));
            disk.write(after);
            return after;
        });
    }

    private void requireFree(String name, long generation) {
        MemoryDocument before = disk.find(name);
        if (before != null && !before.isDeleted()) {
            throw conflict("There is a document '" + name + "'");
        }
        if (generation < 1 || (before != null && before.info().generation() >= generation)) {
            throw conflict("The next generation of document '" + name + "' must be higher than "
                    + (before == null ? 0 : before.info().generation()));
        }
    }

    private MemoryDocument living(String name, long generation) {
        MemoryDocument document = disk.find(name);
        if (document == null) {
            throw conflict("There is no document '" + name + "'");
        }
        if (document.info().generation() != generation) {
            throw conflict("Document '" + name + "' is of generation "
                    + document.info().generation() + ", not " + generation);
        }
        if (document.isDeleted()) {
            throw conflict("Document '" + name + "' was deleted");
        }
        return document;
    }

    private static void requireName(String name) {
        try {
            int bytes = StandardCharsets.UTF_8
                    .newEncoder()
                    .encode(CharBuffer.wrap(name))
                    .remaining();
            if (bytes == 0 || bytes > MAX_NAME_BYTES) {
                throw conflict("A name has " + bytes + " bytes of UTF-8; names have 1 to " + MAX_NAME_BYTES);
            }
        } catch (CharacterCodingException e) {
            throw new StoreException(Problem.CONFLICT, "A name is not well-formed Unicode", e);
        }
    }

    private static StoreException conflict(String message) {
        return new StoreException(Problem.CONFLICT, message);
    }
}
