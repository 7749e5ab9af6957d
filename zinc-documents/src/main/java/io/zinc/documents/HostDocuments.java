package io.zinc.documents;

import com.google.protobuf.InvalidProtocolBufferException;
import io.zinc.core.Endpoint;
import io.zinc.core.GatedMessage;
import io.zinc.core.Lane;
import io.zinc.core.Question;
import io.zinc.core.SendResult;
import io.zinc.core.Topic;
import io.zinc.core.ZincException;
import io.zinc.core.spi.Authorizer.Access;
import io.zinc.core.spi.Authorizer.Decision;
import io.zinc.documents.protocol.HostedDocument;
import io.zinc.documents.protocol.KnownKinds;
import io.zinc.documents.protocol.Names;
import io.zinc.documents.protocol.StoreStep;
import io.zinc.documents.spi.DocumentStore;
import io.zinc.documents.wire.DocumentAnswer;
import io.zinc.documents.wire.DocumentQuestion;
import io.zinc.documents.wire.Open;
import java.lang.ref.WeakReference;
import java.security.SecureRandom;
import java.time.Duration;
import java.util.Arrays;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.UUID;
import java.util.concurrent.ConcurrentHashMap;
import java.util.concurrent.CopyOnWriteArrayList;
import java.util.concurrent.ScheduledThreadPoolExecutor;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.atomic.AtomicLong;
import java.util.function.BiConsumer;
import java.util.function.Consumer;
import org.jspecify.annotations.Nullable;

/**
 * All documents of a host: which of them are in memory, who gets what they publish, and the way to the store.
 *
 * <p>It stands as the gate before the documents' topics. Each document has a lane of its own, so documents go side by side and
 * one document's steps one after another. What waits in lanes and for the store is bounded: beyond that the gate takes no
 * more, and edits wait at their authors.
 */
final class HostDocuments {

    private static final long CLOSE_MS = 10_000;
    private static final Duration SEND_PATIENCE = Duration.ofSeconds(1);
    private static final int MESSAGE_BYTES = 200;

    private final Endpoint endpoint;
    private final @Nullable DocumentStore store;
    private final @Nullable StoreWriter writer;
    private final StoreAnswers answers;
    private final DocumentLimits limits;
    private final int maxPartBytes;
    private final ScheduledThreadPoolExecutor timer;
    private final Consumer<Throwable> onError;
    private final KnownKinds kinds = Kinds.known();
    private final Map<String, LoadedDocument> loaded = new ConcurrentHashMap<>();
    private final Map<String, List<LiveSession>> locals = new ConcurrentHashMap<>();
    // states that documents rest in, for the sessions of this process to rest in, too
    private final Map<String, WeakReference<byte[]>> states = new ConcurrentHashMap<>();
    private final AtomicLong waitingBytes = new AtomicLong();
    // positions of another start of the host are not the same, where that had no store or lost what was not on the disk
    private final int life = new SecureRandom().nextInt() | 1;
    private final HostRenames renames;
    private volatile boolean isClosed;

    HostDocuments(
            Endpoint endpoint,
            @Nullable DocumentStore store,
            DocumentLimits limits,
            int maxPartBytes,
            ScheduledThreadPoolExecutor timer,
            Consumer<Throwable> onError) {
        this.endpoint = endpoint;
        this.store = store;
        this.answers = new StoreAnswers(store);
        this.limits = limits;
        this.maxPartBytes = maxPartBytes;
        this.timer = timer;
        this.onError = onError;
        this.renames = new HostRenames(endpoint, this::use);
        this.writer = store == null ? null : new StoreWriter(store, onError);
        endpoint.gate(Names.TOPIC_PREFIX, this::offer);
        endpoint.respond(Names.TOPIC_PREFIX, this::asked);
        endpoint.respond(Names.LIST_TOPIC, this::askedForList);
        endpoint.onSessionEnd(this::gone);
    }

    DocumentLimits limits() {
        return limits;
    }

    HostRenames renames() {
        return renames;
    }

    void failed(Throwable fault) {
        onError.accept(fault);
    }

    DocumentFigures figures(int sessions) {
        return new DocumentFigures(
                sessions,
                (int) loaded.values().stream()
                        .filter(document -> document.info().isPresent())
                        .count(),
                0,
                0,
                waitingBytes.get(),
                writer == null ? 0 : writer.storedSteps(),
                writer == null ? 0 : writer.commits(),
                writer == null ? 0 : writer.faults(),
                writer == null ? 0 : writer.waitingBytes());
    }

    // ---- documents and their lanes

    private void use(String name, BiConsumer<@Nullable HostedDocument, String> use) {
        LoadedDocument document = document(name);
        while (!document.use(use)) {
            Thread.onSpinWait(); // it retires this moment
            document = document(name);
        }
    }

    private LoadedDocument document(String name) {
        return loaded.computeIfAbsent(
                name, absent -> new LoadedDocument(this, absent, new Lane(Thread::startVirtualThread, onError)));
    }

    HostedDocument load(String name, LoadedDocument owner) {
        DocumentStore from = store;
        return new HostedDocument(
                name,
                kinds,
                from == null ? Optional.empty() : from.load(name),
                from != null,
                life,
                maxPartBytes,
                limits,
                owner,
                LiveSession.nowMs());
    }

    /** Whether idle documents may leave the memory: where they are on a disk. */
    boolean isUnloading() {
        return store != null;
    }

    void retired(String name, LoadedDocument document) {
        boolean ignored = loaded.remove(name, document);
        states.remove(name);
    }

    /** The state that somebody rests in already, if it is this one. Several may go to rest at the same moment. */
    byte[] pooled(String name, byte[] state) {
        byte[][] pooled = {state};
        WeakReference<byte[]> ignored = states.compute(name, (key, known) -> {
            byte[] there = known == null ? null : known.get();
            if (there == null || !Arrays.equals(there, state)) {
                return new WeakReference<>(state);
            }
            pooled[0] = there;
            return known;
        });
        return pooled[0];
    }

    void schedule(long inMs, Runnable task) {
        if (!timer.isShutdown()) {
            var unused = timer.schedule(task, inMs, TimeUnit.MILLISECONDS);
        }
    }

    // ---- what comes

    /** Within a turn of the host, which waits for it. */
    private boolean offer(GatedMessage message) {
        if (isClosed || unsavedBytes() >= limits.unsavedBytes()) {
            return false;
        }
        SendResult ignored =
                take(Names.ofTopic(message.topic()), message.origin(), message.subject(), message.payload());
        return true;
    }

    private long unsavedBytes() {
        return waitingBytes.get() + (writer == null ? 0 : writer.waitingBytes());
    }

    /** Takes what a session of this process sent, if the disk keeps up. */
    SendResult offer(String name, byte[] up) {
        long held = unsavedBytes();
        return held >= limits.unsavedBytes()
                ? new SendResult.BackPressured(held, limits.unsavedBytes())
                : take(name, endpoint.id(), "", up);
    }

    /** Takes what a session sent, here or anywhere. */
    SendResult take(String name, UUID origin, String subject, byte[] up) {
        long bytes = (long) up.length + MESSAGE_BYTES;
        waitingBytes.addAndGet(bytes);
        use(name, (document, fault) -> {
            waitingBytes.addAndGet(-bytes);
            if (document != null) {
                document.received(origin, subject, up, LiveSession.nowMs());
            }
        });
        return new SendResult.Sent();
    }

    private boolean asked(Question question) {
        DocumentQuestion asked;
        String name = Names.ofTopic(question.topic());
        try {
            asked = DocumentQuestion.parseFrom(question.payload());
            if (!Names.checked(name).equals(name)) {
                throw new ZincException(ZincException.Category.FIX_THE_CALL, "the name is not in its normal form");
            }
        } catch (InvalidProtocolBufferException | ZincException e) {
            question.refuse("this is no question about a document: " + e.getMessage());
            return true;
        }
        switch (asked.getKindCase()) {
            case OPEN -> open(question, name, asked.getOpen(), question.origin().equals(endpoint.id()));
            case VERSIONS -> answer(question, () -> answers.versions(name));
            case VERSION ->
                answer(question, () -> answers.version(name, asked.getVersion().getName()));
            case LIST, KIND_NOT_SET -> question.refuse("this host does not understand the question; is it older?");
        }
        return true;
    }

    /** Whoever may follow the topic may read; to create a document, or to give it a kind, takes the right to send. */
    private void open(Question question, String name, Open open, boolean mayChange) {
        use(name, (document, fault) -> {
            if (document == null) {
                question.refuse(fault);
                return;
            }
            DocumentAnswer answer = document.open(open, mayChange, LiveSession.nowMs());
            if (answer != null) {
                question.answer(answer.toByteArray());
            } else {
                var unused = endpoint.authorize(question.subject(), question.topic(), Access.SEND)
                        .thenAccept(decision -> {
                            if (decision instanceof Decision.Deny deny) {
                                question.answer(DocumentAnswer.newBuilder()
                                        .setStatus(DocumentAnswer.Status.STATUS_REFUSED)
                                        .setReason("you may not create '" + name + "', or say what it is: "
                                                + deny.reason())
                                        .build()
                                        .toByteArray());
                            } else {
                                open(question, name, open, true);
                            }
                        });
            }
        });
    }

    private boolean askedForList(Question question) {
        answer(question, () -> {
            DocumentQuestion asked = DocumentQuestion.parseFrom(question.payload());
            return store == null
                    ? answers.list(asked.getList(), List.copyOf(loaded.keySet()), this::infoOf)
                    : answers.list(asked.getList());
        });
        return true;
    }

    private Optional<io.zinc.documents.spi.DocumentInfo> infoOf(String name) {
        LoadedDocument document = loaded.get(name);
        return document == null ? Optional.empty() : document.info();
    }

    private void answer(Question question, java.util.concurrent.Callable<DocumentAnswer> answer) {
        Thread.startVirtualThread(() -> {
            try {
                question.answer(answer.call().toByteArray());
            } catch (Exception e) {
                question.refuse(String.valueOf(e.getMessage()));
                if (!(e instanceof InvalidProtocolBufferException)) {
                    onError.accept(e);
                }
            }
        });
    }

    /** An endpoint has left the tree. */
    private void gone(UUID origin) {
        for (String name : List.copyOf(loaded.keySet())) {
            use(name, (document, fault) -> {
                if (document != null) {
                    document.gone(origin, LiveSession.nowMs());
                }
            });
        }
    }

    // ---- what goes

    /** Lets a session of this process follow a document; what is returned ends that. */
    Runnable listen(String name, LiveSession session) {
        locals.computeIfAbsent(name, absent -> new CopyOnWriteArrayList<>()).add(session);
        return () -> {
            var unused = locals.computeIfPresent(name, (key, sessions) -> {
                sessions.remove(session);
                return sessions.isEmpty() ? null : sessions;
            });
            states.remove(name); // until the next one rests
        };
    }

    /** On the document's lane. */
    void publish(String name, byte[] down) {
        Topic<byte[]> topic = Documents.topic(name);
        try {
            SendResult result = endpoint.send(topic, down);
            while (result instanceof SendResult.BackPressured && !isClosed) {
                result = endpoint.send(topic, down, SEND_PATIENCE);
            }
        } catch (InterruptedException e) {
            Thread.currentThread().interrupt();
        }
        tellLocals(name, down);
    }

    private void tellLocals(String name, byte[] down) {
        for (LiveSession session : locals.getOrDefault(name, List.of())) {
            try {
                session.received(down);
            } catch (RuntimeException e) { // of the application's observers; the document goes on without them
                onError.accept(e);
            }
        }
    }

    /** The same of what may get lost. */
    void publishEphemeral(String name, byte[] down) {
        SendResult ignored = endpoint.sendEphemeral(Documents.topic(name), down);
        tellLocals(name, down);
    }

    void store(StoreStep step, LoadedDocument owner) {
        if (writer != null) {
            writer.add(step, owner);
        }
    }

    /** Ends when all that was taken is in the store, as far as that is possible within a bound. */
    void close() {
        isClosed = true;
        boolean isInterrupted = false;
        try {
            long deadlineNs = System.nanoTime() + CLOSE_MS * 1_000_000;
            for (LoadedDocument document : loaded.values()) {
                document.awaitIdle(deadlineNs);
            }
            if (writer != null) {
                writer.close(CLOSE_MS);
            }
        } catch (InterruptedException e) {
            isInterrupted = true;
        }
        if (isInterrupted) {
            Thread.currentThread().interrupt();
        }
    }
}
