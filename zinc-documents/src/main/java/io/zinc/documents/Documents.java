package io.zinc.documents;

import com.google.protobuf.InvalidProtocolBufferException;
import io.zinc.core.ChannelListener;
import io.zinc.core.Codec;
import io.zinc.core.Endpoint;
import io.zinc.core.Message;
import io.zinc.core.MessageHandler;
import io.zinc.core.Missed;
import io.zinc.core.Role;
import io.zinc.core.SendResult;
import io.zinc.core.SlowSubscriberPolicy;
import io.zinc.core.Topic;
import io.zinc.core.ZincException;
import io.zinc.documents.protocol.Creation;
import io.zinc.documents.protocol.Names;
import io.zinc.documents.spi.DocumentInfo;
import io.zinc.documents.spi.DocumentStore;
import io.zinc.documents.spi.Version;
import io.zinc.documents.wire.DocumentAnswer;
import io.zinc.documents.wire.DocumentQuestion;
import io.zinc.documents.wire.KeptVersion;
import io.zinc.documents.wire.ListDocuments;
import io.zinc.documents.wire.ListVersions;
import io.zinc.documents.wire.Listed;
import io.zinc.documents.wire.ReadVersion;
import java.security.SecureRandom;
import java.time.Duration;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.ExecutionException;
import java.util.concurrent.ScheduledThreadPoolExecutor;
import java.util.concurrent.ThreadFactory;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.TimeoutException;
import java.util.concurrent.atomic.AtomicInteger;
import java.util.concurrent.locks.ReentrantLock;
import java.util.function.Consumer;
import org.jspecify.annotations.Nullable;
import org.slf4j.LoggerFactory;

/**
 * The documents of an endpoint. At a host it holds the documents of the whole tree, in memory or in a store; at a relay it hands
 * out copies to those below; everywhere it opens them.
 *
 * <p>The host must have one before others open documents, and relays should have one. Any thread may call it. Closing it closes
 * its documents, not its endpoint; close it before the endpoint.
 */
public final class Documents implements AutoCloseable {

    private static final Duration PATIENCE = Duration.ofSeconds(30);
    private static final int PAGE = 1_000;

    /** Room for what stands around a fragment in a message. */
    private static final int ENVELOPE_BYTES = 1_500;

    private static final int MOST_PART_BYTES = 256 << 10;

    private final Endpoint endpoint;
    private final DocumentLimits limits;
    private final String user;
    private final Consumer<Throwable> onError;
    private final ScheduledThreadPoolExecutor timer;
    private final SecureRandom random = new SecureRandom();
    private final @Nullable HostDocuments host;
    private final @Nullable RelayDocuments relay;
    private final ReentrantLock lock = new ReentrantLock();
    private final Map<LiveSession, Runnable> open = new HashMap<>();
    // how many are open; heartbeats ask for it, which must not wait for the lock
    private final AtomicInteger sessions = new AtomicInteger();
    private @Nullable ChannelListener listListener;
    private boolean isClosed;

    /** What may be said of documents before they are opened. */
    public static final class Builder {
        private final Endpoint endpoint;
        private @Nullable DocumentStore store;
        private DocumentLimits limits = DocumentLimits.defaults();
        private String user = "";
        private Consumer<Throwable> onError =
                fault -> LoggerFactory.getLogger(Documents.class).warn("a document has a fault", fault);

        private Builder(Endpoint endpoint) {
            this.endpoint = endpoint;
        }

        /** Where the host keeps documents; in memory, unless said otherwise. Closing it is the caller's matter. */
        public Builder store(DocumentStore where) {
            if (endpoint.role() != Role.HOST) {
                throw new ZincException(
                        ZincException.Category.FIX_THE_CALL,
                        "only the host keeps documents; this endpoint is a " + endpoint.role()
                                + ": leave the store out");
            }
            this.store = where;
            return this;
        }

        public Builder limits(DocumentLimits bounds) {
            this.limits = bounds;
            return this;
        }

        /** Who edits here, as others shall see it where the host's Authenticator does not know better. */
        public Builder user(String name) {
            this.user = name;
            return this;
        }

        /** Told of what listeners throw, and of a store that fails; logged as warnings, unless said otherwise. */
        public Builder onError(Consumer<Throwable> listener) {
            this.onError = listener;
            return this;
        }

        public Documents open() {
            return new Documents(this);
        }
    }

    private Documents(Builder settings) {
        this.endpoint = settings.endpoint;
        this.limits = settings.limits;
        this.user = settings.user;
        this.onError = fault -> tell(settings.onError, fault);
        ThreadFactory threads = Thread.ofPlatform()
                .daemon()
                .name("zinc-documents-" + endpoint.id().toString().substring(0, 8))
                .factory();
        this.timer = new ScheduledThreadPoolExecutor(1, threads);
        timer.setRemoveOnCancelPolicy(true);
        this.host = endpoint.role() == Role.HOST
                ? new HostDocuments(endpoint, settings.store, limits, maxPartBytes(endpoint), timer, onError)
                : null;
        this.relay = endpoint.role() == Role.RELAY ? new RelayDocuments(endpoint, limits, timer, onError) : null;
        endpoint.reportDocuments(this::held);
    }

    /** A listener that throws must not end the thread that tells it. */
    private static void tell(Consumer<Throwable> listener, Throwable fault) {
        try {
            listener.accept(fault);
        } catch (RuntimeException e) {
            if (!e.equals(fault)) {
                e.addSuppressed(fault);
            }
            Thread current = Thread.currentThread();
            current.getUncaughtExceptionHandler().uncaughtException(current, e);
        }
    }

    /** The documents of an endpoint; of a host, kept in memory. */
    public static Documents on(Endpoint endpoint) {
        return configure(endpoint).open();
    }

    /** The documents of a host, kept in a store. */
    public static Documents on(Endpoint host, DocumentStore store) {
        return configure(host).store(store).open();
    }

    /** The documents of an endpoint, with more to say about them. */
    public static Builder configure(Endpoint endpoint) {
        return new Builder(endpoint);
    }

    private static int maxPartBytes(Endpoint endpoint) {
        return Math.min(MOST_PART_BYTES, Math.max(1, endpoint.limits().maxMessageBytes() - ENVELOPE_BYTES));
    }

    // ---- opening

    /**
     * Opens a document, and creates it if there is none; returns when it is here. Each opening is a replica of its own.
     *
     * @throws ZincException when the name is none, the document is of another kind, the host does not allow it, or it does not
     *     answer within 30 seconds; without a way to the host this waits until there is one, or the thread is interrupted
     */
    public <D extends Document> D open(String name, Kind<D> kind) throws InterruptedException {
        return open(name, kind, Creation.ALWAYS, user);
    }

    /**
     * Creates a document and opens it; of several who create one of a name at once, one succeeds. Fails with
     * {@link DocumentException.Problem#EXISTS} where there is one.
     */
    public <D extends Document> D create(String name, Kind<D> kind) throws InterruptedException {
        return open(name, kind, Creation.NEW, user);
    }

    /** Creates a document in the name of another user than this endpoint's (where the host knows this endpoint by no subject), and opens it. */
    public <D extends Document> D create(String name, Kind<D> kind, String editor) throws InterruptedException {
        return open(name, kind, Creation.NEW, editor);
    }

    /** Opens a document that exists. */
    public <D extends Document> D openExisting(String name, Kind<D> kind) throws InterruptedException {
        return open(name, kind, Creation.NEVER, user);
    }

    /**
     * Opens a document, and creates it if there has never been one of this name. For those who open in the name of others that
     * know nothing of deletions, such as browsers: what they still have of a deleted document must not come back as a new one.
     */
    public <D extends Document> D openUnlessDeleted(String name, Kind<D> kind) throws InterruptedException {
        return open(name, kind, Creation.UNLESS_DELETED, user);
    }

    /**
     * Opens a document in the name of another user than this endpoint's (where the host knows this endpoint by no subject), such as one of many that a server serves; creates it if
     * there is none.
     */
    public <D extends Document> D open(String name, Kind<D> kind, String editor) throws InterruptedException {
        return open(name, kind, Creation.ALWAYS, editor);
    }

    /** Opens a document that exists, in the name of another user than this endpoint's (where the host knows this endpoint by no subject). */
    public <D extends Document> D openExisting(String name, Kind<D> kind, String editor) throws InterruptedException {
        return open(name, kind, Creation.NEVER, editor);
    }

    private <D extends Document> D open(String name, Kind<D> kind, Creation creation, String editor)
            throws InterruptedException {
        String checked = Names.checked(name);
        LiveSession session = new LiveSession(
                checked, kind.strategy(), kind.name(), creation, editor, maxPartBytes(endpoint), limits, link(checked));
        D document = kind.open(new Document.Opening(session, this, limits));
        document.follow();
        listen(checked, session);
        boolean isOpened = false;
        try {
            session.open(PATIENCE.toNanos());
            isOpened = true;
        } finally {
            if (!isOpened) {
                close(session);
            }
        }
        return document;
    }

    private Runnable subscribe(String name, LiveSession session) {
        try {
            return endpoint.subscribe(topic(name), SlowSubscriberPolicy.RESYNC, new Receiver(session))::close;
        } catch (ZincException e) {
            if (e.category() == ZincException.Category.FIX_THE_CALL) {
                throw new DocumentException(
                        DocumentException.Problem.REFUSED, "'" + name + "' may not be opened: " + e.getMessage());
            }
            throw e;
        }
    }

    private void listen(String name, LiveSession session) {
        HostDocuments hosted = host;
        Runnable end = hosted != null ? hosted.listen(name, session) : subscribe(name, session);
        lock.lock();
        try {
            requireOpen();
            open.put(session, end);
            sessions.set(open.size());
        } catch (ZincException e) {
            end.run();
            throw e;
        } finally {
            lock.unlock();
        }
    }

    static Topic<byte[]> topic(String name) {
        return Topic.of(Names.topicOf(name), Codec.bytes());
    }

    private void requireOpen() {
        if (isClosed) {
            throw new ZincException(ZincException.Category.FIX_THE_CALL, "these documents are closed");
        }
    }

    private record Receiver(LiveSession session) implements MessageHandler<byte[]> {

        @Override
        public void handle(Message<byte[]> message) {
            session.received(message.payload());
        }

        @Override
        public void missed(Missed missed) {
            session.missed();
        }
    }

    void close(LiveSession session) {
        session.close();
        Runnable end;
        lock.lock();
        try {
            end = open.remove(session);
            sessions.set(open.size());
        } finally {
            lock.unlock();
        }
        if (end != null) {
            end.run();
        }
    }

    private LiveSession.Link link(String name) {
        HostDocuments hosted = host;
        Topic<byte[]> topic = topic(name);
        return new LiveSession.Link() {

            @Override
            public SendResult send(byte[] up) {
                return hosted != null ? hosted.offer(name, up) : endpoint.send(topic, up);
            }

            @Override
            public SendResult sendAtLast(byte[] up) {
                return hosted != null ? hosted.take(name, endpoint.id(), "", up) : endpoint.send(topic, up);
            }

            @Override
            public void sendEphemeral(byte[] up) {
                SendResult ignored =
                        hosted != null ? hosted.take(name, endpoint.id(), "", up) : endpoint.sendEphemeral(topic, up);
            }

            @Override
            public void ask(byte[] question, LiveSession asker) {
                CompletableFuture<byte[]> answer = endpoint.request(topic.name(), question, PATIENCE);
                var unused = answer.whenCompleteAsync(
                        (bytes, fault) -> {
                            if (fault == null) {
                                asker.answered(bytes);
                            } else {
                                boolean isFinal = fault instanceof ZincException known
                                        && known.category() != ZincException.Category.RETRY;
                                asker.askFailed(String.valueOf(fault.getMessage()), isFinal);
                            }
                        },
                        Thread::startVirtualThread);
            }

            @Override
            public void due(long inMs, Runnable tick) {
                schedule(inMs, tick);
            }

            @Override
            public byte[] pooled(byte[] state) {
                return hosted != null ? hosted.pooled(name, state) : state;
            }

            @Override
            public long randomId() {
                long id = random.nextLong();
                return id == 0 ? 1 : id;
            }

            @Override
            public void failed(Throwable fault) {
                onError.accept(fault);
            }
        };
    }

    private void schedule(long inMs, Runnable tick) {
        if (!timer.isShutdown()) {
            var unused = timer.schedule(() -> Thread.startVirtualThread(tick), inMs, TimeUnit.MILLISECONDS);
        }
    }

    // ---- what there is

    /** The documents that there are, in the order of their names. */
    public List<DocumentInfo> list() throws InterruptedException {
        return list("");
    }

    /** The documents whose names begin with something, in the order of their names. */
    public List<DocumentInfo> list(String prefix) throws InterruptedException {
        List<DocumentInfo> all = new ArrayList<>();
        boolean hasMore = true;
        String after = "";
        while (hasMore) {
            DocumentAnswer answer = ask(
                    Names.LIST_TOPIC,
                    DocumentQuestion.newBuilder()
                            .setList(ListDocuments.newBuilder()
                                    .setPrefix(prefix)
                                    .setAfter(after)
                                    .setLimit(PAGE))
                            .build());
            for (Listed listed : answer.getList().getDocumentsList()) {
                all.add(new DocumentInfo(
                        listed.getName(),
                        listed.getKind(),
                        listed.getGeneration(),
                        listed.getCreatedAtMs(),
                        listed.getPosition(),
                        listed.getBytes()));
            }
            hasMore = answer.getList().getMore() && answer.getList().getDocumentsCount() > 0;
            after = hasMore ? all.getLast().name() : "";
        }
        return all;
    }

    /**
     * Gives a document another name, with its history, versions and authors; returns when the host has done so, in its store if
     * it has one. Whoever has it open is told {@link DocumentEvent.Deleted} with the new name, and opens it by that. What comes
     * back to the old name is told that it was deleted. It takes the right to send to both names' topics.
     *
     * @throws ZincException when there is no such document, when there is one of the new name, or the host does not allow it
     */
    public void rename(String from, String to) throws InterruptedException {
        String target = Names.checked(to);
        if (target.equals(Names.checked(from))) {
            throw new ZincException(
                    ZincException.Category.FIX_THE_CALL, "'" + target + "' is its name already; choose another one");
        }
        try (UntypedDocument document = openExisting(from, Kinds.UNTYPED)) {
            document.rename(target);
        }
    }

    /**
     * Asks the host whether it keeps documents in a store, so that edits become durable and versions can be kept.
     *
     * @throws ZincException of category RETRY when it does not answer in time
     */
    public boolean isKept(Duration patience) throws InterruptedException {
        DocumentQuestion question = DocumentQuestion.newBuilder()
                .setList(ListDocuments.newBuilder().setLimit(1))
                .build();
        return ask(Names.LIST_TOPIC, question, patience).getList().getHasStore();
    }

    List<Version> versions(String name) throws InterruptedException {
        DocumentAnswer answer = ask(
                Names.topicOf(name),
                DocumentQuestion.newBuilder()
                        .setVersions(ListVersions.getDefaultInstance())
                        .build());
        List<Version> all = new ArrayList<>();
        for (KeptVersion kept : answer.getVersions().getVersionsList()) {
            all.add(new Version(kept.getName(), kept.getAuthor(), kept.getAtMs(), kept.getPosition()));
        }
        return all;
    }

    byte[] version(String name, String version) throws InterruptedException {
        return ask(
                        Names.topicOf(name),
                        DocumentQuestion.newBuilder()
                                .setVersion(ReadVersion.newBuilder().setName(version))
                                .build())
                .getVersion()
                .toByteArray();
    }

    /** Asks the host something about documents, which is allowed to whoever may subscribe to the topic. */
    private DocumentAnswer ask(String topic, DocumentQuestion question) throws InterruptedException {
        return ask(topic, question, PATIENCE);
    }

    private DocumentAnswer ask(String topic, DocumentQuestion question, Duration patience) throws InterruptedException {
        if (topic.equals(Names.LIST_TOPIC) && host == null) {
            followList();
        }
        try {
            byte[] bytes = endpoint.request(topic, question.toByteArray(), patience)
                    .get(patience.toMillis() + 1_000, TimeUnit.MILLISECONDS);
            DocumentAnswer answer = DocumentAnswer.parseFrom(bytes);
            if (answer.getStatus() != DocumentAnswer.Status.STATUS_OK) {
                throw new DocumentException(
                        answer.getStatus() == DocumentAnswer.Status.STATUS_ABSENT
                                ? DocumentException.Problem.ABSENT
                                : DocumentException.Problem.REFUSED,
                        answer.getReason());
            }
            return answer;
        } catch (ExecutionException e) {
            throw e.getCause() instanceof ZincException known
                    ? known
                    : new ZincException(ZincException.Category.GIVE_UP, "unexpected: " + e.getCause(), e.getCause());
        } catch (TimeoutException | InvalidProtocolBufferException e) {
            throw new ZincException(ZincException.Category.RETRY, "the host did not answer in time", e);
        }
    }

    private void followList() {
        if (isListFollowed()) {
            return;
        }
        // it waits for the host, so others must not wait for the lock meanwhile
        ChannelListener followed = endpoint.subscribe(Topic.of(Names.LIST_TOPIC, Codec.bytes()), message -> {});
        lock.lock();
        try {
            if (!isClosed && listListener == null) {
                listListener = followed;
                return;
            }
        } finally {
            lock.unlock();
        }
        followed.close();
    }

    private boolean isListFollowed() {
        lock.lock();
        try {
            requireOpen();
            return listListener != null;
        } finally {
            lock.unlock();
        }
    }

    /** How many full document requests this relay answered from its copies, without asking the host. */
    public long answeredHere() {
        return relay == null ? 0 : relay.answered();
    }

    /** How many are in memory: at a client those that are open. */
    private int held() {
        DocumentFigures figures = figures();
        return endpoint.role() == Role.CLIENT ? figures.sessions() : figures.held();
    }

    /** What these documents do and take. */
    public DocumentFigures figures() {
        if (host != null) {
            return host.figures(sessions.get());
        }
        return new DocumentFigures(
                sessions.get(),
                relay == null ? 0 : relay.copies(),
                relay == null ? 0 : relay.bytes(),
                answeredHere(),
                0,
                0,
                0,
                0,
                0);
    }

    // ---- its end

    /** Closes all documents; at a host, when all of them are written to the store. Closing twice is safe. */
    @Override
    public void close() {
        List<LiveSession> left;
        ChannelListener list;
        lock.lock();
        try {
            if (isClosed) {
                return;
            }
            isClosed = true;
            endpoint.reportDocuments(() -> 0);
            left = List.copyOf(open.keySet());
            list = listListener;
        } finally {
            lock.unlock();
        }
        left.forEach(this::close);
        if (list != null) {
            list.close();
        }
        if (relay != null) {
            relay.close();
        }
        if (host != null) {
            host.close();
        }
        timer.shutdownNow();
    }
}
