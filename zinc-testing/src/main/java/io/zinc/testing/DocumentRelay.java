package io.zinc.testing;

import com.google.protobuf.InvalidProtocolBufferException;
import io.zinc.core.Role;
import io.zinc.documents.protocol.Names;
import io.zinc.documents.protocol.SnapshotCache;
import io.zinc.documents.wire.DocumentAnswer;
import io.zinc.documents.wire.DocumentQuestion;
import io.zinc.documents.wire.Open;
import java.util.List;
import java.util.Map;
import java.util.TreeMap;
import java.util.UUID;

/** A relay of a run, with its copies of documents. */
final class DocumentRelay implements DocumentLife.Duties {

    private final DocumentWorld world;
    private final DocumentNode node;
    private final Map<String, Copy> copies = new TreeMap<>();

    /** A copy, and what feeds it. */
    private final class Copy implements DocumentFeed.Ear {
        private final String name;
        private final DocumentLife life;
        private final SnapshotCache cache = new SnapshotCache(world.strategy(), world.scenario().limits);
        private final DocumentFeed feed;

        Copy(DocumentLife life, String name) {
            this.name = name;
            this.life = life;
            this.feed = life.follow(Names.topicOf(name), this);
        }

        @Override
        public void confirmed() {
            life.ask(Names.topicOf(name), SnapshotCache.question(), new DocumentLife.Asker() {
                @Override
                public void answered(byte[] answer) {
                    if (!cache.loaded(answer, world.nowMs())) {
                        drop();
                    }
                }

                @Override
                public void failed(String reason, boolean isFinal) {
                    drop();
                }
            });
        }

        @Override
        public void refused(String reason) {
            drop();
        }

        @Override
        public void received(byte[] down) {
            if (!cache.received(down, world.nowMs())) {
                drop();
            }
        }

        @Override
        public void missed() {
            drop();
        }

        private void drop() {
            if (copies.remove(name, this)) {
                world.coverage().once("relay copies dropped");
                life.unfollow(feed);
            }
        }
    }

    DocumentRelay(DocumentWorld world, String name, List<String> parents) {
        this.world = world;
        this.node = new DocumentNode(world, name, Role.RELAY, parents, this);
    }

    DocumentNode node() {
        return node;
    }

    void crash() {
        node.crash();
        copies.clear();
    }

    void dropAll() {
        List.copyOf(copies.values()).forEach(Copy::drop);
    }

    /** Answers from a copy, if it has one by then; somebody above has to where it has none. */
    @Override
    public boolean asked(DocumentLife life, long ask, String document, UUID origin, byte[] question) {
        Open open;
        try {
            open = DocumentQuestion.parseFrom(question).getOpen();
        } catch (InvalidProtocolBufferException e) {
            throw new Violation(Promise.SOUNDNESS, "a session asked a malformed question: " + e);
        }
        if (open.getAuthoritative() || !open.getVersion().isEmpty() || origin.equals(life.id())) {
            return false;
        }
        Copy copy = copies.get(document);
        if (copy == null) {
            life.run(() -> copies.computeIfAbsent(document, name -> new Copy(life, name)));
            return false;
        }
        life.run(() -> answer(life, ask, open, copy));
        return true;
    }

    private void answer(DocumentLife life, long ask, Open open, Copy copy) {
        DocumentAnswer answer = copy.cache.answer(open, world.nowMs());
        if (answer == null) {
            life.call(() -> life.node().passed(ask));
        } else {
            byte[] bytes = answer.toByteArray();
            world.coverage().once("answers from relays");
            world.story().tell(node.name(), () -> copy.name + " answers " + DocumentText.answer(bytes));
            life.call(() -> life.node().answered(ask, bytes));
        }
    }
}
