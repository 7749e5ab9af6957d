package io.zinc.testing;

import com.google.protobuf.ByteString;
import com.google.protobuf.InvalidProtocolBufferException;
import io.zinc.documents.protocol.Outcomes;
import io.zinc.documents.protocol.StoreStep;
import io.zinc.documents.spi.Replica;
import io.zinc.documents.wire.DocumentDown;
import io.zinc.documents.wire.Ordered;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.TreeMap;
import java.util.TreeSet;

/** All that ever happened to the documents of a run, against which it is checked what users are told. */
final class DocumentHistory {

    private static final int REMEMBERED = 50;

    private final DocumentWorld world;
    private final Map<String, Replica> ordered = new TreeMap<>();
    private final Map<String, Replica> onDisk = new TreeMap<>();
    private final Map<String, Set<Long>> writers = new TreeMap<>();
    private final Map<String, Long> positions = new TreeMap<>();
    private final Map<String, ByteString> parts = new TreeMap<>();
    private final Map<String, Set<String>> formerNames = new TreeMap<>();
    private final Set<String> deleting = new TreeSet<>();
    private final Set<String> deleted = new TreeSet<>();
    private final List<Published> downs = new ArrayList<>();
    private int crashes;

    /** What a host published of a document. */
    record Published(String document, byte[] down) {}

    DocumentHistory(DocumentWorld world) {
        this.world = world;
    }

    private static String key(String name, long generation) {
        return name + " of generation " + generation;
    }

    private Replica of(Map<String, Replica> all, String key) {
        return all.computeIfAbsent(key, absent -> world.strategy().create());
    }

    /** What was published last, of all documents. */
    List<Published> downs() {
        return downs;
    }

    /** Whether a host that forgets may have forgotten deletions and generations. */
    boolean isForgetful() {
        return !world.scenario().hasStore && crashes > 0;
    }

    // ---- what happens

    void hostCrashed() {
        crashes++;
        positions.clear();
        parts.clear();
        if (!world.scenario().hasStore) {
            formerNames.clear(); // so does the host, and may use the same generations again
        }
    }

    void published(String name, byte[] bytes) {
        downs.add(new Published(name, bytes));
        if (downs.size() > REMEMBERED) {
            downs.removeFirst();
        }
        try {
            DocumentDown down = DocumentDown.parseFrom(bytes);
            if (down.hasOrdered()) {
                ordered(key(name, down.getGeneration()), down.getOrdered());
            } else {
                world.coverage().once("published " + down.getKindCase());
            }
        } catch (InvalidProtocolBufferException e) {
            throw new Violation(Promise.SOUNDNESS, "the host published malformed bytes: " + e);
        }
    }

    private void ordered(String key, Ordered part) {
        Long before = positions.get(key);
        if (before != null && part.getPosition() != before + (parts.containsKey(key) ? 0 : 1)) {
            throw new Violation(Promise.ORDER, key + " got position " + part.getPosition() + " after " + before);
        }
        positions.put(key, part.getPosition());
        ByteString fragment = parts.getOrDefault(key, ByteString.EMPTY).concat(part.getFragment());
        if (part.getMore()) {
            world.coverage().once("fragments in parts");
            parts.put(key, fragment);
            return;
        }
        parts.remove(key);
        world.coverage().once("fragments ordered");
        of(ordered, key).apply(fragment.toByteArray());
    }

    void written(StoreStep step) {
        if (step instanceof StoreStep.Append append) {
            String key = key(append.fragment().document(), append.fragment().generation());
            of(onDisk, key).apply(append.fragment().bytes());
        } else {
            world.coverage().once("written " + step.getClass().getSimpleName());
        }
        if (step instanceof StoreStep.Rename rename) {
            renamed(rename);
        }
    }

    /** What a document was under another name it is under the new one. */
    void renamed(StoreStep.Rename step) {
        String from = key(step.document(), step.generation());
        String to = key(step.to(), step.toGeneration());
        of(ordered, to).apply(of(ordered, from).state());
        of(onDisk, to).apply(of(onDisk, from).state());
        Set<String> former = formerNames.computeIfAbsent(to, absent -> new TreeSet<>());
        former.add(from);
        former.addAll(formerNames.getOrDefault(from, Set.of()));
        world.coverage().once("documents renamed");
    }

    void writes(String name, long generation, long writer) {
        writers.computeIfAbsent(key(name, generation), absent -> new TreeSet<>())
                .add(writer);
    }

    void deleting(String name, long generation) {
        deleting.add(key(name, generation));
    }

    /** Somebody was told that their request to delete was done. */
    void deleted(String name, long generation) {
        deleted.add(key(name, generation));
    }

    // ---- what users are told

    void sequenced(WrittenEdit edit) {
        world.coverage().once("edits sequenced");
        requireHas(of(ordered, key(edit)), edit, "sequenced, and the host has never ordered it");
    }

    void durable(WrittenEdit edit) {
        world.coverage().once("edits durable");
        requireHas(of(onDisk, key(edit)), edit, "durable, and is not on the disk");
    }

    void failed(WrittenEdit edit) {
        Replica all = world.strategy().create();
        all.apply(of(ordered, key(edit)).state());
        edit.by.handedBack().forEach(all::apply);
        requireHas(all, edit, "refused, and was not handed back");
    }

    void toldDeleted(String name, long generation, DocumentOpening opening) {
        if (!isForgetful() && !deleting.contains(key(name, generation))) {
            throw new Violation(Promise.CONVERGENCE, opening + " was told that it is deleted, and nobody did that");
        }
    }

    private static String key(WrittenEdit edit) {
        return key(edit.by.document(), edit.by.session().generation());
    }

    private static void requireHas(Replica replica, WrittenEdit edit, String otherwise) {
        if (!has(replica, edit.fragment)) {
            throw new Violation(Promise.ACKNOWLEDGED_MEANS_KEPT, edit + " is said to be " + otherwise);
        }
    }

    /** Whether a replica has all of a fragment; where it has not, it has afterwards. */
    private static boolean has(Replica replica, byte[] fragment) {
        boolean isComplete = replica.isComplete(fragment);
        byte[] before = replica.version();
        replica.apply(fragment);
        return isComplete && Arrays.equals(before, replica.version());
    }

    // ---- the end

    /** Checks a document as the host has it in the end. */
    void check(String name, long generation, Replica last) {
        Set<String> former = formerNames.getOrDefault(key(name, generation), Set.of());
        for (DocumentClient client : world.clients()) {
            for (DocumentOpening opening : client.openings()) {
                String key = key(opening.document(), opening.session().generation());
                boolean isFormer = former.contains(key);
                if (isFormer || (key.equals(key(name, generation)) && !opening.isDeleted())) {
                    requireKept(opening, last, isFormer);
                }
            }
        }
        if (!isForgetful()) {
            requireGone(name, generation, last);
        }
    }

    private void requireKept(DocumentOpening opening, Replica last, boolean isFormer) {
        Replica all = world.strategy().create();
        all.apply(last.state());
        Replica withHandedBack = world.strategy().create();
        withHandedBack.apply(last.state());
        opening.handedBack().forEach(withHandedBack::apply);
        for (WrittenEdit edit : opening.edits()) {
            boolean isSequenced = edit.told() == Outcomes.Kind.ORDERED;
            boolean isSafe = edit.told() == Outcomes.Kind.DURABLE
                    ? world.scenario().hasStore
                    : isSequenced && edit.crashesBefore() == crashes;
            if (isSafe) {
                requireHas(all, edit, edit.told() + ", and is missing in the end");
            } else if (isSequenced && !opening.isGone() && !isFormer) {
                // it died with a host, and its author, who is still there, has brought it again
                world.coverage().once("edits brought again");
                requireHas(withHandedBack, edit, "sequenced, and its author has not brought it again");
            }
        }
    }

    private void requireGone(String name, long generation, Replica last) {
        if (deleted.contains(key(name, generation))) {
            throw new Violation(Promise.CONVERGENCE, key(name, generation) + " was deleted, and is there");
        }
        Set<Long> present = last.writers(last.state());
        Set<String> former = formerNames.getOrDefault(key(name, generation), Set.of());
        for (long older = 1; older < generation; older++) {
            if (former.contains(key(name, older))) {
                continue; // it was away under another name
            }
            for (long writer : writers.getOrDefault(key(name, older), Set.of())) {
                if (present.contains(writer)) {
                    throw new Violation(
                            Promise.CONVERGENCE, key(name, generation) + " has something of generation " + older);
                }
            }
        }
    }
}
