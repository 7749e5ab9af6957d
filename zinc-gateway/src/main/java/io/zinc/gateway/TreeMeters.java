package io.zinc.gateway;

import io.micrometer.core.instrument.FunctionCounter;
import io.micrometer.core.instrument.Gauge;
import io.micrometer.core.instrument.MeterRegistry;
import io.zinc.core.Endpoint;
import io.zinc.core.TreeStatus;
import io.zinc.core.ZincException;
import io.zinc.documents.DocumentFigures;
import io.zinc.documents.Documents;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.locks.ReentrantLock;
import java.util.function.ToDoubleFunction;
import org.jspecify.annotations.Nullable;

/** What there is to count of the gateway's endpoint, its documents and their store. No document is named. */
final class TreeMeters {

    private static final long FRESH_MS = 500;

    private final Endpoint endpoint;
    private final ReentrantLock lock = new ReentrantLock();
    private @Nullable TreeStatus status;
    private long readAtMs;

    private TreeMeters(Endpoint endpoint) {
        this.endpoint = endpoint;
    }

    static void register(MeterRegistry registry, Endpoint endpoint, Documents documents) {
        TreeMeters tree = new TreeMeters(endpoint);
        tree.gauge(
                registry,
                "endpoints",
                "Endpoints from here down",
                s -> s.nodes().size() + s.omitted());
        tree.gauge(registry, "children", "Children of this endpoint", s -> own(s).children());
        tree.gauge(registry, "sent.per.second", "Messages sent here", s -> own(s).sentPerSecond());
        tree.gauge(registry, "handled.per.second", "Messages that handlers got", s -> own(s).handledPerSecond());
        tree.gauge(registry, "lag.messages", "Messages that wait for handlers", s -> own(s).lagMessages());
        tree.counter(registry, "gaps", "Messages that subscriptions missed", s -> own(s).gaps());
        tree.counter(registry, "repairs", "Repairs that were asked for", s -> own(s).repairs());
        tree.counter(
                registry, "dropped.frames", "Frames dropped as malformed or not allowed", s -> own(s).droppedFrames());
        documents(registry, documents);
    }

    private static TreeStatus.Node own(TreeStatus status) {
        return status.nodes().getFirst();
    }

    private void gauge(MeterRegistry registry, String name, String words, ToDoubleFunction<TreeStatus> of) {
        Gauge.builder("zinc.tree." + name, this, tree -> tree.value(of))
                .description(words)
                .strongReference(true)
                .register(registry);
    }

    private void counter(MeterRegistry registry, String name, String words, ToDoubleFunction<TreeStatus> of) {
        // the registry holds what it counts weakly; the gauges hold this
        FunctionCounter.builder("zinc.tree." + name, this, tree -> tree.value(of))
                .description(words)
                .register(registry);
    }

    private double value(ToDoubleFunction<TreeStatus> of) {
        lock.lock();
        try {
            long now = TimeUnit.NANOSECONDS.toMillis(System.nanoTime());
            if (status == null || now - readAtMs > FRESH_MS) {
                status = endpoint.tree();
                readAtMs = now;
            }
            return of.applyAsDouble(status);
        } catch (ZincException e) {
            return Double.NaN; // the endpoint is closed
        } finally {
            lock.unlock();
        }
    }

    private static void documents(MeterRegistry registry, Documents documents) {
        gauge(registry, documents, "documents.open", "Openings of documents here", DocumentFigures::sessions);
        gauge(
                registry,
                documents,
                "documents.held",
                "Documents in memory: a host's own, a relay's copies",
                DocumentFigures::held);
        gauge(registry, documents, "documents.copy.bytes", "What a relay's copies take", DocumentFigures::copyBytes);
        gauge(
                registry,
                documents,
                "documents.waiting.bytes",
                "What a host has yet to put in order",
                DocumentFigures::waitingBytes);
        counter(
                registry,
                documents,
                "documents.answered.here",
                "Full document requests answered from a relay's copies",
                DocumentFigures::answeredHere);
        gauge(registry, documents, "store.waiting.bytes", "What waits for the store", DocumentFigures::unstoredBytes);
        counter(
                registry,
                documents,
                "store.steps",
                "Fragments, snapshots and others in the store",
                DocumentFigures::storedSteps);
        counter(registry, documents, "store.commits", "Groups in which they came there", DocumentFigures::storeCommits);
        counter(registry, documents, "store.faults", "How often the store could not", DocumentFigures::storeFaults);
    }

    private static void gauge(
            MeterRegistry registry,
            Documents documents,
            String name,
            String words,
            ToDoubleFunction<DocumentFigures> of) {
        Gauge.builder("zinc." + name, documents, each -> of.applyAsDouble(each.figures()))
                .description(words)
                .register(registry);
    }

    private static void counter(
            MeterRegistry registry,
            Documents documents,
            String name,
            String words,
            ToDoubleFunction<DocumentFigures> of) {
        FunctionCounter.builder("zinc." + name, documents, each -> of.applyAsDouble(each.figures()))
                .description(words)
                .register(registry);
    }
}
