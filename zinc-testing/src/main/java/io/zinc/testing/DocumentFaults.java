package io.zinc.testing;

import io.zinc.documents.spi.StoreException;
import java.util.ArrayList;
import java.util.List;
import java.util.SplittableRandom;
import org.jspecify.annotations.Nullable;

/** What goes wrong in a run of documents. */
final class DocumentFaults {

    private final DocumentWorld world;
    private final SplittableRandom random;
    private final @Nullable DocumentStranger stranger;
    private int count;

    DocumentFaults(DocumentWorld world) {
        this.world = world;
        this.random = world.random().split();
        this.stranger = world.scenario().isHostile ? new DocumentStranger(world) : null;
    }

    int count() {
        return count;
    }

    void schedule(long lengthNs) {
        for (int i = 0; i < world.scenario().faults; i++) {
            world.time().after(random.nextLong(lengthNs), this::strike);
        }
        if (stranger != null) {
            for (int i = 0; i < 20; i++) {
                world.time().after(random.nextLong(lengthNs), stranger::act);
            }
        }
    }

    private long aWhile() {
        return VirtualTime.millis(20 + random.nextInt(random.nextInt(4) == 0 ? 3_000 : 400));
    }

    private void struck(String what, String whom) {
        count++;
        world.coverage().once("fault: " + what);
        world.story().tell("fault", () -> what + ": " + whom);
    }

    private void later(Runnable action) {
        world.time().after(aWhile(), action);
    }

    private DocumentNode anyNode() {
        List<DocumentNode> nodes = nodes();
        return nodes.get(random.nextInt(nodes.size()));
    }

    private List<DocumentNode> nodes() {
        List<DocumentNode> nodes = new ArrayList<>();
        world.relays().forEach(relay -> nodes.add(relay.node()));
        world.clients().forEach(client -> nodes.add(client.node()));
        return nodes;
    }

    private DocumentClient anyClient() {
        return world.clients().get(random.nextInt(world.clients().size()));
    }

    private void strike() {
        if (!world.isStormy()) {
            return;
        }
        switch (random.nextInt(12)) {
            case 0 -> crashClient();
            case 1 -> crashRelay();
            case 2, 3 -> crashHost();
            case 4, 5 -> {
                DocumentNode node = anyNode();
                struck("cut off", node.name());
                node.cut(true);
                later(() -> node.cut(false));
            }
            case 6 -> {
                DocumentNode node = anyNode();
                if (node.isUp()) {
                    struck("pause", node.name());
                    node.pause();
                    int life = node.life();
                    later(() -> {
                        if (node.life() == life && node.isUp()) {
                            node.resume();
                        }
                    });
                }
            }
            case 7 -> {
                DocumentNode node = anyNode();
                if (node.isJoined()) {
                    struck("session of the tree forgotten", node.name());
                    node.forgotten();
                }
            }
            case 8 -> {
                DocumentNode node = anyNode();
                String document = world.scenario().documents.getFirst();
                struck("right taken", node.name());
                node.deny(document, true);
                later(() -> node.deny(document, false));
            }
            case 9 -> {
                if (world.scenario().hasStore) {
                    struck("disk fails", "host");
                    world.host().disk().failWith(StoreException.Problem.UNAVAILABLE);
                    later(() -> world.host().disk().recover());
                }
            }
            case 10 -> {
                struck("copies dropped", "relays");
                world.relays().forEach(DocumentRelay::dropAll);
            }
            case 11 -> corrupt();
            default -> throw new IllegalStateException("no such fault");
        }
    }

    private void corrupt() {
        if (world.scenario().isCorrupting) {
            List<DocumentOpening> all = anyClient().openings().stream()
                    .filter(DocumentOpening::isEditable)
                    .toList();
            if (!all.isEmpty()) {
                DocumentOpening opening = all.get(random.nextInt(all.size()));
                struck("corruption", opening.toString());
                if (random.nextBoolean()) {
                    opening.garble();
                } else {
                    opening.forgetNext();
                }
            }
        }
    }

    private void crashClient() {
        DocumentClient client = anyClient();
        if (client.node().isUp()) {
            struck("client crash", client.node().name());
            client.crash();
            later(() -> restart(client.node()));
        }
    }

    private void crashRelay() {
        if (!world.relays().isEmpty()) {
            DocumentRelay relay =
                    world.relays().get(random.nextInt(world.relays().size()));
            if (relay.node().isUp()) {
                struck("relay crash", relay.node().name());
                relay.crash();
                later(() -> restart(relay.node()));
            }
        }
    }

    private void crashHost() {
        if (world.scenario().isHostCrashing && world.host().isUp()) {
            struck("host crash", "host");
            world.host().crash();
            later(() -> {
                if (!world.host().isUp()) {
                    world.host().start();
                }
            });
        }
    }

    private static void restart(DocumentNode node) {
        if (!node.isUp()) {
            node.start();
        }
    }

    /** Makes everything well again. */
    void end() {
        world.host().disk().recover();
        if (!world.host().isUp()) {
            world.host().start();
        }
        for (DocumentNode node : nodes()) {
            node.cut(false);
            world.scenario().documents.forEach(document -> node.deny(document, false));
            if (node.isUp() && node.isPaused()) {
                node.resume();
            }
            restart(node);
        }
    }
}
