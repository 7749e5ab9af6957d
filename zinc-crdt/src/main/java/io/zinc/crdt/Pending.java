package io.zinc.crdt;

import java.util.HashMap;
import java.util.List;
import java.util.Map;
import org.jspecify.annotations.Nullable;

/** Structs and deletions that came before what they depend on. */
final class Pending {
    /** An update in format v2. */
    private byte @Nullable [] structs;

    private final Map<Long, Long> missing = new HashMap<>();

    DeleteSet deletes = new DeleteSet();

    boolean isEmpty() {
        return structs == null && deletes.isEmpty();
    }

    long structBytes() {
        return structs == null ? 0 : structs.length;
    }

    Map<Long, Long> missing() {
        return missing;
    }

    byte @Nullable [] structs() {
        return structs;
    }

    /** Whether something that was waited for has come. */
    boolean canRetry(ClientTable clients) {
        if (missing.isEmpty()) {
            return false;
        }
        for (Map.Entry<Long, Long> wanted : missing.entrySet()) {
            if (wanted.getValue() < clients.state(wanted.getKey())) {
                return true;
            }
        }
        return false;
    }

    void add(byte[] update, Map<Long, Long> alsoMissing) {
        byte[] before = structs;
        structs = before == null ? update : UpdateMerger.merge(UpdateFormat.V2, List.of(before, update));
        alsoMissing.forEach((client, clock) -> missing.merge(client, clock, Math::min));
    }

    byte @Nullable [] takeStructs() {
        byte[] taken = structs;
        structs = null;
        missing.clear();
        return taken;
    }
}
