package io.zinc.documents;

import com.google.protobuf.ByteString;
import io.zinc.documents.spi.DocumentInfo;
import io.zinc.documents.spi.DocumentStore;
import io.zinc.documents.spi.Version;
import io.zinc.documents.wire.DocumentAnswer;
import io.zinc.documents.wire.DocumentList;
import io.zinc.documents.wire.KeptVersion;
import io.zinc.documents.wire.ListDocuments;
import io.zinc.documents.wire.Listed;
import io.zinc.documents.wire.VersionList;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import java.util.TreeSet;
import java.util.function.Function;
import org.jspecify.annotations.Nullable;

/** Answers what can be answered from the store alone: what documents and versions there are. */
final class StoreAnswers {

    private static final int MOST_LISTED = 1_000;

    private final @Nullable DocumentStore store;

    StoreAnswers(@Nullable DocumentStore store) {
        this.store = store;
    }

    DocumentAnswer list(ListDocuments asked) {
        if (store == null) {
            throw new IllegalStateException("without a store the documents in memory are listed");
        }
        int limit = limit(asked);
        return listed(store.list(asked.getPrefix(), asked.getAfter(), limit + 1), limit);
    }

    /** The same from names in memory. */
    DocumentAnswer list(ListDocuments asked, List<String> names, Function<String, Optional<DocumentInfo>> infoOf) {
        int limit = limit(asked);
        List<DocumentInfo> found = new ArrayList<>();
        for (String name :
                new TreeSet<>(names).tailSet(asked.getAfter(), asked.getAfter().isEmpty())) {
            if (found.size() <= limit && name.startsWith(asked.getPrefix())) {
                infoOf.apply(name).ifPresent(found::add);
            }
        }
        return listed(found, limit);
    }

    private static int limit(ListDocuments asked) {
        return asked.getLimit() <= 0 ? MOST_LISTED : Math.min(MOST_LISTED, asked.getLimit());
    }

    private DocumentAnswer listed(List<DocumentInfo> found, int limit) {
        DocumentList.Builder list =
                DocumentList.newBuilder().setMore(found.size() > limit).setHasStore(store != null);
        for (DocumentInfo info : found.subList(0, Math.min(limit, found.size()))) {
            list.addDocuments(Listed.newBuilder()
                    .setName(info.name())
                    .setKind(info.kind())
                    .setGeneration(info.generation())
                    .setCreatedAtMs(info.createdAtMs())
                    .setPosition(info.position())
                    .setBytes(info.bytes()));
        }
        return ok().setList(list).build();
    }

    DocumentAnswer versions(String name) {
        VersionList.Builder list = VersionList.newBuilder();
        for (Version version : store == null ? List.<Version>of() : store.history(name)) {
            list.addVersions(KeptVersion.newBuilder()
                    .setName(version.name())
                    .setAuthor(version.author())
                    .setAtMs(version.atMs())
                    .setPosition(version.position()));
        }
        return ok().setVersions(list).build();
    }

    DocumentAnswer version(String name, String version) {
        Optional<byte[]> state = store == null ? Optional.empty() : store.version(name, version);
        return state.map(bytes -> ok().setVersion(ByteString.copyFrom(bytes)).build())
                .orElseGet(() -> DocumentAnswer.newBuilder()
                        .setStatus(DocumentAnswer.Status.STATUS_ABSENT)
                        .setReason("'" + name + "' has no version '" + version + "'"
                                + (store == null ? "; the host keeps none, as it has no store" : ""))
                        .build());
    }

    private static DocumentAnswer.Builder ok() {
        return DocumentAnswer.newBuilder().setStatus(DocumentAnswer.Status.STATUS_OK);
    }
}
