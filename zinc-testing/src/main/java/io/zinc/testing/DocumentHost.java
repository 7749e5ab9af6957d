package io.zinc.testing;

import com.google.protobuf.InvalidProtocolBufferException;
import io.zinc.documents.Kinds;
import io.zinc.documents.protocol.Departed;
import io.zinc.documents.protocol.HostedDocument;
import io.zinc.documents.protocol.KnownKinds;
import io.zinc.documents.protocol.Renaming;
import io.zinc.documents.protocol.StoreStep;
import io.zinc.documents.spi.DocumentStore;
import io.zinc.documents.spi.StoreException;
import io.zinc.documents.wire.DocumentQuestion;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.TreeMap;
import java.util.UUID;
import java.util.function.Consumer;
import org.jspecify.annotations.Nullable;

/** The host of a run: the documents in its memory, what it has published in this reign, and its way to the disk. */
final class DocumentHost {

    private final DocumentWorld world;
    private final MemoryDisk disk = new MemoryDisk();
    private final KnownKinds kinds;
    private final Map<String, Hosted> loaded = new TreeMap<>();
    private final Map<String, List<byte[]>> published = new TreeMap<>();
    private @Nullable DocumentWriter writer;
    private int reign;
    private boolean isUp;
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
            published(name).add(down);
            world.published(name);
        }

        @Override
        public void publishEphemeral(byte[] down) {
            world.story().tell("host", () -> name + " mentions " + DocumentText.down(down));
            world.history().published(name, down);
            world.publishedEphemeral(name, down);
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
                world.time().after(VirtualTime.millis(Math.max(1, atMs - world.nowMs())), this::tick);
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
            world.time().after(world.delay(), () -> {
                if (isUp && life == reign) {
                    task.run();
                }
            });
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
                world.time().after(VirtualTime.millis(world.random().nextInt(20)), this::publishGathered);
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
            return isUp && life == reign && loaded.get(name) == this;
        }

        private void unloadIdle() {
            if (writer != null && document.isIdle(world.nowMs())) {
                loaded.remove(name);
                refusedBefore += document.refused();
                world.coverage().once("documents left to the store");
            }
        }

        /** On the disk; told a little later. */
        void stored(StoreStep step) {
            if (isLoaded()) {
                document.stored(step, world.nowMs());
            }
        }
    }

    DocumentHost(DocumentWorld world) {
        this.world = world;
        this.kinds = new KnownKinds(world.strategy()).with("text", world.strategy(), Kinds::check);
    }

    boolean isUp() {
        return isUp;
    }

    /** Which of its lives it is in; another one after each start. */
    int reign() {
        return reign;
    }

    MemoryDisk disk() {
        return disk;
    }

    /** What it has published of a document since it started. */
    List<byte[]> published(String name) {
        return published.computeIfAbsent(name, absent -> new ArrayList<>());
    }

    void start() {
        reign++;
        isUp = true;
        world.story().tell("host", () -> "reign " + reign);
        writer = world.scenario().hasStore ? new DocumentWriter(world, disk.open()) : null;
    }

    /** Ends at once; what was not on the disk is gone. */
    void crash() {
        isUp = false;
        loaded.values().forEach(hosted -> refusedBefore += hosted.document.refused());
        loaded.clear();
        published.clear();
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

    // ---- what comes

    /** What an endpoint sent arrives at the gate; false when there is no room now. */
    boolean take(UUID origin, String name, byte[] up) {
        if (!isUp) {
            return false;
        }
        if (world.isStormy() && world.random().nextInt(40) == 0) {
            return false;
        }
        world.story().tell("host", () -> name + " gets " + DocumentText.up(up));
        HostedDocument document = document(name);
        if (document != null) {
            document.received(origin, "", up, world.nowMs());
        }
        return true;
    }

    void gone(UUID origin) {
        if (isUp) {
            for (Hosted hosted : List.copyOf(loaded.values())) {
                hosted.document.gone(origin, world.nowMs());
            }
        }
    }

    /** Answers a full document request; null when nobody is there. */
    byte @Nullable [] answer(String name, byte[] question) {
        if (!isUp) {
            return null;
        }
        HostedDocument document = document(name);
        if (document == null) {
            return null;
        }
        try {
            byte[] answer = document.open(DocumentQuestion.parseFrom(question).getOpen(), world.nowMs())
                    .toByteArray();
            world.story().tell("host", () -> name + " answers " + DocumentText.answer(answer));
            return answer;
        } catch (InvalidProtocolBufferException e) {
            throw new Violation(Promise.SOUNDNESS, "a session asked a malformed question: " + e);
        }
    }
}
