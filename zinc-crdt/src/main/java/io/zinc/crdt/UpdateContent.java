package io.zinc.crdt;

import java.util.ArrayList;
import java.util.List;

/** A decoded update: sections of structs in their order, and deletions. */
final class UpdateContent {
    final List<StructQueue> sections = new ArrayList<>(1);
    DeleteSet deletes = new DeleteSet();

    /** Names of roots that items say they belong to. */
    final List<String> rootNames = new ArrayList<>(0);

    /**
     * Decodes a whole update. Clients that it mentions are interned in {@code clients}; nothing else is changed.
     *
     * @throws MalformedUpdateException if the bytes are not an update
     */
    static UpdateContent read(UpdateDecoder decoder, ClientTable clients) {
        return new StructReader(decoder, clients).read();
    }
}
