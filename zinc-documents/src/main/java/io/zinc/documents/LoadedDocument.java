package io.zinc.documents;

import io.zinc.core.Lane;
import io.zinc.documents.protocol.Departed;
import io.zinc.documents.protocol.HostedDocument;
import io.zinc.documents.protocol.Renaming;
import io.zinc.documents.protocol.StoreStep;
import io.zinc.documents.spi.DocumentInfo;
import io.zinc.documents.spi.StoreException;
import java.util.Optional;
import java.util.concurrent.locks.ReentrantLock;
import java.util.function.BiConsumer;
import org.jspecify.annotations.Nullable;

/**
 * A document in a host's memory, live: a {@link HostedDocument} on a lane of its own, read from the store by the lane's first
 * task. When it has been idle for long it retires, and the store alone keeps it.
 */
final class LoadedDocument implements HostedDocument.Outputs, StoreWriter.Owner {

    private static final long TRY_AGAIN_MS = 5_000;

    private final HostDocuments host;
    private final String name;
    private final Lane lane;
    private final ReentrantLock lock = new ReentrantLock();
    private int tasks;
    private boolean isRetired;
    private volatile @Nullable DocumentInfo info;

    // of the lane
    private @Nullable HostedDocument document;
    private String fault = "";
    private long faultAtMs;
    private final Alarm alarm = new Alarm(this::later, LiveSession::nowMs, this::tick);

    LoadedDocument(HostDocuments host, String name, Lane lane) {
        this.host = host;
        this.name = name;
        this.lane = lane;
    }

    private boolean execute(Runnable task) {
        lock.lock();
        try {
            if (isRetired) {
                return false;
            }
            tasks++;
        } finally {
            lock.unlock();
        }
        lane.execute(() -> {
            try {
                task.run();
                publishGathered();
                noteInfo();
            } finally {
                done();
            }
        });
        return true;
    }

    private void publishGathered() {
        HostedDocument own = document;
        if (own != null && !isMoreComing()) {
            own.publishGathered();
        }
    }

    private void done() {
        HostedDocument own = document;
        boolean mayRetire = own == null
                ? host.isUnloading() && !fault.isEmpty()
                : own.isNothing(LiveSession.nowMs()) || (host.isUnloading() && own.isIdle(LiveSession.nowMs()));
        lock.lock();
        try {
            tasks--;
            isRetired = tasks == 0 && mayRetire;
        } finally {
            lock.unlock();
        }
        if (isRetired) {
            host.retired(name, this);
        }
    }

    /**
     * Does something with the document, on its lane.
     *
     * @param use given the document; or null and why it cannot be read
     * @return false when it has retired, and another one has to be made
     */
    boolean use(BiConsumer<@Nullable HostedDocument, String> use) {
        return execute(() -> useLoaded(use));
    }

    private void useLoaded(BiConsumer<@Nullable HostedDocument, String> use) {
        long now = LiveSession.nowMs();
        if (document == null && (fault.isEmpty() || now - faultAtMs >= TRY_AGAIN_MS)) {
            try {
                document = host.load(name, this);
                fault = "";
                if (!document.exists()) {
                    due(now + HostedDocument.NOTHING_MS);
                } else if (host.isUnloading()) {
                    due(now + host.limits().unloadIdleMs());
                }
            } catch (RuntimeException e) {
                fault = "'" + name + "' cannot be read from the host's store: " + e.getMessage();
                faultAtMs = now;
                host.failed(e);
            }
        }
        use.accept(document, fault);
    }

    private void noteInfo() {
        HostedDocument own = document;
        info = own != null && own.exists() ? own.info() : null;
    }

    /** What is known of the document, if there is one; from any thread, so it may be a moment old. */
    Optional<DocumentInfo> info() {
        return Optional.ofNullable(info);
    }

    void awaitIdle(long deadlineNs) throws InterruptedException {
        lane.awaitIdle(deadlineNs);
    }

    private void later(long inMs, Runnable what) {
        host.schedule(inMs, () -> {
            boolean ignored = execute(what);
        });
    }

    private void tick() {
        HostedDocument own = document;
        if (own != null) {
            long now = LiveSession.nowMs();
            own.tick(now);
            if (host.isUnloading() && alarm.isOff()) {
                due(now + host.limits().unloadIdleMs());
            }
        }
    }

    // ---- outputs, on the lane

    @Override
    public boolean isMoreComing() {
        lock.lock();
        try {
            return tasks > 1;
        } finally {
            lock.unlock();
        }
    }

    @Override
    public byte[] pooled(byte[] state) {
        return host.pooled(name, state);
    }

    @Override
    public void publish(byte[] down) {
        noteInfo(); // whoever hears of it may look
        host.publish(name, down);
    }

    @Override
    public void publishEphemeral(byte[] down) {
        host.publishEphemeral(name, down);
    }

    @Override
    public void store(StoreStep step) {
        host.store(step, this);
    }

    @Override
    public void due(long atMs) {
        alarm.at(atMs);
    }

    @Override
    public void rename(Renaming wanted) {
        host.renames().wanted(wanted);
    }

    @Override
    public void departed(StoreStep.Rename step, Departed departed) {
        host.renames().departed(step, departed);
    }

    @Override
    public void stayed(StoreStep.Rename step) {
        host.renames().stayed(step);
    }

    // ---- what became of steps, on the writer's thread

    @Override
    public void stored(StoreStep step) {
        boolean ignored = execute(() -> {
            if (document != null) {
                document.stored(step, LiveSession.nowMs());
            }
        });
    }

    @Override
    public void notStored(StoreStep step, StoreException problem) {
        boolean ignored = execute(() -> {
            if (document != null) {
                document.notStored(step, String.valueOf(problem.getMessage()), LiveSession.nowMs());
            }
        });
    }
}
