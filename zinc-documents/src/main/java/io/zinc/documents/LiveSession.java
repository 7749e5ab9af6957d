package io.zinc.documents;

import io.zinc.core.Ack;
import io.zinc.core.SendResult;
import io.zinc.core.ZincException;
import io.zinc.documents.protocol.Creation;
import io.zinc.documents.protocol.DocumentSession;
import io.zinc.documents.protocol.Outcomes;
import io.zinc.documents.protocol.SessionEvent;
import io.zinc.documents.spi.Replica;
import io.zinc.documents.spi.Strategy;
import java.util.ArrayDeque;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import java.util.concurrent.CopyOnWriteArrayList;
import java.util.concurrent.locks.Condition;
import java.util.concurrent.locks.ReentrantLock;
import java.util.function.BooleanSupplier;
import java.util.function.Consumer;
import java.util.function.Supplier;
import org.jspecify.annotations.Nullable;

/**
 * An open document, live: a {@link DocumentSession} under a lock, between the application's threads and the tree.
 *
 * <p>Listeners are called with the lock held, after the step that they are told of is complete, in the order of the steps. So
 * they see the state that they are told of; what they edit in turn is the next step.
 */
final class LiveSession implements DocumentSession.Outputs {

    /** How a session reaches the host. */
    interface Link {

        SendResult send(byte[] up);

        /** Sends what cannot be tried again, as the session closes. */
        SendResult sendAtLast(byte[] up);

        /** Sends what may get lost. */
        void sendEphemeral(byte[] up);

        /** Asks, and calls {@link LiveSession#answered} or {@link LiveSession#askFailed} later from another thread. */
        void ask(byte[] question, LiveSession asker);

        void due(long inMs, Runnable tick);

        byte[] pooled(byte[] state);

        long randomId();

        void failed(Throwable fault);
    }

    private final String name;
    private final Link link;
    private final ReentrantLock lock = new ReentrantLock();
    private final Condition progress = lock.newCondition();
    // changes of content that wait for the event that tells their author, and what comes of both, in order
    private final List<Consumer<String>> changes = new ArrayList<>();
    private final ArrayDeque<Runnable> news = new ArrayDeque<>();
    private final List<Consumer<SessionEvent>> observers = new CopyOnWriteArrayList<>();
    private final List<Consumer<DocumentFragment>> fragmentListeners = new CopyOnWriteArrayList<>();
    private final DocumentSession session;
    private int depth;
    private long madeNumber;
    private boolean isOpen;
    private boolean isClosing;
    private boolean isClosed;
    private SessionEvent.@Nullable Failed failure;
    private volatile String kind = "";

    LiveSession(
            String name,
            Strategy strategy,
            String kind,
            Creation creation,
            String author,
            int maxPartBytes,
            DocumentLimits limits,
            Link link) {
        this.name = name;
        this.link = link;
        this.session = new DocumentSession(strategy, kind, creation, author, maxPartBytes, limits, this, nowMs());
        session.replica().onLocalFragment(this::made);
    }

    static long nowMs() {
        return System.currentTimeMillis();
    }

    String name() {
        return name;
    }

    /** Opens; returns when the document is here. */
    void open(long patienceNs) throws InterruptedException {
        lock.lockInterruptibly();
        try {
            step(session::start);
            long left = patienceNs;
            while (!isOpen && failure == null && !isClosed) {
                if (left <= 0) {
                    throw new ZincException(
                            ZincException.Category.RETRY,
                            "'" + name + "' could not be opened within " + patienceNs / 1_000_000
                                    + " ms; look whether the host is up and holds documents, and try again");
                }
                left = progress.awaitNanos(left);
            }
            if (failure != null) {
                throw fault(failure);
            }
        } finally {
            lock.unlock();
        }
    }

    private static DocumentException fault(SessionEvent.Failed failed) {
        DocumentException.Problem problem = switch (failed.failure()) {
            case ABSENT -> DocumentException.Problem.ABSENT;
            case OTHER_KIND -> DocumentException.Problem.OTHER_KIND;
            case EXISTS -> DocumentException.Problem.EXISTS;
            case REFUSED -> DocumentException.Problem.REFUSED;
        };
        return new DocumentException(problem, failed.reason());
    }

    // ---- steps

    /** Does something under the lock, then tells listeners what came of it. */
    <R> R call(Supplier<R> step) {
        lock.lock();
        try {
            depth++;
            try {
                return step.get();
            } finally {
                if (depth == 1) {
                    tell();
                }
                depth--;
            }
        } finally {
            lock.unlock();
        }
    }

    /** Asks under the lock, if nobody has it; else it is false. */
    boolean tryCall(BooleanSupplier question) {
        if (lock.isHeldByCurrentThread() || !lock.tryLock()) {
            return false;
        }
        try {
            return question.getAsBoolean();
        } finally {
            lock.unlock();
        }
    }

    private void step(Runnable step) {
        Object unused = call(() -> {
            step.run();
            return this;
        });
    }

    /** Tells, after the step, of a change of content; the listener is given its author. Called within the step. */
    void changed(Consumer<String> listener) {
        changes.add(listener);
    }

    /** What changed is told before the event that it came with. */
    private void flushChanges(String author) {
        for (Consumer<String> change : changes) {
            news.addLast(() -> change.accept(author));
        }
        changes.clear();
    }

    private void tell() {
        flushChanges("");
        for (Runnable next = news.poll(); next != null; next = news.poll()) {
            try {
                next.run();
            } catch (RuntimeException e) {
                link.failed(e);
            }
            flushChanges("");
        }
        progress.signalAll();
    }

    private void tell(SessionEvent event) {
        if (event instanceof SessionEvent.Reloaded reloaded) {
            reloaded.fresh().onLocalFragment(this::made);
        }
        for (Consumer<SessionEvent> observer : observers) {
            observer.accept(event);
        }
        if (event instanceof SessionEvent.Applied applied) {
            tellFragment(new DocumentFragment(name, applied.author(), false, applied.fragment()));
        }
    }

    private void tellFragment(DocumentFragment fragment) {
        for (Consumer<DocumentFragment> listener : fragmentListeners) {
            try {
                listener.accept(fragment);
            } catch (RuntimeException e) {
                link.failed(e);
            }
        }
    }

    /** Calls an observer, with the lock held, from now on. */
    void observe(Consumer<SessionEvent> observer) {
        observers.add(observer);
    }

    AutoCloseable onFragment(Consumer<DocumentFragment> listener) {
        fragmentListeners.add(listener);
        return () -> fragmentListeners.remove(listener);
    }

    void failed(Throwable fault) {
        link.failed(fault);
    }

    // ---- the application

    /** Changes the replica; the change is one edit. */
    Edit edit(Consumer<Replica> change) {
        return call(() -> {
            requireOpen();
            madeNumber = 0;
            change.accept(session.replica());
            return new Edit(this, madeNumber);
        });
    }

    /** Tells others what guests do; returns the ids of which nothing was taken. */
    List<Long> tellAwareness(byte[] update) {
        return call(() -> {
            requireOpen();
            return session.tellAwareness(update, nowMs());
        });
    }

    /** Lets the replica rest from now on when it is not used. */
    void restWhenIdle() {
        step(() -> session.restWhenIdle(nowMs()));
    }

    /** An edit of nothing, which is acknowledged when all is that is here. */
    Edit barrier() {
        return call(() -> {
            requireOpen();
            return new Edit(this, session.barrier());
        });
    }

    private void requireOpen() {
        if (isClosed || session.hasEnded()) {
            String reason = isClosed ? "it was closed here; open it again" : session.whyItEnded();
            throw new DocumentException(
                    DocumentException.Problem.ENDED, "'" + name + "' cannot be edited any more: " + reason);
        }
    }

    /** A local change made a fragment, under the lock. */
    private void made(byte[] fragment) {
        madeNumber = session.edited(fragment, nowMs());
        tellFragment(new DocumentFragment(name, "", true, fragment));
    }

    /** What {@link #await} would return now; empty while that is not known. */
    Optional<SendResult> outcomeNow(long number, Ack level) {
        lock.lock();
        try {
            return Optional.ofNullable(outcome(number, level));
        } finally {
            lock.unlock();
        }
    }

    private @Nullable SendResult outcome(long number, Ack level) {
        if (number == 0) {
            return new SendResult.Sent();
        }
        Outcomes.Outcome outcome = session.outcomes().of(number);
        switch (outcome.kind()) {
            case FAILED -> {
                return new SendResult.Refused(outcome.reason());
            }
            case DURABLE -> {
                return new SendResult.Sent();
            }
            case ORDERED -> {
                if (level == Ack.SEQUENCED) {
                    return new SendResult.Sent();
                }
                if (!outcome.reason().isEmpty()) {
                    return new SendResult.OutcomeUnknown(outcome.reason());
                }
            }
            case PENDING -> {}
        }
        if (level == Ack.DURABLE && isOpen && !session.outcomes().hasStore()) {
            return new SendResult.LevelUnavailable(
                    level, "the host of '" + name + "' has no store; start it with one, or await SEQUENCED");
        }
        if (isClosed) {
            return new SendResult.OutcomeUnknown("'" + name + "' was closed before the acknowledgement came");
        }
        return null;
    }

    SendResult await(long number, Ack level, long patienceNs) throws InterruptedException {
        lock.lockInterruptibly();
        try {
            long left = patienceNs;
            SendResult outcome = outcome(number, level);
            while (outcome == null) {
                if (left <= 0) {
                    return new SendResult.OutcomeUnknown("no acknowledgement came within " + patienceNs / 1_000_000
                            + " ms; the edit is still on its way");
                }
                left = progress.awaitNanos(left);
                outcome = outcome(number, level);
            }
            return outcome;
        } finally {
            lock.unlock();
        }
    }

    /** Makes a request other than an edit, and waits until it is done. */
    void request(Supplier<Long> send, long patienceNs) throws InterruptedException {
        Long number = call(() -> {
            requireOpen();
            return send.get();
        });
        lock.lockInterruptibly();
        try {
            long left = patienceNs;
            while (true) {
                Outcomes.Outcome outcome = session.outcomes().of(number);
                if (outcome.kind() == Outcomes.Kind.DURABLE) {
                    return;
                }
                if (session.outcomes().wasRefused(number)) {
                    throw new ZincException(ZincException.Category.FIX_THE_CALL, outcome.reason());
                }
                if (outcome.kind() == Outcomes.Kind.FAILED || left <= 0 || isClosed) {
                    throw new ZincException(
                            ZincException.Category.RETRY,
                            "the host has not done it: "
                                    + (outcome.kind() == Outcomes.Kind.FAILED
                                            ? outcome.reason()
                                            : isClosed ? "the document was closed" : "no answer came in time"));
                }
                left = progress.awaitNanos(left);
            }
        } finally {
            lock.unlock();
        }
    }

    DocumentSession session() {
        return session;
    }

    /** The kind that the document has, once it is open. */
    String kind() {
        return kind;
    }

    boolean isClosed() {
        return isClosed;
    }

    void close() {
        step(() -> {
            if (!isClosed) {
                isClosing = true;
                session.close();
                isClosed = true;
                event(new SessionEvent.Progressed()); // what is pending will not be heard of
            }
        });
    }

    // ---- the tree

    void received(byte[] down) {
        step(() -> session.received(down, nowMs()));
    }

    void missed() {
        step(() -> session.missed(nowMs()));
    }

    void answered(byte[] answer) {
        step(() -> session.answered(answer, nowMs()));
    }

    void askFailed(String reason, boolean isFinal) {
        step(() -> session.askFailed(reason, isFinal, nowMs()));
    }

    private void tick() {
        step(() -> session.tick(nowMs()));
    }

    // ---- outputs of the session, under the lock

    @Override
    public SendResult send(byte[] up) {
        return isClosing ? link.sendAtLast(up) : link.send(up);
    }

    @Override
    public void sendEphemeral(byte[] up) {
        link.sendEphemeral(up);
    }

    @Override
    public void ask(byte[] question) {
        link.ask(question, this);
    }

    @Override
    public void event(SessionEvent event) {
        switch (event) {
            case SessionEvent.Opened opened -> {
                isOpen = true;
                kind = opened.kind();
            }
            case SessionEvent.Retyped retyped -> kind = retyped.kind();
            case SessionEvent.Failed failed -> failure = failed;
            case SessionEvent.Reloaded reloaded -> {}
            case SessionEvent.Deleted deleted -> {}
            case SessionEvent.Applied applied -> {}
            case SessionEvent.PresenceChanged changed -> {}
            case SessionEvent.AwarenessUpdated updated -> {}
            case SessionEvent.Progressed progressed -> {}
        }
        flushChanges(event instanceof SessionEvent.Applied applied ? applied.author() : "");
        news.addLast(() -> tell(event));
    }

    @Override
    public long randomId() {
        return link.randomId();
    }

    @Override
    public byte[] pooled(byte[] state) {
        return link.pooled(state);
    }

    @Override
    public void due(long atMs) {
        link.due(Math.max(1, atMs - nowMs()), this::tick);
    }
}
