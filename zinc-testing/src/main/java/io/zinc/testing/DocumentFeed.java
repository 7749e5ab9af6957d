package io.zinc.testing;

import java.util.List;

/**
 * One subscription to a document's topic: messages come in the host's order and once each, late, and where some are missing it
 * is told. Another host's messages come after the word that history changed, from the first one on.
 */
final class DocumentFeed {

    /** Who listens. */
    interface Ear {

        void received(byte[] down);

        void missed();
    }

    private final DocumentWorld world;
    private final DocumentNode node;
    private final String document;
    private final Ear ear;
    private int reign;
    private int next;
    private boolean isScheduled;
    private boolean isClosed;

    DocumentFeed(DocumentWorld world, DocumentNode node, String document, Ear ear) {
        this.world = world;
        this.node = node;
        this.document = document;
        this.ear = ear;
    }

    String document() {
        return document;
    }

    /** Subscribes, and says so when it is true that nothing will be missed from then on. */
    void subscribe(Runnable confirmed) {
        world.time()
                .after(
                        world.delay(),
                        () -> node.awake(() -> {
                            if (isClosed) {
                                return;
                            }
                            if (node.isJoined()) {
                                reign = world.host().reign();
                                next = world.host().published(document).size();
                                confirmed.run();
                                pump();
                            } else {
                                subscribe(confirmed);
                            }
                        }));
    }

    void close() {
        isClosed = true;
    }

    private boolean isHearing() {
        return !isClosed && reign != 0 && !node.isPaused() && node.isJoined();
    }

    void pump() {
        if (!isScheduled
                && isHearing()
                && (reign != world.host().reign()
                        || next < world.host().published(document).size())) {
            isScheduled = true;
            world.time().after(world.delay(), this::deliver);
        }
    }

    /** Something that nobody sends again has come. */
    void mentioned(byte[] down, int ofReign) {
        if (isHearing() && reign == ofReign) {
            ear.received(down);
        }
    }

    private void deliver() {
        isScheduled = false;
        if (!isHearing()) {
            return;
        }
        if (reign != world.host().reign()) {
            reign = world.host().reign();
            next = 0;
            world.coverage().once("histories changed");
            ear.missed();
        } else {
            List<byte[]> all = world.host().published(document);
            if (world.isStormy() && world.random().nextDouble() < world.scenario().gapRate) {
                next = Math.min(all.size(), next + 1 + world.random().nextInt(3));
                world.coverage().once("gaps reported");
                ear.missed();
            }
            for (int left = 1 + world.random().nextInt(4); left > 0 && next < all.size() && isHearing(); left--) {
                ear.received(all.get(next++));
            }
        }
        pump();
    }
}
