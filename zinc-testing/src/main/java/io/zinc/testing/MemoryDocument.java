package io.zinc.testing;

import io.zinc.documents.spi.DocumentInfo;
import io.zinc.documents.spi.StoredDocument;
import io.zinc.documents.spi.StoredFragment;
import io.zinc.documents.spi.Version;
import java.util.Comparator;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.stream.Stream;

/** A document on a {@link MemoryDisk}. It is never changed, but replaced, and shares no array with a caller. */
record MemoryDocument(
        DocumentInfo info,
        boolean isDeleted,
        long through,
        byte[] state,
        byte[] authors,
        List<StoredFragment> fragments,
        Map<String, MemoryVersion> versions) {

    private static final byte[] NOTHING = {};

    record MemoryVersion(Version version, byte[] state) {}

    static MemoryDocument created(DocumentInfo info) {
        return new MemoryDocument(info, false, 0, NOTHING, NOTHING, List.of(), Map.of());
    }

    MemoryDocument retyped(String kind) {
        DocumentInfo retyped = new DocumentInfo(
                info.name(), kind, info.generation(), info.createdAtMs(), info.position(), info.bytes());
        return new MemoryDocument(retyped, false, through, state, authors, fragments, versions);
    }

    MemoryDocument appended(List<StoredFragment> more) {
        List<StoredFragment> all = Stream.concat(
                        fragments.stream(), more.stream().map(MemoryDocument::copy))
                .toList();
        return with(info.position() + more.size(), through, state, authors, all);
    }

    MemoryDocument snapshot(long newThrough, byte[] newState, byte[] newAuthors) {
        List<StoredFragment> left = fragments.stream()
                .filter(fragment -> fragment.position() > newThrough)
                .toList();
        return with(info.position(), newThrough, newState.clone(), newAuthors.clone(), left);
    }

    MemoryDocument withVersion(Version version, byte[] versionState) {
        Map<String, MemoryVersion> more = new HashMap<>(versions);
        more.put(version.name(), new MemoryVersion(version, versionState.clone()));
        return new MemoryDocument(info, false, through, state, authors, fragments, more);
    }

    MemoryDocument renamed(String to, long toGeneration) {
        DocumentInfo renamed =
                new DocumentInfo(to, info.kind(), toGeneration, info.createdAtMs(), info.position(), info.bytes());
        List<StoredFragment> moved = fragments.stream()
                .map(fragment -> new StoredFragment(
                        to, toGeneration, fragment.position(), fragment.author(), fragment.atMs(), fragment.bytes()))
                .toList();
        return new MemoryDocument(renamed, false, through, state, authors, moved, versions);
    }

    MemoryDocument deleted() {
        DocumentInfo tombstone =
                new DocumentInfo(info.name(), info.kind(), info.generation(), info.createdAtMs(), info.position(), 0);
        return new MemoryDocument(tombstone, true, 0, NOTHING, NOTHING, List.of(), Map.of());
    }

    StoredDocument loaded() {
        List<StoredFragment> copies =
                fragments.stream().map(MemoryDocument::copy).toList();
        return new StoredDocument(info, isDeleted, through, state.clone(), authors.clone(), copies);
    }

    List<Version> history() {
        return versions.values().stream()
                .map(MemoryVersion::version)
                .sorted(Comparator.comparingLong(Version::atMs)
                        .thenComparingLong(Version::position)
                        .thenComparing(Version::name))
                .toList();
    }

    private MemoryDocument with(
            long position, long newThrough, byte[] newState, byte[] newAuthors, List<StoredFragment> newFragments) {
        long bytes = newState.length
                + newFragments.stream()
                        .mapToLong(fragment -> fragment.bytes().length)
                        .sum();
        DocumentInfo grown =
                new DocumentInfo(info.name(), info.kind(), info.generation(), info.createdAtMs(), position, bytes);
        return new MemoryDocument(grown, false, newThrough, newState, newAuthors, newFragments, versions);
    }

    private static StoredFragment copy(StoredFragment fragment) {
        return new StoredFragment(
                fragment.document(),
                fragment.generation(),
                fragment.position(),
                fragment.author(),
                fragment.atMs(),
                fragment.bytes().clone());
    }
}
