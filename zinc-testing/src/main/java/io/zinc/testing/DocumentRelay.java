package io.zinc.testing;

import io.zinc.core.Role;
import io.zinc.documents.protocol.Names;
import io.zinc.documents.protocol.RelayCopies;
import io.zinc.documents.wire.Open;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.UUID;
import org.jspecify.annotations.Nullable;

/** A relay of a run, with its copies of documents. */
final class DocumentRelay implements DocumentLife.Duties {

    private final DocumentWorld world;
    private final DocumentNode node;
    private @Nullable Copies present;

    /** The copies of one life of the relay. */
    private final class Copies implements RelayCopies.Outputs<Long> {

        private final DocumentLife life;
        private final RelayCopies<Long> copies = new RelayCopies<>(world.strategy(), world.scenario().limits, this);
        private final Map<RelayCopies.Copy<Long>, DocumentFeed> feeds = new HashMap<>();

        Copies(DocumentLife life) {
            this.life = life;
        }

        @Override
        public void load(RelayCopies.Copy<Long> copy, byte[] question) {
            String topic = Names.topicOf(copy.name());
            DocumentLife.Asker asker = new DocumentLife.Asker() {
                @Override
                public void answered(byte[] answer) {
                    copies.loaded(copy, answer, world.nowMs());
                }

                @Override
                public void failed(String reason, boolean isFinal) {
                    copies.failed(copy);
                }
            };
            feeds.put(copy, life.follow(topic, new DocumentFeed.Ear() {
                @Override
                public void confirmed() {
                    life.ask(topic, question, asker);
                }

                @Override
                public void refused(String reason) {
                    copies.failed(copy);
                }

                @Override
                public void received(byte[] down) {
                    copies.received(copy, down, world.nowMs());
                }

                @Override
                public void missed() {
                    copies.lost(copy);
                }
            }));
        }

        @Override
        public void end(RelayCopies.Copy<Long> copy) {
            world.coverage().once("relay copies dropped");
            DocumentFeed feed = feeds.remove(copy);
            if (feed != null) {
                life.unfollow(feed);
            }
        }

        @Override
        public void answer(Long ask, byte[] answer) {
            world.coverage().once("answers from relays");
            world.story().tell(life.name(), () -> "answers " + DocumentText.answer(answer));
            life.call(() -> life.node().answered(ask, answer));
        }

        @Override
        public void pass(Long ask) {
            world.coverage().once("questions left to the parent");
            life.call(() -> life.node().passed(ask));
        }

        @Override
        public void due(long atMs) {
            long inMs = Math.max(1, atMs - world.nowMs());
            world.time().after(VirtualTime.millis(inMs), () -> life.awake(() -> copies.tick(world.nowMs())));
        }
    }

    DocumentRelay(DocumentWorld world, String name, List<String> parents) {
        this.world = world;
        this.node = new DocumentNode(world, name, Role.RELAY, parents, this);
    }

    DocumentNode node() {
        return node;
    }

    void dropAll() {
        if (present != null && !present.life.isOver()) {
            present.copies.clear();
        }
    }

    @Override
    public boolean asked(DocumentLife life, long ask, String document, UUID origin, byte[] question) {
        Open open = RelayCopies.ofNewcomer(question);
        if (open == null || origin.equals(life.id())) {
            return false;
        }
        life.run(() -> {
            if (present == null || present.life != life) {
                present = new Copies(life);
            }
            present.copies.asked(ask, document, open, world.nowMs());
        });
        return true;
    }
}
