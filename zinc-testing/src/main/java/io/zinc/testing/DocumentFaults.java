package io.zinc.testing;

import io.zinc.documents.protocol.Names;
import io.zinc.documents.spi.StoreException;
import java.util.List;
import java.util.SplittableRandom;

/** What goes wrong in a run of documents. */
final class DocumentFaults {

    private final DocumentWorld world;
    private final SplittableRandom random;
    private final NetworkFaults network;
    private int count;

    DocumentFaults(DocumentWorld world) {
        this.world = world;
        this.random = world.random().split();
        this.network = new NetworkFaults(
                world.network(),
                world.coverage(),
                random,
                world.scenario().treeLimits.deadAfterMs());
    }

    int count() {
        return count;
    }

    void schedule(long lengthNs) {
        for (int i = 0; i < world.scenario().faults; i++) {
            world.time().after(random.nextLong(lengthNs), this::strike);
        }
        DocumentStranger stranger = world.stranger();
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
        List<DocumentNode> nodes = world.nodes();
        return nodes.get(random.nextInt(nodes.size()));
    }

    private DocumentClient anyClient() {
        return world.clients().get(random.nextInt(world.clients().size()));
    }

    private void strike() {
        if (!world.isStormy()) {
            return;
        }
        switch (random.nextInt(20)) {
            case 0 -> crashClient();
            case 1 -> crashRelay();
            case 2, 3 -> crashHost();
            case 4, 5, 6 -> cutOff();
            case 7, 8 -> pause();
            case 9 -> takeRight();
            case 10 -> failDisk();
            case 11 -> {
                struck("copies dropped", "relays");
                world.relays().forEach(DocumentRelay::dropAll);
            }
            case 12, 13 -> corrupt();
            case 14 -> leave();
            case 15 -> linkFault(network::breakConnection);
            case 16 -> linkFault(network::killPath);
            case 17 -> linkFault(network::stall);
            default -> linkFault(network::loseRun);
        }
    }

    private void linkFault(Runnable fault) {
        count++;
        fault.run();
    }

    private void cutOff() {
        long forNs = aWhile();
        DocumentNode node = anyNode();
        struck("cut off", node.name() + " for " + forNs / 1_000_000 + " ms");
        node.cut(true);
        world.time().after(forNs, () -> node.cut(false));
    }

    private void pause() {
        DocumentNode node = anyNode();
        if (node.isUp()) {
            long forNs = aWhile();
            struck("pause", node.name() + " for " + forNs / 1_000_000 + " ms");
            node.pause(forNs);
        }
    }

    /** A host asks for a session's rights once, so the client begins anew, and once more when it has the right again. */
    private void takeRight() {
        DocumentClient client = anyClient();
        String document = world.scenario().documents.getFirst();
        if (client.node().isUp()) {
            struck("right taken", client.node().name());
            world.deny(client.node(), document, true);
            restart(client);
            client.open(document);
            later(() -> {
                if (world.isDenied(client.node().name(), Names.topicOf(document))) {
                    world.deny(client.node(), document, false);
                    restart(client);
                }
            });
        }
    }

    private static void restart(DocumentClient client) {
        client.crash();
        client.node().start();
    }

    private void failDisk() {
        if (world.scenario().hasStore) {
            struck("disk fails", "host");
            world.host().disk().failWith(StoreException.Problem.UNAVAILABLE);
            later(() -> world.host().disk().recover());
        }
    }

    private void leave() {
        DocumentClient client = anyClient();
        if (client.node().isUp() && !client.node().isPaused()) {
            struck("leave", client.node().name());
            client.leave();
            later(() -> restart(client.node()));
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
                relay.node().crash();
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
        for (DocumentClient client : world.clients()) {
            for (String document : world.scenario().documents) {
                if (world.isDenied(client.node().name(), Names.topicOf(document))) {
                    world.deny(client.node(), document, false);
                    client.crash();
                }
            }
        }
        for (DocumentNode node : world.nodes()) {
            node.cut(false);
            node.resume();
            restart(node);
        }
    }
}
