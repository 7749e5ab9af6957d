package io.zinc.benchmarks;

import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.ExecutionException;
import java.util.concurrent.Semaphore;
import java.util.concurrent.ThreadLocalRandom;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.TimeoutException;
import java.util.concurrent.locks.LockSupport;

/** Clients that are connected to a server and have the documents of their rooms. One thread at a time may use it. */
final class Crowd implements AutoCloseable {

    private static final long JOIN_SECONDS = 120;

    /** After this without a delivery, what is still missing is given up. */
    private static final long PATIENCE_NS = 3_000_000_000L;

    private static final int LOOK_MS = 10;

    /** Linux does not wake a thread more exactly than this. */
    private static final long LEAST_PARK_NS = 50_000;

    private static final long LEAST_YJS_CLIENT = 1L << 30;
    private static final long MOST_YJS_CLIENT = 1L << 31;

    private final CrowdPlan plan;
    private final List<LoadShard> shards;
    private final List<LoadClient> clients = new ArrayList<>();

    private Crowd(CrowdPlan plan, List<LoadShard> shards) {
        this.plan = plan;
        this.shards = shards;
    }

    /** Starts a connection. */
    interface Connector {
        void connect(LoadShard shard, LoadClient client, CrowdPlan plan);
    }

    static Crowd gather(CrowdPlan plan, List<LoadShard> shards, Connector connector) {
        Crowd crowd = new Crowd(plan, shards);
        try {
            crowd.join(connector);
            return crowd;
        } catch (RuntimeException e) {
            crowd.close();
            throw e;
        }
    }

    private void join(Connector connector) {
        long firstYjsClient = ThreadLocalRandom.current().nextLong(LEAST_YJS_CLIENT, MOST_YJS_CLIENT);
        long endNs = System.nanoTime() + TimeUnit.SECONDS.toNanos(JOIN_SECONDS);
        Semaphore free = new Semaphore(plan.atOnce());
        for (int i = 0; i < plan.clients(); i++) {
            acquire(free, endNs);
            LoadShard shard = shards.get(i % plan.rooms() % shards.size());
            LoadClient client = new LoadClient(shard, plan, i, firstYjsClient);
            shard.add(client);
            clients.add(client);
            var unused = client.synced().whenComplete((joined, fault) -> free.release());
            connector.connect(shard, client, plan);
        }
        for (LoadClient client : clients) {
            var unused = waitFor(client.synced(), endNs);
        }
    }

    private void acquire(Semaphore free, long endNs) {
        try {
            if (!free.tryAcquire(endNs - System.nanoTime(), TimeUnit.NANOSECONDS)) {
                throw late();
            }
        } catch (InterruptedException e) {
            throw interrupted(e);
        }
    }

    private <T> T waitFor(CompletableFuture<T> future, long endNs) {
        try {
            return future.get(Math.max(0, endNs - System.nanoTime()), TimeUnit.NANOSECONDS);
        } catch (InterruptedException e) {
            throw interrupted(e);
        } catch (ExecutionException e) {
            throw new IllegalStateException("a client cannot join at " + plan.server() + ": " + e.getCause(), e);
        } catch (TimeoutException e) {
            throw late();
        }
    }

    private IllegalStateException late() {
        long joined = clients.stream().filter(it -> it.synced().isDone()).count();
        return new IllegalStateException("of " + plan.clients() + " clients " + joined
                + " have the document of their room "
                + JOIN_SECONDS + " s after the first one came; is there a server for " + plan.protocol() + " at "
                + plan.server() + "?");
    }

    private static IllegalStateException interrupted(InterruptedException cause) {
        Thread.currentThread().interrupt();
        return new IllegalStateException("interrupted while clients were at work", cause);
    }

    List<LoadClient> clients() {
        return clients;
    }

    /** From the first client's connection until the last one had its document. */
    double joinMs() {
        long beganNs = clients.stream()
                .mapToLong(it -> it.syncedNs() - it.joinNs())
                .min()
                .orElseThrow();
        long endedNs = clients.stream().mapToLong(LoadClient::syncedNs).max().orElseThrow();
        return (endedNs - beganNs) / 1e6;
    }

    /**
     * Lets the clients type in turn, and waits until all has arrived, or nothing more does.
     *
     * @param stopsWhenLate whether to stop once the phase cannot hold any more
     */
    LoadFigures type(double perSecond, double seconds, boolean stopsWhenLate) {
        ProcessMeter before = ProcessMeter.now();
        long startNs = System.nanoTime() + TimeUnit.MILLISECONDS.toNanos(5);
        LoadPhase phase = LoadPhase.of(plan.clients(), perSecond, seconds, startNs, stopsWhenLate);
        List<CompletableFuture<LoadTally>> sending =
                shards.stream().map(shard -> shard.start(phase)).toList();
        long endNs = startNs + (long) (seconds * 1e9) + TimeUnit.SECONDS.toNanos(JOIN_SECONDS);
        pace(phase, sending, endNs);
        drain(endNs);
        LoadTally all = new LoadTally();
        shards.forEach(shard -> all.add(waitFor(shard.finish(), endNs)));
        long tookNs = System.nanoTime() - startNs;
        return LoadFigures.of(
                perSecond,
                phase,
                all,
                closedConnections(),
                tookNs,
                ProcessMeter.now().since(before));
    }

    /** Wakes the shards at the moments at which something is due. */
    private void pace(LoadPhase phase, List<CompletableFuture<LoadTally>> sending, long endNs) {
        long lastNs = phase.dueAfterNs(Long.MAX_VALUE / 2);
        for (long nowNs = System.nanoTime(); nowNs < lastNs; nowNs = System.nanoTime()) {
            LockSupport.parkNanos(Math.max(LEAST_PARK_NS, phase.dueAfterNs(nowNs) - nowNs));
            shards.forEach(LoadShard::wake);
            if (sending.stream().allMatch(CompletableFuture::isDone)) {
                break;
            }
        }
        shards.forEach(LoadShard::wake);
        sending.forEach(each -> waitFor(each, endNs));
    }

    private void drain(long endNs) {
        long before = Long.MAX_VALUE;
        long progressNs = System.nanoTime();
        while (true) {
            long missing = 0;
            for (LoadShard shard : shards) {
                missing += waitFor(shard.outstanding(), endNs);
            }
            long nowNs = System.nanoTime();
            if (missing < before) {
                progressNs = nowNs;
                before = missing;
            }
            if (missing == 0 || nowNs - progressNs > PATIENCE_NS) {
                return;
            }
            pause();
        }
    }

    private static void pause() {
        try {
            Thread.sleep(LOOK_MS);
        } catch (InterruptedException e) {
            throw interrupted(e);
        }
    }

    int closedConnections() {
        return shards.stream().mapToInt(LoadShard::closedConnections).sum();
    }

    /** What the server said when it ended a connection last. */
    String farewell() {
        return shards.stream()
                .map(LoadShard::farewell)
                .filter(it -> !it.isEmpty())
                .findFirst()
                .orElse("no reason given");
    }

    /** Makes sure that all connections are there still. */
    void mustBeWhole() {
        if (closedConnections() > 0) {
            throw new IllegalStateException("the server closed " + closedConnections() + " of " + clients.size()
                    + " connections that it should have kept: " + farewell());
        }
    }

    @Override
    public void close() {
        clients.forEach(LoadClient::close);
    }
}
