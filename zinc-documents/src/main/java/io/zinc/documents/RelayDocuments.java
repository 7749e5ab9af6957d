package io.zinc.documents;

import io.zinc.core.Endpoint;
import io.zinc.core.Message;
import io.zinc.core.MessageHandler;
import io.zinc.core.Missed;
import io.zinc.core.Question;
import io.zinc.core.SlowSubscriberPolicy;
import io.zinc.core.ZincException;
import io.zinc.documents.protocol.Names;
import io.zinc.documents.protocol.RelayCopies;
import io.zinc.documents.wire.Open;
import java.time.Duration;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.concurrent.CompletionException;
import java.util.concurrent.ScheduledThreadPoolExecutor;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.locks.ReentrantLock;
import java.util.function.Consumer;
import java.util.function.Supplier;

/** The {@link RelayCopies} of a live relay, under a lock. What they want done is done when the lock is free again. */
final class RelayDocuments implements RelayCopies.Outputs<Question> {

    private static final Duration PATIENCE = Duration.ofSeconds(30);

    private final Endpoint endpoint;
    private final ScheduledThreadPoolExecutor timer;
    private final Consumer<Throwable> onError;
    private final ReentrantLock lock = new ReentrantLock();
    private final RelayCopies<Question> copies;
    private final Map<RelayCopies.Copy<Question>, Runnable> ends = new HashMap<>();
    private List<Runnable> effects = new ArrayList<>();
    private boolean isClosed;

    RelayDocuments(
            Endpoint endpoint, DocumentLimits limits, ScheduledThreadPoolExecutor timer, Consumer<Throwable> onError) {
        this.endpoint = endpoint;
        this.timer = timer;
        this.onError = onError;
        this.copies = new RelayCopies<>(CrdtStrategy.INSTANCE, limits, this);
        endpoint.respond(Names.TOPIC_PREFIX, this::asked);
    }

    /** How many questions were answered here, not at the host. */
    long answered() {
        return call(copies::answered);
    }

    /** How many copies there are. */
    int copies() {
        return call(copies::count);
    }

    /** What they take. */
    long bytes() {
        return call(copies::bytes);
    }

    private <R> R call(Supplier<R> step) {
        List<Runnable> wanted;
        R result;
        lock.lock();
        try {
            result = step.get();
            wanted = effects;
            effects = new ArrayList<>();
        } finally {
            lock.unlock();
        }
        wanted.forEach(Runnable::run);
        return result;
    }

    private void step(Runnable step) {
        Object unused = call(() -> {
            step.run();
            return this;
        });
    }

    /** Within a turn of the relay, which waits for it. */
    private boolean asked(Question question) {
        Open open = RelayCopies.ofNewcomer(question.payload());
        if (open == null || question.origin().equals(endpoint.id())) {
            return false;
        }
        Thread.startVirtualThread(() -> step(() -> {
            if (isClosed) {
                pass(question);
            } else {
                copies.asked(question, Names.ofTopic(question.topic()), open, LiveSession.nowMs());
            }
        }));
        return true;
    }

    /** What comes on the topic of a document that is copied. */
    private record Feed(RelayDocuments relay, RelayCopies.Copy<Question> copy) implements MessageHandler<byte[]> {

        @Override
        public void handle(Message<byte[]> message) {
            relay.step(() -> relay.copies.received(copy, message.payload(), LiveSession.nowMs()));
        }

        @Override
        public void missed(Missed missed) {
            relay.step(() -> relay.copies.lost(copy));
        }
    }

    private void follow(RelayCopies.Copy<Question> copy, byte[] question) {
        try {
            Runnable end = endpoint.subscribe(
                    Documents.topic(copy.name()), SlowSubscriberPolicy.RESYNC, new Feed(this, copy))::close;
            step(() -> {
                if (copy.isDropped()) {
                    effects.add(end);
                } else {
                    ends.put(copy, end);
                }
            });
            byte[] answer = endpoint.request(Names.topicOf(copy.name()), question, PATIENCE)
                    .join();
            step(() -> copies.loaded(copy, answer, LiveSession.nowMs()));
        } catch (CompletionException | ZincException e) {
            step(() -> copies.failed(copy)); // the host answers instead, and the next question tries again
        } catch (RuntimeException e) {
            step(() -> copies.failed(copy));
            onError.accept(e);
        }
    }

    // ---- outputs of the copies, under the lock

    @Override
    public void load(RelayCopies.Copy<Question> copy, byte[] question) {
        effects.add(() -> Thread.startVirtualThread(() -> follow(copy, question)));
    }

    @Override
    public void end(RelayCopies.Copy<Question> copy) {
        Runnable end = ends.remove(copy);
        if (end != null) {
            effects.add(end);
        }
    }

    @Override
    public void answer(Question question, byte[] answer) {
        effects.add(() -> question.answer(answer));
    }

    @Override
    public void pass(Question question) {
        effects.add(question::pass);
    }

    @Override
    public void due(long atMs) {
        effects.add(() -> {
            if (!timer.isShutdown()) {
                long inMs = Math.max(1, atMs - LiveSession.nowMs());
                var unused = timer.schedule(
                        () -> Thread.startVirtualThread(() -> step(() -> copies.tick(LiveSession.nowMs()))),
                        inMs,
                        TimeUnit.MILLISECONDS);
            }
        });
    }

    void close() {
        step(() -> {
            isClosed = true;
            copies.clear();
        });
    }
}
