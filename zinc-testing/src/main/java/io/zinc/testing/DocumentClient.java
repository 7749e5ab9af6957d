package io.zinc.testing;

import io.zinc.core.Role;
import io.zinc.crdt.YText;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.SplittableRandom;

/** A client of a run, and the documents that it has open. */
final class DocumentClient {

    private final DocumentWorld world;
    private final DocumentNode node;
    private final SplittableRandom random;
    private final List<DocumentOpening> openings = new ArrayList<>();
    private int opened;

    DocumentClient(DocumentWorld world, String name, List<String> parents) {
        this.world = world;
        this.node = new DocumentNode(world, name, Role.CLIENT, parents, new DocumentLife.Duties() {});
        this.random = world.random().split();
    }

    DocumentNode node() {
        return node;
    }

    /** All that it ever opened. */
    List<DocumentOpening> openings() {
        return openings;
    }

    private List<DocumentOpening> editable() {
        return openings.stream().filter(DocumentOpening::isEditable).toList();
    }

    void crash() {
        openings.forEach(DocumentOpening::gone);
        node.crash();
    }

    /** Closes its documents, then leaves the tree. */
    void leave() {
        openings.stream().filter(DocumentOpening::isInUse).forEach(DocumentOpening::close);
        node.leave();
    }

    void open() {
        List<String> names = world.scenario().documents;
        open(names.get(random.nextInt(names.size())));
    }

    void open(String document) {
        DocumentLife life = node.life();
        if (life != null && !life.isPaused()) {
            String kind = random.nextInt(4) == 0 ? "yjs" : "text";
            openings.add(new DocumentOpening(world, life, document, kind, node.name() + "-" + ++opened));
        }
    }

    /** Does something that a user does. */
    void act() {
        List<DocumentOpening> all = editable();
        if (all.isEmpty()) {
            if (openings.stream().noneMatch(DocumentOpening::isInUse)) {
                open();
            }
            return;
        }
        DocumentOpening opening = all.get(random.nextInt(all.size()));
        switch (random.nextInt(40)) {
            case 0 -> opening.close();
            case 1 -> open();
            case 2, 3 -> opening.present(Map.of("who", opening.toString(), "at", (long) random.nextInt(100)));
            case 7 -> opening.guest();
            case 4 -> {
                if (world.scenario().hasStore) {
                    opening.keepVersion("version " + random.nextInt(3));
                }
            }
            case 5 -> {
                if (world.scenario().isDeleting && random.nextInt(2) == 0) {
                    opening.delete();
                }
            }
            case 6 -> {
                if (world.scenario().isRenaming) {
                    List<String> names = world.scenario().documents;
                    opening.rename(names.get(random.nextInt(names.size())));
                }
            }
            default -> {
                if (node.number() % 4 != 3) {
                    edit(opening);
                }
            }
        }
    }

    void edit(DocumentOpening opening) {
        opening.edit(() -> {
            SimulatedReplica replica = opening.replica();
            YText text = replica.doc().getText("text");
            switch (random.nextInt(40)) {
                case 0 -> text.insert(at(text), words(world.scenario().limits.maxFragmentBytes() / 6 + 1));
                case 1 -> replica.doc().getText("elsewhere").insert(0, "of another kind");
                case 2, 3 -> text.insert(at(text), words(1 + random.nextInt(50)));
                case 4, 5, 6, 7, 8, 9, 10, 11 -> {
                    if (text.length() > 0) {
                        int from = random.nextInt(text.length());
                        text.delete(from, 1 + random.nextInt(Math.min(20, text.length() - from)));
                    }
                }
                case 12 ->
                    replica.doc().transact(() -> {
                        text.insert(at(text), words(1));
                        text.delete(random.nextInt(text.length()), 1);
                        text.insert(at(text), words(1));
                    });
                default -> text.insert(at(text), words(1 + random.nextInt(2)));
            }
        });
    }

    private int at(YText text) {
        return random.nextInt(text.length() + 1);
    }

    private String words(int count) {
        StringBuilder words = new StringBuilder();
        for (int i = 0; i < count; i++) {
            words.append('<');
            for (int letter = 0; letter < 4; letter++) {
                words.append((char) ('A' + random.nextInt(26)));
            }
            words.append('>');
        }
        return words.toString();
    }
}
