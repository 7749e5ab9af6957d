package io.zinc.documents;

import com.google.protobuf.InvalidProtocolBufferException;
import io.zinc.core.Endpoint;
import io.zinc.core.Message;
import io.zinc.core.MessageHandler;
import io.zinc.core.Missed;
import io.zinc.core.Question;
import io.zinc.core.SlowSubscriberPolicy;
import io.zinc.core.ZincException;
import io.zinc.documents.protocol.Names;
import io.zinc.documents.protocol.SnapshotCache;
import io.zinc.documents.wire.DocumentAnswer;
import io.zinc.documents.wire.DocumentQuestion;
import io.zinc.documents.wire.Open;
import java.time.Duration;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.concurrent.locks.ReentrantLock;
import java.util.function.BooleanSupplier;
import java.util.function.Consumer;
import org.jspecify.annotations.Nullable;

/**
 * The copies of documents that a relay hands out to those who open them below it: of each the bytes of a state and the fragments
 * that came since, no live document. A document is copied when it is first opened through the relay, and followed on its
 * topic from then on. When the copies take more room than they may, the one that was asked for longest ago goes.
 *
 * <p>Only newcomers are answered. Who has something already is answered by the host, which can tell what both lack.
 */
final class RelayDocuments {

    private static final Duration PATIENCE = Duration.ofSeconds(30);
    private static final int MOST_COPIES = 10_000;

    private final Endpoint endpoint;
    private final DocumentLimits limits;
    private final Consumer<Throwable> onError;
    private final ReentrantLock lock = new ReentrantLock();
    private final Map<String, Copy> copies = new LinkedHashMap<>(16, 0.75f, true);
    private long answered;

    // what the copies take, kept up so that no message has to add it up anew
    private long bytes;

    private boolean isClosed;

    /** A copy, and the subscription that feeds it. */
    private final class Copy implements MessageHandler<byte[]> {
        final String name;
        final SnapshotCache cache = new SnapshotCache(CrdtStrategy.INSTANCE, limits);

        @Nullable
        Runnable end;

        /** What it takes of {@link #bytes}; nothing once it was dropped. */
        long countedBytes;

        boolean isDropped;

        Copy(String name) {
            this.name = name;
        }

        @Override
        public void handle(Message<byte[]> message) {
            feed(this, () -> cache.received(message.payload(), LiveSession.nowMs()));
        }

        @Override
        public void missed(Missed missed) {
            drop(this);
        }
    }

    RelayDocuments(Endpoint endpoint, DocumentLimits limits, Consumer<Throwable> onError) {
        this.endpoint = endpoint;
        this.limits = limits;
        this.onError = onError;
        endpoint.respond(Names.TOPIC_PREFIX, this::asked);
    }

    /** How many questions were answered here, not at the host. */
    long answered() {
        lock.lock();
        try {
            return answered;
        } finally {
            lock.unlock();
        }
    }

    /** How many copies there are. */
    int copies() {
        lock.lock();
        try {
            return copies.size();
        } finally {
            lock.unlock();
        }
    }

    /** What they take. */
    long bytes() {
        lock.lock();
        try {
            return bytes;
        } finally {
            lock.unlock();
        }
    }

    /** On the thread that owns the relay's links. */
    private boolean asked(Question question) {
        DocumentQuestion asked;
        try {
            asked = DocumentQuestion.parseFrom(question.payload());
        } catch (InvalidProtocolBufferException e) {
            return false; // the host says what is wrong with it
        }
        if (!asked.hasOpen()
                || asked.getOpen().getAuthoritative()
                || !asked.getOpen().getVersion().isEmpty()
                || question.origin().equals(endpoint.id())) {
            return false;
        }
        String name = Names.ofTopic(question.topic());
        Copy copy;
        lock.lock();
        try {
            copy = copies.get(name);
            if (copy == null && !isClosed) {
                Copy fresh = new Copy(name);
                copies.put(name, fresh);
                Thread.startVirtualThread(() -> load(fresh));
            }
        } finally {
            lock.unlock();
        }
        if (copy == null) {
            return false;
        }
        Thread.startVirtualThread(() -> answer(question, asked.getOpen(), copy));
        return true;
    }

    private void answer(Question question, Open open, Copy copy) {
        DocumentAnswer answer;
        lock.lock();
        try {
            answer = copy.cache.answer(open, LiveSession.nowMs());
            answered += answer == null ? 0 : 1;
        } finally {
            lock.unlock();
        }
        if (answer == null) {
            question.pass();
        } else {
            question.answer(answer.toByteArray());
        }
    }

    private void load(Copy copy) {
        try {
            Runnable end = endpoint.subscribe(Documents.topic(copy.name), SlowSubscriberPolicy.RESYNC, copy)::close;
            lock.lock();
            try {
                copy.end = end;
            } finally {
                lock.unlock();
            }
            byte[] answer = endpoint.request(Names.topicOf(copy.name), SnapshotCache.question(), PATIENCE)
                    .join();
            feed(copy, () -> copy.cache.loaded(answer, LiveSession.nowMs()));
        } catch (java.util.concurrent.CompletionException | ZincException e) {
            drop(copy); // the host answers instead, and the next question tries again
        } catch (RuntimeException e) {
            drop(copy);
            onError.accept(e);
        }
    }

    /** Gives a copy something to take; drops it when that shows that it is of no use, or others when it grows too large. */
    private void feed(Copy copy, BooleanSupplier taken) {
        boolean isGood;
        lock.lock();
        try {
            isGood = !copy.isDropped && taken.getAsBoolean();
            if (isGood) {
                bytes += copy.cache.bytes() - copy.countedBytes;
                copy.countedBytes = copy.cache.bytes();
            }
        } finally {
            lock.unlock();
        }
        if (isGood) {
            trim();
        } else {
            drop(copy);
        }
    }

    private void drop(Copy copy) {
        Runnable end;
        lock.lock();
        try {
            boolean ignored = copies.remove(copy.name, copy);
            copy.isDropped = true;
            bytes -= copy.countedBytes;
            copy.countedBytes = 0;
            end = copy.end;
        } finally {
            lock.unlock();
        }
        if (end != null) {
            end.run();
        }
    }

    /** Keeps within the room that copies may take. */
    private void trim() {
        List<Copy> oldest = new ArrayList<>();
        lock.lock();
        try {
            long left = bytes;
            int count = copies.size();
            for (Copy copy : copies.values()) {
                if (left <= limits.cacheBytes() && count <= MOST_COPIES) {
                    break;
                }
                left -= copy.countedBytes;
                count--;
                oldest.add(copy);
            }
        } finally {
            lock.unlock();
        }
        oldest.forEach(this::drop);
    }

    void close() {
        List<Copy> all;
        lock.lock();
        try {
            isClosed = true;
            all = List.copyOf(copies.values());
        } finally {
            lock.unlock();
        }
        all.forEach(this::drop);
    }
}
