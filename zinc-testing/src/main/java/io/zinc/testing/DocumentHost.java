package io.zinc.testing;

import com.google.protobuf.InvalidProtocolBufferException;
import io.zinc.core.GatedMessage;
import io.zinc.core.Lane;
import io.zinc.core.Role;
import io.zinc.core.SendResult;
import io.zinc.documents.Kinds;
import io.zinc.documents.protocol.Departed;
import io.zinc.documents.protocol.HostedDocument;
import io.zinc.documents.protocol.KnownKinds;
import io.zinc.documents.protocol.Names;
import io.zinc.documents.protocol.Renaming;
import io.zinc.documents.protocol.StoreStep;
import io.zinc.documents.spi.DocumentStore;
import io.zinc.documents.spi.StoreException;
import io.zinc.documents.wire.DocumentQuestion;
import io.zinc.documents.wire.Open;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.TreeMap;
import java.util.UUID;
import java.util.function.Consumer;
import org.jspecify.annotations.Nullable;

/** The host of a run: the documents in its memory, each with a lane, and its way to the disk. */
final class DocumentHost implements DocumentLife.Duties {

    private static final int WAITING_BYTES = 200_000;

    private final DocumentWorld world;
    private final DocumentNode node;
    private final MemoryDisk disk = new MemoryDisk();
    private final KnownKinds kinds;
    private final Map<String, Hosted> loaded = new TreeMap<>();
    private final Map<String, Lane> lanes = new TreeMap<>();
    private @Nullable DocumentWriter writer;
    private int reign;
    private long refusedBefore;

    /** A document in memory. */
    final class Hosted implements HostedDocument.Outputs {

        private final String name;
        private final int life = reign;
        final HostedDocument document;
        private long dueAtMs = Long.MAX_VALUE;

        Hosted(String name) {
            this.name = name;
            DocumentWriter from = writer;
            this.document = new HostedDocument(
                    name,
                    kinds,
                    from == null ? Optional.empty() : from.store().load(name),
                    from != null,
                    reign,
                    world.scenario().maxPartBytes,
                    world.scenario().limits,
                    this,
                    world.nowMs());
        }

        @Override
        public void publish(byte[] down) {
            world.story().tell("host", () -> name + " publishes " + DocumentText.down(down));
            world.history().published(name, down);
            SendResult ignored = node.send(name, down);
        }

        @Override
        public void publishEphemeral(byte[] down) {
            world.story().tell("host", () -> name + " mentions " + DocumentText.down(down));
            world.history().published(name, down);
            node.sendEphemeral(name, down);
        }

        @Override
        public void store(StoreStep step) {
            if (writer != null) {
                writer.add(step, this);
            }
        }

        @Override
        public void due(long atMs) {
            if (atMs < dueAtMs) {
                dueAtMs = atMs;
                later(VirtualTime.millis(Math.max(1, atMs - world.nowMs())), this::tick);
            }
        }

        @Override
        public void rename(Renaming wanted) {
            HostedDocument target = DocumentHost.this.document(wanted.to());
            long generation = target == null ? 0 : target.reserve(world.nowMs());
            later(() -> {
                if (generation == 0) {
                    world.coverage().once("renamings refused");
                    document.notRenamed(wanted, "the name is not free", world.nowMs());
                } else if (!document.depart(wanted, generation, world.nowMs())) {
                    reserved(wanted.to(), reserved -> reserved.release(world.nowMs()));
                }
            });
        }

        @Override
        public void departed(StoreStep.Rename step, Departed departed) {
            if (writer == null) {
                world.history().renamed(step);
            }
            later(() -> {
                reserved(step.to(), target -> target.arrive(step, departed, world.nowMs()));
                later(() -> document.left(step, world.nowMs()));
            });
        }

        @Override
        public void stayed(StoreStep.Rename step) {
            throw new Violation(Promise.SOUNDNESS, "the store would not rename " + step.document());
        }

        /** On another lane, so a little later; never when the host is another one by then. */
        private void later(Runnable task) {
            later(world.delay(), task);
        }

        private void later(long afterNs, Runnable task) {
            world.time()
                    .after(
                            afterNs,
                            () -> node.awake(() -> {
                                if (life == reign) {
                                    task.run();
                                }
                            }));
        }

        private void reserved(String other, Consumer<HostedDocument> use) {
            Hosted kept = loaded.get(other);
            if (kept == null) {
                throw new Violation(Promise.SOUNDNESS, other + " was left to the store while its name was reserved");
            }
            use.accept(kept.document);
        }

        /** Now and then, as when a host has more to do than it can. */
        @Override
        public boolean isMoreComing() {
            boolean isMoreComing = world.random().nextInt(4) == 0;
            if (isMoreComing) {
                world.coverage().once("edits gathered");
                later(VirtualTime.millis(world.random().nextInt(20)), this::publishGathered);
            }
            return isMoreComing;
        }

        private void publishGathered() {
            if (isLoaded()) {
                document.publishGathered();
            }
        }

        private void tick() {
            if (isLoaded()) {
                dueAtMs = Long.MAX_VALUE;
                document.tick(world.nowMs());
                unloadIdle();
                if (isLoaded() && writer != null && dueAtMs == Long.MAX_VALUE) {
                    due(world.nowMs() + world.scenario().limits.unloadIdleMs());
                }
            }
        }

        private boolean isLoaded() {
            return life == reign && loaded.get(name) == this;
        }

        private void unloadIdle() {
            if (writer != null && document.isIdle(world.nowMs())) {
                loaded.remove(name);
                refusedBefore += document.refused();
                world.coverage().once("documents left to the store");
            }
        }

        /** It is on the disk, which is told a little later. */
        void stored(StoreStep step) {
            later(() -> {
                if (isLoaded()) {
                    document.stored(step, world.nowMs());
                }
            });
        }
    }

    DocumentHost(DocumentWorld world) {
        this.world = world;
        this.node = new DocumentNode(world, "host", Role.HOST, List.of(), this);
        this.kinds = new KnownKinds(world.strategy()).with("text", world.strategy(), Kinds::check);
    }

    DocumentNode node() {
        return node;
    }

    boolean isUp() {
        return node.isUp();
    }

    MemoryDisk disk() {
        return disk;
    }

    void start() {
        reign++;
        world.story().tell("host", () -> "reign " + reign);
        writer = world.scenario().hasStore ? new DocumentWriter(world, disk.open()) : null;
        node.start();
    }

    /** Ends at once; what was not on the disk is gone. */
    void crash() {
        node.crash();
        loaded.values().forEach(hosted -> refusedBefore += hosted.document.refused());
        loaded.clear();
        lanes.clear();
        DocumentWriter ended = writer;
        if (ended != null) {
            ended.end();
            disk.losePower();
        }
        writer = null;
        world.history().hostCrashed();
    }

    boolean isWritten() {
        return writer == null || writer.isIdle();
    }

    @Nullable
    DocumentStore store() {
        return writer == null ? null : writer.store();
    }

    /** A document, read from the store if need be; null when that cannot be read now. */
    @Nullable
    HostedDocument document(String name) {
        Hosted hosted = loaded.get(name);
        if (hosted == null) {
            try {
                hosted = new Hosted(name);
            } catch (StoreException e) {
                world.coverage().once("documents not read for now");
                return null;
            }
            loaded.put(name, hosted);
            if (writer != null) {
                hosted.due(world.nowMs() + world.scenario().limits.unloadIdleMs());
            }
        }
        return hosted.document;
    }

    long refused() {
        return refusedBefore
                + loaded.values().stream()
                        .mapToLong(hosted -> hosted.document.refused())
                        .sum();
    }

    // ---- what comes, on the document's lane

    private void use(String name, Consumer<@Nullable HostedDocument> use) {
        DocumentLife life = node.life();
        if (life != null) {
            lanes.computeIfAbsent(name, absent -> life.newLane()).execute(() -> use.accept(document(name)));
        }
    }

    @Override
    public boolean offer(GatedMessage message) {
        DocumentLife life = node.life();
        boolean isFull = life == null || life.heldBytes() > WAITING_BYTES;
        if (isFull
                || (world.isStormy()
                        && !world.scenario().isCalm
                        && world.random().nextInt(40) == 0)) {
            return false;
        }
        String name = Names.ofTopic(message.topic());
        use(name, document -> {
            byte[] up = message.payload();
            world.story().tell("host", () -> name + " gets " + DocumentText.up(up));
            if (document != null) {
                document.received(message.origin(), message.subject(), up, world.nowMs());
            }
        });
        return true;
    }

    @Override
    public void gone(UUID endpoint) {
        for (String name : List.copyOf(loaded.keySet())) {
            use(name, document -> {
                if (document != null) {
                    document.gone(endpoint, world.nowMs());
                }
            });
        }
    }

    @Override
    public boolean asked(DocumentLife life, long ask, String name, UUID origin, byte[] question) {
        Open open;
        try {
            open = DocumentQuestion.parseFrom(question).getOpen();
        } catch (InvalidProtocolBufferException e) {
            throw new Violation(Promise.SOUNDNESS, "a session asked a malformed question: " + e);
        }
        use(name, document -> {
            if (document == null) {
                life.call(() -> life.node().refused(ask, "the store cannot be read now"));
                return;
            }
            byte[] answer = document.open(open, world.nowMs()).toByteArray();
            world.coverage().once("answers from the host");
            world.story().tell("host", () -> name + " answers " + DocumentText.answer(answer));
            life.call(() -> life.node().answered(ask, answer));
        });
        return true;
    }
}
