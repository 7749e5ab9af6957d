package io.zinc.testing;

import com.google.protobuf.InvalidProtocolBufferException;
import io.zinc.documents.protocol.SnapshotCache;
import io.zinc.documents.wire.DocumentAnswer;
import io.zinc.documents.wire.DocumentQuestion;
import java.util.Map;
import java.util.TreeMap;
import org.jspecify.annotations.Nullable;

/** A relay of a run, with its copies of documents. */
final class DocumentRelay {

    private final DocumentWorld world;
    private final DocumentNode node;
    private final Map<String, Copy> copies = new TreeMap<>();

    /** A copy, and what feeds it. */
    private final class Copy implements DocumentFeed.Ear {
        private final String name;
        private final SnapshotCache cache = new SnapshotCache(world.strategy(), world.scenario().limits);
        private final DocumentFeed feed;

        Copy(String name) {
            this.name = name;
            this.feed = node.follow(name, this);
            feed.subscribe(this::load);
        }

        private void load() {
            world.ask(node, name, SnapshotCache.question(), new DocumentWorld.Asker() {
                @Override
                public void answered(byte[] answer) {
                    if (!cache.loaded(answer, world.nowMs())) {
                        drop();
                    }
                }

                @Override
                public void failed(String reason) {
                    drop();
                }
            });
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
            world.coverage().once("relay copies dropped");
            node.unfollow(feed);
            copies.remove(name, this);
        }
    }

    DocumentRelay(DocumentWorld world, DocumentNode node) {
        this.world = world;
        this.node = node;
    }

    DocumentNode node() {
        return node;
    }

    void crash() {
        node.crash();
        copies.clear();
    }

    void dropAll() {
        java.util.List.copyOf(copies.values()).forEach(Copy::drop);
    }

    /** Answers from a copy; null when the host has to. */
    byte @Nullable [] answer(String name, byte[] question) {
        try {
            DocumentQuestion asked = DocumentQuestion.parseFrom(question);
            if (asked.getOpen().getAuthoritative()
                    || !asked.getOpen().getVersion().isEmpty()) {
                return null;
            }
            Copy copy = copies.get(name);
            if (copy == null) {
                copies.put(name, new Copy(name));
                return null;
            }
            DocumentAnswer answer = copy.cache.answer(asked.getOpen(), world.nowMs());
            if (answer == null) {
                return null;
            }
            world.coverage().once("answers from relays");
            world.story().tell(node.name(), () -> name + " answers " + DocumentText.answer(answer.toByteArray()));
            return answer.toByteArray();
        } catch (InvalidProtocolBufferException e) {
            throw new Violation(Promise.SOUNDNESS, "a session asked a malformed question: " + e);
        }
    }
}
