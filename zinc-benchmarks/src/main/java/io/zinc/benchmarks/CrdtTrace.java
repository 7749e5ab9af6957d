package io.zinc.benchmarks;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.ObjectMapper;
import io.zinc.crdt.Doc;
import io.zinc.crdt.DocOptions;
import io.zinc.crdt.YText;
import java.io.IOException;
import java.io.InputStream;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.zip.GZIPInputStream;

/** A recorded editing session: what was typed and deleted where, one edit after the other. */
record CrdtTrace(String name, Path file, List<Edit> edits, String result) {
    /** At a position some units go and others come. */
    record Edit(int at, int deleted, String inserted) {}

    static CrdtTrace read(Path file) throws IOException {
        JsonNode root;
        try (InputStream in = new GZIPInputStream(Files.newInputStream(file))) {
            root = new ObjectMapper().readTree(in);
        }
        List<Edit> edits = new ArrayList<>();
        for (JsonNode txn : root.get("txns")) {
            for (JsonNode patch : txn.get("patches")) {
                edits.add(new Edit(
                        patch.get(0).intValue(),
                        patch.get(1).intValue(),
                        patch.get(2).textValue()));
            }
        }
        String name = String.valueOf(file.getFileName()).replaceAll("\\.json\\.gz$", "");
        return new CrdtTrace(
                name, file, List.copyOf(edits), root.get("endContent").textValue());
    }

    /** A new document of a client. */
    static Doc document(long client) {
        return new Doc(DocOptions.defaults().withClientId(client));
    }

    /** Makes all edits, each in a transaction of its own. */
    void type(Doc doc) {
        YText text = doc.getText("text");
        for (Edit edit : edits) {
            doc.transact(() -> {
                if (edit.deleted > 0) {
                    text.delete(edit.at, edit.deleted);
                }
                if (!edit.inserted.isEmpty()) {
                    text.insert(edit.at, edit.inserted);
                }
            });
        }
    }

    /** The update of each edit. */
    List<byte[]> updates() {
        Doc doc = document(1);
        List<byte[]> updates = new ArrayList<>(edits.size());
        doc.onUpdate((update, tx) -> updates.add(update));
        type(doc);
        return updates;
    }
}
