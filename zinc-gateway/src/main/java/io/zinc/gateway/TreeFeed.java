package io.zinc.gateway;

import io.vertx.core.buffer.Buffer;
import io.zinc.core.Endpoint;
import io.zinc.core.Role;
import io.zinc.core.SlowSubscriberPolicy;
import io.zinc.core.TreeStatus;
import io.zinc.core.ZincException;
import java.util.List;
import java.util.Locale;
import java.util.concurrent.CopyOnWriteArrayList;
import java.util.concurrent.Executor;
import java.util.concurrent.ScheduledExecutorService;
import java.util.concurrent.ScheduledFuture;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.locks.Condition;
import java.util.concurrent.locks.ReentrantLock;
import java.util.function.Consumer;
import org.jspecify.annotations.Nullable;

/**
 * The whole tree, once a second, as JSON. The host publishes it while someone listens; this gateway listens while a visitor
 * looks, and for a while after that. Each status is written once, for however many look. Any thread may call it.
 */
final class TreeFeed {

    private static final long INTERVAL_MS = 1_000;
    private static final long LINGER_MS = 15_000;
    private static final long FRESH_MS = 3_000;
    private static final long PATIENCE_MS = 5_000;

    private final Endpoint endpoint;
    private final Executor executor;
    private final ScheduledExecutorService timer;
    private final List<Consumer<Buffer>> followers = new CopyOnWriteArrayList<>();
    private final ReentrantLock lock = new ReentrantLock();
    private final Condition came = lock.newCondition();
    private @Nullable Runnable stop;
    private boolean isListening;
    private boolean isClosed;
    private String refusal = "";
    private @Nullable Buffer last;
    private long lastAtMs;
    private long wantedAtMs;

    TreeFeed(Endpoint endpoint, Executor executor, ScheduledExecutorService timer) {
        this.endpoint = endpoint;
        this.executor = executor;
        this.timer = timer;
    }

    /** The tree as JSON of the API. */
    record Tree(String cluster, List<Node> nodes, int omitted) {

        static Tree of(TreeStatus status) {
            return new Tree(
                    status.cluster(), status.nodes().stream().map(Node::of).toList(), status.omitted());
        }
    }

    /** An endpoint as JSON of the API. */
    record Node(
            String id,
            String parent,
            String role,
            String address,
            int children,
            long sentPerSecond,
            long handledPerSecond,
            long lagMessages,
            long gaps,
            long repairs,
            long droppedFrames,
            int documents,
            int browsers,
            String gateway) {

        static Node of(TreeStatus.Node node) {
            return new Node(
                    node.id().toString(),
                    node.parent().toString(),
                    node.role().name().toLowerCase(Locale.ROOT),
                    node.address(),
                    node.children(),
                    node.sentPerSecond(),
                    node.handledPerSecond(),
                    node.lagMessages(),
                    node.gaps(),
                    node.repairs(),
                    node.droppedFrames(),
                    node.documents(),
                    node.browsers(),
                    // any endpoint says what it likes of itself, and pages make links of it
                    node.gateway().matches("https?://.*") ? node.gateway() : "");
        }
    }

    /** The tree as it is now. Blocks until it is known, for a second or so when nobody looked before. */
    Buffer now() throws InterruptedException {
        want();
        long leftNs = TimeUnit.MILLISECONDS.toNanos(PATIENCE_MS);
        lock.lockInterruptibly();
        try {
            while (last == null || Gateway.nowMs() - lastAtMs > FRESH_MS) {
                if (leftNs <= 0 || isClosed || !refusal.isEmpty()) {
                    throw new ZincException(
                            ZincException.Category.RETRY,
                            refusal.isEmpty()
                                    ? "the host told nothing of the tree within " + PATIENCE_MS
                                            + " ms; look whether it can be reached, and try again"
                                    : "the tree cannot be followed: " + refusal);
                }
                leftNs = came.awaitNanos(leftNs);
            }
            return last;
        } finally {
            lock.unlock();
        }
    }

    /** Calls a follower with the tree from now on, at once if it is known. */
    Runnable follow(Consumer<Buffer> follower) {
        followers.add(follower);
        want();
        Buffer known;
        lock.lock();
        try {
            known = Gateway.nowMs() - lastAtMs > FRESH_MS ? null : last;
        } finally {
            lock.unlock();
        }
        if (known != null) {
            follower.accept(known);
        }
        return () -> followers.remove(follower);
    }

    /** Listens, if it does not yet. */
    private void want() {
        lock.lock();
        try {
            wantedAtMs = Gateway.nowMs();
            if (isListening || isClosed) {
                return;
            }
            isListening = true;
            refusal = "";
        } finally {
            lock.unlock();
        }
        executor.execute(this::listen);
    }

    /** Blocks while there is no connection. */
    private void listen() {
        try {
            listening(endpoint.role() == Role.HOST ? look() : subscribe(), "");
        } catch (ZincException e) {
            listening(null, String.valueOf(e.getMessage()));
        }
    }

    private Runnable subscribe() {
        return endpoint.subscribe(TreeStatus.TOPIC, SlowSubscriberPolicy.LATEST, message -> told(message.payload()))
                ::close;
    }

    /** A host gets nothing of what it sends itself, so it looks. */
    private Runnable look() {
        told(endpoint.tree());
        ScheduledFuture<?> looking = timer.scheduleAtFixedRate(
                () -> executor.execute(this::lookAgain), INTERVAL_MS, INTERVAL_MS, TimeUnit.MILLISECONDS);
        return () -> looking.cancel(false);
    }

    private void lookAgain() {
        try {
            told(endpoint.tree());
        } catch (ZincException e) {
            fail(String.valueOf(e.getMessage()));
        }
    }

    private void fail(String fault) {
        lock.lock();
        try {
            refusal = fault;
            came.signalAll();
        } finally {
            lock.unlock();
        }
    }

    private void listening(@Nullable Runnable opened, String fault) {
        boolean isLate;
        lock.lock();
        try {
            isLate = isClosed;
            isListening = opened != null && !isClosed;
            refusal = fault;
            came.signalAll();
            stop = isListening ? opened : null;
        } finally {
            lock.unlock();
        }
        if (isLate && opened != null) {
            opened.run();
        } else if (opened != null) {
            later();
        }
    }

    private void later() {
        if (!timer.isShutdown()) {
            var unused = timer.schedule(this::endIfUnwanted, LINGER_MS, TimeUnit.MILLISECONDS);
        }
    }

    private void endIfUnwanted() {
        Runnable unwanted = null;
        lock.lock();
        try {
            if (followers.isEmpty() && Gateway.nowMs() - wantedAtMs >= LINGER_MS) {
                unwanted = stop;
                stop = null;
                isListening = false;
                last = null;
            }
        } finally {
            lock.unlock();
        }
        if (unwanted == null) {
            later();
        } else {
            executor.execute(unwanted);
        }
    }

    private void told(TreeStatus status) {
        Buffer json = PlainJson.write(Tree.of(status));
        lock.lock();
        try {
            last = json;
            refusal = "";
            lastAtMs = Gateway.nowMs();
            came.signalAll();
        } finally {
            lock.unlock();
        }
        followers.forEach(follower -> follower.accept(json));
    }

    void close() {
        Runnable ended;
        lock.lock();
        try {
            isClosed = true;
            ended = stop;
            stop = null;
            came.signalAll();
        } finally {
            lock.unlock();
        }
        if (ended != null) {
            ended.run();
        }
    }
}
